import type { Delivery } from '../chat/delivery.ts';
import { teamCallMessage } from '../chat/team-call.ts';
import type { TenantConfig } from '../config/config.ts';
import { targetLabel, type Target } from '../escalation/policy.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Caller } from './caller.ts';
import { notFound, type Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { SendLater } from './replies.ts';

/** A team that was called, and whom the message goes to. */
export interface Called {
  readonly incident: IncidentId;
  readonly team: string;
  readonly told: readonly string[];
}

/**
 * Calls a team to an incident: its members and channels get a message, and the timeline says so. The escalation goes on
 * as it is.
 * @param team its id. @param once what makes two of the same call one.
 * @throws Unavailable when Temporal does not take it; the same may be asked again.
 */
export type CallTeam = (
  caller: Caller,
  incident: IncidentId,
  team: string,
  once: string,
) => Promise<Called | Denied>;

/** How a target is reached: a person by their first contact. */
function wayTo(target: Target): Pick<Delivery, 'instance' | 'to'> | undefined {
  if (target.kind === 'channel') return { instance: target.instance, to: { channel: target.channel } };
  const [first] = target.contacts;
  return first && { instance: first.instance, to: { user: first.user } };
}

/** @returns a function that calls teams; every message is left with Temporal to be sent. */
export function createCalling(deps: {
  operations: Operations;
  config: (tenant: string) => TenantConfig;
  sendLater: SendLater;
}): CallTeam {
  const { operations } = deps;
  return async (caller, id, teamId, once) => {
    const denied = await operations.permitted(caller, 'escalate');
    if (denied) return denied;
    const view = await operations.glimpse(caller, id);
    if (!view) return notFound(id);
    const team = deps.config(caller.tenant).teams.get(teamId);
    const targets = team && !view.incident.private ? [...team.members, ...team.channels] : [];
    const reached = targets.flatMap((target) => {
      const way = wayTo(target);
      return way ? [{ ...way, label: targetLabel(target) }] : [];
    });
    if (!team || reached.length === 0)
      return {
        denied: 'impossible',
        message: `Nobody of the team ${teamId} can be told of ${id}. Nothing was done.`,
      };
    const told = reached.map(({ label }) => label);
    const text = `Asked the team ${team.name} for help: ${told.join(', ')}.`;
    // The incident decides, by its status and what it has done already, whether anybody is told.
    const noted = await operations.command(caller, id, { name: 'note', text }, once);
    if ('denied' in noted) return noted;
    const message = teamCallMessage(view, team.name, caller.person, operations.links(caller.tenant, id));
    for (const [n, { instance, to }] of reached.entries()) {
      const key = `${caller.tenant}:call:${instance}:${once}:${n}`;
      const delivery: Delivery = { key, tenant: caller.tenant, incident: id, instance, to, message };
      await deps.sendLater(`${once}:${n}`, delivery, caller.patience);
    }
    return { incident: id, team: team.name, told };
  };
}
