import type { IncidentSettings } from '../action/incident-wish.ts';
import { hasTemplate } from '../action/template.ts';
import { parseSeverity } from '../incident/severity.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';
import type { RunbookFile } from './runbook-schema.ts';

type Automatic = NonNullable<RunbookFile['automatic']>;

/** @param path of the runbook. @returns what of a rule can never hold, so that nothing is run by itself at it. */
export function neverHolding({ services, severities, automatic }: RunbookFile, path: Path): Finding[] {
  if (!automatic) return [];
  const outside = (key: 'services' | 'severities', all: readonly string[] | undefined): Finding[] =>
    (automatic[key] ?? []).flatMap((one, n) => {
      if (!all || all.includes(one)) return [];
      const message = `the runbook is one of ${all.join(', ')}, so that it is never run by itself for ${one}: add it to \`${key}\` of the runbook, or take it out here`;
      return [{ path: [...path, 'automatic', key, n], message }];
    });
  const { labels = {}, except = {} } = automatic;
  const both = Object.entries(except).filter(([name, value]) => given(labels, name) === value);
  return [
    ...outside('services', services),
    ...outside('severities', severities),
    ...both.map(([name]): Finding => {
      const message = `stands under \`labels\` too, so that it is never run by itself: take it out of one of them`;
      return { path: [...path, 'automatic', 'except', name], message };
    }),
  ];
}

/**
 * @param ref what the runbook runs. @param commands those that a run of it may send. @param path of the runbook.
 * @returns that the incidents which it declares would have it run again.
 */
export function loops(
  runbook: RunbookFile,
  { ref, commands }: { readonly ref: string; readonly commands: readonly IncidentSettings[] },
  path: Path,
): Finding[] {
  const { automatic } = runbook;
  if (!automatic?.on.includes('declare')) return [];
  if (!commands.some((one) => one.command === 'declare' && mayBeRunFor(one, runbook, automatic))) return [];
  const message = `${ref} declares incidents, at which it would be run again: for those that it declares by itself Muster does not run it. Say so here: give them a label by \`labels\` of the action, such as {declared-by: ${ref}}, and name that under \`except\``;
  return [{ path: [...path, 'automatic', 'on'], message }];
}

/** @returns whether the rule of a runbook may hold for an incident that a command declares, as far as it is written out. */
function mayBeRunFor(
  { service, severity, labels = {}, private: hidden = false }: IncidentSettings,
  { services, severities }: RunbookFile,
  rule: Automatic,
): boolean {
  const isOneOf = (all: readonly string[] | undefined, one: string | undefined): boolean =>
    !all || hasTemplate(one) || (one !== undefined && all.includes(one));
  const severest = severity === undefined || hasTemplate(severity) ? severity : parseSeverity(severity);
  const hasNot = (name: string, value: string): boolean =>
    !hasTemplate(given(labels, name)) && given(labels, name) !== value;
  return (
    [services, rule.services].every((all) => isOneOf(all, service)) &&
    (severity === undefined || [severities, rule.severities].every((all) => isOneOf(all, severest))) &&
    (!hidden || rule.private) &&
    !Object.entries(rule.labels ?? {}).some(([name, value]) => hasNot(name, value)) &&
    !Object.entries(rule.except ?? {}).some(([name, value]) => given(labels, name) === value)
  );
}

const given = (labels: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(labels, name) ? labels[name] : undefined;
