import { z } from 'zod';
import type { Route } from '../action/route.ts';
import { routeOf as ticketRouteOf } from '../tracker/route.ts';
import { channelsOf } from './channels.ts';
import { CHANNEL_PATTERN, EMAIL_PATTERN, key, WEBHOOK_PATTERN } from './fields.ts';
import { outsideTarget, type Outside } from './outside-targets.ts';
import { ticketRoute } from './tracker-schema.ts';

const CHANNELS = [CHANNEL_PATTERN, WEBHOOK_PATTERN, EMAIL_PATTERN].map(({ source }) => `(?:${source})`);

const route = z
  .strictObject({
    channel: z
      .string('must be a channel such as main-slack/#deployments')
      .regex(
        new RegExp(CHANNELS.join('|')),
        'must be <provider instance>/<channel>, webhook:<provider instance> or email:<person or address>',
      )
      .optional()
      .describe(
        'A channel, such as main-slack/#deployments, webhook:<provider instance> or email:<person or address>.',
      ),
    tracker: ticketRoute
      .optional()
      .describe('A tracker and a place there, such as jira/OPS: each time a ticket is made.'),
  })
  .refine(
    ({ channel, tracker }) => (channel === undefined) !== (tracker === undefined),
    'must have one of channel and tracker',
  )
  .describe('Where word goes.');

export const routes = z
  .record(key('route'), route)
  .describe('Where word goes of how runs ended, by a key of your own that `notify` of actions names.');

/** @returns where word goes, of a route that was checked. */
export function routeOf({ channel = '', tracker }: z.output<typeof route>, outside: Outside): Route {
  const ticket = tracker === undefined ? undefined : ticketRouteOf(tracker);
  if (ticket) return { kind: 'ticket', ticket };
  const elsewhere = outsideTarget(channel, outside);
  if (typeof elsewhere === 'object' && elsewhere.kind === 'channel') return elsewhere;
  if (typeof elsewhere === 'object' && elsewhere.kind === 'person') {
    // Somebody's mail, as they are not paged by it.
    const [contact] = elsewhere.contacts;
    if (contact)
      return { kind: 'channel', instance: contact.instance, channel: contact.user, label: contact.user };
  }
  const [target] = channelsOf([channel]);
  if (!target) throw new Error(`${channel} was not checked before it was resolved`);
  return target;
}
