import { didYouMean } from '../command/nearest.ts';
import { MUSTER, TEMPORAL_OPERATOR } from '../incident/person.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { parseDuration } from './duration.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import { CHANNEL_PATTERN, TARGET_PATTERN } from './fields.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';

/**
 * @param file the file as written, so that a file whose form is wrong somewhere is checked in the rest.
 * @returns every reference that leads nowhere and every contradiction.
 */
export function checkReferences(file: unknown): Finding[] {
  return [...checkNames(file), ...checkPeople(file), ...checkSla(file)];
}

function keys(file: unknown, ...path: Path): string[] {
  const value = valueAt(file, path);
  return isMapping(value) ? Object.keys(value) : [];
}

function texts(file: unknown, path: Path): [string, Path][] {
  const value = valueAt(file, path);
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, index): [string, Path][] =>
    typeof text === 'string' ? [[text, [...path, index]]] : [],
  );
}

function text(file: unknown, path: Path): string | undefined {
  const value = valueAt(file, path);
  return typeof value === 'string' ? value : undefined;
}

const SECTION = {
  person: 'people',
  team: 'teams',
  policy: 'escalation',
  schedule: 'schedules',
  holidays: 'holidays',
  'provider instance': 'chat',
} as const;

function checkNames(file: unknown): Finding[] {
  const findings: Finding[] = [];
  const refer = (kind: keyof typeof SECTION, name: string | undefined, path: Path): void => {
    const names = keys(file, SECTION[kind]);
    if (name === undefined || names.includes(name)) return;
    const which = kind === 'holidays' ? 'are no holidays' : `is no ${kind}`;
    findings.push({ path, message: `there ${which} "${name}".${didYouMean(name, names)}` });
  };
  const channels = (path: Path): void => {
    for (const [channel, at] of texts(file, path))
      refer('provider instance', CHANNEL_PATTERN.exec(channel)?.[1], at);
  };
  const targets = (path: Path): void => {
    for (const [target, at] of texts(file, path)) {
      const [, kind, name, instance] = TARGET_PATTERN.exec(target) ?? [];
      if (kind === 'person' || kind === 'team' || kind === 'schedule') refer(kind, name, at);
      else refer('provider instance', instance, at);
    }
  };
  const policy = (...path: Path): void => refer('policy', text(file, path), path);

  for (const id of keys(file, 'people')) {
    for (const instance of keys(file, 'people', id, 'chat')) {
      refer('provider instance', instance, ['people', id, 'chat', instance]);
    }
  }
  for (const id of keys(file, 'teams')) {
    for (const [member, at] of texts(file, ['teams', id, 'members'])) refer('person', member, at);
    channels(['teams', id, 'channels']);
    policy('teams', id, 'escalation');
  }
  for (const id of keys(file, 'services')) {
    refer('team', text(file, ['services', id, 'team']), ['services', id, 'team']);
    policy('services', id, 'escalation');
  }
  for (const id of keys(file, 'escalation')) {
    const steps = valueAt(file, ['escalation', id, 'steps']);
    for (const index of Array.isArray(steps) ? steps.keys() : [])
      targets(['escalation', id, 'steps', index, 'notify']);
  }
  const daysOff = (...path: Path): void => refer('holidays', text(file, path), path);
  for (const id of keys(file, 'businessHours')) daysOff('businessHours', id, 'holidays');
  for (const id of keys(file, 'schedules')) {
    daysOff('schedules', id, 'holidays');
    const layers = valueAt(file, ['schedules', id, 'layers']);
    for (const index of Array.isArray(layers) ? layers.keys() : []) {
      const path = ['schedules', id, 'layers', index, 'people'];
      for (const [person, at] of texts(file, path)) refer('person', person, at);
      const groups = valueAt(file, path);
      for (const group of Array.isArray(groups) ? groups.keys() : [])
        for (const [person, at] of texts(file, [...path, group])) refer('person', person, at);
    }
  }
  for (const name of [...SEVERITIES, 'default', 'fallback']) channels(['notifications', name]);
  for (const [instance, at] of texts(file, ['notifications', 'incidentChannel', 'instances'])) {
    refer('provider instance', instance, at);
  }
  targets(['notifications', 'incidentChannel', 'invite']);
  policy('defaults', 'escalation');
  return findings;
}

function checkPeople(file: unknown): Finding[] {
  const findings: Finding[] = [];
  const taken = new Map<string, string>();
  const claim = (what: string, id: string, path: Path): void => {
    const other = taken.get(what);
    if (other === undefined) taken.set(what, id);
    else findings.push({ path, message: `is also that of ${other}: one person each` });
  };
  for (const id of keys(file, 'people')) {
    if (id === MUSTER.id || id === TEMPORAL_OPERATOR.id) {
      findings.push({
        path: ['people', id],
        message: `"${id}" is a name that Muster itself uses: choose another`,
      });
    }
    const email = text(file, ['people', id, 'email']);
    if (email !== undefined) claim(`mail ${email.toLowerCase()}`, id, ['people', id, 'email']);
    for (const instance of keys(file, 'people', id, 'chat')) {
      const user = text(file, ['people', id, 'chat', instance]);
      if (user !== undefined) claim(`chat ${instance}/${user}`, id, ['people', id, 'chat', instance]);
    }
  }
  return findings;
}

function checkSla(file: unknown): Finding[] {
  return SEVERITIES.flatMap((severity) => {
    const path = ['sla', severity, 'acknowledge'];
    const acknowledge = parseDuration(text(file, path) ?? '');
    const resolve = parseDuration(text(file, ['sla', severity, 'resolve']) ?? '');
    if (acknowledge === undefined || resolve === undefined || acknowledge <= resolve) return [];
    return [{ path, message: 'is longer than the time to resolve: it must be at most as long' }];
  });
}
