import type { Alert } from './alert.ts';
import { readPattern, type Fits } from './pattern.ts';
import { DEFAULT_RULE, WATCHDOG_RULE, type AlertMatch, type AlertRule } from './rule.ts';

type Said = Pick<Alert, 'labels' | 'title'>;
type Matches = (integration: string, alert: Said) => boolean;

const read = new WeakMap<AlertMatch, Matches>();

/** @throws Error for a pattern that was not checked before. */
function fits(written: string): Fits {
  const pattern = readPattern(written);
  if (typeof pattern === 'string') throw new Error(`the pattern ${written} was not checked: ${pattern}`);
  return pattern;
}

function matcherOf({ integrations, labels = {}, title }: AlertMatch): Matches {
  const names = integrations?.map(fits);
  const values = Object.entries(labels).map(([label, pattern]) => [label, fits(pattern)] as const);
  const ofTitle = title === undefined ? undefined : fits(title);
  return (integration, alert) =>
    (names?.some((name) => name(integration)) ?? true) &&
    values.every(
      ([label, value]) => Object.hasOwn(alert.labels, label) && value(alert.labels[label] ?? ''),
    ) &&
    (ofTitle?.(alert.title) ?? true);
}

/** @returns whether all that is said of alerts holds for this one. */
export function isMeant(match: AlertMatch, integration: string, alert: Said): boolean {
  const known = read.get(match) ?? matcherOf(match);
  read.set(match, known);
  return known(integration, alert);
}

/** Is a rule meant for a Watchdog, and not merely for all that comes? */
function meansWatchdog({ match, heartbeat, ignore }: AlertRule): boolean {
  return Boolean(heartbeat) || ignore || match.title !== undefined || 'alertname' in (match.labels ?? {});
}

/** @returns the first rule that is for an alert; what holds without any where none is. */
export function ruleFor(rules: readonly AlertRule[], integration: string, alert: Said): AlertRule {
  const isWatchdog = isMeant(WATCHDOG_RULE.match, integration, alert);
  const found = rules.find(
    (rule) => isMeant(rule.match, integration, alert) && (!isWatchdog || meansWatchdog(rule)),
  );
  return found ?? (isWatchdog ? WATCHDOG_RULE : DEFAULT_RULE);
}
