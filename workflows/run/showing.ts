import { condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { RunShown } from '../../activities/run-showing.ts';
import { isOver, type Run, type RunOrigin } from '../../src/action/run.ts';
import type { RunStep } from '../../src/action/step.ts';
import type { Turn } from '../../src/chat/lane.ts';
import type { MessageRef } from '../../src/chat/message.ts';
import { room } from '../paced.ts';
import { tellEnd } from './telling.ts';

const { showRun, showRunOutput } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // A platform that is away for a morning still tells on the same day.
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
});
/** How soon new output is shown at first, and how much later each time, as a share of the time that it runs. */
const SOON_MS = 5_000;
const SHARE = 0.2;
const LATEST_MS = 600_000;
/** How long a message waits for room in a platform's limits, in milliseconds. */
const PATIENCE_MS = 4 * 3_600_000;

/** Has a run seen where it was ordered, as it goes, and told of where it is to be when it has ended. */
export class Showing {
  readonly #order: RunShown['order'];
  readonly #state: () => Run;
  #card: MessageRef | undefined;
  /** Messages that show what was printed, by the place of the step; by nothing for a run that has none. */
  readonly #outputs = new Map<string, MessageRef>();
  /** Places of steps that print nothing more, and of which all is shown. */
  readonly #settled = new Set<string>();
  #shown = 0;

  constructor(order: RunShown['order'], state: () => Run) {
    this.#order = order;
    this.#state = state;
  }

  /** @returns when all is told. Never rejects. */
  async run(): Promise<void> {
    const { origin } = this.#order;
    // Who hears of it elsewhere does not wait for where it was ordered.
    await Promise.all([origin && this.#keepCard(origin), this.#tell()]);
  }

  /** Shows each change, and what it prints meanwhile, more seldom the longer it takes. */
  async #keepCard(origin: RunOrigin): Promise<void> {
    for (;;) {
      if (this.#state().revision > this.#shown) await this.#showCard(origin);
      const { id, startedAt } = this.#state();
      if (startedAt !== undefined) await this.#showOutput(origin);
      if (this.#state().revision > this.#shown) continue;
      if (isOver(this.#state())) return;
      const summary = `${id}: until what it prints is shown`;
      const isNew = () => this.#state().revision > this.#shown;
      if (startedAt === undefined) await condition(isNew);
      else await condition(isNew, pause(Date.now() - startedAt), { summary });
    }
  }

  async #showCard(origin: RunOrigin): Promise<void> {
    const posted = this.#card;
    const shown = await this.#patiently(origin, 'show how it stands', (turn, summary) => {
      const run = this.#state();
      this.#shown = run.revision;
      const seen = { order: this.#order, run, ...(posted && { posted }), ...(turn && { turn }) };
      return showRun.executeWithOptions({ summary }, [seen]);
    });
    this.#card = shown ?? posted;
  }

  /** Each step has a message of its own. */
  async #showOutput(origin: RunOrigin): Promise<void> {
    const { steps } = this.#state();
    if (!steps) {
      await this.#showOutputOf(origin);
      return;
    }
    for (const step of steps) {
      if (this.#settled.has(step.place)) continue;
      if (step.attempts > 0) await this.#showOutputOf(origin, step);
      if (step.status !== 'running') this.#settled.add(step.place);
    }
  }

  async #showOutputOf(origin: RunOrigin, step?: RunStep): Promise<void> {
    const place = step?.place ?? '';
    const [card, posted] = [this.#card, this.#outputs.get(place)];
    if (!card) return;
    const what = step ? `show what step ${place} printed` : 'show what it printed';
    const shown = await this.#patiently(origin, what, (turn, summary) => {
      const about = { order: this.#order, run: this.#state(), card, ...(step && { step }) };
      const seen = { ...about, ...(posted && { posted }), ...(turn && { turn }) };
      return showRunOutput.executeWithOptions({ summary }, [seen]);
    });
    if (shown) this.#outputs.set(place, shown);
  }

  /** @returns what it comes to once the platform has room for it; undefined when it could not be done. */
  async #patiently(
    { instance }: RunOrigin,
    what: string,
    act: (turn: Turn | undefined, summary: string) => Promise<MessageRef | undefined>,
  ): Promise<MessageRef | undefined> {
    const { id, tenant } = this.#order;
    const summary = `${id}: ${what}`;
    try {
      for (let turn: Turn | undefined; ;) {
        try {
          return await act(turn, summary);
        } catch (error) {
          turn = await room(error, { tenant, instance }, { summary, patienceMs: PATIENCE_MS });
        }
      }
    } catch (error) {
      log.warn('a run could not be shown where it was ordered', { id, what, error });
      return undefined;
    }
  }

  async #tell(): Promise<void> {
    await condition(() => isOver(this.#state()));
    await tellEnd({ order: this.#order, run: this.#state() });
  }
}

const pause = (runsMs: number): number => Math.min(LATEST_MS, Math.max(SOON_MS, runsMs * SHARE));
