import { didYouMean } from '../command/nearest.ts';
import type { Finding } from './expand.ts';
import { valueAt } from './explain.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';

function keys(file: unknown, ...path: Path): string[] {
  const value = valueAt(file, path);
  return isMapping(value) ? Object.keys(value) : [];
}

function texts(file: unknown, path: Path): [string, Path][] {
  const value = valueAt(file, path);
  if (typeof value === 'string') return [[value, path]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, index): [string, Path][] =>
    typeof text === 'string' ? [[text, [...path, index]]] : [],
  );
}

/** @param file the file as written. @returns what rules for alerts and maintenances name that there is not, or twice. */
export function checkAlerts(file: unknown): Finding[] {
  const findings: Finding[] = [];
  const refer = (what: string, section: string, path: Path): void => {
    const names = keys(file, section);
    for (const [name, at] of texts(file, path)) {
      if (names.includes(name)) continue;
      findings.push({ path: at, message: `there is no ${what} "${name}".${didYouMean(name, names)}` });
    }
  };
  const integrations = (path: Path): void => {
    const names = keys(file, 'integrations');
    for (const [name, at] of texts(file, path)) {
      if (names.includes(name) || /^\/.*\/i?$|\*/.test(name)) continue;
      findings.push({ path: at, message: `there is no integration "${name}".${didYouMean(name, names)}` });
    }
  };
  const rules = valueAt(file, ['alerts', 'rules']);
  const known = new Map<string, number>();
  for (const index of Array.isArray(rules) ? rules.keys() : []) {
    const at = ['alerts', 'rules', index];
    refer('service', 'services', [...at, 'service']);
    refer('team', 'teams', [...at, 'team']);
    integrations([...at, 'match', 'integration']);
    for (const [name, path] of texts(file, [...at, 'name'])) {
      const other = known.get(name);
      if (other === undefined) known.set(name, index);
      else findings.push({ path, message: `is also the name of rule ${other + 1}: one rule each` });
    }
  }
  for (const id of keys(file, 'maintenance')) {
    refer('service', 'services', ['maintenance', id, 'services']);
    refer('team', 'teams', ['maintenance', id, 'teams']);
    integrations(['maintenance', id, 'match', 'integration']);
    const hours = valueAt(file, ['maintenance', id, 'hours']);
    const names = keys(file, 'businessHours');
    if (typeof hours === 'string' && !names.includes(hours))
      findings.push({
        path: ['maintenance', id, 'hours'],
        message: `there are no business hours "${hours}".${didYouMean(hours, names)}`,
      });
  }
  return findings;
}
