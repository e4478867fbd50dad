import { ago } from '../incident/age.ts';
import { FINDINGS, findingLine, type FindingKind } from '../inspection/finding.ts';
import { lookedLine, type AuditorStatus } from '../inspection/standing.ts';

/**
 * @returns how the auditor is and what it has found, for a terminal.
 * @param now epoch milliseconds.
 */
export function auditorTable(
  { state, report, findings, counts, notices }: AuditorStatus,
  now: number,
): string[] {
  const last = report?.heartbeat.lastSentAt;
  const kinds = Object.entries(counts) as [FindingKind, number][];
  return [
    `The auditor: ${state}. ${lookedLine(report, now)}`,
    ...(last === undefined ? [] : [`Last heartbeat: ${ago(last, now)}.`]),
    ...notices,
    ...kinds.flatMap(([kind, count]) => [
      '',
      `${count} × ${FINDINGS[kind]}:`,
      ...findings.filter((one) => one.kind === kind).map((one) => `  ${findingLine(one, true)}`),
    ]),
  ];
}

/** @returns the same for programs: times in ISO 8601. */
export function auditorJson(status: AuditorStatus): string {
  const isTime = (key: string): boolean => key === 'since' || key === 'at' || key.endsWith('At');
  return JSON.stringify(
    status,
    (key, value: unknown) =>
      isTime(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    2,
  );
}
