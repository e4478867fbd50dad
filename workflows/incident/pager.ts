import { CancellationScope, CancelledFailure, condition, isCancellation, sleep } from '@temporalio/workflow';
import { KNOWN_TROUBLE, NOT_WANTED } from '../../src/chat/delivery.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { pageMessage } from '../../src/chat/page.ts';
import { pageKey } from '../../src/escalation/page-key.ts';
import { targetName, type Target } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { room } from '../paced.ts';
import type { Carried } from './carried.ts';
import type { IncidentInput } from './messages.ts';
import { waysTo } from './way.ts';
import { WaysToTry, type Try } from './ways-to-try.ts';
import { troubleOf, work, type Trouble } from './work.ts';

export type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

/** How long until all ways are tried again that failed only for now: doubled up to the longest. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Failures that no retry mends but that somebody may: who put a new token or another instance into the configuration
 * must not find that nobody was paged meanwhile, and nobody is now.
 */
const MENDABLE: ReadonlySet<string> = new Set(['authentication_failed', 'provider_not_found']);

/** How long a page waits for room in a platform's limits while there are other ways, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What became of a page that was not delivered where it was meant to. */
export interface Missed {
  readonly target: string;
  readonly trouble: Trouble;
  readonly fallback?: string;
}

/** Pages that are ended together. */
interface Batch {
  readonly scope: CancellationScope;
  running: number;
}

const newBatch = (): Batch => ({ scope: new CancellationScope({ cancellable: true }), running: 0 });

/** Pages people until they are reached or the page is no longer wanted. */
export class Pager {
  /** Names of the targets that are still to be reached, by the sequence of the escalation event. */
  readonly #paging = new Map<number, Set<string>>();
  readonly #wanted = new Set<string>();
  readonly #batches = new Set<Batch>();
  #batch = newBatch();
  readonly #input: IncidentInput;
  readonly #view: () => IncidentView;
  readonly #missed: (missed: Missed) => void;
  readonly #reached: (target: string, first: boolean) => void;

  /** @param on `reached` says of each page delivered to whom it was for, whether that was by their first way. */
  constructor(
    input: IncidentInput,
    view: () => IncidentView,
    on: { missed: (missed: Missed) => void; reached: (target: string, first: boolean) => void },
  ) {
    this.#input = input;
    this.#view = view;
    this.#missed = on.missed;
    this.#reached = on.reached;
  }

  /** Is this page still to be sent? */
  wants(key: string): boolean {
    return this.#wanted.has(key);
  }

  /** Starts paging the targets of a step, each on its own. @param only names of the targets; all when not given. */
  page(event: Escalated, only?: readonly string[]): void {
    const targets = new Map(event.targets.map((target) => [targetName(target), target]));
    for (const name of targets.keys()) if (only && !only.includes(name)) targets.delete(name);
    if (targets.size === 0) return;
    this.#paging.set(event.sequence, new Set(targets.keys()));
    for (const [name, target] of targets) this.#start(event, name, target);
  }

  #start(event: Escalated, name: string, target: Target): void {
    const batch = this.#batch;
    this.#batches.add(batch);
    batch.running++;
    void batch.scope
      .run(() => this.#reach(event, target))
      .then(() => {
        const left = this.#paging.get(event.sequence);
        left?.delete(name);
        if (left?.size === 0) this.#paging.delete(event.sequence);
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      })
      .finally(() => {
        if (--batch.running === 0) this.#batches.delete(batch);
      });
  }

  /** Calls all pages off for good. Resolves when no attempt is under way any more: after that nobody is paged. */
  async stop(): Promise<void> {
    this.#paging.clear();
    this.pause();
    await this.stopped();
  }

  /** Resolves when nothing is under way any more of the pages that were ended so far. */
  async stopped(): Promise<void> {
    const ended = [...this.#batches].filter((batch) => batch !== this.#batch);
    await condition(() => ended.every(({ running }) => running === 0));
  }

  /** Ends all attempts without waiting; those that reach nobody are left to be tried anew. */
  pause(): void {
    this.#wanted.clear();
    const { scope } = this.#batch;
    this.#batch = newBatch();
    scope.cancel();
  }

  /** @returns what is still to be paged. */
  unfinished(): Carried['paging'] {
    return [...this.#paging].map(([sequence, targets]) => ({ sequence, targets: [...targets] }));
  }

  get idle(): boolean {
    return this.#batches.size === 0;
  }

  async #reach(event: Escalated, target: Target): Promise<void> {
    const name = targetName(target);
    const ways = waysTo(target, this.#input);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      let trouble: Trouble = {
        code: 'no_contact',
        reason: 'no way of contact is configured',
        permanent: true,
      };
      let hopeless = true;
      const toTry = new WaysToTry(ways);
      for (let next = toTry.next(); next; next = toTry.next()) {
        const { way } = next;
        const isFirst = way === ways[0];
        try {
          const instead = isFirst
            ? undefined
            : `${ways[0]?.name ?? name}: ${trouble.reason} (${trouble.code})`;
          await this.#send(event, target, next, instead);
          if (way.own) this.#reached(name, isFirst);
          if (!isFirst || !way.own) this.#missed({ target: name, trouble, fallback: way.name });
          return;
        } catch (error) {
          if (isCancellation(error)) throw error;
          const why = troubleOf(error);
          if (why.code === NOT_WANTED) throw new CancelledFailure('called off');
          // The first way is the one that should have worked: its failure is what people must hear of.
          if (way.own && isFirst) trouble = why;
          if (why.code === KNOWN_TROUBLE) toTry.leave(way);
          else hopeless &&= why.permanent && !MENDABLE.has(why.code);
        }
      }
      this.#missed({ target: name, trouble });
      if (hopeless) return;
      await sleep(pause, { summary: `${this.#input.id}: before trying ${name} again` });
    }
  }

  async #send(
    event: Escalated,
    target: Target,
    { way, unlessTroubled, brief, last }: Try,
    instead: string | undefined,
  ): Promise<void> {
    const { tenant, id, links } = this.#input;
    const name = targetName(target);
    const key = pageKey(incidentKey(tenant, id), event.sequence, name, way.address);
    this.#wanted.add(key);
    try {
      const summary = `${id}: page ${name} by ${way.name} (step ${event.step + 1} of ${event.steps})`;
      const page = {
        key,
        tenant,
        incident: id,
        instance: way.instance,
        to: way.to,
        ...(way.linkedTo !== undefined && { linkedTo: way.linkedTo }),
        ...(unlessTroubled && { unlessTroubled }),
        ...(instead !== undefined && { instead }),
      };
      const send = brief ? work.pageBriefly : work.page;
      const patienceMs = last ? Infinity : PATIENCE_MS;
      for (let turn: Turn | undefined; ;) {
        // What waited for room shows the incident as it is then.
        const message = pageMessage(this.#view(), event, links);
        try {
          await send(summary, { ...page, message, ...(turn && { turn }) });
          return;
        } catch (error) {
          turn = await room(error, page, { summary, patienceMs });
        }
      }
    } finally {
      this.#wanted.delete(key);
    }
  }
}
