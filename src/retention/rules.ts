/** What the store forgets by its rules, in the order in which it does: what is kept of an incident goes before it. */
export const RETAINED = [
  'deliveries',
  'inbox',
  'confirmations',
  'lanes',
  'notifications',
  'audit',
  'changes',
  'runOutput',
  'runs',
  'incidents',
  'exports',
] as const;
export type Retained = (typeof RETAINED)[number];

/** For how long each is kept, in milliseconds; what is absent is kept for ever. */
export type RetentionRules = Readonly<Partial<Record<Retained, number>>>;

const DAY_MS = 86_400_000;

/**
 * The shortest that makes sense. A delivery that a platform sends again within days (GitHub: three) must be known still; an
 * idempotency key as well. Sends are looked up for as long as something is tried again.
 */
export const SHORTEST_MS: Readonly<Record<Retained, number>> = {
  deliveries: 7 * DAY_MS,
  inbox: 7 * DAY_MS,
  confirmations: DAY_MS,
  lanes: DAY_MS,
  notifications: 60 * DAY_MS,
  audit: 30 * DAY_MS,
  changes: 30 * DAY_MS,
  runOutput: DAY_MS,
  runs: 30 * DAY_MS,
  incidents: 30 * DAY_MS,
  exports: 30 * DAY_MS,
};

/** What a sweep came to. */
export interface Swept {
  readonly name: Retained;
  readonly deleted: number;
  /** Is there more that is to go? */
  readonly more: boolean;
}

/** @returns what was deleted in words: `12 deliveries, 3 audit`. */
export function sweptText(swept: readonly Pick<Swept, 'name' | 'deleted'>[]): string {
  const totals = new Map<Retained, number>();
  for (const { name, deleted } of swept) totals.set(name, (totals.get(name) ?? 0) + deleted);
  return [...totals]
    .filter(([, deleted]) => deleted > 0)
    .map(([name, deleted]) => `${deleted} ${name}`)
    .join(', ');
}
