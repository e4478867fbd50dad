import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import type { TenantConfig } from '../config/config.ts';
import type { FindingKind } from '../inspection/finding.ts';
import type { Heartbeat, Report } from '../inspection/report.ts';
import { auditorState, type AuditorStatus } from '../inspection/standing.ts';

/** How long Temporal has to say who polls, in milliseconds. */
const ASK_MS = 2_000;
/** A worker asks for work at least once in so many milliseconds. */
const POLLED_MS = 90_000;

export interface AuditorDependencies {
  readonly reports: { newest(): Promise<Report | undefined> };
  /** @returns when a worker last asked for work, epoch milliseconds; undefined when none did for long. */
  readonly polledAt: () => Promise<number | undefined>;
  /** @returns whether somebody has paused the auditor's schedule; undefined when there is none. */
  readonly paused: () => Promise<boolean | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** @returns a function that tells how the auditor is. @throws what the store throws. */
export function createAuditor(deps: AuditorDependencies) {
  return async (tenant: TenantConfig['tenant']): Promise<AuditorStatus> => {
    const report = await deps.reports.newest();
    const state = auditorState(report, deps.now());
    const notices = [
      ...(state === 'silent' ? await whySilent(deps) : []),
      ...(report ? spoken(report.heartbeat) : []),
    ];
    if (!report) return { state, findings: [], counts: {}, notices };
    const { findings: all, counts: allCounts, ...rest } = report;
    const findings = all.filter((one) => one.tenant === tenant);
    const counts: Partial<Record<FindingKind, number>> = {};
    for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
    const isAll = all.length === sum(allCounts);
    return {
      // Another tenant's trouble is none of this one's.
      state: state === 'findings' && isAll && findings.length === 0 ? 'well' : state,
      report: rest,
      findings,
      counts: findings.length === all.length ? allCounts : counts,
      notices: isAll
        ? notices
        : [...notices, `${sum(allCounts)} things were found; the first ${all.length} are kept.`],
    };
  };
}

export type AuditorOf = ReturnType<typeof createAuditor>;

const sum = (counts: Readonly<Partial<Record<FindingKind, number>>>): number =>
  Object.values(counts).reduce((a, b) => a + b, 0);

function spoken({ state, problem }: Heartbeat): string[] {
  switch (state) {
    case 'nobody listens':
      return ['Nobody outside listens: set auditor.heartbeat in the configuration.'];
    case 'failed':
      return [`The heartbeat failed: ${problem ?? 'no reason is known'}`];
    case 'sent':
    case 'withheld':
      return [];
  }
}

async function whySilent({ polledAt, paused, now }: AuditorDependencies): Promise<string[]> {
  const [polled, isPaused] = await Promise.all([
    polledAt().catch(() => 'unknown' as const),
    paused().catch(() => 'unknown' as const),
  ]);
  const notices = ['The auditor is silent: nobody looks whether anything is late.'];
  if (polled === 'unknown' || isPaused === 'unknown') return [...notices, 'Temporal does not answer.'];
  if (polled === undefined || polled < now() - POLLED_MS) notices.push('No worker asks for work: start one.');
  if (isPaused === undefined)
    notices.push('Its schedule is not in Temporal: start a worker, which makes it.');
  if (isPaused) notices.push('Its schedule is paused in Temporal: unpause it there.');
  return notices;
}

/** @returns what Temporal says of the workers and of the auditor's schedule. @param scheduleId of the auditor. */
export function auditorInTemporal(
  client: Client,
  taskQueue: string,
  scheduleId: string,
): Pick<AuditorDependencies, 'polledAt' | 'paused'> {
  const soon = <R>(ask: () => Promise<R>): Promise<R> =>
    client.connection.withDeadline(Date.now() + ASK_MS, ask);
  return {
    async polledAt() {
      const { pollers } = await soon(() =>
        client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: taskQueue },
        }),
      );
      const times = pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
      return times.length === 0 ? undefined : Math.max(...times);
    },
    async paused() {
      try {
        return (await soon(() => client.schedule.getHandle(scheduleId).describe())).state.paused;
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return undefined;
        throw error;
      }
    },
  };
}
