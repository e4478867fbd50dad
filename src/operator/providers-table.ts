import { errorCounts } from '../chat/instance-listing.ts';
import type { InstanceStatus } from '../chat/instance-status.ts';
import { table } from '../cli/table.ts';
import { ago } from '../incident/age.ts';

const HEADINGS = ['INSTANCE', 'PLATFORM', 'STATE', 'LAST SUCCESS', 'LATENCY', 'CALLS', 'FAILED'];

/**
 * @returns the lines of a table for a terminal; below an instance that is not well stands why.
 * @param now epoch milliseconds.
 */
export function providersTable(statuses: readonly InstanceStatus[], now: number): string[] {
  const rows = statuses.map(({ instance, platform, state, lastSuccessAt, latencyMs, calls, errors }) => [
    instance,
    platform,
    state,
    lastSuccessAt === undefined ? 'never' : ago(lastSuccessAt, now),
    latencyMs === undefined ? '–' : `${latencyMs} ms`,
    String(calls),
    errorCounts(errors) || '–',
  ]);
  // The first line has the headings.
  return table(HEADINGS, rows).flatMap((line, n) => {
    const problem = statuses[n - 1]?.problem;
    return [line, ...(problem === undefined ? [] : [`  ${problem}`])];
  });
}

/** @returns the instances for programs: times in ISO 8601. */
export function providersJson(statuses: readonly InstanceStatus[]): string {
  const isTime = (key: string): boolean => key === 'since' || key.endsWith('At');
  return JSON.stringify(
    { providers: statuses },
    (key, value: unknown) =>
      isTime(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    2,
  );
}
