import { bounded } from '../text/bounded.ts';
import { clockTime, length } from './clock.ts';
import { lanesOf, type Mark } from './lanes.ts';
import type { Outcome } from './outcome.ts';
import { headline } from './table.ts';
import { xml } from './xml.ts';

const WIDTH = 960;
const LEFT = 170;
const RIGHT = 40;
const TOP = 34;
const LANE = 34;
/** Steps of the scale, in milliseconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
  (minutes) => minutes * 60_000,
);
const MOST_TICKS = 9;

/**
 * Draws the timeline of a plan as SVG that stands by itself: to be put into a page or into a file, without styles, which
 * pages refuse. What it shows is said in its description as well; a page may colour its classes `sim-…`.
 * @param zone IANA name of the zone in which times are told.
 */
export function pictureOf(outcome: Outcome, zone: string): string {
  const { lanes, lengthMs } = lanesOf(outcome, zone);
  const step = STEPS.find((one) => lengthMs / one <= MOST_TICKS) ?? lengthMs;
  const x = (ms: number): number => Math.round(LEFT + (ms / lengthMs) * (WIDTH - LEFT - RIGHT));
  const height = TOP + lanes.length * LANE + 40;
  const ticks = Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, n) => n * step);
  const parts = [
    `<title id="sim-title">${xml(headline(outcome, zone))}</title>`,
    `<desc id="sim-desc">${xml(lanes.map(({ name, marks }) => `${name}: ${marks.map((mark) => `+${length(mark.afterMs)}`).join(', ')}`).join('. '))}</desc>`,
    ...ticks.flatMap((ms) => [
      `<line class="sim-grid" stroke="currentColor" opacity=".15" x1="${x(ms)}" x2="${x(ms)}" y1="${TOP - 8}" y2="${height - 34}"/>`,
      `<text class="sim-time" font-size="11" fill="currentColor" x="${x(ms)}" y="${TOP - 14}" text-anchor="middle">+${length(ms)}</text>`,
      `<text class="sim-time" font-size="11" fill="currentColor" x="${x(ms)}" y="${height - 16}" text-anchor="middle">${clockTime(outcome.at + ms, zone).slice(-5)}</text>`,
    ]),
    ...lanes.flatMap(({ name, marks }, row) => {
      const y = TOP + row * LANE + LANE / 2;
      return [
        `<text class="sim-name" fill="currentColor" x="${LEFT - 14}" y="${y + 5}" text-anchor="end">${xml(short(name))}</text>`,
        `<line class="sim-lane" stroke="currentColor" opacity=".35" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`,
        ...marks.map((mark) => markAt(mark, x(mark.afterMs), y)),
      ];
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" class="sim-picture" role="img" aria-labelledby="sim-title sim-desc" font-family="system-ui, sans-serif" font-size="13" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${parts.join('')}</svg>`;
}

/** Told apart by shape as well as by colour. */
function markAt({ kind, afterMs, title }: Mark, x: number, y: number): string {
  const tip = `<title>${xml(`+${length(afterMs)} ${title}`)}</title>`;
  const shape = {
    page: `<circle cx="${x}" cy="${y}" r="7" fill="${BLUE}"/>`,
    unreachable: `<circle cx="${x}" cy="${y}" r="6" fill="none" stroke="${RED}" stroke-width="3"/>`,
    act: `<path d="M${x - 7} ${y}l5 6l9 -12" fill="none" stroke="${GREEN}" stroke-width="3"/>`,
    warning: `<path d="M${x} ${y - 8}l8 15h-16z" fill="${AMBER}"/>`,
    breach: `<path d="M${x - 6} ${y - 6}l12 12M${x + 6} ${y - 6}l-12 12" fill="none" stroke="${RED}" stroke-width="3"/>`,
    end: `<rect x="${x - 6}" y="${y - 6}" width="12" height="12" fill="${RED}"/>`,
    run: `<path d="M${x - 5} ${y - 7}l12 7l-12 7z" fill="${BLUE}"/>`,
    other: `<circle cx="${x}" cy="${y}" r="3" fill="currentColor"/>`,
  }[kind];
  return `<g class="sim-${kind}">${tip}${shape}</g>`;
}

// Seen as well on white as on black.
const [BLUE, RED, GREEN, AMBER] = ['#3b7de0', '#d1453b', '#2f9e44', '#c77700'];

const LONGEST_NAME = 22;
const short = (name: string): string => bounded(name, LONGEST_NAME);
