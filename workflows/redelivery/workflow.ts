import { log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumAttempts: 3 } as const;
const { integrationsThatMiss } = proxyActivities<Activities>({ startToCloseTimeout: '10s', retry });
const { redeliverMissed } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  // What fails is looked at by the next one: only the store may be away for a moment.
  retry,
});

/** Asks the senders that send nothing again by themselves what they could not deliver, and has it delivered again. */
export async function redelivery(): Promise<void> {
  const all = await integrationsThatMiss();
  const lines = await Promise.all(
    all.map(async (ref) => {
      const { integration } = ref;
      try {
        const done = await redeliverMissed.executeWithOptions({ summary: `what ${integration} missed` }, [
          ref,
        ]);
        return `${integration}: ${done}`;
      } catch (error) {
        log.warn('a sender could not be asked for what it could not deliver', { integration, error });
        return `${integration}: could not be looked after`;
      }
    }),
  );
  setCurrentDetails(
    lines.length === 0 ? 'nothing to look after' : lines.map((line) => `- ${line}`).join('\n'),
  );
}
