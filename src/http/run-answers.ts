import { createHash } from 'node:crypto';
import { approversNamed } from '../action/access.ts';
import { fieldsOf, type ParameterField } from '../action/parameter-fields.ts';
import { isHidden } from '../action/ordered-parameters.ts';
import type { RunId } from '../action/run-id.ts';
import type { RunOrder, RunOrigin } from '../action/run.ts';
import { actionHelp } from '../chat/action-help.ts';
import type { Answer } from '../chat/inbound.ts';
import type { Message } from '../chat/message.ts';
import { runCard } from '../chat/run-card.ts';
import { runBegun, runDecided, runNeeds, withAliasButtons, withFormButton } from '../chat/run-answers.ts';
import { runListing } from '../chat/run-listing.ts';
import { runbookListing } from '../chat/runbook-listing.ts';
import { noSuchAlias, whichAlias } from '../chat/which-alias.ts';
import { problem, type Problem } from '../command/ask.ts';
import type { WaitingRun, WaitingRunbook } from '../command/confirmation.ts';
import { NEEDED_LIMIT, runForm } from '../command/run-form.ts';
import type { RunWish } from '../command/run.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Person } from '../incident/person.ts';
import type { ConfirmationStore } from '../mongo/confirmation-store.ts';
import { privately, refuse } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { openedBy } from './one-form.ts';
import type { RunbookRequest, Runbooks } from './runbooks.ts';
import type { Begun, Incomplete, RunRequest, Runs, SeenRun } from './runs.ts';

/** How somebody is answered who wants something of runs. */
export interface AskedAt {
  /** Where they said it, where that is a channel. */
  readonly origin?: RunOrigin;
  /** Whether a form can be opened: at once, by a button of the answer, or not at all. */
  readonly forms: 'at once' | 'by a button' | 'none';
  /** Set for a form that was sent: it stays open, with what is wrong. */
  readonly submitted?: true;
}

/** Answers what somebody wants of runs. @throws Unavailable when Temporal or the store does not answer. */
export type AnswerRun = (
  caller: Caller,
  wish: RunWish | ({ readonly do: 'chosen' } & Omit<WaitingRun, 'kind'>),
  at: AskedAt,
) => Promise<Answer | Problem>;

export interface RunAnswersDependencies {
  readonly runs: Runs;
  readonly runbooks: Runbooks;
  readonly confirmations: ConfirmationStore;
  readonly config: (tenant: string) => Pick<TenantConfig, 'people' | 'catalogue'>;
  /** @returns the address of a run's page. */
  readonly pageOf: (tenant: string, run: RunId) => string;
  /** @returns the name of the platform of an instance; undefined of what is none, such as the API. */
  readonly platformOf: (instance: string) => string | undefined;
  readonly redact: (text: string, tenant: string) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How many aliases are offered as buttons, and runs are listed. */
const OFFERED = 4;
const LISTED = 20;

const FORGOTTEN = 'Nobody remembers that form any more, and nothing was run. Say it again.';

export function createRunAnswers(deps: RunAnswersDependencies): AnswerRun {
  const { runs, runbooks, confirmations, config, now } = deps;

  const peopleOf = (tenant: string, ids: readonly string[]): readonly Person[] =>
    ids.map((id) => ({ id, name: config(tenant).people.get(id)?.name ?? id }));

  /** @returns a run as its card shows it, with buttons for what the caller may do about it. */
  function card({ tenant, via }: Caller, { run, action, decisions }: SeenRun): Message {
    const alias = run.alias === undefined ? undefined : config(tenant).catalogue.aliases.get(run.alias);
    const message = runCard(run, {
      action,
      alias,
      platform: deps.platformOf(via) ?? '',
      approvers: peopleOf(tenant, approversNamed(run, action)),
      page: deps.pageOf(tenant, run.id),
      redact: (text) => deps.redact(text, tenant),
    });
    const commands = new Set<string>(decisions.map((decision) => `run-${decision}`));
    const elements = (message.elements ?? []).filter(
      (one) => one.kind === 'button' && 'command' in one.action && commands.has(one.action.command),
    );
    return { ...message, elements };
  }

  /** Remembers what is asked. @returns its name, which its delivery alone has. */
  async function ask(caller: Caller, changes: readonly (WaitingRun | WaitingRunbook)[]): Promise<string> {
    const { tenant, via, deliveryId, person } = caller;
    const token = createHash('sha256').update(`run ${via} ${deliveryId}`).digest('base64url').slice(0, 16);
    await confirmations.ask(tenant, via, token, { changes, by: person, at: now() });
    return token;
  }

  /** @returns what was asked, of who was asked alone. */
  async function asked(
    { tenant, via, person }: Caller,
    token: string,
  ): Promise<WaitingRun | WaitingRunbook | undefined> {
    const question = await confirmations.find(tenant, via, token);
    const change = question?.by.id === person.id ? question.changes[0] : undefined;
    return change?.kind === 'run' || change?.kind === 'runbook' ? change : undefined;
  }

  /** @param waiting what is remembered with the form; absent: no form could ask for it. */
  async function needs(
    caller: Caller,
    waiting: WaitingRun | WaitingRunbook | undefined,
    incomplete: Incomplete,
    { origin, forms, submitted }: AskedAt,
  ): Promise<Answer> {
    const { alias, action, said, problems, missing, fixed = [] } = incomplete;
    const texts = new Map([...said].map(([name, value]) => [name, String(value)]));
    const fields = fieldsOf(action.parameters, texts, alias?.immutable).filter(
      ({ name }) => !isHidden(action.parameters, name) && !fixed.includes(name),
    );
    if (submitted) return invalid(incomplete, fields);
    if (forms === 'none' || !waiting || problems.length > 0 || missing.length > NEEDED_LIMIT)
      return refused(caller, incomplete, waiting);
    const asked = await ask(caller, [waiting]);
    // What was typed comes back with the press, so that nobody has to say it again.
    if (forms === 'by a button') return refused(caller, incomplete, waiting, asked);
    const context = {
      asked,
      ...(origin && { channel: origin.channel }),
      ...openedBy(caller.via, caller.deliveryId),
    };
    const what = waiting.kind === 'runbook' ? waiting.name : (alias?.name ?? action.ref);
    return { kind: 'modal', modal: runForm(`Run ${what}`, fields, missing, context) };
  }

  /** @param asked the question, where a button can open its form. @returns that something is not run, in words. */
  function refused(
    caller: Caller,
    incomplete: Incomplete,
    waiting: WaitingRun | WaitingRunbook | undefined,
    asked?: string,
  ): Answer {
    const typed = waiting?.kind === 'run' && !holdsSecret(caller, waiting.text) ? waiting.text : undefined;
    const message = runNeeds({
      ...incomplete,
      ...(waiting?.kind === 'runbook' && { runbook: waiting }),
      ...(typed !== undefined && { typed }),
    });
    caller.denials?.push({ denied: 'invalid', message: problemText(incomplete) });
    return privately(asked === undefined ? message : withFormButton(message, asked));
  }

  const holdsSecret = ({ tenant }: Caller, text: string): boolean => deps.redact(text, tenant) !== text;

  /** @returns what came of an order, in words. */
  function told(caller: Caller, outcome: { readonly begun: RunOrder } | Denied): Answer {
    if ('denied' in outcome) return refuse(caller, outcome);
    const { begun } = outcome;
    const others = (begun.plan.approval?.people ?? []).filter((id) => id !== caller.person.id);
    const names = peopleOf(caller.tenant, others).map(({ name }) => name);
    return privately(runBegun(begun, names, deps.pageOf(caller.tenant, begun.id)));
  }

  async function started(
    caller: Caller,
    request: RunRequest,
    outcome: Begun | Denied,
    at: AskedAt,
  ): Promise<Answer> {
    if ('denied' in outcome || 'begun' in outcome) return told(caller, outcome);
    const { text, incident, origin } = request;
    const waiting = (alias: string): WaitingRun => ({
      kind: 'run',
      text,
      alias,
      ...(incident && { incident }),
      ...(origin && { channel: origin.channel }),
      ...(origin?.thread !== undefined && { thread: origin.thread }),
    });
    if ('incomplete' in outcome) {
      const { alias } = outcome.incomplete;
      return needs(caller, alias && waiting(alias.ref), outcome.incomplete, at);
    }
    if ('unknown' in outcome) {
      const message = noSuchAlias(text, outcome.unknown);
      caller.denials?.push({ denied: 'not_found', message: message.summary });
      return privately(message);
    }
    const offered = outcome.several.slice(0, OFFERED).map(({ alias }) => alias);
    const message = whichAlias(text, outcome.several);
    caller.denials?.push({ denied: 'impossible', message: message.summary });
    if (outcome.secret) return privately(message);
    const token = await ask(
      caller,
      offered.map(({ ref }) => waiting(ref)),
    );
    return privately(withAliasButtons(message, offered, token));
  }

  const start = async (caller: Caller, request: RunRequest, at: AskedAt): Promise<Answer> =>
    started(caller, request, await runs.start(caller, request), at);

  async function startRunbook(
    caller: Caller,
    waiting: WaitingRunbook,
    at: AskedAt,
    entered: readonly [string, string][] = [],
  ): Promise<Answer> {
    const { kind: _, said = {}, ...wanted } = waiting;
    const values = new Map([...Object.entries(said), ...entered]);
    const request: RunbookRequest = { ...wanted, said: values, ...(at.origin && { at: at.origin }) };
    const outcome = await runbooks.start(caller, request);
    return 'incomplete' in outcome ? needs(caller, waiting, outcome.incomplete, at) : told(caller, outcome);
  }

  /** @returns a request as it was remembered: the run is shown where it was asked for. */
  function remembered(
    { via }: Caller,
    { text, alias, incident, channel, thread }: Omit<WaitingRun, 'kind'>,
    at: AskedAt,
  ): RunRequest {
    const there = channel === undefined ? at.origin : { instance: via, channel };
    const origin = there && { ...there, ...(thread !== undefined && { thread }) };
    return { text, alias, ...(incident && { incident }), ...(origin && { origin }) };
  }

  return async (caller, wish, at) => {
    switch (wish.do) {
      case 'start': {
        const { text, incident } = wish;
        const isTold = runs.isMeant(caller, text) || runs.suggested(caller, text).length > 0;
        if (wish.casual && !isTold) return { kind: 'nothing' };
        const request = { text, ...(incident && { incident }), ...(at.origin && { origin: at.origin }) };
        return start(caller, request, at);
      }
      case 'chosen':
        return start(caller, remembered(caller, wish, at), at);
      case 'ask': {
        const question = await asked(caller, wish.asked);
        if (!question) return problem(FORGOTTEN);
        if (question.kind === 'runbook') return startRunbook(caller, question, at);
        return start(caller, remembered(caller, question, at), at);
      }
      case 'fill': {
        const question = await asked(caller, wish.asked);
        if (!question) return problem(FORGOTTEN);
        const entered = Object.entries(wish.entered).filter(([, value]) => value.trim() !== '');
        if (question.kind === 'runbook') return startRunbook(caller, question, at, entered);
        return start(caller, { ...remembered(caller, question, at), entered: new Map(entered) }, at);
      }
      case 'runbook': {
        const { do: _, ...wanted } = wish;
        return startRunbook(caller, { kind: 'runbook', ...wanted }, at);
      }
      case 'runbooks': {
        const found = await runbooks.of(caller, wish.incident);
        if ('denied' in found) return refuse(caller, found);
        const listed = found.offered.map(({ runbook, action, nth }) => ({
          ...runbook,
          action: action.ref,
          description: action.description,
          waits: action.approval !== undefined,
          nth,
        }));
        return privately(runbookListing(found.view, listed));
      }
      case 'help': {
        const found = await runs.help(caller);
        return 'denied' in found ? refuse(caller, found) : privately(actionHelp(found.runnables, wish.about));
      }
      case 'list': {
        const found = await runs.list(caller, LISTED);
        if ('denied' in found) return refuse(caller, found);
        return privately(runListing(found, now(), (id) => deps.pageOf(caller.tenant, id)));
      }
      case 'show': {
        const found = await runs.show(caller, wish.run);
        return 'denied' in found ? refuse(caller, found) : privately(card(caller, found));
      }
      case 'cancel':
      case 'approve':
      case 'decline': {
        const decided = await runs.decide(caller, wish.run, wish.do);
        return 'denied' in decided ? refuse(caller, decided) : privately(runDecided(decided, wish.do));
      }
    }
  };
}

/** @returns what is wrong with a form; of what it does not ask for at its first field. */
function invalid({ problems, missing }: Incomplete, fields: readonly ParameterField[]): Answer {
  const errors = new Map<string, string>();
  const wanted = missing.map((parameter) => ({ parameter, message: 'is needed' }));
  for (const { parameter, message } of [...problems, ...wanted]) {
    const field = fields.find(({ name }) => name === parameter) ?? fields[0];
    const text = `${parameter} ${message.replaceAll('`', '')}.`;
    const name = field?.name ?? parameter;
    errors.set(name, [errors.get(name), text].filter(Boolean).join(' '));
  }
  return { kind: 'invalid', errors: Object.fromEntries(errors) };
}

/** @returns what is wrong, for programs. */
function problemText({ action, problems, missing }: Incomplete): string {
  const wrong = problems.map(({ parameter, message }) => `${parameter} ${message}`);
  const needed = missing.map((name) => `${name} is needed: add ${name}=… at the end`);
  return `${action.ref} was not run: ${[...wrong, ...needed].join('; ')}.`;
}
