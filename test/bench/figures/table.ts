import { met, type Figure, type Goal } from './figure.ts';
import type { Spread } from './statistics.ts';

const HEADINGS = ['figure', 'median', 'min–max', 'p99', 'unit', 'ratio', 'min–max', 'goal', 'met'];

/** @returns the figures as a Markdown table, which is legible on a terminal too. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [first = [], ...rest] = rows;
  return [line(first), rule, ...rest.map(line)].join('\n');
}

function row(figure: Figure): string[] {
  const { name, value, p99, unit, ratio, goal } = figure;
  const reached = met(figure);
  return [
    name,
    number(value.median),
    range(value),
    p99 === undefined ? '' : number(p99),
    unit,
    ratio ? `${ratio.median.toFixed(2)}×` : '',
    ratio ? `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}` : '',
    goal ? words(goal, ratio !== undefined) : '',
    reached === undefined ? '' : reached ? 'yes' : 'NO',
  ];
}

function words(goal: Goal, ratio: boolean): string {
  const unit = ratio ? '×' : '';
  return 'atMost' in goal ? `≤ ${goal.atMost}${unit}` : `≥ ${goal.atLeast}${unit}`;
}

const number = (value: number): string =>
  value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
const range = ({ min, max }: Spread): string => (min === max ? '' : `${number(min)}–${number(max)}`);
