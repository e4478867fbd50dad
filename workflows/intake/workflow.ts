import {
  condition,
  continueAsNew,
  isCancellation,
  log,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AgainPlace } from '../../src/inbox/again.ts';
import { isNotConfigured } from '../duty/telling.ts';
import { deliveredSignal, redeliverSignal, type IntakeInput } from './messages.ts';

const retry = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' } as const;
const { takeIn, readAgain } = proxyActivities<Activities>({
  startToCloseTimeout: '3m',
  heartbeatTimeout: '10s',
  // What cannot be taken in for so long is tried again by whoever looks for what was forgotten.
  scheduleToCloseTimeout: '15m',
  retry,
});
const { wakeIntakes } = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '50s',
  retry,
});

// However long the store is away: nobody else looks for it.
const { forgetAgain } = proxyActivities<Activities>({ startToCloseTimeout: '1m', retry });

/** A new run keeps the history short. */
const ROUNDS_PER_RUN = 50;
/** How long what is to be read again waits after something failed for long. */
const PAUSE = '1m';
/** How long it waits for an integration that nobody has in the configuration, and how often. */
const ABSENT_PAUSE = '1h';
const MOST_ABSENT = 7 * 24;
/** How long it waits for more before it ends. */
const LINGER = '15s';

/**
 * Works off what is stored of one integration, in its order, until nothing is; whoever stores more starts it again. Reads
 * deliveries again that somebody asks for.
 */
export async function intake({
  again: before = [],
  absent: absentBefore = 0,
  ...ref
}: IntakeInput): Promise<void> {
  const { integration } = ref;
  const again = [...before];
  let delivered = true;
  let taken = 0;
  let absent = absentBefore;
  setHandler(deliveredSignal, () => {
    delivered = true;
  });
  setHandler(redeliverSignal, (list) => {
    again.push({ ...list, part: 0, from: 0 });
  });
  /** Lets go of what was to be read again: nobody would ever look for it. */
  async function forget(places: readonly AgainPlace[]): Promise<void> {
    log.warn('deliveries are not read again, as nobody has their integration', { integration });
    for (const place of places) {
      const summary = `${integration}: deliveries are not read again`;
      await forgetAgain.executeWithOptions({ summary }, [{ ...ref, ...place }]);
    }
  }
  const isWanted = (): boolean => delivered || again.length > 0;
  for (let rounds = 0; rounds < ROUNDS_PER_RUN && !workflowInfo().continueAsNewSuggested; rounds++) {
    try {
      if (delivered) {
        delivered = false;
        const summary = `what came in for ${integration}`;
        const round = await takeIn.executeWithOptions({ summary }, [ref]);
        taken += round.taken;
        setCurrentDetails(`**${taken}** taken in by this run; last: ${round.text}`);
        if (round.more) delivered = true;
        absent = 0;
      }
      const place = again[0];
      if (place) {
        const summary = `${integration}: deliveries again, part ${place.part + 1} of ${place.parts}`;
        const next = await readAgain.executeWithOptions({ summary }, [{ ...ref, ...place }]);
        again.splice(0, 1, ...(next ? [next] : []));
      }
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (isNotConfigured(error))
        log.info('nobody has the integration in the configuration', { integration });
      else
        log.warn('an inbox could not be worked off; it is tried again within a minute', {
          integration,
          error,
        });
      // What came is looked for every minute; of what is to be read again only this workflow knows.
      if (again.length === 0) return;
      if (isNotConfigured(error)) {
        // Who takes an integration out for a while has its deliveries read again nevertheless.
        if (!patched('intake-list-waits')) return;
        if (absent >= MOST_ABSENT) {
          if (!patched('intake-list-forgotten')) return;
          await forget(again.splice(0));
          // Who asks for more meanwhile has it again.
          if (!isWanted()) return;
          absent = 0;
          continue;
        }
        absent++;
        await condition(() => delivered, ABSENT_PAUSE, {
          summary: `until somebody has ${integration} again`,
        });
      } else {
        await sleep(PAUSE, { summary: 'until deliveries are read again' });
      }
      delivered = true;
    }
    if (
      !isWanted() &&
      !(await condition(isWanted, LINGER, { summary: `until more comes of ${integration}` }))
    )
      return;
  }
  await continueAsNew<typeof intake>({
    ...ref,
    ...(again.length > 0 && { again }),
    ...(absent > 0 && { absent }),
  });
}

/** Has every inbox worked off in which something waits that nobody was told of. */
export async function intakeWatch(): Promise<void> {
  const woken = await wakeIntakes();
  setCurrentDetails(woken.length === 0 ? 'nothing was forgotten' : `woken: ${woken.join(', ')}`);
}
