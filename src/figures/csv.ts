import { COUNTED_CLOCKS } from '../escalation/sla.ts';
import type { Figures } from './figures.ts';
import type { Group } from './group.ts';

const SPREADS = ['acknowledge', 'mitigate', 'resolve'] as const;

const COLUMNS = [
  'key',
  'name',
  'incidents',
  'active',
  ...SPREADS.flatMap((what) => ['count', 'mean', 'median', 'p90'].map((of) => `${what}_${of}`)),
  'pages',
  'night_pages',
  ...COUNTED_CLOCKS.flatMap((clock) =>
    ['met', 'breached', 'open', 'ratio'].map((of) => `sla_${clock}_${of}`),
  ),
];

/**
 * @returns comma-separated values, the total in the last line; lengths of time in seconds. Source: RFC 4180. What a
 * spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection).
 */
export function csvOf(groups: readonly Group[], total: Figures): string {
  const rows = [...groups.map((group) => row(group, group.key, group.name)), row(total, '', 'total')];
  return [COLUMNS, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function row(figures: Figures, key: string, name: string): (string | number | undefined)[] {
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);
  return [
    key,
    name,
    figures.incidents,
    figures.active,
    ...SPREADS.flatMap((what) => {
      const { count, meanMs, medianMs, p90Ms } = figures[what];
      return [count, seconds(meanMs), seconds(medianMs), seconds(p90Ms)];
    }),
    figures.pages,
    figures.nightPages,
    ...COUNTED_CLOCKS.flatMap((clock) => {
      const { met, breached, open, ratio } = figures.sla[clock];
      return [met, breached, open, ratio];
    }),
  ];
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
