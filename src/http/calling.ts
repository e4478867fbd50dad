import type { Account } from '../access/account.ts';
import type { Delivery } from '../chat/delivery.ts';
import { personCallMessage, teamCallMessage } from '../chat/team-call.ts';
import type { Whom } from '../command/confirmation.ts';
import type { TenantConfig } from '../config/config.ts';
import { targetLabel, type Target } from '../escalation/policy.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { Caller } from './caller.ts';
import { notFound, type Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { SendLater } from './replies.ts';

/** Somebody or a channel that a message goes to, and by which way. */
export interface Reached extends Pick<Delivery, 'instance' | 'to'> {
  /** What it is called in sentences: `Ana`, `#critical`. */
  readonly label: string;
}

/** Who was asked for help, and whom the message goes to. */
export interface Called {
  readonly incident: IncidentId;
  /** What they are called: `the team Payments`, `Ben`. */
  readonly called: string;
  readonly told: readonly string[];
}

export interface Calling {
  /** @returns whom a call reaches: members and channels of a team, or one person; each by their first account. */
  reach(tenant: string, whom: Whom): Promise<readonly Reached[]>;
  /**
   * Asks a team or a person for help with an incident: they get a message, and the timeline says so. The escalation goes
   * on as it is.
   * @param once what makes two of the same call one.
   * @throws Unavailable when Temporal does not take it; the same may be asked again.
   */
  call(caller: Caller, incident: IncidentId, whom: Whom, once: string): Promise<Called | Denied>;
}

/**
 * @param deps.accountsOf every account of a person, with those that they have linked.
 * @returns how others are called to an incident; every message is left with Temporal to be sent.
 */
export function createCalling(deps: {
  operations: Operations;
  config: (tenant: string) => TenantConfig;
  accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  sendLater: SendLater;
}): Calling {
  const { operations, config } = deps;
  const teamOf = (tenant: string, whom: Whom) =>
    'team' in whom ? config(tenant).teams.get(whom.team) : undefined;

  async function wayToPerson(tenant: string, { id, name }: Person): Promise<Reached[]> {
    const [configured] = Object.entries(config(tenant).people.get(id)?.chat ?? {});
    // Who is named by the configuration is reached without the store.
    const [first] = configured
      ? [{ instance: configured[0], user: configured[1] }]
      : await deps.accountsOf(tenant, id);
    return first ? [{ instance: first.instance, to: { user: first.user }, label: name }] : [];
  }

  async function wayTo(tenant: string, target: Target): Promise<Reached[]> {
    if (target.kind === 'person') return wayToPerson(tenant, target.person);
    return [{ instance: target.instance, to: { channel: target.channel }, label: targetLabel(target) }];
  }

  const reach: Calling['reach'] = async (tenant, whom) => {
    if ('person' in whom) return wayToPerson(tenant, whom.person);
    const team = teamOf(tenant, whom);
    const targets = team ? [...team.members, ...team.channels] : [];
    return (await Promise.all(targets.map((target) => wayTo(tenant, target)))).flat();
  };

  return {
    reach,
    async call(caller, id, whom, once) {
      const { tenant } = caller;
      const denied = await operations.permitted(caller, 'escalate');
      if (denied) return denied;
      const view = await operations.glimpse(caller, id);
      if (!view) return notFound(id);
      const reached = view.incident.private ? [] : await reach(tenant, whom);
      const name = 'person' in whom ? whom.person.name : (teamOf(tenant, whom)?.name ?? whom.team);
      const called = 'person' in whom ? name : `the team ${name}`;
      if (reached.length === 0)
        return {
          denied: 'impossible',
          message: `${'person' in whom ? name : `Nobody of ${called}`} cannot be told of ${id}. Nothing was done.`,
        };
      const told = reached.map(({ label }) => label);
      const text = `Asked ${called} for help${'person' in whom ? '' : `: ${told.join(', ')}`}.`;
      // The incident decides, by its status and what it has done already, whether anybody is told.
      const noted = await operations.command(caller, id, { name: 'note', text }, once);
      if ('denied' in noted) return noted;
      const links = operations.links(tenant, id);
      const message =
        'person' in whom
          ? personCallMessage(view, caller.person, links)
          : teamCallMessage(view, name, caller.person, links);
      for (const [n, { instance, to }] of reached.entries()) {
        const key = `${tenant}:call:${instance}:${once}:${n}`;
        const delivery: Delivery = { key, tenant, incident: id, instance, to, message };
        await deps.sendLater(`${once}:${n}`, delivery, caller.patience);
      }
      return { incident: id, called, told };
    },
  };
}
