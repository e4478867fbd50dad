import { describe, expect, it } from 'vitest';
import type { Finding, FindingKind } from '../../../src/inspection/finding.ts';
import {
  compared,
  foundOf,
  MOST_FINDINGS,
  NOTHING_FOUND,
  together,
  type Report,
} from '../../../src/inspection/report.ts';
import { auditorState } from '../../../src/inspection/standing.ts';

const one = (n: number, kind: FindingKind = 'overdue'): Finding => ({
  kind,
  tenant: 'default',
  incident: `INC-${n}`,
  problem: 'it is late',
});

describe('what was found', () => {
  it('is counted whole, though only so much is kept in words', () => {
    const page = (from: number) =>
      foundOf(
        Array.from({ length: 150 }, (_, n) => one(from + n)),
        { recorded: 150 },
      );
    const all = [page(1), page(151), page(301)].reduce(together, NOTHING_FOUND);
    expect(all.findings).toHaveLength(MOST_FINDINGS);
    expect(all.counts).toEqual({ overdue: 450 });
    expect(all.recorded).toBe(450);
  });

  it('counts once what two pages have found', () => {
    expect(
      together(foundOf([one(1), one(1)]), foundOf([one(1), one(2), one(1, 'no_answer')])).counts,
    ).toEqual({
      overdue: 2,
      no_answer: 1,
    });
  });

  it('keeps since when it is known, and says what is new and what is gone', () => {
    const { standing, fresh, gone } = compared(
      [one(1), one(2)],
      [
        { ...one(1), foundAt: 5 },
        { ...one(3), foundAt: 6 },
      ],
      9,
    );
    expect(standing.map(({ incident, foundAt }) => [incident, foundAt])).toEqual([
      ['INC-1', 5],
      ['INC-2', 9],
    ]);
    expect(fresh.map(({ incident }) => incident)).toEqual(['INC-2']);
    expect(gone.map(({ incident }) => incident)).toEqual(['INC-3']);
  });
});

describe('the auditor', () => {
  const report: Report = {
    ...NOTHING_FOUND,
    startedAt: 100_000,
    at: 101_000,
    everyMs: 60_000,
    findings: [],
    heartbeat: { state: 'sent' },
  };
  it('is silent when it has not looked, or not for three times its time', () => {
    expect(auditorState(undefined, 0)).toBe('silent');
    expect(auditorState(report, 101_000 + 180_000)).toBe('well');
    expect(auditorState(report, 101_000 + 190_000)).toBe('silent');
    expect(auditorState({ ...report, counts: { overdue: 1 } }, 102_000)).toBe('findings');
    expect(auditorState({ ...report, counts: { overdue: 1 } }, 101_000 + 190_000)).toBe('silent');
  });
});
