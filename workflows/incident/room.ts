import { isCancellation } from '@temporalio/workflow';
import { channelName } from '../../src/chat/channel-name.ts';
import type { IncidentChannelPlan } from '../../src/chat/routing.ts';
import type { ChatChannel } from '../../src/chat/provider.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { IncidentInput } from './messages.ts';
import { work } from './work.ts';

export const topicOf = (incident: Incident): string =>
  `${incident.id} ${incident.severity} ${incident.status}: ${incident.title}`;

/** What every change of the incident's own channel carries. @param what part of its idempotency key. */
export function channelEffect(input: IncidentInput, what: string, instance: string) {
  const { tenant, id } = input;
  return { key: `${incidentKey(tenant, id)}:${what}:${instance}`, tenant, incident: id, instance };
}

/** Opens the incident's own channel on one instance. Retried on its own for hours; the incident does not wait for it. */
export async function openRoom(
  input: IncidentInput,
  plan: IncidentChannelPlan,
  incident: Incident,
): Promise<ChatChannel> {
  const name = channelName(plan.nameTemplate, incident);
  return work.openChannel(`${input.id}: open #${name} on ${plan.instance}`, {
    ...channelEffect(input, 'channel', plan.instance),
    name,
    private: plan.private || incident.private,
    topic: topicOf(incident),
  });
}

/** Invites whom the plan names; one who cannot be invited is reported and keeps nobody else out. */
export async function inviteToRoom(
  input: IncidentInput,
  plan: IncidentChannelPlan,
  channel: string,
  failed: (target: string, error: unknown) => void,
): Promise<void> {
  for (const { person, contacts } of plan.invite) {
    const user = contacts.find((contact) => contact.instance === plan.instance)?.user;
    if (!user) continue;
    try {
      await work.invite(`${input.id}: invite ${person.name}`, {
        ...channelEffect(input, `invite:${person.id}`, plan.instance),
        channel,
        users: [user],
      });
    } catch (error) {
      if (isCancellation(error)) throw error;
      failed(`${plan.instance}/@${person.name}`, error);
    }
  }
}
