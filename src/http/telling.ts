import type { ActionItem } from '../action-item/item.ts';
import { auditorMessage } from '../chat/auditor-listing.ts';
import { actionList } from '../chat/action-messages.ts';
import { changesMessage } from '../chat/changes.ts';
import { foundMessage } from '../chat/found.ts';
import { figuresMessage } from '../chat/figures.ts';
import { instancesMessage } from '../chat/instance-listing.ts';
import type { Answer } from '../chat/inbound.ts';
import { isKnown, knownLinkMessage } from '../chat/known-link.ts';
import { listMessage, withNothingDone } from '../chat/listing.ts';
import { postmortemMessage } from '../chat/postmortem-message.ts';
import { onCallMessage } from '../chat/on-call.ts';
import { respondersMessage } from '../chat/responders.ts';
import { statusMessage } from '../chat/status.ts';
import { summaryMessage } from '../chat/summary.ts';
import { whyMessage } from '../chat/why.ts';
import type { Ask } from '../command/ask.ts';
import type { TenantConfig } from '../config/config.ts';
import { planFor } from '../config/plan.ts';
import { didYouMean } from '../command/nearest.ts';
import { nameOfPeriod, stretchOf, USUAL_PERIOD } from '../figures/period.ts';
import { policySettings } from '../incident/escalate.ts';
import type { Findable } from '../git/term.ts';
import type { IncidentId } from '../incident/id.ts';
import { webAddress } from '../incident/web-address.ts';
import { factsOf } from '../postmortem/facts.ts';
import { postmortemAddress, whyAddress } from '../dashboard/address.ts';
import { privately, refuse, say } from './answers.ts';
import type { AuditorOf } from './auditor.ts';
import type { Caller } from './caller.ts';
import type { ChangesOf } from './changes.ts';
import type { FindCode } from './find.ts';
import type { KnownLinks } from './known-links.ts';
import type { Operations } from './operations.ts';
import type { Postmortems } from './postmortems.ts';
import type { Providers } from './providers.ts';

/** What changes nothing and is answered from what is recorded or configured. */
export type Reading = Extract<
  Ask,
  {
    kind:
      | 'status'
      | 'summary'
      | 'why'
      | 'who'
      | 'postmortem'
      | 'changes'
      | 'find'
      | 'paging'
      | 'list'
      | 'providers'
      | 'auditor'
      | 'figures';
  }
>;

/** How many incidents a list shows, and how many events a status. */
const LISTED = 20;
const TOLD = 8;
/** How many results a search shows. */
const FOUND = 10;
/** How many of the newest events a summary chooses from. */
const LOOKED_BACK = 60;

/** @returns a function that tells how things stand. */
export function createTelling(deps: {
  operations: Operations;
  postmortems: Pick<Postmortems, 'read'>;
  changes: ChangesOf;
  find: FindCode;
  /** @returns the address of the page of a search. */
  findPage: (by: Findable, text: string) => string;
  /** @returns the action items of an incident. */
  knownLinks: KnownLinks;
  actionsOf: (tenant: string, id: IncidentId) => Promise<readonly ActionItem[]>;
  config: (tenant: string) => TenantConfig;
  providers: Providers;
  auditor: AuditorOf;
  /** Epoch milliseconds. */
  now: () => number;
}): (caller: Caller, ask: Reading) => Promise<Answer> {
  const { operations } = deps;

  async function status(caller: Caller, id: IncidentId): Promise<Answer> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return refuse(caller, view);
    const events = await operations.timeline(caller, id, TOLD);
    const items = (await deps.actionsOf(caller.tenant, id)).filter(({ done }) => !done);
    const links = operations.links(caller.tenant, id);
    const message = statusMessage(view, 'denied' in events ? [] : events, links);
    if (items.length === 0) return privately(message);
    const { sections } = actionList(items, { incident: id, mine: false, all: false }, deps.now());
    const [footer, ...others] = [...message.sections].reverse();
    return privately({
      ...message,
      sections: [...others.reverse(), ...sections, ...(footer ? [footer] : [])],
    });
  }

  async function told(caller: Caller, id: IncidentId, what: 'summary' | 'who'): Promise<Answer> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return refuse(caller, view);
    const found = await operations.timeline(caller, id, LOOKED_BACK);
    const events = 'denied' in found ? [] : found;
    const links = operations.links(caller.tenant, id);
    return privately(
      what === 'summary'
        ? summaryMessage(view, events, links, deps.now())
        : respondersMessage(view, events, deps.config(caller.tenant).escalation, links, deps.now()),
    );
  }

  async function why(caller: Caller, id: IncidentId): Promise<Answer> {
    const found = await operations.why(caller, id);
    if ('denied' in found) return refuse(caller, found);
    const { view, explanation } = found;
    const links = operations.links(caller.tenant, id);
    const asker = caller.overheard ? undefined : caller.person;
    return privately(whyMessage(view, explanation, { ...links, why: whyAddress(links.page) }, asker));
  }

  async function postmortem(caller: Caller, id: IncidentId): Promise<Answer> {
    const read = await deps.postmortems.read(caller, id);
    if ('denied' in read) return refuse(caller, read);
    const { view, document, template, actions } = read;
    return privately(
      postmortemMessage({
        view,
        document,
        template,
        facts: factsOf(view.incident, read.events, document),
        actions: { open: actions.filter(({ done }) => !done).length, all: actions.length },
        page: postmortemAddress(operations.links(caller.tenant, id).page),
      }),
    );
  }

  async function changes(caller: Caller, ask: Extract<Ask, { kind: 'changes' }>): Promise<Answer> {
    const found = await deps.changes(caller, ask.incident, ask.sinceMs);
    if ('denied' in found) return refuse(caller, found);
    return privately(changesMessage(found, operations.links(caller.tenant, ask.incident).page));
  }

  async function find(caller: Caller, { by, text, before }: Extract<Ask, { kind: 'find' }>): Promise<Answer> {
    if (webAddress(text) !== undefined) return ofAddress(caller, text);
    const found = await deps.find(caller, by, text, FOUND, before);
    if ('denied' in found) return refuse(caller, found);
    return privately(
      foundMessage({ by, text, ...found, isGoingOn: before !== undefined }, deps.findPage(by, text)),
    );
  }

  /** What platforms show below a message of themselves, where they can. */
  async function ofAddress(caller: Caller, address: string): Promise<Answer> {
    const denied = await operations.permitted(caller, 'find');
    if (denied) return refuse(caller, denied);
    const known = await deps.knownLinks(caller, address, caller.overheard ? 'everybody' : 'caller');
    return isKnown(known)
      ? privately(knownLinkMessage(known))
      : say(
          'Nothing is on record of that address: no commit, branch or pull request that a git server told of, no ticket of an action item and no page of an incident.',
        );
  }

  async function onCall(caller: Caller, ask: Extract<Ask, { kind: 'paging' }>): Promise<Answer> {
    const denied = await operations.permitted(caller, 'people');
    if (denied) return refuse(caller, denied);
    const config = deps.config(caller.tenant);
    const { plan, service, team } = planFor(config, ask);
    const what =
      ask.service === undefined
        ? `the team ${config.teams.get(team ?? '')?.name ?? ''}`
        : `the service ${config.services.get(service ?? '')?.name ?? ''}`;
    const about = { ...(service !== undefined && { service }), ...(team !== undefined && { team }) };
    return privately(onCallMessage(what, plan.escalation, policySettings(about)));
  }

  async function providers(caller: Caller): Promise<Answer> {
    const denied = await operations.permitted(caller, 'providers');
    if (denied) return refuse(caller, denied);
    return privately(instancesMessage(await deps.providers(caller.tenant), deps.now()));
  }

  async function auditor(caller: Caller): Promise<Answer> {
    const denied = await operations.permitted(caller, 'auditor');
    if (denied) return refuse(caller, denied);
    const status = await deps.auditor(caller.tenant);
    const knowsAll = caller.overheard !== true && operations.may(caller, 'private');
    return privately(auditorMessage(status, knowsAll, deps.now()));
  }

  async function figures(caller: Caller, ask: Extract<Ask, { kind: 'figures' }>): Promise<Answer> {
    const { period = USUAL_PERIOD, by } = ask;
    const config = deps.config(caller.tenant);
    const { timeZone } = config.defaults;
    const only = figuresOnly(config, ask);
    if (typeof only === 'string') return refuse(caller, only);
    const { name: whose, ...filter } = only;
    const { from, until } = stretchOf(period, deps.now(), timeZone);
    const found = await operations.figures(caller, { from, to: until, ...(by && { by }), ...filter });
    if ('denied' in found) return refuse(caller, found);
    const when = `${whose === undefined ? '' : `${whose}, `}${nameOfPeriod(period)}`;
    return privately(figuresMessage(when, found.total, found.groups, by));
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
    if ('denied' in found) return refuse(caller, found);
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
      case 'why':
        return why(caller, ask.incident);
      case 'postmortem':
        return postmortem(caller, ask.incident);
      case 'changes':
        return changes(caller, ask);
      case 'find':
        return find(caller, ask);
      case 'paging':
        return onCall(caller, ask);
      case 'list':
        return list(caller, ask);
      case 'providers':
        return providers(caller);
      case 'auditor':
        return auditor(caller);
      case 'figures':
        return figures(caller, ask);
    }
  };
}

/** @returns of which team and service figures are wanted, by key and with their names; a sentence where there is none. */
function figuresOnly(
  { teams, services }: TenantConfig,
  ask: Pick<Extract<Ask, { kind: 'figures' }>, 'team' | 'service'>,
): { readonly name?: string; readonly team?: string; readonly service?: string } | string {
  const names: string[] = [];
  const keys: { team?: string; service?: string } = {};
  for (const [kind, all] of [
    ['team', teams],
    ['service', services],
  ] as const) {
    const wanted = ask[kind]?.toLowerCase();
    if (wanted === undefined) continue;
    const found = [...all.values()].find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
    if (!found) {
      return `There is no ${kind} ${JSON.stringify(ask[kind]?.slice(0, 60))}.${didYouMean(wanted, all.keys())}`;
    }
    keys[kind] = found.id;
    names.push(found.name);
  }
  return { ...keys, ...(names.length > 0 && { name: names.join(', ') }) };
}
