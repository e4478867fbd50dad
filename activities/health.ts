import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { CHAT_ERRORS } from '../src/chat/error.ts';
import {
  NOT_CONFIGURED,
  total,
  type InstanceCheck,
  type InstanceReport,
} from '../src/chat/instance-status.ts';
import type { Health, Provider } from '../src/chat/provider.ts';
import type { Logger } from './logger.ts';

/** Which instance is looked after. */
export interface Watched {
  readonly tenant: string;
  readonly instance: string;
}

export interface HealthActivities {
  /**
   * Looks how an instance is and writes it down; may be repeated.
   * @returns when to look again, in milliseconds.
   * @throws ApplicationFailure NOT_CONFIGURED on a worker that does not have the instance; another one may.
   */
  checkInstance(watched: Watched): Promise<{ nextMs: number }>;
}

export interface HealthDependencies {
  /** @returns undefined when the configuration does not have it. */
  readonly provider: (tenant: string, instance: string) => Provider | undefined;
  readonly store: {
    findCheck(tenant: string, instance: string): Promise<InstanceCheck | undefined>;
    saveCheck(check: InstanceCheck): Promise<void>;
    takeReport(report: InstanceReport): Promise<InstanceReport | undefined>;
    all(tenant: string): Promise<ReadonlyMap<string, { readonly reports: readonly InstanceReport[] }>>;
  };
  /** Writes what this process has seen and not reported yet. */
  readonly flush: () => Promise<void>;
  /** How often to look, in milliseconds. */
  readonly everyMs: () => number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger & { info(fields: object, message: string): void };
}

/** How long a platform has to answer a check, in milliseconds: one that hangs is not well. */
const ANSWER_MS = 15_000;
/** After this long without a word a process counts as gone, in milliseconds. */
const GONE_MS = 60 * 60_000;

/** Looks after provider instances. */
export function createHealthActivities(deps: HealthDependencies): HealthActivities {
  /** Counts on what processes saw that are gone. */
  async function inherited({ tenant, instance }: Watched, now: number): Promise<InstanceReport[]> {
    const reports = (await deps.store.all(tenant)).get(instance)?.reports ?? [];
    const taken: InstanceReport[] = [];
    for (const report of reports.filter(({ at }) => now - at > GONE_MS)) {
      const mine = await deps.store.takeReport(report);
      if (mine) taken.push(mine);
    }
    return taken;
  }

  return {
    async checkInstance(watched) {
      const { tenant, instance } = watched;
      const provider = deps.provider(tenant, instance);
      if (!provider) {
        throw ApplicationFailure.create({
          message: `chat.${instance} is not in this worker's configuration`,
          type: NOT_CONFIGURED,
          category: ApplicationFailureCategory.BENIGN,
        });
      }
      const before = await deps.store.findCheck(tenant, instance);
      const health = await answered(provider);
      const at = deps.now();
      const gone = await inherited(watched, at);
      const check = checkOf({ ...watched, platform: provider.platform }, before, health, {
        at,
        everyMs: deps.everyMs(),
        gone,
      });
      await deps.store.saveCheck(check);
      await deps.flush();
      tell(before, check);
      return { nextMs: check.everyMs };
    },
  };

  function tell(before: InstanceCheck | undefined, check: InstanceCheck): void {
    const { instance, platform, ok, code, reason, latencyMs, troubles = [] } = check;
    const parts = troubles.join(' ');
    if (before?.ok === ok && before.code === code && (before.troubles ?? []).join(' ') === parts) return;
    const fields = { instance, platform, ...(code !== undefined && { code }), latencyMs };
    if (ok && parts) deps.log.warn(fields, `chat.${instance} is well, but for: ${parts}`);
    else if (ok) deps.log.info(fields, `chat.${instance} is well`);
    else deps.log.warn(fields, `chat.${instance} is not well: ${reason ?? 'no reason is known'}`);
  }
}

/** @returns what became of a check, in terms of the checks before it. */
function checkOf(
  about: Watched & { platform: string },
  before: InstanceCheck | undefined,
  health: Health,
  { at, everyMs, gone }: { at: number; everyMs: number; gone: readonly InstanceReport[] },
): InstanceCheck {
  // A platform that asks to wait is there, and knows us.
  const ok = health.ok || health.code === 'rate_limited';
  const latencyMs = health.ok ? health.latencyMs : before?.latencyMs;
  const lastSuccessAt = ok ? at : before?.lastSuccessAt;
  return {
    ...about,
    at,
    ok,
    since: before?.ok === ok ? before.since : at,
    failures: ok ? 0 : (before?.failures ?? 0) + 1,
    everyMs,
    past: total([before?.past, ...gone]),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    ...(health.ok && health.troubles?.length && { troubles: health.troubles }),
    ...(!health.ok && !ok && failureOf(health)),
  };
}

function failureOf({ reason, code }: Extract<Health, { ok: false }>): Partial<InstanceCheck> {
  return { reason, ...(code && { code, refused: !CHAT_ERRORS[code].retry }) };
}

async function answered(provider: Provider): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    const reason = `chat.${provider.instance}: the platform gave no answer within ${ANSWER_MS / 1_000} s; look at the network and at the platform's status page.`;
    timer = setTimeout(resolve, ANSWER_MS, { ok: false, code: 'outcome_unknown', reason });
  });
  try {
    return await Promise.race([provider.health(), late]);
  } finally {
    clearTimeout(timer);
  }
}
