import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { KNOWN_TROUBLE } from '../src/chat/delivery.ts';
import { knownTrouble, type InstanceCheck } from '../src/chat/instance-status.ts';
import type { Logger } from './logger.ts';

/** @throws ApplicationFailure KNOWN_TROUBLE when an instance is known to take nothing at present. */
export type UnlessTroubled = (tenant: string, instance: string) => Promise<void>;

/** How old what is known may be without being read again, and without being waited for, in milliseconds. */
const FRESH_MS = 5_000;
const USABLE_MS = 60_000;
/** How long a page may wait for what is known, in milliseconds: a store that is away keeps nothing from being sent. */
const PATIENCE_MS = 150;

interface Known {
  readonly at: number;
  readonly checks: ReadonlyMap<string, { readonly check?: InstanceCheck }>;
}

/**
 * Knows from the health checks which instances take nothing. What is not known is no trouble.
 * @param now epoch milliseconds.
 */
export function createUnlessTroubled(
  all: (tenant: string) => Promise<Known['checks']>,
  now: () => number,
  log: Logger,
): UnlessTroubled {
  const knownBy = new Map<string, Known>();
  const reading = new Map<string, Promise<void>>();

  function read(tenant: string): Promise<void> {
    const underWay = reading.get(tenant);
    if (underWay) return underWay;
    const begun = all(tenant)
      .then((checks) => void knownBy.set(tenant, { at: now(), checks }))
      .catch((err: unknown) => {
        log.warn({ err }, 'it cannot be read which instances are in trouble; all are tried');
      })
      .finally(() => reading.delete(tenant));
    reading.set(tenant, begun);
    return begun;
  }

  return async (tenant, instance) => {
    const age = now() - (knownBy.get(tenant)?.at ?? -Infinity);
    if (age > USABLE_MS) await atMost(PATIENCE_MS, read(tenant));
    else if (age > FRESH_MS) void read(tenant);
    const known = knownBy.get(tenant);
    const reason = known && knownTrouble(known.checks.get(instance)?.check, now());
    if (reason === undefined) return;
    throw ApplicationFailure.create({
      message: `${instance} takes nothing at present: ${reason}`,
      type: KNOWN_TROUBLE,
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
