import type { Delivery } from '../src/inbox/delivery.ts';
import { cut } from '../src/inbox/line.ts';
import { OUTCOMES_KEPT, type Progress } from '../src/inbox/kept.ts';
import type { Read, Reading } from '../src/inbox/reading.ts';
import type { Intake } from '../src/inbox/source.ts';
import {
  NeverTaken,
  type Brought,
  type Outcome,
  type TakerContext,
  type Takers,
} from '../src/inbox/taker.ts';

export interface ReadingDependencies {
  readonly takers: Takers;
  /** What says what would come of the same, for test events: nothing follows from those. */
  readonly rehearsal: Takers;
  /** Visits an address that a sender wants to be visited. Rejects with an error that has `lasting`. */
  readonly confirm: (url: string) => Promise<void>;
  /** Is this the failure of a part that is away, and no fault of what is taken? */
  readonly isAway: (error: unknown) => boolean;
}

/** What else is known of a delivery that is read. */
export interface Known {
  /** What it is known by within its integration. */
  readonly key: string;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** Muster itself made it, to try the way. */
  readonly isTest: boolean;
  /** The how manyth time it is read again because somebody asked for that. */
  readonly again?: number;
}

/** What came of reading a delivery and handing on what it says. */
export interface ReadDelivery {
  readonly progress: Progress;
  /** Repositories that changes came of. */
  readonly repositories: readonly string[];
  /** Why it waits; undefined when it does not. */
  readonly trouble?: Error;
}

/** How long what a delivery says may take to be taken, in milliseconds. */
const TAKER_MS = 60_000;
/** So often a delivery is tried whose taker fails, before it is given up and the next follows. */
const TRIES = 6;

/** A delivery that was read, and is to be handed on. */
export interface ReadyDelivery extends Known {
  readonly delivery: Delivery;
  readonly reading: Reading;
}

/** A delivery that says nothing but what changed, or but that alerts fire: such are taken with others of the kind. */
export interface ForSeveral extends ReadyDelivery {
  readonly kind: 'changes' | 'alerts';
  readonly reading: Read;
}

const contextOf = ({ delivery, key, again }: ReadyDelivery): TakerContext => {
  const { tenant, integration, receivedAt } = delivery;
  return { tenant, integration, delivery: key, receivedAt, ...(again !== undefined && { again }) };
};

const noteOutcomes = ({ notes = [] }: Read): readonly Outcome[] =>
  notes.map((note) => ({ of: 'delivery', text: cut(note) }));

/**
 * @returns a delivery as one that is taken with others, where it brings changes alone, or alerts that fire. What has fired
 * and cleared is heard one after the other: together it would be as if it had never fired.
 */
export function forSeveral({ reading, ...ready }: ReadyDelivery): ForSeveral | undefined {
  if (reading.kind !== 'read' || ready.isTest) return undefined;
  const { alerts = [], changes = [], tickets = [] } = reading;
  if (tickets.length > 0) return undefined;
  if (alerts.length === 0) return changes.length > 0 ? { ...ready, kind: 'changes', reading } : undefined;
  const allFire = alerts.every(({ status }) => status === 'firing');
  return allFire && changes.length === 0 ? { ...ready, kind: 'alerts', reading } : undefined;
}

/** Reads a delivery and hands on what it says. @returns how it stands then; never rejects. */
export async function readAndHandOn(
  deps: ReadingDependencies,
  intake: Intake,
  delivery: Delivery,
  known: Known,
): Promise<ReadDelivery> {
  return handOn(deps, { ...known, delivery, reading: await readDelivery(intake, delivery) });
}

/**
 * Hands on what a delivery says; of a test event, to what says what would come of it.
 * @returns how it stands then; never rejects.
 */
export async function handOn(deps: ReadingDependencies, ready: ReadyDelivery): Promise<ReadDelivery> {
  const { reading } = ready;
  if (reading.kind === 'ignored' || reading.kind === 'unparsed' || reading.kind === 'refused')
    return {
      progress: { state: reading.kind, reason: cut(reading.reason), outcomes: [], tries: 0 },
      repositories: [],
    };
  const context = contextOf(ready);
  const says: Read = reading.kind === 'read' ? reading : { kind: 'read' };
  const { alerts = [], changes = [], tickets = [] } = says;
  const takers = ready.isTest ? deps.rehearsal : deps.takers;
  const repositories = ready.isTest ? [] : repositoriesOf(says);
  const handingOn = async (): Promise<readonly Outcome[]> => {
    if (reading.kind === 'confirm') {
      await deps.confirm(reading.url);
      return [{ of: 'address', text: 'the address was confirmed' }];
    }
    const outcomes = [...noteOutcomes(says)];
    if (alerts.length > 0) outcomes.push(...(await takers.alerts([{ context, some: alerts }])).flat());
    if (changes.length > 0) outcomes.push(...(await takers.changes([{ context, some: changes }])).flat());
    if (tickets.length > 0) outcomes.push(...(await takers.tickets(context, tickets)));
    return outcomes;
  };
  try {
    return taken(says, await inTime(handingOn()), repositories);
  } catch (error) {
    const trouble = error instanceof Error ? error : new Error(String(error));
    const reason = cut(trouble.message);
    const tries = ready.tries + (deps.isAway(trouble) ? 0 : 1);
    const isOver = isLasting(trouble) || tries >= TRIES;
    const state = isOver ? 'failed' : 'waiting';
    const progress = { state, reason, brought: broughtBy(says), outcomes: [], tries } as const;
    return { progress, repositories, ...(!isOver && { trouble }) };
  }
}

/**
 * Hands on together what several deliveries of one integration say.
 * @param all of one kind.
 * @returns how each stands then; undefined when it is not known of each what came of it: they are then to be handed on
 * one by one, which has no second effect.
 */
export async function handOnTogether(
  deps: ReadingDependencies,
  all: readonly ForSeveral[],
): Promise<readonly ReadDelivery[] | undefined> {
  const { takers } = deps;
  const brought = <T>(of: (says: Read) => readonly T[] | undefined): Brought<T>[] =>
    all.map((ready) => ({ context: contextOf(ready), some: of(ready.reading) ?? [] }));
  try {
    const outcomes = await inTime(
      all.every(({ kind }) => kind === 'alerts')
        ? takers.alerts(brought(({ alerts }) => alerts))
        : takers.changes(brought(({ changes }) => changes)),
    );
    return all.map(({ reading }, n) =>
      taken(reading, [...noteOutcomes(reading), ...(outcomes[n] ?? [])], repositoriesOf(reading)),
    );
  } catch {
    // Why is seen with the one that it is about.
    return undefined;
  }
}

function taken(says: Read, outcomes: readonly Outcome[], repositories: readonly string[]): ReadDelivery {
  const kept = outcomes.slice(0, OUTCOMES_KEPT);
  return {
    progress: { state: 'processed', brought: broughtBy(says), outcomes: kept, tries: 0 },
    repositories,
  };
}

function broughtBy({ alerts = [], changes = [], tickets = [] }: Read): NonNullable<Progress['brought']> {
  return { alerts: alerts.length, changes: changes.length, tickets: tickets.length };
}

function repositoriesOf({ changes = [] }: Read): readonly string[] {
  return [...new Set(changes.map(({ repository }) => repository.name))];
}

/** @throws Error when it takes longer than a taker may; what it throws. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${TAKER_MS / 1_000} s`)), TAKER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A reader that throws is a fault of ours: the delivery is kept for a version without it. */
export async function readDelivery(intake: Intake, delivery: Delivery): Promise<Reading> {
  try {
    return await intake.read(delivery);
  } catch (error) {
    return {
      kind: 'unparsed',
      reason: `it could not be read: ${error instanceof Error ? error.message : 'it failed'}`,
    };
  }
}

function isLasting(error: Error): boolean {
  return error instanceof NeverTaken || ('lasting' in error && error.lasting === true);
}
