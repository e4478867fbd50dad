import { ago } from '../incident/age.ts';
import type { FindingKind } from './finding.ts';
import type { Report, StandingFinding } from './report.ts';

/** After how many inspections that did not happen the auditor counts as silent. */
const MISSED = 3;

/**
 * How the auditor is.
 * - `well`: the newest inspection has found nothing.
 * - `findings`: it has found something.
 * - `silent`: there was none for too long. That is the alarm: nobody can say whether anything is well.
 */
export type AuditorState = 'well' | 'findings' | 'silent';

/** How the auditor is, as one tenant may know it. */
export interface AuditorStatus {
  readonly state: AuditorState;
  /** Absent before the first inspection. */
  readonly report?: Omit<Report, 'findings' | 'counts'>;
  /** The tenant's own. */
  readonly findings: readonly StandingFinding[];
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** Why it may be silent, and what else whoever runs Muster should know; a sentence each. */
  readonly notices: readonly string[];
}

/** @param now epoch milliseconds. */
export function auditorState(report: Report | undefined, now: number): AuditorState {
  if (!report || now - report.at > MISSED * report.everyMs + slackOf(report)) return 'silent';
  return Object.keys(report.counts).length > 0 ? 'findings' : 'well';
}

/** An inspection of many incidents takes its time. */
function slackOf({ at, startedAt }: Report): number {
  return Math.max(2_000, at - startedAt);
}

/** @param now epoch milliseconds. @returns when the auditor last looked, and at how much, as a sentence. */
export function lookedLine(report: AuditorStatus['report'], now: number): string {
  if (report === undefined) return 'It has not looked yet.';
  const { at, recorded, running, asked } = report;
  return `Looked ${ago(at, now)} at ${recorded} recorded and ${running} running incidents, asked ${asked}.`;
}
