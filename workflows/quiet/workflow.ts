import { isCancellation, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { sendPatiently } from '../patient-send.ts';

const { findQuiet, quietTold } = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 5 },
});

/** Tells those who run Muster, once, that nothing comes of an integration any more, and that something comes again. */
export async function quiet(): Promise<void> {
  const news = await findQuiet();
  setCurrentDetails(news.length === 0 ? 'nothing to tell' : news.map(({ what }) => `- ${what}`).join('\n'));
  for (const { tenant, key, what, deliveries } of news) {
    const sent = await Promise.allSettled(deliveries.map((delivery) => sendPatiently(delivery, what)));
    const failed = sent.filter((one) => one.status === 'rejected');
    for (const { reason: error } of failed) {
      if (isCancellation(error)) throw error;
      log.warn('a channel could not be told that an integration is quiet', { what, error: error as unknown });
    }
    // What nobody could be told is told by the next look.
    if (failed.length === 0 || failed.length < sent.length) await quietTold({ tenant, key });
  }
}
