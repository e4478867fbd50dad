import { createHash, randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Assembly } from '../assembly.ts';
import { Capture } from '../../capture/capture.ts';
import { capturedOf } from '../../capture/captured.ts';
import type { Journals } from '../../capture/journal.ts';
import { inboxRouter } from '../../http/inbox-router.ts';
import { createLimit, type Take } from '../../http/limits.ts';
import { Unavailable } from '../../http/unavailable.ts';
import type { JournalStanding } from '../../inbox/away.ts';
import type { IntegrationRef } from '../../inbox/batch.ts';
import { keysOf } from '../../inbox/key.ts';
import { IntakeWaking, startIntake } from './intake-waking.ts';
import { createIntakes } from './intakes.ts';

/** How many refused requests of one integration are kept for admins to see. */
const REFUSED = { count: 30, perMs: 3_600_000 };

/** Starts what takes in deliveries of senders outside. What a process before has left in this data folder is stored first. */
export async function startCapturing(
  {
    config,
    settings,
    stores,
    metrics,
    log,
  }: Pick<Assembly, 'config' | 'settings' | 'stores' | 'metrics' | 'log'>,
  client: Client,
): Promise<{
  readonly router: Router;
  /** Delivers a source's sample as a test. @returns by which key it will be known. Rejects when it can be kept nowhere. */
  readonly test: (ref: IntegrationRef) => Promise<string>;
  /** What waits in the journal of this process. */
  readonly journal: () => JournalStanding;
  readonly stop: () => Promise<void>;
}> {
  const intakes = createIntakes(config);
  const waking = new IntakeWaking((ref) => startIntake(client, settings.temporal.taskQueue, ref), log);
  const capture = new Capture({
    store: stores.inboxBatches,
    journals: await journalsIn(settings.dataDir, log),
    wake: waking.wake,
    lane: randomBytes(6).toString('hex'),
    now: Date.now,
    log,
  });
  const journal = (): JournalStanding => {
    const since = capture.journaledSince;
    return { batches: capture.journaled, ...(since !== undefined && { since }) };
  };
  metrics.tellOfJournal(journal);
  const limits = new Map<string, Take>();
  const router = inboxRouter({
    door: intakes.named,
    capture,
    captured: capturedOf,
    limit: ({ config: { id } }) => {
      const take =
        limits.get(id) ?? createLimit(() => intakes.named(id)?.config.rate ?? { count: 1, perMs: 1_000 });
      limits.set(id, take);
      return take(id);
    },
    limitRefused: createLimit(() => REFUSED),
    count: (integration, outcome) => metrics.inbox.inc({ integration, outcome }),
    log,
    now: Date.now,
  });
  return {
    router,
    async test(ref) {
      const configured = intakes.find(ref);
      if (!configured) throw new Unavailable('The integration has just left the configuration.');
      const { source, intake } = configured;
      const receivedAt = Date.now();
      const sample = source.sample(receivedAt);
      const sent = Object.entries(sample.headers).filter(([name]) => source.headers.includes(name));
      const delivery = {
        ...ref,
        receivedAt,
        headers: Object.fromEntries(sent),
        body: new TextEncoder().encode(sample.body),
      };
      const named = intake.key(delivery);
      const sum = createHash('sha256')
        .update(named ?? delivery.body)
        .digest('hex');
      const { headers, body } = delivery;
      const captured = await capturedOf({ id: capture.nextId(), receivedAt, by: 'test', headers, body });
      if (!captured) throw new Unavailable('The test event is greater than what can be kept.');
      try {
        await capture.take(ref, captured);
      } catch (error) {
        throw new Unavailable(
          'The test event could be kept nowhere: the store is away (MONGODB_URI).',
          error,
        );
      }
      return keysOf(named, sum, receivedAt).key;
    },
    journal,
    async stop() {
      waking.stop();
      await capture.stop();
    },
  };
}

/** Without a journal what comes in is refused while the store is away: no reason to refuse it now. */
async function journalsIn(dataDir: string, log: Logger): Promise<Journals | undefined> {
  try {
    const { openJournals } = await import('../../capture/journal.ts');
    return await openJournals(dataDir);
  } catch (err) {
    log.warn(
      { err },
      'there is no journal for what comes in while the store is away (MUSTER_DATA_DIR): it will be answered 503 then',
    );
    return undefined;
  }
}
