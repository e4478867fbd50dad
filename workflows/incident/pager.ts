import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { pageMessage } from '../../src/chat/page.ts';
import type { Destination } from '../../src/chat/provider.ts';
import { targetName, type Target } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import type { IncidentInput } from './messages.ts';
import { troubleOf, work, type Trouble } from './work.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

/** One way to reach a target. */
interface Way {
  readonly instance: string;
  readonly to: Destination;
  readonly name: string;
}

/** How long to wait before all ways are tried again that failed only for now. */
const NEXT_TRY_MS = 30_000;

/** What became of a page that was not delivered where it was meant to. */
export interface Missed {
  readonly target: string;
  readonly trouble: Trouble;
  readonly fallback?: string;
}

/** Pages people until they are reached or the page is no longer wanted. */
export class Pager {
  /** Sequences of the escalation events whose pages are being tried. */
  readonly paging = new Set<number>();
  readonly #wanted = new Set<string>();
  #scope = new CancellationScope({ cancellable: true });
  #running = 0;
  readonly #input: IncidentInput;
  readonly #view: () => IncidentView;
  readonly #missed: (missed: Missed) => void;
  readonly #reached: (target: string) => void;

  constructor(
    input: IncidentInput,
    view: () => IncidentView,
    on: { missed: (missed: Missed) => void; reached: (target: string) => void },
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

  /** Starts paging all targets of a step, each on its own. */
  page(event: Escalated): void {
    this.paging.add(event.sequence);
    const scope = this.#scope;
    this.#running++;
    void scope
      .run(() => Promise.all(event.targets.map((target) => this.#reach(event, target))))
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      })
      .finally(() => {
        this.paging.delete(event.sequence);
        this.#running--;
      });
  }

  /** Ends all paging. Resolves when no attempt is under way any more: after that nobody is paged. */
  async stop(): Promise<void> {
    this.cancel();
    await condition(() => this.#running === 0);
  }

  /** Asks all pages to end, without waiting. @returns the events whose pages were unfinished. */
  cancel(): number[] {
    const unfinished = [...this.paging];
    this.#wanted.clear();
    this.#scope.cancel();
    this.#scope = new CancellationScope({ cancellable: true });
    return unfinished;
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  async #reach(event: Escalated, target: Target): Promise<void> {
    const ways = this.#ways(target);
    for (;;) {
      let trouble: Trouble = {
        code: 'no_contact',
        reason: 'no way of contact is configured',
        permanent: true,
      };
      let hopeless = true;
      for (const [index, way] of ways.entries()) {
        try {
          await this.#send(event, target, way);
          if (index === 0) this.#reached(targetName(target));
          else this.#missed({ target: targetName(target), trouble, fallback: way.name });
          return;
        } catch (error) {
          if (isCancellation(error)) throw error;
          // The first way is the one that should have worked: its failure is what people must hear of.
          if (index === 0) trouble = troubleOf(error);
          hopeless &&= troubleOf(error).permanent;
        }
      }
      this.#missed({ target: targetName(target), trouble });
      if (hopeless) return;
      await sleep(NEXT_TRY_MS, { summary: `${this.#input.id}: before trying ${targetName(target)} again` });
    }
  }

  #ways(target: Target): Way[] {
    const own: Way[] =
      target.kind === 'channel'
        ? [{ instance: target.instance, to: { channel: target.channel }, name: targetName(target) }]
        : target.contacts.map(({ instance, user }) => ({
            instance,
            to: { user },
            name: `${instance}/@${target.person.name}`,
          }));
    const fallback: Way[] = this.#input.routing.fallback
      .filter((channel) => targetName(channel) !== targetName(target))
      .map((channel) => ({
        instance: channel.instance,
        to: { channel: channel.channel },
        name: targetName(channel),
      }));
    return [...own, ...fallback];
  }

  async #send(event: Escalated, target: Target, way: Way): Promise<void> {
    const { tenant, id, links } = this.#input;
    const key = `${incidentKey(tenant, id)}:${event.sequence}:page:${targetName(target)}:${way.name}`;
    this.#wanted.add(key);
    try {
      await work.page(
        `${id}: page ${targetName(target)} by ${way.name} (step ${event.step + 1} of ${event.steps})`,
        {
          key,
          tenant,
          incident: id,
          instance: way.instance,
          to: way.to,
          message: pageMessage(this.#view(), event, links),
        },
      );
    } finally {
      this.#wanted.delete(key);
    }
  }
}
