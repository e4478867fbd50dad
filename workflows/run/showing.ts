import { condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { isOver, type Run, type RunOrder } from '../../src/action/run.ts';
import type { MessageRef } from '../../src/chat/message.ts';

const { showRun, tellRun } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // A platform that is away for a morning still tells on the same day.
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { runRoutes } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How soon new output is shown at first, and how much later each time, as a share of the time that it runs. */
const SOON_MS = 5_000;
const SHARE = 0.2;
const LATEST_MS = 600_000;

/** Has a run seen where it was ordered, as it goes, and told of where it is to be when it has ended. */
export class Showing {
  readonly #order: RunOrder;
  readonly #state: () => Run;
  #card: MessageRef | undefined;
  #shown = 0;

  constructor(order: RunOrder, state: () => Run) {
    this.#order = order;
    this.#state = state;
  }

  /** @returns when all is told. Never rejects. */
  async run(): Promise<void> {
    if (this.#order.origin) await this.#keepCard();
    else await condition(() => isOver(this.#state()));
    await this.#tell();
  }

  /** Shows each change, and what it prints meanwhile, more seldom the longer it takes. */
  async #keepCard(): Promise<void> {
    for (;;) {
      const state = this.#state();
      await this.#show(state);
      if (isOver(state)) return;
      const summary = `${this.#order.id}: until what it prints is shown`;
      const { startedAt } = state;
      const isNew = () => this.#state().revision > this.#shown;
      if (startedAt === undefined) await condition(isNew);
      else await condition(isNew, pause(Date.now() - startedAt), { summary });
    }
  }

  async #show(state: Run): Promise<void> {
    this.#shown = state.revision;
    try {
      const summary = `${this.#order.id}: show that it is ${state.status}`;
      const card = await showRun.executeWithOptions({ summary }, [
        { order: this.#order, run: state, ...(this.#card && { card: this.#card }) },
      ]);
      this.#card ??= card;
    } catch (error) {
      log.warn('a run could not be shown where it was ordered', { id: this.#order.id, error });
    }
  }

  async #tell(): Promise<void> {
    const run = this.#state();
    const about = { order: this.#order, run };
    try {
      const routes = await runRoutes.executeWithOptions({ summary: `${run.id}: who hears of its end` }, [
        about,
      ]);
      await Promise.all(
        routes.map(async (route) => {
          try {
            await tellRun.executeWithOptions({ summary: `${run.id}: tell ${route}` }, [{ ...about, route }]);
          } catch (error) {
            log.warn('somebody could not be told how a run ended', { id: run.id, route, error });
          }
        }),
      );
    } catch (error) {
      log.warn('nobody could be told how a run ended', { id: run.id, error });
    }
  }
}

const pause = (runsMs: number): number => Math.min(LATEST_MS, Math.max(SOON_MS, runsMs * SHARE));
