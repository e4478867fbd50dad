import type { Identity } from '../access/identity.ts';
import type { Answer } from '../chat/inbound.ts';
import { incidentOption } from '../chat/home.ts';
import type { ChatUser } from '../chat/provider.ts';
import type { Ask, Problem } from '../command/ask.ts';
import type { Whom } from '../command/confirmation.ts';
import { formModal, withoutForm } from '../command/form.ts';
import { helpMessage } from '../command/help.ts';
import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Findable } from '../git/term.ts';
import type { Heard } from '../conversation/heard.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { Quotation } from '../incident/quotation.ts';
import { simulationMessage } from '../simulation/message.ts';
import type { Moment } from '../simulation/moment.ts';
import type { Accounts } from './accounts.ts';
import type { AnswerAction } from './action-answers.ts';
import { alsoIn, type FindChannel } from './announcing.ts';
import { announcement, carried, denial, privately, refuse, say } from './answers.ts';
import type { Calling } from './calling.ts';
import type { Caller } from './caller.ts';
import type { ChangesOf } from './changes.ts';
import { createConversing } from './conversing.ts';
import type { FindCode } from './find.ts';
import { createGlances, isGlance } from './glances.ts';
import type { TakeOf } from './limits.ts';
import type { DeclareRequest } from './declaring.ts';
import type { KnownLinks } from './known-links.ts';
import type { AnswerMaintenance } from './maintenance-answers.ts';
import type { OnCallAnswers } from './on-call.ts';
import { openedBy } from './one-form.ts';
import type { AnswerRun, AskedAt } from './run-answers.ts';
import type { Runs } from './runs.ts';
import type { Operations } from './operations.ts';
import { findPerson } from './people.ts';
import type { Postmortems } from './postmortems.ts';
import type { AuditorOf } from './auditor.ts';
import type { Providers } from './providers.ts';
import { createPointing, type MessageSource, type Noting, type Pointing } from './pointing.ts';
import type { Sighted } from './sightings.ts';
import type { Simulations } from './simulations.ts';
import { createTelling } from './telling.ts';
import type { AnswerTicket } from './ticket-answers.ts';
import { understand, type Doing, type Typed, type Understood } from './understanding.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import type { ConfirmationStore } from '../mongo/confirmation-store.ts';

/** A delivery whose answer somebody waits for. `unrecorded` as in {@link Caller}. */
export type Waiting = Pick<Caller, 'patience' | 'unrecorded' | 'overheard' | 'denials'>;

/**
 * Answers what people do in chat.
 * @throws Unavailable, and what the store throws, when what was asked for needs a part that is away.
 */
export type Desk = (tenant: string, instance: string, inbound: Doing, waiting: Waiting) => Promise<Answer>;

export interface DeskDependencies {
  readonly operations: Operations;
  readonly postmortems: Pick<Postmortems, 'read'>;
  readonly changes: ChangesOf;
  readonly find: FindCode;
  /** @returns the address of the page of a search. */
  readonly findPage: (by: Findable, text: string) => string;
  readonly actions: AnswerAction;
  readonly actionsOf: ActionStore['of'];
  readonly config: (tenant: string) => TenantConfig;
  readonly identify: (
    tenant: string,
    instance: string,
    user: { id: string; name: string; outsider?: boolean },
  ) => Promise<Identity>;
  readonly sighted: Sighted;
  readonly limitPerson: TakeOf;
  readonly limitInstance: TakeOf;
  readonly providers: Providers;
  readonly auditor: AuditorOf;
  readonly simulations: Pick<Simulations, 'said'>;
  /** @returns the address of a page with the same simulation. @param wish as it was typed. */
  readonly simulationPage: (moment: Moment, wish: string) => string;
  readonly onCall: OnCallAnswers;
  readonly maintenances: AnswerMaintenance;
  readonly knownLinks: KnownLinks;
  readonly tickets: AnswerTicket;
  readonly runs: Pick<Runs, 'isMeant' | 'suggested'>;
  readonly runAnswers: AnswerRun;
  readonly source: MessageSource;
  readonly channel: FindChannel;
  /** @returns the message that an earlier delivery of this user pointed at. */
  readonly quotedBy: (
    delivery: { tenant: string; instance: string; deliveryId: string },
    user: string,
  ) => Promise<Quotation | undefined>;
  readonly redact: Redact;
  readonly confirmations: ConfirmationStore;
  readonly calling: Calling;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly accounts: Accounts['answer'];
  /** @returns the IANA time zone in which somebody lives, if it is known by now. */
  readonly zoneOf: (instance: string, user: ChatUser) => string | undefined;
  /** The same, but the platform is waited for where only it can tell. */
  readonly zoneSoon: (instance: string, user: ChatUser) => Promise<string | undefined>;
  /** @returns who somebody is now whom a platform names. */
  readonly known: (tenant: string, person: Person) => Promise<Person>;
}

/** How many incidents a form offers before anything is typed: as many as every platform shows. */
const OFFERED = 25;

const NOTHING: Answer = { kind: 'nothing' };
const isPointing = (inbound: Doing): inbound is Pointing =>
  inbound.kind === 'shortcut' || inbound.kind === 'reaction';

/** @returns what is to be declared, with the message that it is made of instead of where to find it. */
function withQuotation(
  { quoted: _, announce: __, ...ask }: Extract<Ask, { kind: 'declare' }>,
  quoted: Quotation | undefined,
): DeclareRequest & { readonly private: boolean } {
  return { ...ask, ...(quoted && { quoted }) };
}

/** No platform lets a form be opened upon a message; who is told by a webhook has no buttons either. */
function formsAt({ overheard }: Caller, inbound: Doing): AskedAt['forms'] {
  if ('trigger' in inbound) return 'at once';
  return inbound.kind === 'mention' && !overheard ? 'by a button' : 'none';
}

/** @returns how somebody is answered who wants something of runs. */
function askedAt(caller: Caller, inbound: Doing, channel: string | undefined): AskedAt {
  const thread = inbound.kind === 'mention' ? inbound.thread?.id : undefined;
  return {
    // What comes by the API comes from no channel.
    ...(channel && { origin: { instance: caller.via, channel, ...(thread !== undefined && { thread }) } }),
    forms: formsAt(caller, inbound),
    ...(inbound.kind === 'submit' && { submitted: true }),
  };
}

export function createDesk(deps: DeskDependencies): Desk {
  const { operations, runs } = deps;
  const glance = createGlances(deps);
  const pointing = createPointing(deps);
  const conversing = createConversing(deps);
  const tell = createTelling(deps);

  return async (tenant, instance, inbound, waiting) => {
    const { user, deliveryId } = inbound;
    const id = `${instance}/${user.id}`;
    // Who types into a field is looked for at every letter: that must not use up what they may do.
    const account = inbound.kind === 'suggest' ? `${id} typing` : id;
    // One person's haste must not use up what the instance has for all.
    const wait = (await deps.limitPerson(tenant, account)) || (await deps.limitInstance(tenant, instance));
    if (wait > 0) {
      if (isGlance(inbound)) return NOTHING;
      // The platform is not asked who this is: that would be yet another request for each that is too much.
      const somebody = { tenant, person: { id, name: user.name }, roles: [], via: instance, deliveryId };
      return say((await operations.hasty({ ...somebody, ...waiting }, inbound.kind, wait)).message);
    }
    const said = isGlance(inbound) || isPointing(inbound) ? undefined : inbound;
    const identifying = deps.identify(tenant, instance, user);
    // What is asked of the platform for that may tell where days begin for who says "since yesterday".
    if (inbound.kind === 'mention') await identifying;
    const zone = inbound.kind === 'mention' ? deps.zoneOf(instance, user) : undefined;
    const [understood, identity] = await Promise.all([
      said &&
        understand(
          said,
          (typed) => meantBy(tenant, instance, typed, waiting),
          (text, incident) => conversing.understood(tenant, text, incident, zone),
        ),
      identifying,
    ]);
    deps.sighted(tenant, instance, user, identity);
    const { person, roles } = identity;
    const channel = inbound.channel ?? ('context' in inbound ? inbound.context.channel : undefined);
    const caller: Caller = {
      tenant,
      person,
      ...(person.id !== id && { account: id }),
      roles,
      via: instance,
      deliveryId,
      ...waiting,
      // Who puts an emoji on a message waits for no answer.
      ...(inbound.kind !== 'reaction' && {
        confirmTo: { instance, user: user.id, ...(channel !== undefined && { channel }) },
      }),
    };
    if (isGlance(inbound)) return glance(caller, inbound);
    const carryOut = async (ask: Understood | Noting, caller: Caller): Promise<Answer> => {
      switch (ask.kind) {
        case 'conversed':
          return carryOut(await conversed(caller, inbound, ask.heard), caller);
        case 'run':
          return carryOut(await deps.runAnswers(caller, ask.wish, askedAt(caller, inbound, channel)), caller);
        case 'yes': {
          const confirmed = await conversing.confirmed(caller, ask);
          if (!('once' in confirmed)) return carryOut(confirmed, caller);
          const { change, once } = confirmed;
          // What somebody was shown happens once, however often and by whomever it is pressed.
          if (change.kind === 'declare') return carryOut(change, { ...caller, deliveryId: once });
          if (change.kind === 'run') {
            const wish = { ...change, do: 'chosen' } as const;
            const at = askedAt(caller, inbound, channel);
            return carryOut(await deps.runAnswers({ ...caller, deliveryId: once }, wish, at), caller);
          }
          if (change.kind === 'runbook') {
            const { kind: _, ...wanted } = change;
            const wish = { ...wanted, do: 'runbook' } as const;
            const at = askedAt(caller, inbound, channel);
            return carryOut(await deps.runAnswers({ ...caller, deliveryId: once }, wish, at), caller);
          }
          if (change.kind === 'call') return called(caller, change.incident, change.whom, once);
          return carried(
            inbound,
            caller,
            await operations.command(caller, change.incident, change.command, once),
          );
        }
        case 'no':
          return say('Nothing was changed.');
        case 'call':
          return carryOut(await conversing.reply(caller, { kind: 'do', ask }), caller);
        case 'message':
        case 'modal':
        case 'invalid':
        case 'options':
        case 'home':
        case 'previews':
        case 'nothing':
          return ask;
        case 'problem':
          return refuse(caller, ask.message);
        case 'help':
          return privately(helpMessage(ask.about));
        case 'form':
          return openForm(caller, ask, channel);
        case 'declare': {
          const { announce: named } = ask;
          // Who may not declare is not told which channels there are.
          const denied = named === undefined ? undefined : await operations.permitted(caller, 'declare');
          if (denied) return denial(inbound, caller, denied);
          const also = named === undefined ? undefined : await alsoIn(deps.channel, caller, named);
          if (also && 'refused' in also) {
            const errors = { announce: also.refused };
            return inbound.kind === 'submit' ? { kind: 'invalid', errors } : refuse(caller, also.refused);
          }
          const quoted = await quotedIn(caller, inbound, ask.quoted);
          const request = { ...withQuotation(ask, quoted), ...(also && { also }) };
          const declared = await operations.declare(caller, request);
          return 'denied' in declared
            ? denial(inbound, caller, declared)
            : announcement(declared, caller, ask.private);
        }
        case 'assign': {
          const named = findPerson(deps.config(tenant), instance, ask.person, caller.person);
          const assignee = named && (await deps.known(tenant, named));
          if (!assignee)
            return refuse(
              caller,
              `I do not know ${ask.person}. Mention somebody, or name a person of the configuration.`,
            );
          const command = { name: 'assign', person: assignee, ...(ask.role && { role: ask.role }) } as const;
          return carried(inbound, caller, await operations.command(caller, ask.incident, command));
        }
        case 'command':
          return carried(inbound, caller, await operations.command(caller, ask.incident, ask.command));
        case 'quote': {
          const quoted = await quotedIn(caller, inbound, ask.quoted);
          if (!quoted) return say('That message is not known any more. Choose it again.');
          const command = { name: 'note', text: ask.text, quoted } as const;
          return carried(inbound, caller, await operations.command(caller, ask.incident, command));
        }
        case 'noting': {
          const command = { name: 'note', text: '', quoted: ask.quoted } as const;
          const outcome = await operations.command(caller, ask.incident, command, ask.once);
          // The thread tells everybody of it; who only put an emoji somewhere need hear only why it was in vain.
          if (inbound.kind === 'reaction' && !('denied' in outcome)) return NOTHING;
          return carried(inbound, caller, outcome);
        }
        case 'oncall':
        case 'override':
        case 'swap':
          return deps.onCall(caller, ask, () => deps.zoneSoon(instance, user));
        case 'action':
          return deps.actions(caller, ask.wish, () => deps.zoneSoon(instance, user));
        case 'ticket':
          return deps.tickets(caller, ask.wish);
        case 'maintenance':
          return deps.maintenances(caller, ask.wish, () => deps.zoneSoon(instance, user));
        case 'simulate': {
          const found = await deps.simulations.said(caller, ask.wish, await deps.zoneSoon(instance, user));
          if ('denied' in found) return denial(inbound, caller, found);
          return privately(
            simulationMessage(found.outcome, found.moment, deps.simulationPage(found.moment, ask.wish)),
          );
        }
        case 'account':
          return deps.accounts(caller, identity, user, ask.wish);
        case 'status':
        case 'summary':
        case 'why':
        case 'postmortem':
        case 'changes':
        case 'find':
        case 'who':
        case 'paging':
        case 'list':
        case 'providers':
        case 'auditor':
        case 'figures':
          return tell(caller, ask);
      }
    };
    return carryOut(understood ?? (isPointing(inbound) ? await pointed(caller, inbound) : NOTHING), caller);
  };

  /** What is no word of incidents may be the sentence of an alias, and what begins with `run` is one before it is anything. */
  async function conversed(caller: Caller, inbound: Doing, heard: Heard): Promise<Ask | Problem | Answer> {
    if (inbound.kind !== 'mention') return conversing.reply(caller, heard);
    const { text } = inbound;
    const [, told = ''] = /^(?:please\s+)?(?:run|execute)\s+(.+)$/is.exec(text.trim()) ?? [];
    const ordered = [told, ...(heard.kind === 'unclear' ? [text] : [])].find((one) =>
      runs.isMeant(caller, one),
    );
    const sentence = ordered ?? (heard.kind === 'unclear' ? told : '');
    if (sentence === '')
      return conversing.reply(caller, heard, heard.kind === 'unclear' ? runs.suggested(caller, text) : []);
    const { tenant, via } = caller;
    const incident = await meantBy(tenant, via, inbound, caller);
    return { kind: 'run', wish: { do: 'start', text: sentence, ...(incident && { incident }) } };
  }

  async function called(caller: Caller, incident: IncidentId, whom: Whom, once: string): Promise<Answer> {
    const outcome = await deps.calling.call(caller, incident, whom, once);
    if ('denied' in outcome) return refuse(caller, outcome);
    const { called, told: reached } = outcome;
    return say(`Asked ${called} for help with ${incident}: a message goes to ${reached.join(', ')}.`);
  }

  /** The incident whose own channel it was typed in, or whose card begins the thread that it was said in. */
  async function meantBy(
    tenant: string,
    instance: string,
    typed: Typed,
    { patience }: Waiting,
  ): Promise<IncidentId | undefined> {
    const own = await operations.incidentOf(tenant, instance, typed.channel);
    if (own || typed.kind !== 'mention' || !typed.thread) return own;
    return (await operations.cardsIn(tenant, instance, typed.channel, patience)).get(typed.thread.id);
  }

  async function pointed(caller: Caller, inbound: Pointing): Promise<Ask | Problem | Noting | Answer> {
    if (inbound.kind === 'reaction') return (await pointing.reaction(caller, inbound)) ?? NOTHING;
    const ask = await pointing.shortcut(caller, inbound);
    return ask.kind === 'form' && inbound.trigger === undefined ? withoutForm(ask) : ask;
  }

  /** @returns the message that this person pointed at by an earlier delivery. */
  async function quotedIn(
    caller: Caller,
    { user }: Doing,
    deliveryId: string | undefined,
  ): Promise<Quotation | undefined> {
    if (deliveryId === undefined) return undefined;
    const { tenant, via: instance } = caller;
    const quoted = await deps.quotedBy({ tenant, instance, deliveryId }, user.id);
    return quoted && pointing.withAuthor(caller, quoted);
  }

  async function openForm(
    caller: Caller,
    { form, incident, initial, quoted }: Extract<Ask, { kind: 'form' }>,
    channel: string | undefined,
  ): Promise<Answer> {
    const denied = await operations.permitted(caller, form === 'timeline' ? 'note' : form);
    if (denied) return refuse(caller, denied);
    const incidents =
      form === 'timeline' ? await operations.visible(caller, { active: true }, OFFERED) : undefined;
    if (incidents?.length === 0) return say('No incident is open that you may see: declare one first.');
    const { teams, services, defaults } = deps.config(caller.tenant);
    const options = (all: Iterable<{ id: string; name: string }>) =>
      [...all].map(({ id, name }) => ({ value: id, label: name }));
    const choices = {
      severity: defaults.severity,
      teams: options(teams.values()),
      services: options(services.values()),
      ...(incidents && { incidents: incidents.map(incidentOption) }),
    };
    const context = {
      ...(channel !== undefined && { channel }),
      ...(quoted !== undefined && { quoted }),
      ...openedBy(caller.via, caller.deliveryId),
    };
    return { kind: 'modal', modal: formModal(form, incident, choices, context, initial) };
  }
}
