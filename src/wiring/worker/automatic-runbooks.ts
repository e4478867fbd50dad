import type { RunbookOutcome, RunbookWish } from '../../../activities/runbook.ts';
import { ACCESS_ROLES } from '../../access/role.ts';
import type { Redact } from '../../access/redact.ts';
import { declares } from '../../action/confidential.ts';
import { findTenant, type Config } from '../../config/config.ts';
import { writeDuration } from '../../config/duration.ts';
import type { Caller } from '../../http/caller.ts';
import { Patience } from '../../http/patience.ts';
import type { OrderRun } from '../../http/run-ordering.ts';
import { MUSTER } from '../../incident/person.ts';
import type { RunbookRateStore } from '../../mongo/runbook-rate-store.ts';
import { automaticOrder } from '../../runbook/order.ts';
import { LOOP, RATE_LIMIT } from '../../runbook/runbook.ts';
import { times } from '../../text/counted.ts';

/** How long Temporal and the store have to take an order, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface AutomaticRunbooksDependencies {
  /** The configuration in force. */
  readonly config: () => Config;
  readonly order: OrderRun;
  readonly rates: RunbookRateStore;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * @returns how runbooks are run by themselves: as Muster, by the configuration in force, and no more often than that
 * allows. Throws Unavailable when Temporal or the store does not answer: the same wish orders one run.
 */
export function createAutomaticRunbooks({
  config,
  order,
  rates,
  redact,
  now,
}: AutomaticRunbooksDependencies) {
  return async (wish: RunbookWish): Promise<RunbookOutcome> => {
    const { tenant, incident, runbook: ref, sequence, facts, origin } = wish;
    const { name } = ref;
    const found = findTenant(config(), tenant);
    const ordered = automaticOrder(found, name, facts, {
      channel: origin?.channel,
      redact: (one) => redact(one, tenant),
    });
    if ('refused' in ordered) return ordered;
    const { action, alias, values, rate } = ordered;
    if (wish.isDeclaredByItself && declares(action, found?.catalogue.actions ?? new Map())) {
      const reason = `the incident was declared by what Muster has run by itself, and ${action.ref} would declare another one, and so on.`;
      return refused(LOOP, reason);
    }
    const key = `runbook:${incident}/${name}/at ${sequence}`;
    if (!(await rates.take({ tenant, runbook: name, key }, rate, now()))) {
      const reason = `by itself it is run ${times(rate.count)} in ${writeDuration(rate.perMs)} at most for all incidents together, and was.`;
      return refused(RATE_LIMIT, reason);
    }
    const caller: Caller = {
      tenant,
      person: MUSTER,
      roles: ACCESS_ROLES,
      via: 'runbook',
      deliveryId: key,
      patience: new Patience(PATIENCE_MS),
    };
    const begun = await order(caller, action, values, {
      incident,
      runbook: ref,
      once: key,
      ...(alias && { alias }),
      ...(origin && { origin }),
    });
    return 'denied' in begun ? refused(begun.denied, begun.message) : { run: begun.id };
  };
}

const refused = (code: string, reason: string): RunbookOutcome => ({ refused: { code, reason } });
