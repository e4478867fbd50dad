import { instancesMessage } from '../chat/instance-listing.ts';
import type { Answer } from '../chat/inbound.ts';
import { listMessage, withNothingDone } from '../chat/listing.ts';
import { onCallMessage } from '../chat/on-call.ts';
import { respondersMessage } from '../chat/responders.ts';
import { rosterMessage } from '../chat/roster.ts';
import { statusMessage } from '../chat/status.ts';
import { summaryMessage } from '../chat/summary.ts';
import type { Ask } from '../command/ask.ts';
import { didYouMean } from '../command/nearest.ts';
import type { TenantConfig } from '../config/config.ts';
import { planFor } from '../config/plan.ts';
import { policySettings } from '../incident/escalate.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Override } from '../oncall/override.ts';
import { nowAndNext } from '../oncall/shift.ts';
import { privately, say } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import type { Providers } from './providers.ts';

/** What changes nothing and is answered from what is recorded or configured. */
export type Reading = Extract<
  Ask,
  { kind: 'status' | 'summary' | 'who' | 'paging' | 'oncall' | 'list' | 'providers' }
>;

/** How many incidents a list shows, and how many events a status. */
const LISTED = 20;
const TOLD = 8;
/** How many of the newest events a summary chooses from. */
const LOOKED_BACK = 60;

/** @returns a function that tells how things stand. */
export function createTelling(deps: {
  operations: Operations;
  config: (tenant: string) => TenantConfig;
  providers: Providers;
  /** The overrides of a schedule, in the order in which they were made. */
  overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** Epoch milliseconds. */
  now: () => number;
}): (caller: Caller, ask: Reading) => Promise<Answer> {
  const { operations } = deps;

  async function status(caller: Caller, id: IncidentId): Promise<Answer> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return say(view.message);
    const events = await operations.timeline(caller, id, TOLD);
    return privately(
      statusMessage(view, 'denied' in events ? [] : events, operations.links(caller.tenant, id)),
    );
  }

  async function told(caller: Caller, id: IncidentId, what: 'summary' | 'who'): Promise<Answer> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return say(view.message);
    const found = await operations.timeline(caller, id, LOOKED_BACK);
    const events = 'denied' in found ? [] : found;
    const links = operations.links(caller.tenant, id);
    return privately(
      what === 'summary'
        ? summaryMessage(view, events, links, deps.now())
        : respondersMessage(view, events, deps.config(caller.tenant).escalation, links, deps.now()),
    );
  }

  async function onCall(caller: Caller, ask: Extract<Ask, { kind: 'paging' }>): Promise<Answer> {
    const denied = await operations.permitted(caller, 'people');
    if (denied) return say(denied.message);
    const config = deps.config(caller.tenant);
    const { plan, service, team } = planFor(config, ask);
    const what =
      ask.service === undefined
        ? `the team ${config.teams.get(team ?? '')?.name ?? ''}`
        : `the service ${config.services.get(service ?? '')?.name ?? ''}`;
    const about = { ...(service !== undefined && { service }), ...(team !== undefined && { team }) };
    return privately(onCallMessage(what, plan.escalation, policySettings(about)));
  }

  async function roster(
    caller: Caller,
    { schedule: named }: Extract<Ask, { kind: 'oncall' }>,
  ): Promise<Answer> {
    const denied = await operations.permitted(caller, 'people');
    if (denied) return say(denied.message);
    const { schedules, people } = deps.config(caller.tenant);
    const wanted = named?.toLowerCase();
    const meant = [...schedules.values()].filter(
      ({ id, name }) => wanted === undefined || wanted === id || wanted === name.toLowerCase(),
    );
    if (meant.length === 0) {
      const none = 'No schedule is configured: `schedules` in the configuration says who is on call.';
      if (schedules.size === 0) return say(none);
      return say(
        `There is no schedule ${JSON.stringify(named)}.${didYouMean(wanted ?? '', schedules.keys())}`,
      );
    }
    const now = deps.now();
    const duties = await Promise.all(
      meant.map(async (schedule) => ({
        schedule,
        ...nowAndNext(schedule, await deps.overrides(caller.tenant, schedule.id), now),
      })),
    );
    return privately(rosterMessage(duties, (id) => people.get(id)?.name ?? id));
  }

  async function providers(caller: Caller): Promise<Answer> {
    const denied = await operations.permitted(caller, 'providers');
    if (denied) return say(denied.message);
    return privately(instancesMessage(await deps.providers(caller.tenant), deps.now()));
  }

  async function list(caller: Caller, ask: Extract<Ask, { kind: 'list' }>): Promise<Answer> {
    const { status, severity, team, service, mine, all, before, since, until } = ask;
    const filter = {
      ...(status ? { status } : !all && { active: true }),
      ...(severity && { severity }),
      ...(team !== undefined && { team }),
      ...(service !== undefined && { service }),
      ...(before !== undefined && { before }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(mine && { responder: caller.person.id }),
    };
    const found = await operations.list(caller, filter, LISTED);
    if ('denied' in found) return say(found.message);
    const pageOf = ({ incident }: { incident: { tenant: string; id: IncidentId } }) =>
      operations.links(incident.tenant, incident.id).page;
    const narrowed = Boolean(status ?? severity ?? team ?? service ?? before ?? since ?? until) || mine;
    const more = found.incidents.length === LISTED && found.total > LISTED;
    const message = listMessage({ ...found, more, narrowed }, pageOf);
    return privately(ask.ofAll ? withNothingDone(message, ask.ofAll) : message);
  }

  return async (caller, ask) => {
    switch (ask.kind) {
      case 'status':
        return status(caller, ask.incident);
      case 'summary':
      case 'who':
        return told(caller, ask.incident, ask.kind);
      case 'paging':
        return onCall(caller, ask);
      case 'oncall':
        return roster(caller, ask);
      case 'list':
        return list(caller, ask);
      case 'providers':
        return providers(caller);
    }
  };
}
