import type { TenantConfig } from '../config/config.ts';
import { length } from './clock.ts';
import type { Expectation } from './expectations-schema.ts';
import type { Expected, PolicyTest } from './expectations.ts';
import type { Outcome, SimulatedPage } from './outcome.ts';

/** An expectation that was not met. */
export interface Failure {
  readonly line: number;
  readonly expected: string;
  readonly found: string;
}

/**
 * Compares what a simulation came to with what was expected of it.
 * @returns what was not met, in the order of the file; none when the test passes.
 */
export function judge(test: PolicyTest, outcome: Outcome, teams: TenantConfig['teams']): Failure[] {
  const failures: Failure[] = [];
  // "Then" is after the page by which the expectation before it was met.
  let since = -1;
  for (const one of test.expected) {
    const { found, metAt } = met(one, outcome, teams, since);
    if (found !== undefined) failures.push({ line: one.line, expected: inWords(one.expectation), found });
    if (metAt !== undefined) since = metAt;
  }
  return failures;
}

interface Verdict {
  /** What was found instead. */
  readonly found?: string;
  /** When it was met, in milliseconds after declaring. */
  readonly metAt?: number;
}

function met(
  { expectation }: Expected,
  outcome: Outcome,
  teams: TenantConfig['teams'],
  since: number,
): Verdict {
  const { pages, then, never, tells, breaches, keeps, notBefore = 0, within = Infinity } = expectation;
  const isDue = (afterMs: number): boolean => afterMs >= notBefore && afterMs <= within;
  if (pages === 'nobody') {
    const [first] = outcome.pages.filter((page) => reached(page) && isDue(page.afterMs));
    return first ? { found: `${first.target} is paged at +${length(first.afterMs)}` } : {};
  }
  const wanted = pages ?? then;
  if (wanted !== undefined) {
    return paged(wanted, outcome, teams, isDue, then === undefined ? -1 : since);
  }
  if (never !== undefined) {
    const heard = [
      ...pagesTo(never, outcome, teams).flat().filter(reached),
      ...outcome.told.filter(({ target }) => target === never),
    ].filter(({ afterMs }) => isDue(afterMs));
    const [first] = heard.sort((a, b) => a.afterMs - b.afterMs);
    return first ? { found: `${first.target} hears of it at +${length(first.afterMs)}` } : {};
  }
  if (tells !== undefined) {
    const told = outcome.told.filter(({ target }) => target === tells);
    if (told.some(({ afterMs }) => isDue(afterMs))) return {};
    return { found: told[0] ? `it hears of it at +${length(told[0].afterMs)}` : 'it never hears of it' };
  }
  const clock = breaches ?? keeps;
  const breach = outcome.events.find((event) => event.type === 'sla_breached' && event.clock === clock);
  const at = breach && breach.at - outcome.at;
  const missed = at !== undefined && isDue(at);
  if (missed === (breaches !== undefined)) return {};
  return { found: at === undefined ? 'it is not missed' : `it is missed at +${length(at)}` };
}

const reached = ({ ways }: SimulatedPage): boolean => ways.length > 0;

/** @returns the pages to a target; those of a team by its members. */
function pagesTo(target: string, { pages }: Outcome, teams: TenantConfig['teams']): SimulatedPage[][] {
  if (target.startsWith('schedule:')) {
    const key = target.slice('schedule:'.length);
    return [pages.filter(({ schedules }) => schedules.includes(key))];
  }
  if (target.startsWith('team:')) {
    const members = teams.get(target.slice('team:'.length))?.members ?? [];
    return members.map(({ person }) => pages.filter((page) => page.target === `person:${person.id}`));
  }
  return [pages.filter((page) => page.target === target)];
}

function paged(
  target: string,
  outcome: Outcome,
  teams: TenantConfig['teams'],
  isDue: (afterMs: number) => boolean,
  since: number,
): Verdict {
  const all = pagesTo(target, outcome, teams);
  let metAt = -1;
  for (const pages of all) {
    const first = pages.find((page) => reached(page) && isDue(page.afterMs) && page.afterMs > since);
    if (!first) return { found: instead(pages, target, since) };
    metAt = Math.max(metAt, first.afterMs);
  }
  return all.length > 0 ? { metAt } : { found: `nobody belongs to ${target}` };
}

function instead(pages: readonly SimulatedPage[], target: string, since: number): string {
  const name = pages[0]?.target ?? target;
  const times = pages.filter(reached).map(({ afterMs }) => `+${length(afterMs)}`);
  if (times.length > 0) {
    const before = since >= 0 ? `; what was expected before is met at +${length(since)}` : '';
    return `${name} is paged at ${times.join(', ')}${before}`;
  }
  return pages.length > 0 ? `${name} cannot be reached` : `${name} is never paged`;
}

/** @returns an expectation as it is written, in one line. */
function inWords(expectation: Expectation): string {
  const { within, notBefore, ...rest } = expectation;
  const about = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
  return [
    ...about,
    ...(notBefore === undefined ? [] : [`notBefore: ${length(notBefore)}`]),
    ...(within === undefined ? [] : [`within: ${length(within)}`]),
  ].join(', ');
}
