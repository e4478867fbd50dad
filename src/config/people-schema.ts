import { z } from 'zod';
import { LOUDNESS } from '../access/loudness.ts';
import { ACCESS_ROLES } from '../access/role.ts';
import { channel, key } from './fields.ts';

export const person = z
  .strictObject({
    name: z.string().min(1).max(80).describe('Name as shown to others.'),
    email: z
      .email('must be an e-mail address')
      .optional()
      .describe('Maps chat users whose platform has verified this address.'),
    roles: z
      .array(z.enum(ACCESS_ROLES))
      .prefault(['responder'])
      .describe('viewer, responder, commander or admin; each includes those before it.'),
    loud: z
      .enum(LOUDNESS)
      .optional()
      .describe(
        'What notifies them besides pages, unless they choose by `/im loud`: pages (nothing), urgent (being made responsible), all (direct messages about incidents that they respond to as well). Without it: urgent.',
      ),
    chat: z
      .record(key('provider instance'), z.string().min(1))
      .prefault({})
      .describe(
        'Platform user id by provider instance, the preferred instance first: where this person is paged.',
      ),
  })
  .describe('Somebody who may be paged or who has a role.');

export const team = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    members: z.array(key('person')).prefault([]).describe('People, by their key under `people`.'),
    channels: z.array(channel).prefault([]).describe('Channels that hear of every incident of the team.'),
    escalation: key('policy').optional().describe('Escalation policy of the team, a key under `escalation`.'),
  })
  .describe('People who answer for services together.');

export const service = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    team: key('team').optional().describe('The team that answers for it, a key under `teams`.'),
    escalation: key('policy')
      .optional()
      .describe('Escalation policy of the service; beats that of its team.'),
  })
  .describe('Something that can break.');
