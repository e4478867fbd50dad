import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  patched,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { Due } from '../../src/escalation/due-step.ts';
import { outlineOf } from '../../src/escalation/policy-outline.ts';
import { targetName } from '../../src/escalation/policy.ts';
import { alertsAnswer, decideAlerts, type AlertsAnswer } from '../../src/incident/alerts.ts';
import { callsPagesOff } from '../../src/incident/calling-off.ts';
import { COMMAND_NAMES, type CommandName } from '../../src/incident/command.ts';
import { reach } from '../../src/incident/deadline.ts';
import { decide } from '../../src/incident/decide.ts';
import { decideTicket } from '../../src/incident/decide-ticket.ts';
import { restartEscalation } from '../../src/incident/escalate.ts';
import { escalationOutcome } from '../../src/incident/escalation-outcome.ts';
import type { EventBody } from '../../src/incident/event.ts';
import { newIncident } from '../../src/incident/evolve.ts';
import { MUSTER, type Person } from '../../src/incident/person.ts';
import { kept } from '../../src/incident/quotation.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import { commandRefused, Confirmations } from './confirmation.ts';
import type { Carried } from './carried.ts';
import { DeadlineTimers } from './deadline-timers.ts';
import type { Told } from './feed.ts';
import { Feeds } from './feeds.ts';
import { Herald } from './herald.ts';
import { Keeper } from './keeper.ts';
import { Life } from './life.ts';
import {
  alertNewsUpdate,
  changesSignal,
  COMMANDS,
  pageWantedQuery,
  planQuery,
  runSignal,
  ticketSignal,
  viewQuery,
  type AlertsReport,
  type IncidentInput,
} from './messages.ts';
import { freshNews } from './fresh-news.ts';
import { carriedFrom } from './next-run.ts';
import { OnCallLookup } from './on-call.ts';
import { Origin } from './origin.ts';
import { Pager } from './pager.ts';
import { planOf } from './plan.ts';
import { Processed } from './processed.ts';
import { Reminders } from './reminders.ts';
import { Recorder } from './recorder.ts';
import { redactionOf, type Redact } from './redaction.ts';
import { readRequest, type ReadRequest } from './request.ts';
import { Rooms } from './rooms.ts';
import { Runbooks } from './runbooks.ts';
import { searchAttributes } from './search-attributes.ts';
import { readRunNews } from './run-news.ts';
import { readTicketNews } from './ticket-news.ts';
import { Ticketing } from './ticketing.ts';
import { currentDetails } from './visibility.ts';
import { fallbacks } from './way.ts';

/** Temporal allows 2,000 Updates in one run; a new run begins well before. */
const COMMANDS_PER_RUN = 500;

/**
 * One incident from declaring to closing. Handlers change its state; this function waits and acts: it keeps timers,
 * channels, pages and the read model in step with the state, and begins a new run when history grows long.
 * @returns when the incident is closed and everybody has heard of it.
 */
export async function incident(input: IncidentInput): Promise<void> {
  const { cancelRequested } = CancellationScope.current();
  await uncancelled(() => live(input, cancelRequested));
}

/** Somebody who presses "Request Cancellation" in the Temporal UI must not silence an incident by it. */
function uncancelled<R>(happens: () => Promise<R>): Promise<R> {
  return CancellationScope.nonCancellable(happens);
}

async function live(input: IncidentInput, cancelRequested: Promise<never>): Promise<void> {
  const redact = redactionOf(input);
  const begun = input.carried ?? declare(input, redact);
  const life = new Life(input.plan, begun, input.runbooks);
  const processed = new Processed(begun.processed);
  let commands = 0;
  let acted = begun.acted;
  let actedVersion = -1;
  let published = '';

  const told: Told = {
    get version() {
      return life.version;
    },
    get sequence() {
      return life.incident.sequence;
    },
    eventsAfter: (sequence: number) => life.eventsAfter(sequence),
    view: () => life.view(feeds.places()),
  };
  const trouble = (
    target: string,
    { code, reason }: { code: string; reason: string },
    fallback?: string,
  ): void => {
    if (!life.addProblem({ target, code, reason })) return;
    happen(MUSTER, [{ type: 'notification_failed', target, code, reason, ...(fallback && { fallback }) }]);
  };
  const feeds: Feeds = new Feeds(input, told, {
    trouble: (feed, why) => {
      const fallback = fallbacks(input).find(
        (channel) => !feeds.isTroubled(channel) && targetName(channel) !== feed.name,
      );
      const { told, leftOut } = feed.state;
      if (fallback) feeds.show(fallback, { told, ...(leftOut !== undefined && { leftOut }) });
      trouble(feed.name, why, fallback && targetName(fallback));
    },
    recovered: (feed) => life.clearProblem(feed.name),
  });
  const recorder = new Recorder(life, () => feeds.places(), begun);
  const everybodyKnows = (): boolean =>
    life.incident.status === 'closed' && feeds.caughtUp && !recorder.behind;
  const rooms = new Rooms(input, begun.rooms, {
    view: {
      incident: () => life.incident,
      card: ({ instance, channel = '' }) => feeds.cardIn({ kind: 'channel', instance, channel }),
      over: everybodyKnows,
    },
    on: {
      opened: (instance, { id: channel, name }) => {
        happen(MUSTER, [{ type: 'channel_opened', instance, channel, name }]);
        const { until: told, lines } = life.leftOut;
        const leftOut = lines > 0 && { leftOut: lines };
        feeds.show({ kind: 'channel', instance, channel }, { told, ...leftOut, own: true });
      },
      failed: (instance, { code, reason }) => {
        life.addProblem({ target: `${instance}/incident channel`, code, reason });
        happen(MUSTER, [{ type: 'channel_failed', instance, code, reason }]);
      },
      uninvited: (instance, person, { code, reason }) => {
        happen(MUSTER, [{ type: 'invitation_failed', instance, person, code, reason }]);
      },
    },
  });
  const pager = new Pager(input, told.view, {
    missed: ({ target, trouble: why, fallback }) => trouble(target, why, fallback),
    reached: (target, first) => {
      life.reach();
      if (first) life.clearProblem(target);
    },
  });
  const reminders = new Reminders(input, told.view, ({ target, trouble: why }) => trouble(target, why));
  const confirmations = new Confirmations(input);
  const herald = new Herald(input);
  const keeper = new Keeper(input);
  const origin = new Origin();
  const ticketing = new Ticketing(input, begun.ticketing ?? { told: begun.recorded }, {
    incident: () => life.incident,
    recorded: () => recorder.recorded,
  });
  const runbooks = new Runbooks(input, begun.runbooks, {
    view: () => life.view(feeds.places()),
    opening: () => rooms.opening,
    notRun: (why) => {
      happen(MUSTER, [{ type: 'runbook_not_run', ...why }]);
    },
  });
  const lookups = new Set<string>();
  const timers = new DeadlineTimers(input.id, ({ name, at }) => {
    // The server's clock decides that the time has come, even where this one is a moment behind.
    findOut(name, (due) => reach(life.incident, life.plan, name, Math.max(at, Date.now()), due));
  });

  /** Lets happen what is decided, at once where nobody has to be looked up. @param about what is decided once at a time. */
  function findOut(about: string, decided: (due: Due) => readonly EventBody[]): void {
    if (lookups.has(about)) return;
    const lookup = new OnCallLookup(input);
    const events = decided(lookup.due);
    if (!lookup.missing) {
      happen(MUSTER, events);
      return;
    }
    lookups.add(about);
    void (async () => {
      let found = events;
      while (lookup.missing) {
        await lookup.find();
        found = decided(lookup.due);
      }
      lookups.delete(about);
      happen(MUSTER, found);
    })();
  }

  function happen(by: Person, bodies: Parameters<Life['happen']>[1]): void {
    life.happen(by, bodies, Date.now());
  }

  /** What is done too late was too late, also where no worker was there to say so in time. */
  function missTargets(): void {
    const now = Date.now();
    for (const { name, at } of life.deadlines()) {
      if (name.endsWith('SLA breach') && at <= now)
        happen(MUSTER, reach(life.incident, life.plan, name, now));
    }
  }

  /** Carries a command out, once per delivery. */
  async function carryOut({ command, by, deliveryId }: ReadRequest): Promise<CommandReply | Refusal> {
    commands++;
    const earlier = processed.outcome(deliveryId);
    // An acknowledgement is answered only when no page can go out any more, the second time too.
    if (earlier) await pager.stopped();
    if (earlier) return earlier;
    missTargets();
    const lookup = new OnCallLookup(input);
    const look = () => decide(life.incident, life.plan, by, command, Date.now(), lookup.due);
    let decision = look();
    while (lookup.missing) {
      await lookup.find();
      decision = look();
    }
    const now = Date.now();
    const before = life.deadlines();
    if ('refusal' in decision) {
      processed.remember(deliveryId, decision.refusal);
      return decision.refusal;
    }
    const { sequence } = life.incident;
    happen(by, decision.events);
    const outcome = command.name === 'escalate' && escalationOutcome(life.eventsAfter(sequence));
    const deadlines = life.deadlines();
    const reply: CommandReply = {
      command: command.name,
      incident: life.incident,
      done: { by, at: now },
      cancelled: before.filter((d) => !deadlines.some((now) => now.name === d.name)),
      deadlines,
      ...(outcome && outcome.length > 0 && { outcome }),
    };
    processed.remember(deliveryId, reply);
    if (decision.events.some(callsPagesOff)) await pager.stop();
    return reply;
  }

  /** Who sends a signal gets no reply: what cannot be done is ignored, noted, and told to the sender where possible. */
  async function onSignal(name: string, raw: unknown): Promise<void> {
    const known = COMMAND_NAMES.find((command) => command === name);
    const read = known
      ? readRequest(known, raw, redact)
      : `there is no such command; known: ${COMMAND_NAMES.join(', ')}`;
    if (typeof read === 'string') {
      commands++;
      ignore(name, read);
      return;
    }
    const repeated = processed.outcome(read.deliveryId) !== undefined;
    const outcome = await carryOut(read);
    if ('code' in outcome && !repeated) ignore(name, outcome.message);
    const { confirmTo: to, deliveryId = `${to?.user}:${life.version}` } = read;
    if (to) confirmations.tell({ about: deliveryId, to, outcome });
  }

  function ignore(command: string, reason: string): void {
    log.warn('signal ignored', { command, reason });
    happen(MUSTER, [{ type: 'command_ignored', command: command.slice(0, 40), reason }]);
  }

  /** Hears of the alerts of which it was made, each news once. */
  async function hearOfAlerts({ by, news }: AlertsReport): Promise<AlertsAnswer> {
    commands++;
    missTargets();
    const lookup = new OnCallLookup(input);
    const look = () => decideAlerts(life.incident, life.plan, by, news, Date.now(), lookup.due);
    let events = look();
    while (lookup.missing) {
      await lookup.find();
      events = look();
    }
    happen(by, events);
    if (events.some(callsPagesOff)) await pager.stop();
    return alertsAnswer(life.incident, news);
  }

  /** Hears what became of its tickets, each news once. */
  async function hearOfTicket(raw: unknown): Promise<void> {
    commands++;
    const news = readTicketNews(raw, redact);
    if (!news) {
      ignore(ticketSignal.name, 'it is no news of a ticket');
      return;
    }
    const target = `ticket ${news.key === '' ? news.tracker : news.key}`;
    if (news.kind === 'recovered' || news.kind === 'unlinked') life.clearProblem(target);
    if (news.kind === 'kept') life.clearProblem(`ticket ${news.tracker}`);
    if (news.kind === 'troubled' && !life.addProblem({ target, code: news.code, reason: news.reason }))
      return;
    if (news.kind === 'turned') missTargets();
    const isLate = news.kind === 'moved' && life.incident.status === 'closed';
    const isHeard = !isLate || patched('tickets of closed incidents are followed');
    const { by, events } = isHeard
      ? decideTicket(life.incident, life.plan, news, { muster: MUSTER, now: Date.now() })
      : { by: MUSTER, events: [] };
    happen(by, events);
    if (events.some(callsPagesOff)) await pager.stop();
  }

  // First of all: signals that came before there was a worker are then handled in the order in which they came.
  setDefaultSignalHandler((name, raw) => uncancelled(() => onSignal(name, raw)));
  setHandler(changesSignal, (raw: unknown) => {
    commands++;
    const changes = life.incident.status === 'closed' ? [] : freshNews(raw, life.incident, redact);
    if (changes.length > 0) happen(MUSTER, [{ type: 'changes_mentioned', changes }]);
  });
  setHandler(ticketSignal, (raw: unknown) => uncancelled(() => hearOfTicket(raw)));
  setHandler(runSignal, (raw: unknown) => {
    commands++;
    const news = readRunNews(raw, redact);
    if (!news) {
      ignore(runSignal.name, 'it is no news of a run');
      return;
    }
    const { by = MUSTER, ...change } = news;
    happen(by, [{ type: 'run_changed', ...change }]);
  });
  setHandler(viewQuery, told.view);
  setHandler(planQuery, () => planOf(life, recorder, pager));
  setHandler(alertNewsUpdate, (report) => uncancelled(() => hearOfAlerts(report)));
  setHandler(pageWantedQuery, (key) => pager.wants(key));
  for (const name of COMMAND_NAMES) listen(name);

  function listen(name: CommandName): void {
    setHandler(COMMANDS[name].signal as SignalDefinition<[unknown]>, (raw) =>
      uncancelled(() => onSignal(name, raw)),
    );
    const update = async (raw: unknown): Promise<CommandReply> => {
      const read = readRequest(name, raw, redact);
      if (typeof read === 'string') throw commandRefused({ code: 'bad_argument', message: read });
      const outcome = await uncancelled(() => carryOut(read));
      if ('code' in outcome) throw commandRefused(outcome);
      return outcome;
    };
    const validator = (raw: unknown): void => {
      const read = readRequest(name, raw, redact);
      if (typeof read === 'string') throw commandRefused({ code: 'bad_argument', message: read });
      const earlier = processed.outcome(read.deliveryId);
      if (earlier && !('code' in earlier)) return;
      if (earlier) throw commandRefused(earlier);
      const decision = decide(life.incident, life.plan, read.by, read.command, Date.now());
      if ('refusal' in decision) throw commandRefused(decision.refusal);
    };
    setHandler(COMMANDS[name].update as UpdateDefinition<CommandReply, [unknown]>, update, { validator });
  }

  /** Makes everything outside follow the state. */
  function act(): void {
    const fresh = life.eventsAfter(acted);
    // A channel that joins when the incident is declared hears the whole story, a later one what comes.
    const told = acted;
    acted = life.incident.sequence;
    actedVersion = life.version;
    timers.adjust(life.deadlines());
    // Nobody outside hears of a private incident: it lives in its own channel and in the pages.
    if (life.incident.status !== 'closed' && !life.incident.private) {
      for (const target of input.routing.announce[life.incident.severity]) feeds.show(target, { told });
    }
    for (const [index, event] of fresh.entries()) {
      const calledOff = fresh.slice(index).some(callsPagesOff);
      if (event.type === 'escalated' && !calledOff) pager.page(event);
      if (event.type === 'acknowledgement_reminded') reminders.remind(event);
      herald.tell(event, life.view(feeds.places()));
      origin.tell(event, life.incident);
      runbooks.hear(event);
    }
    if (life.incident.status === 'closed') {
      rooms.abandonUnopened();
      keeper.order();
    }
    life.forgetUntil(
      Math.min(
        recorder.recorded,
        feeds.toldUntil,
        rooms.opening ? 0 : Infinity,
        ...pager.unfinished().map(({ sequence }) => sequence - 1),
      ),
    );
    publish();
  }

  function publish(): void {
    setCurrentDetails(currentDetails(told.view()));
    const attributes = searchAttributes(life.incident, life.deadlines());
    const fingerprint = JSON.stringify(attributes.map(({ value }) => value));
    if (fingerprint === published) return;
    published = fingerprint;
    upsertSearchAttributes(attributes);
  }

  const dueForNewRun = (): boolean => workflowInfo().continueAsNewSuggested || commands >= COMMANDS_PER_RUN;
  const finished = (): boolean =>
    everybodyKnows() &&
    rooms.settled &&
    ticketing.settled &&
    runbooks.settled &&
    pager.idle &&
    confirmations.idle &&
    herald.idle &&
    origin.idle &&
    reminders.idle &&
    keeper.idle &&
    lookups.size === 0 &&
    allHandlersFinished();

  for (const state of begun.feeds) feeds.resume(state);
  for (const { sequence, targets } of begun.paging) {
    const event = life.events.find((e) => e.sequence === sequence);
    if (event?.type === 'escalated') pager.page(event, targets);
  }
  for (const confirmation of begun.confirmations) confirmations.tell(confirmation);
  cancelRequested.catch(() => {
    ignore('cancel', 'an incident cannot be cancelled; resolve and close it');
  });
  if (!input.carried && !begun.incident.escalation && input.plan.escalation) {
    // An acknowledgement may come before it is known who is on call: nobody is paged then.
    findOut('declared', (due) =>
      life.incident.status === 'open' && !life.incident.escalation
        ? restartEscalation(life.incident, life.plan, 'declared', Date.now(), due)
        : [],
    );
  }
  recorder.start();
  rooms.start();
  ticketing.start();
  runbooks.start();
  act();
  while (!finished() && !dueForNewRun()) {
    await condition(() => life.version > actedVersion || finished() || dueForNewRun());
    act();
  }
  if (finished()) return;

  // Posts and records go on in the next run. A platform that hangs in one keeps nobody from being paged meanwhile.
  const parts = [feeds, rooms, recorder, confirmations, ticketing, runbooks];
  const ended = (): boolean =>
    herald.idle && origin.idle && reminders.idle && keeper.idle && parts.every((part) => part.idle);
  for (const part of parts) part.cancel();
  while (!ended()) {
    await condition(() => life.version > actedVersion || ended());
    act();
  }
  // Timers and pages go on there too; the ledger keeps what was sent from being sent again.
  timers.adjust([]);
  pager.pause();
  for (;;) {
    await condition(() => pager.idle && lookups.size === 0 && ended() && allHandlersFinished());
    if (!recorder.overfull) break;
    await recorder.handOver();
  }
  const carried = carriedFrom({
    life,
    acted,
    recorder,
    feeds,
    rooms,
    pager,
    processed,
    confirmations,
    ticketing,
    runbooks,
  });
  await continueAsNew<typeof incident>({ ...input, carried });
}

/** Who is in a private incident's channel from the beginning sees the incident itself, too. */
function invitedInto({ declaration, routing }: IncidentInput): { invited?: string[] } {
  const ids = routing.channels.flatMap(({ invite }) => invite.map(({ person }) => person.id));
  return declaration.private && ids.length > 0 ? { invited: [...new Set(ids)] } : {};
}

function versionsOf({ policyVersion: version, planVersion }: IncidentInput) {
  return { configuration: planVersion, ...(version !== undefined && { version }) };
}

/** The first events of a new incident. Its clocks run from when it was declared, even if no worker saw it at once. */
function declare(input: IncidentInput, redact: Redact): Carried {
  const declaredAt = workflowInfo().startTime.getTime();
  const { severity, by } = input.declaration;
  const title = redact(input.declaration.title);
  const life = new Life(input.plan, {
    incident: newIncident(
      input.tenant,
      input.id,
      { ...input.declaration, title, ...invitedInto(input) },
      declaredAt,
    ),
    events: [],
    problems: [],
    version: 0,
  });
  const { quoted, labels } = input.declaration;
  const { escalation } = input.plan;
  const policy = escalation && outlineOf(escalation, versionsOf(input));
  const declared = { type: 'declared', title, severity } as const;
  const slaPolicies = Object.values(input.plan.slaPolicies ?? {}).map((paged) =>
    outlineOf(paged.policy, { configuration: input.planVersion, version: paged.version }),
  );
  const first = {
    ...declared,
    ...(labels && { labels }),
    ...(policy && { policy }),
    ...(slaPolicies.length > 0 && { slaPolicies }),
  };
  life.happen(by, [first], declaredAt);
  if (quoted) life.happen(by, [{ type: 'noted', text: '', quoted: kept(quoted, redact) }], declaredAt);
  const now = Date.now();
  const lookup = new OnCallLookup(input);
  const paged = restartEscalation(life.incident, input.plan, 'declared', now, lookup.due);
  // Who is on call has to be found out before anybody is paged.
  if (!lookup.missing) life.happen(MUSTER, paged, now);
  return {
    incident: life.incident,
    events: life.events,
    version: life.version,
    acted: 0,
    recorded: 0,
    recordedVersion: 0,
    revision: 0,
    feeds: [],
    problems: [],
    paging: [],
    processed: [],
    confirmations: [],
  };
}
