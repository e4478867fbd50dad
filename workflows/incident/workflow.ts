import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { targetName } from '../../src/escalation/policy.ts';
import { COMMAND_NAMES, type Command, type CommandName } from '../../src/incident/command.ts';
import { reach } from '../../src/incident/deadline.ts';
import { decide } from '../../src/incident/decide.ts';
import { restartEscalation } from '../../src/incident/escalate.ts';
import { newIncident } from '../../src/incident/evolve.ts';
import { MUSTER, type Person } from '../../src/incident/person.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import { commandRefused, confirmOutcome } from './confirmation.ts';
import type { Carried } from './carried.ts';
import { DeadlineTimers } from './deadline-timers.ts';
import type { Told } from './feed.ts';
import { Feeds } from './feeds.ts';
import { Life } from './life.ts';
import { COMMANDS, pageWantedQuery, viewQuery, type IncidentInput } from './messages.ts';
import { Pager } from './pager.ts';
import { Processed } from './processed.ts';
import { Recorder } from './recorder.ts';
import { readRequest } from './request.ts';
import { Rooms } from './rooms.ts';
import { currentDetails, searchAttributes } from './visibility.ts';

/** Temporal allows 2,000 Updates in one run; a new run begins well before. */
const COMMANDS_PER_RUN = 500;

const ENDS_PAGING: ReadonlySet<CommandName> = new Set(['ack', 'mitigate', 'resolve', 'close']);

/**
 * One incident from declaring to closing. Handlers change its state; this function waits and acts: it keeps timers,
 * channels, pages and the read model in step with the state, and begins a new run when history grows long.
 * @returns when the incident is closed and everybody has heard of it.
 */
export async function incident(input: IncidentInput): Promise<void> {
  const begun = input.carried ?? declare(input);
  const life = new Life(input.plan, begun.incident, begun.events, begun.problems);
  const processed = new Processed(begun.processed);
  let commands = 0;
  let actedUntil = begun.acted;
  let unfinishedPages: number[];
  let published = '';

  const told: Told = {
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
      const fallback = input.routing.fallback.find(
        (channel) => !feeds.isTroubled(channel) && targetName(channel) !== feed.name,
      );
      if (fallback) feeds.show(fallback, { told: feed.state.told });
      trouble(feed.name, why, fallback && `${fallback.instance}/${fallback.channel}`);
    },
    card: (feed) => rooms.furnish(feed),
  });
  const rooms: Rooms = new Rooms(input, () => life.incident, begun.unopened, {
    opened: (plan, channel) => {
      life.clearProblem(`${plan.instance}/incident channel`);
      happen(MUSTER, [
        { type: 'channel_opened', instance: plan.instance, channel: channel.id, name: channel.name },
      ]);
      feeds.show({ kind: 'channel', instance: plan.instance, channel: channel.id }, { told: 0, own: true });
    },
    failed: (plan, why) => {
      life.addProblem({ target: `${plan.instance}/incident channel`, ...why });
      happen(MUSTER, [
        { type: 'channel_failed', instance: plan.instance, code: why.code, reason: why.reason },
      ]);
    },
    trouble,
  });
  const pager = new Pager(input, told.view, {
    missed: ({ target, trouble: why, fallback }) => trouble(target, why, fallback),
    reached: (target) => life.clearProblem(target),
  });
  const recorder = new Recorder(life, () => feeds.places(), begun);
  const timers = new DeadlineTimers(input.id, ({ name, at }) => {
    // The server's clock decides that the time has come, even where this one is a moment behind.
    happen(MUSTER, reach(life.incident, life.plan, name, Math.max(at, Date.now())));
  });

  function happen(by: Person, bodies: Parameters<Life['happen']>[1]): void {
    life.happen(by, bodies, Date.now());
  }

  /** Carries a command out, once per delivery. */
  async function carryOut(
    command: Command,
    by: Person,
    deliveryId: string | undefined,
  ): Promise<CommandReply | Refusal> {
    const earlier = processed.reply(deliveryId);
    if (earlier) return earlier;
    const now = Date.now();
    const before = life.deadlines();
    const decision = decide(life.incident, life.plan, by, command, now);
    if ('refusal' in decision) return decision.refusal;
    happen(by, decision.events);
    commands++;
    const deadlines = life.deadlines();
    const reply: CommandReply = {
      command: command.name,
      incident: life.incident,
      done: { by, at: now },
      cancelled: before.filter((d) => !deadlines.some((now) => now.name === d.name)),
      deadlines,
    };
    processed.remember(deliveryId, reply);
    // An acknowledgement is answered only when no page can go out any more.
    if (ENDS_PAGING.has(command.name)) {
      unfinishedPages = [];
      await pager.stop();
    }
    return reply;
  }

  /** Who sends a signal gets no reply: what cannot be done is ignored, noted, and told to the sender where possible. */
  async function onSignal(name: string, raw: unknown): Promise<void> {
    const known = COMMAND_NAMES.find((command) => command === name);
    const read = known
      ? readRequest(known, raw)
      : `there is no such command; known: ${COMMAND_NAMES.join(', ')}`;
    if (typeof read === 'string') {
      ignore(name, read);
      return;
    }
    const outcome = await carryOut(read.command, read.by, read.request.deliveryId);
    if ('code' in outcome) ignore(name, outcome.message);
    if (read.request.confirmTo) await confirmOutcome(input, read.request, outcome);
  }

  function ignore(command: string, reason: string): void {
    log.warn('signal ignored', { command, reason });
    happen(MUSTER, [{ type: 'command_ignored', command: command.slice(0, 40), reason }]);
  }

  setHandler(viewQuery, told.view);
  setHandler(pageWantedQuery, (key) => pager.wants(key));
  for (const name of COMMAND_NAMES) listen(name);
  setDefaultSignalHandler((name, raw) => onSignal(name, raw));

  function listen(name: CommandName): void {
    setHandler(COMMANDS[name].signal as SignalDefinition<[unknown]>, (raw) => onSignal(name, raw));
    const update = async (raw: unknown): Promise<CommandReply> => {
      const read = readRequest(name, raw);
      if (typeof read === 'string') throw commandRefused({ code: 'bad_argument', message: read });
      const outcome = await carryOut(read.command, read.by, read.request.deliveryId);
      if ('code' in outcome) throw commandRefused(outcome);
      return outcome;
    };
    const validator = (raw: unknown): void => {
      const read = readRequest(name, raw);
      if (typeof read === 'string') throw commandRefused({ code: 'bad_argument', message: read });
      if (processed.reply(read.request.deliveryId)) return;
      const decision = decide(life.incident, life.plan, read.by, read.command, Date.now());
      if ('refusal' in decision) throw commandRefused(decision.refusal);
    };
    setHandler(COMMANDS[name].update as UpdateDefinition<CommandReply, [unknown]>, update, { validator });
  }

  /** Makes everything outside follow the state. */
  function act(): void {
    const fresh = life.eventsAfter(actedUntil);
    // A channel that joins when the incident is declared hears the whole story, a later one what comes.
    const told = actedUntil;
    actedUntil = life.incident.sequence;
    timers.adjust(life.deadlines());
    // Nobody outside hears of a private incident: it lives in its own channel and in the pages.
    if (life.incident.status !== 'closed' && !life.incident.private) {
      for (const target of input.routing.announce[life.incident.severity]) feeds.show(target, { told });
    }
    for (const event of fresh) {
      if (event.type !== 'escalated') continue;
      if (life.incident.status === 'open' || event.cause === 'asked') pager.page(event);
    }
    rooms.follow();
    life.forgetUntil(
      Math.min(recorder.recorded, feeds.toldUntil, ...[...pager.paging].map((sequence) => sequence - 1)),
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
    life.incident.status === 'closed' &&
    feeds.caughtUp &&
    !recorder.behind &&
    rooms.idle &&
    pager.idle &&
    allHandlersFinished();

  for (const state of begun.feeds) feeds.resume(state);
  for (const sequence of begun.paging) {
    const event = life.events.find((e) => e.sequence === sequence);
    if (event?.type === 'escalated') pager.page(event);
  }
  recorder.start();
  rooms.open();
  act();
  while (!finished() && !dueForNewRun()) {
    await condition(() => life.incident.sequence > actedUntil || finished() || dueForNewRun());
    act();
  }
  if (finished()) {
    recorder.cancel();
    await rooms.archive();
    return;
  }

  // Unfinished pages and posts go on in the next run; the ledger keeps what was sent from being sent again.
  timers.adjust([]);
  unfinishedPages = pager.cancel();
  for (const part of [feeds, rooms, recorder]) part.cancel();
  await condition(() => [pager, feeds, rooms, recorder].every((part) => part.idle) && allHandlersFinished());
  const carried: Carried = {
    incident: life.incident,
    events: life.events,
    recorded: recorder.recorded,
    revision: recorder.revision,
    feeds: feeds.states(),
    problems: life.problems,
    unopened: rooms.unopened(),
    acted: actedUntil,
    paging: unfinishedPages,
    processed: processed.entries(),
  };
  await continueAsNew<typeof incident>({ ...input, carried });
}

/** The first events of a new incident. */
function declare(input: IncidentInput): Carried {
  const now = Date.now();
  const { title, severity, by } = input.declaration;
  const life = new Life(input.plan, newIncident(input.tenant, input.id, input.declaration, now), [], []);
  life.happen(by, [{ type: 'declared', title, severity }], now);
  life.happen(MUSTER, restartEscalation(input.plan, 'declared', now), now);
  return {
    incident: life.incident,
    events: life.events,
    acted: 0,
    recorded: 0,
    revision: 0,
    feeds: [],
    problems: [],
    unopened: input.routing.channels.map(({ instance }) => instance),
    paging: [],
    processed: [],
  };
}
