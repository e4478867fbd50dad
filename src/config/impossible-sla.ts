import type { SlaPolicy } from '../escalation/sla.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { parseDuration } from './duration.ts';
import type { Finding } from './expand.ts';
import { valueAt } from './explain.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';
import { slaPolicy, type SlaRules } from './sla.ts';
import { ALWAYS } from './sla-schema.ts';

/**
 * @param file the file as written, so that a file whose form is wrong somewhere is checked in the rest.
 * @returns what is well formed in the SLA sections, and cannot be meant.
 */
export function impossibleSla(file: unknown): Finding[] {
  const at = (...path: Path): SlaRules | undefined => rulesOf(valueAt(file, path));
  const sla = at('sla');
  const entries = (section: string): [string, unknown][] => {
    const value = valueAt(file, [section]);
    return isMapping(value) ? Object.entries(value) : [];
  };
  const reserved = entries('businessHours').some(([key]) => key === ALWAYS);
  return [
    ...(reserved
      ? [{ path: ['businessHours', ALWAYS], message: 'is the word for all hours: choose another key' }]
      : []),
    ...inSection([sla], ['sla']),
    ...entries('teams').flatMap(([id]) => inSection([sla, at('teams', id, 'sla')], ['teams', id, 'sla'])),
    ...entries('services').flatMap(([id, service]) => {
      const team = valueAt(service, ['team']);
      const ofTeam = typeof team === 'string' ? at('teams', team, 'sla') : undefined;
      return inSection([sla, ofTeam, at('services', id, 'sla')], ['services', id, 'sla']);
    }),
  ];
}

/** @returns what can be read of a section. */
function rulesOf(written: unknown): SlaRules | undefined {
  if (!isMapping(written)) return undefined;
  const targets = SEVERITIES.flatMap((severity) => {
    const target = written[severity];
    if (!isMapping(target)) return [];
    const lengths = ORDER.flatMap(([name]) => {
      const text = target[name];
      const length = text === 'none' ? text : typeof text === 'string' ? parseDuration(text) : undefined;
      return length === undefined ? [] : [[name, length] as const];
    });
    return [[severity, Object.fromEntries(lengths)] as const];
  });
  const parts = [written.warnAt].flat().filter((part) => typeof part === 'number');
  return { ...Object.fromEntries(targets), ...(parts.length > 0 && { warnAt: parts }) };
}

/** @param layers the widest section first; the last is the one that is looked at. */
function inSection(layers: readonly (SlaRules | undefined)[], path: Path): Finding[] {
  const rules = layers.at(-1);
  if (!rules) return [];
  const findings: Finding[] = [];
  const parts = [rules.warnAt ?? []].flat();
  const twice = parts.find((part, index) => parts.indexOf(part) < index);
  if (twice !== undefined) {
    findings.push({ path: [...path, 'warnAt'], message: `names ${twice} twice: each warning is sent once` });
  }
  return [...findings, ...contradictions(slaPolicy(layers), rules, path)];
}

const ORDER = [
  ['acknowledge', 'acknowledgeMs'],
  ['mitigate', 'mitigateMs'],
  ['resolve', 'resolveMs'],
] as const;

/** What has to come first may not be allowed to take longer, by what holds in the end. */
function contradictions({ targets }: SlaPolicy, rules: SlaRules, path: Path): Finding[] {
  return SEVERITIES.flatMap((severity) => {
    const target = targets[severity];
    const set = ORDER.filter(([, ms]) => target[ms] !== undefined);
    return set.slice(1).flatMap(([later, ms], index): Finding[] => {
      const [earlier, before] = set[index] ?? ['acknowledge', 'acknowledgeMs'];
      if ((target[before] ?? 0) <= (target[ms] ?? 0)) return [];
      // What a wider section contradicts in itself is found there.
      const own = rules[severity];
      const at = own?.[earlier] !== undefined ? earlier : own?.[later] !== undefined ? later : undefined;
      if (at === undefined) return [];
      const message =
        at === earlier
          ? `is longer than the time to ${later}: it must be at most as long`
          : `is shorter than the time to ${earlier}: it must be at least as long`;
      return [{ path: [...path, severity, at], message }];
    });
  });
}
