import { createHash } from 'node:crypto';
import type { Redact } from '../access/redact.ts';
import type { NearMiss } from '../action/near-miss.ts';
import type { Permission } from '../access/permission.ts';
import type { Answer } from '../chat/inbound.ts';
import { choiceMessage, type Choice } from '../chat/choice.ts';
import { confirmationMessage, type Shown } from '../chat/confirmation.ts';
import { problem, type Ask, type Problem } from '../command/ask.ts';
import {
  CONFIRM_WITHIN_MS,
  type Confirmation,
  type Waiting,
  type WaitingRun,
  type WaitingRunbook,
  type Whom,
  type Yes,
} from '../command/confirmation.ts';
import type { TenantConfig } from '../config/config.ts';
import { hear } from '../conversation/hear.ts';
import type { Heard } from '../conversation/heard.ts';
import { askOf, type Change, type Description, type Wish } from '../conversation/wish.ts';
import { ago } from '../incident/age.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import { impossible } from '../incident/refusal.ts';
import { statusAfter, type Transition } from '../incident/status.ts';
import type { IncidentView } from '../incident/view.ts';
import type { ConfirmationStore } from '../mongo/confirmation-store.ts';
import type { Caller } from './caller.ts';
import type { Calling } from './calling.ts';
import { notFound } from './denied.ts';
import type { Operations } from './operations.ts';
import { findPerson } from './people.ts';

export interface ConversingDependencies {
  readonly operations: Operations;
  readonly config: (tenant: string) => TenantConfig;
  readonly confirmations: ConfirmationStore;
  /** @returns who somebody is now whom a platform names. */
  readonly known: (tenant: string, person: Person) => Promise<Person>;
  readonly calling: Pick<Calling, 'reach'>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A change to which somebody said yes, and the key by which it happens once however often that is said. */
export interface Confirmed {
  readonly change: Waiting | WaitingRun | WaitingRunbook;
  readonly once: string;
}

/** How many incidents are offered when it is not clear which one is meant: each is a button. */
const OFFERED = 4;

const HELLO =
  'Say it in your own words: “what’s going on with payments?”, “who’s on 42?”, “ack 42 please”, “summarise INC-42”, ' +
  '“anything SEV-1 open since yesterday?”, “checkout is down”. I ask before I change anything that was not said unmistakably.';
const HELPING: readonly Choice[] = [
  { label: 'All commands', command: 'help' },
  { label: 'Open incidents', command: 'list' },
  { label: 'Declare an incident', command: 'open:declare' },
];

/** What is left as a note of "escalate this to the database team" where there is no such team. */
const TO_A_TEAM = /^(?:to|with) (?:the |our )?(.{1,40}?) ?team\b/i;

const UNKNOWN = 'Nobody remembers that question any more, and nothing was changed. Say it again.';

/** @returns a name for a question that its delivery alone has. */
function tokenOf({ via, deliveryId }: Caller): string {
  return createHash('sha256').update(`${via} ${deliveryId}`).digest('base64url').slice(0, 16);
}

const answer = (text: string, choices: readonly Choice[] = []): Answer => ({
  kind: 'message',
  message: choiceMessage(text, choices),
  visible: 'privately',
});

function permissionOf(change: Waiting): Permission {
  if (change.kind === 'declare') return 'declare';
  return change.kind === 'call' ? 'escalate' : change.command.name;
}

/** A change that waits, with what is shown of it. */
interface Ready {
  readonly waits: Waiting;
  readonly view?: IncidentView;
  /** Whom a call reaches. */
  readonly reached?: readonly string[];
}

/** @returns functions that answer what is said in plain language. */
export function createConversing(deps: ConversingDependencies) {
  const { operations, config, confirmations, known, redact, now } = deps;

  /**
   * @param incident the one that "this" is. @param zone where days begin as for who said it; the tenant's when not known.
   * @returns what was meant by a text.
   */
  function understood(tenant: string, text: string, incident: IncidentId | undefined, zone?: string): Heard {
    const { teams, services, people, schedules, defaults } = config(tenant);
    const circle = {
      teams: [...teams.values()],
      services: [...services.values()],
      people: [...people.values()],
      schedules: [...schedules.values()],
    };
    return hear(text, { ...circle, incident, now: now(), zone: zone ?? defaults.timeZone });
  }

  /** @returns whom somebody names; undefined when nobody is meant unmistakably. */
  async function personOf(caller: Caller, said: string): Promise<Person | undefined> {
    const named = findPerson(config(caller.tenant), caller.via, said, caller.person);
    return named && known(caller.tenant, named);
  }

  async function reachedBy(tenant: string, whom: Whom): Promise<string[]> {
    return (await deps.calling.reach(tenant, whom)).map(({ label }) => label);
  }

  /** @returns a call that can wait, or why nobody can be called. */
  async function calling(
    caller: Caller,
    change: Extract<Change, { kind: 'call' }>,
    view: IncidentView,
  ): Promise<Ready | Problem> {
    const { incident } = change;
    if (view.incident.private)
      return problem(
        'team' in change
          ? `${incident} is private: a team is not told of it. Assign those of its members whom you need: \`/im assign ${incident} @somebody\`.`
          : `${incident} is private: nobody else is told of it. Assign whom you need: \`/im assign ${incident} ${change.person}\`.`,
      );
    const person = 'person' in change ? await personOf(caller, change.person) : undefined;
    if ('person' in change && !person) return stranger(change.person);
    const whom: Whom = 'team' in change ? { team: change.team } : { person: person as Person };
    const reached = await reachedBy(caller.tenant, whom);
    if (reached.length === 0)
      return problem(
        'team' in whom
          ? `Nobody of the team ${whom.team} can be reached: set \`teams.${whom.team}.members\` or \`teams.${whom.team}.channels\`.`
          : `${whom.person.name} has no account that a message could go to: set \`people.${whom.person.id}.chat\`.`,
      );
    return { waits: { kind: 'call', incident, whom, status: view.incident.status }, view, reached };
  }

  /** @returns a change that can wait: with its person found, without secrets. */
  async function waiting(caller: Caller, change: Change): Promise<Ready | Problem> {
    if (change.kind === 'declare')
      return { waits: { ...change, title: redact(change.title, caller.tenant) } };
    const { incident } = change;
    const view = await operations.glimpse(caller, incident);
    if (!view) return problem(notFound(incident).message);
    const { status } = view.incident;
    if (change.kind === 'call') return calling(caller, change, view);
    if (change.kind === 'assign') {
      const person = await personOf(caller, change.person);
      if (!person) return stranger(change.person);
      const command = { name: 'assign', person, ...(change.role && { role: change.role }) } as const;
      return { waits: { kind: 'command', incident, command, status }, view };
    }
    const command = cleaned(change.command, caller.tenant);
    if (command.name in TRANSITIONS && statusAfter(command.name as Transition, status) === undefined)
      return problem(impossible(command.name as Transition, view.incident, now()).message);
    return { waits: { kind: 'command', incident, command, status }, view };
  }

  function cleaned(command: Extract<Change, { kind: 'command' }>['command'], tenant: string) {
    if (command.name === 'note' || command.name === 'update')
      return { ...command, text: redact(command.text, tenant) };
    if (command.name === 'title') return { ...command, title: redact(command.title, tenant) };
    return 'note' in command ? { ...command, note: redact(command.note, tenant) } : command;
  }

  /** Asks back before something is changed; what cannot be, or not by this person, is said at once. */
  async function askBack(
    caller: Caller,
    changes: readonly Change[],
    lead?: string,
  ): Promise<Answer | Problem> {
    const ready: Ready[] = [];
    const refused: string[] = [];
    for (const change of changes) {
      const one = await waiting(caller, change);
      if ('kind' in one) refused.push(one.message);
      else {
        const denied = await operations.permitted(caller, permissionOf(one.waits));
        if (denied) refused.push(denied.message);
        else ready.push(one);
      }
    }
    if (ready.length === 0) return problem([...new Set(refused)].join(' '));
    const token = tokenOf(caller);
    const asked: Confirmation = { changes: ready.map(({ waits }) => waits), by: caller.person, at: now() };
    await confirmations.ask(caller.tenant, caller.via, token, asked);
    const said = [...refused, ...(lead === undefined ? [] : [lead])].join(' ');
    return {
      kind: 'message',
      message: confirmationMessage(token, ready.map(shown), said || undefined),
      visible: 'privately',
    };
  }

  /** @returns the incidents that a description fits, the newest first. */
  async function fitting(caller: Caller, { latest, ...filter }: Description): Promise<IncidentView[]> {
    if (latest) return operations.visible(caller, filter, 1);
    return operations.visible(caller, { ...filter, active: true }, OFFERED);
  }

  /** Does what is wished of the one incident that fits, or asks which one is meant. */
  async function settle(
    caller: Caller,
    wish: Wish,
    views: readonly IncidentView[],
    none: string,
  ): Promise<Ask | Problem | Answer> {
    const [only, ...others] = views;
    if (!only) return answer(none, [{ label: 'List incidents', command: 'list' }]);
    const asks = views.map(({ incident }) => askOf(wish, incident.id));
    if (isReading(wish)) {
      if (others.length === 0) return asks[0] as Ask;
      const { kind } = wish;
      const choices = views.map(({ incident }): Choice => ({
        label: incident.id,
        command: kind,
        incident: incident.id,
      }));
      return answer(
        `Which one? ${views.map(({ incident }) => `${incident.id}: ${incident.title}`).join('; ')}.`,
        choices,
      );
    }
    return askBack(caller, asks as Change[]);
  }

  /** @returns that there is no such team, where somebody escalates to one of which Muster does not know. */
  function unknownTeam(tenant: string, changes: readonly Change[]): string | undefined {
    for (const change of changes) {
      if (change.kind !== 'command' || change.command.name !== 'escalate') continue;
      const name = TO_A_TEAM.exec(change.command.note ?? '')?.[1];
      if (name === undefined) continue;
      const teams = [...config(tenant).teams.values()].map((team) => team.name);
      const known = teams.length > 0 ? `teams are ${teams.join(', ')}` : 'there are no teams';
      return `I know no team “${redact(name, tenant)}”: ${known}.`;
    }
    return undefined;
  }

  return {
    understood,

    /**
     * @param near what of actions may have been meant, where it was not understood.
     * @returns what is asked for by what was heard, or what to say to it.
     */
    async reply(
      caller: Caller,
      heard: Heard,
      near: readonly NearMiss[] = [],
    ): Promise<Ask | Problem | Answer> {
      switch (heard.kind) {
        case 'do':
          // A call is told to people at once and cannot be taken back: it is never unmistakable enough.
          return heard.ask.kind === 'call' ? askBack(caller, [heard.ask]) : heard.ask;
        case 'confirm':
          return askBack(caller, heard.asks, unknownTeam(caller.tenant, heard.asks) ?? beyondOf(heard));
        case 'described': {
          const { description, wish } = heard;
          const views = await fitting(caller, description);
          return settle(
            caller,
            wish,
            views,
            `No incident of ${described(description)} is active that you may see.`,
          );
        }
        case 'which': {
          const views = await operations.visible(caller, { active: true }, OFFERED);
          return settle(caller, heard.wish, views, 'Which incident? None is active that you may see.');
        }
        case 'left':
          return answer(
            `Nothing was changed${heard.incident ? `: ${heard.incident} stays as it is` : ''}.`,
            heard.incident
              ? [{ label: 'How does it stand?', command: 'status', incident: heard.incident }]
              : [],
          );
        case 'offer':
          return answer('Declare an incident with `/im declare` and what is wrong, or by the form.', [
            { label: 'Open the form', command: 'open:declare' },
          ]);
        case 'help':
          // Who only says hello is not answered with every command there is.
          return heard.about === undefined ? answer(HELLO, HELPING) : heard;
        case 'thanks':
          return answer('You are welcome.');
        case 'unclear':
          return answer(
            `I did not understand that, and changed nothing. Ask for instance “what’s going on?”, “who’s on 42?” or “ack 42”${near.map(({ display }) => `, or run \`${display.replaceAll('`', '')}\``).join('')}, or do you mean:`,
            heard.nearest.flatMap(choiceOf),
          );
        default:
          return heard;
      }
    },

    /** @returns the change that a pressed yes is for; or what to say where it is none any more. */
    async confirmed(caller: Caller, { token, change: index }: Yes): Promise<Confirmed | Problem | Answer> {
      const asked = await confirmations.find(caller.tenant, caller.via, token);
      const change = asked?.changes[index];
      if (!asked || !change) return problem(UNKNOWN);
      if (now() - asked.at > CONFIRM_WITHIN_MS)
        return problem(
          `That was asked ${ago(asked.at, now())}, and much may have happened. Nothing was changed; say it again.`,
        );
      const once = `yes:${token}.${index}`;
      if (change.kind === 'declare' || change.kind === 'run' || change.kind === 'runbook')
        return { change, once };
      const view = await operations.glimpse(caller, change.incident);
      if (!view) return problem(notFound(change.incident).message);
      const { status } = view.incident;
      // What a status forbids the incident itself refuses; a page that nobody needs any more it would send.
      const pages = change.kind === 'call' || change.command.name === 'escalate';
      if (!pages || status === change.status) return { change, once };
      const again: Waiting = { ...change, status };
      const reached = change.kind === 'call' ? await reachedBy(caller.tenant, change.whom) : undefined;
      const next = tokenOf(caller);
      await confirmations.ask(caller.tenant, caller.via, next, {
        changes: [again],
        by: caller.person,
        at: now(),
      });
      return {
        kind: 'message',
        message: confirmationMessage(
          next,
          [shown({ waits: again, view, ...(reached && { reached }) })],
          `${change.incident} is ${status} meanwhile.`,
        ),
        visible: 'privately',
      };
    },
  };
}

export type Conversing = ReturnType<typeof createConversing>;

function shown({ waits, view, reached }: Ready): Shown {
  return { change: waits, ...(view && { incident: view.incident }), ...(reached && { reached }) };
}

/** @returns that not all was asked, where more was wanted than is asked at once. */
function beyondOf({ asks, beyond = [] }: Extract<Heard, { kind: 'confirm' }>): string | undefined {
  return beyond.length === 0
    ? undefined
    : `I ask about ${asks.length} at once; say it again for ${beyond.join(', ')}.`;
}

const stranger = (named: string): Problem =>
  problem(`I do not know ${named}. Mention somebody, or name a person of the configuration.`);

const TRANSITIONS: Readonly<Record<Transition, true>> = {
  ack: true,
  mitigate: true,
  resolve: true,
  close: true,
  reopen: true,
};

type ReadingWish = Extract<Wish, { kind: 'status' | 'summary' | 'why' | 'who' | 'postmortem' | 'changes' }>;

const isReading = (wish: Wish): wish is ReadingWish =>
  ['status', 'summary', 'why', 'who', 'postmortem', 'changes'].includes(wish.kind);

function described({ team, service, severity }: Description): string {
  return [severity, service ?? team].filter((word) => word !== undefined).join(' of ') || 'that description';
}

const LABELS = {
  status: 'Status of',
  summary: 'Summary of',
  why: 'Why who was paged in',
  who: 'Who is on',
  postmortem: 'Post-mortem of',
  changes: 'What changed before',
} as const;

function choiceOf(reading: Extract<Heard, { kind: 'unclear' }>['nearest'][number]): Choice[] {
  switch (reading.kind) {
    case 'status':
    case 'summary':
    case 'why':
    case 'postmortem':
    case 'changes':
    case 'who':
      return [
        {
          label: `${LABELS[reading.kind]} ${reading.incident}`,
          command: reading.kind,
          incident: reading.incident,
        },
      ];
    case 'list':
      return reading.team === undefined && reading.service === undefined
        ? [{ label: 'Open incidents', command: 'list' }]
        : [];
    case 'help':
      return [{ label: 'Help', command: 'help' }];
    case 'paging':
      return [];
  }
}
