import { ago } from '../incident/age.ts';
import { FINDINGS, findingLine, type FindingKind } from '../inspection/finding.ts';
import { lookedLine, type AuditorState, type AuditorStatus } from '../inspection/standing.ts';
import type { Message } from './message.ts';
import type { Span } from './text.ts';

const STATE: Readonly<Record<AuditorState, string>> = {
  well: '🟢 Every open incident has a next step, and nothing is late',
  findings: '🔴 The auditor has found something',
  silent: '🔴 The auditor is silent',
};

/** How many findings of a kind are listed; the page has them all. */
const LISTED = 5;

/**
 * @returns how the auditor is and what it has found.
 * @param mayKnow whether the reader may know of private incidents. @param now epoch milliseconds.
 */
export function auditorMessage(status: AuditorStatus, mayKnow: boolean, now: number): Message {
  const { state, report, findings, counts, notices } = status;
  const kinds = Object.entries(counts) as [FindingKind, number][];
  const last = report?.heartbeat.lastSentAt;
  const facts = [
    lookedLine(report, now),
    ...(last === undefined ? [] : [`Last heartbeat: ${ago(last, now)}.`]),
    ...(report?.heartbeat.state === 'withheld' ? ['It was withheld now because of what was found.'] : []),
    ...notices,
  ];
  return {
    summary: `${STATE[state]}. ${facts.join(' ')}`,
    heading: STATE[state],
    ...(state === 'well' && { accent: 'good' }),
    sections: [
      { text: [facts.join('\n')] },
      ...kinds.map(([kind, count]) => {
        const lines = findings.filter((one) => one.kind === kind).map((one) => findingLine(one, mayKnow));
        const more = count - Math.min(lines.length, LISTED);
        const listed = lines.slice(0, LISTED).map((line) => `\n• ${line}`);
        const text: Span[] = [{ bold: `${count} × ${FINDINGS[kind]}` }, ...listed];
        if (more > 0) text.push(`\nand ${more} more`);
        return { text };
      }),
    ],
  };
}
