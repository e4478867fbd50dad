import { didYouMean } from '../command/nearest.ts';
import { MUSTER, TEMPORAL_OPERATOR } from '../incident/person.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { SLA_NEWS } from '../escalation/sla.ts';
import { impossibleSla } from './impossible-sla.ts';
import { checkAlerts } from './alert-references.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import { CHANNEL_PATTERN, TARGET_PATTERN, WHICH_HOURS_PATTERN } from './fields.ts';
import { outsideOf, outsideTarget } from './outside-targets.ts';
import { policyCycles } from './policy-cycles.ts';
import type { Path } from './problem.ts';
import { checkRepositories } from './repository-references.ts';
import { checkTrackers } from './tracker-references.ts';
import { isMapping } from './schema-walk.ts';
import { ALWAYS } from './sla-schema.ts';

/**
 * @param file the file as written, so that a file whose form is wrong somewhere is checked in the rest.
 * @returns every reference that leads nowhere and every contradiction.
 */
export function checkReferences(file: unknown): Finding[] {
  return [
    ...checkNames(file),
    ...policyCycles(file),
    ...checkUrgency(file),
    ...checkPeople(file),
    ...checkTrackers(file),
    ...checkAlerts(file),
    ...approvalsOfNobody(file),
    ...checkRepositories(file),
    ...impossibleSla(file),
  ];
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
  'business hours': 'businessHours',
  'provider instance': 'chat',
  route: 'routes',
} as const;

function checkNames(file: unknown): Finding[] {
  const findings: Finding[] = [];
  const refer = (kind: keyof typeof SECTION, name: string | undefined, path: Path): void => {
    const names = keys(file, SECTION[kind]);
    if (name === undefined || names.includes(name)) return;
    const which = kind === 'holidays' || kind === 'business hours' ? `are no ${kind}` : `is no ${kind}`;
    findings.push({ path, message: `there ${which} "${name}".${didYouMean(name, names)}` });
  };
  const outside = outsideOf(file);
  const channels = (path: Path): void => {
    for (const [channel, at] of texts(file, path))
      refer('provider instance', CHANNEL_PATTERN.exec(channel)?.[1], at);
  };
  const targets = (path: Path): void => {
    for (const [target, at] of texts(file, path)) {
      const elsewhere = outsideTarget(target, outside);
      if (typeof elsewhere === 'string') findings.push({ path: at, message: elsewhere });
      if (elsewhere !== undefined) continue;
      const [, kind, name, instance] = TARGET_PATTERN.exec(target) ?? [];
      if (kind === 'person' || kind === 'team' || kind === 'schedule') refer(kind, name, at);
      else refer('provider instance', instance, at);
    }
  };
  const workingHours = (...path: Path): void => refer('business hours', text(file, path), path);
  workingHours('urgency', 'workingHours');
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
  const calendar = (...path: Path): void => {
    const name = text(file, path);
    if (name !== ALWAYS) refer('business hours', name, path);
  };
  const calendars = (...path: Path): void => {
    for (const at of [path, ...SEVERITIES.map((severity) => [...path, severity])])
      calendar(...at, 'calendar');
  };
  const slaPages = (...path: Path): void => {
    for (const news of SLA_NEWS) {
      const told = valueAt(file, [...path, 'tell', news]);
      for (const index of Array.isArray(told) ? told.keys() : []) {
        policy(...path, 'tell', news, index, 'policy');
        findings.push(...impossibleStep(file, [...path, 'tell', news, index]));
      }
    }
  };
  slaPages('sla');
  for (const id of keys(file, 'teams')) slaPages('teams', id, 'sla');
  for (const id of keys(file, 'services')) slaPages('services', id, 'sla');
  calendars('sla');
  for (const id of keys(file, 'teams')) calendars('teams', id, 'sla');
  for (const id of keys(file, 'services')) calendars('services', id, 'sla');
  for (const id of keys(file, 'escalation')) {
    const steps = valueAt(file, ['escalation', id, 'steps']);
    for (const index of Array.isArray(steps) ? steps.keys() : []) {
      const at = ['escalation', id, 'steps', index];
      targets([...at, 'notify']);
      const hours = [...at, 'when', 'hours'];
      refer('business hours', WHICH_HOURS_PATTERN.exec(text(file, hours) ?? '')?.[2], hours);
    }
    policy('escalation', id, 'then');
    workingHours('escalation', id, 'workingHours');
  }
  const daysOff = (...path: Path): void => refer('holidays', text(file, path), path);
  for (const id of keys(file, 'businessHours')) daysOff('businessHours', id, 'holidays');
  for (const id of keys(file, 'schedules')) {
    daysOff('schedules', id, 'holidays');
    channels(['schedules', id, 'channels']);
    const layers = valueAt(file, ['schedules', id, 'layers']);
    for (const index of Array.isArray(layers) ? layers.keys() : []) {
      const path = ['schedules', id, 'layers', index, 'people'];
      for (const [person, at] of texts(file, path)) refer('person', person, at);
      const groups = valueAt(file, path);
      for (const group of Array.isArray(groups) ? groups.keys() : [])
        for (const [person, at] of texts(file, [...path, group])) refer('person', person, at);
    }
  }
  for (const name of [...SEVERITIES, 'default', 'fallback', 'operators']) channels(['notifications', name]);
  for (const [instance, at] of texts(file, ['notifications', 'incidentChannel', 'instances'])) {
    refer('provider instance', instance, at);
  }
  targets(['notifications', 'incidentChannel', 'invite']);
  policy('defaults', 'escalation');
  for (const ref of keys(file, 'actions')) {
    const path = ['actions', ref];
    targets([...path, 'approval', 'people']);
    targets([...path, 'allow', 'people']);
    for (const when of keys(file, ...path, 'notify'))
      for (const [route, at] of texts(file, [...path, 'notify', when, 'channels'])) refer('route', route, at);
  }
  for (const id of keys(file, 'routes')) {
    const at = ['routes', id, 'channel'];
    const written = text(file, at) ?? '';
    const elsewhere = outsideTarget(written, outside);
    if (typeof elsewhere === 'string') findings.push({ path: at, message: elsewhere });
    if (elsewhere === undefined) refer('provider instance', CHANNEL_PATTERN.exec(written)?.[1], at);
  }
  return findings;
}

/** @param path of what an SLA target pages. @returns that the policy has no such step. */
function impossibleStep(file: unknown, path: Path): Finding[] {
  const step = valueAt(file, [...path, 'step']);
  const policy = text(file, [...path, 'policy']);
  if (typeof step !== 'number' || policy === undefined) return [];
  const steps = valueAt(file, ['escalation', policy, 'steps']);
  if (!Array.isArray(steps) || step <= steps.length) return [];
  const has = steps.length === 1 ? 'has 1 step' : `has ${steps.length} steps`;
  const message = `the escalation policy "${policy}" ${has} of its own: there is no step ${step}`;
  return [{ path: [...path, 'step'], message }];
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
    const subject = text(file, ['people', id, 'subject']);
    if (subject !== undefined) claim(`subject ${subject}`, id, ['people', id, 'subject']);
    for (const instance of keys(file, 'people', id, 'chat')) {
      const user = text(file, ['people', id, 'chat', instance]);
      if (user !== undefined) claim(`chat ${instance}/${user}`, id, ['people', id, 'chat', instance]);
    }
  }
  return findings;
}

/** Of an approval by nobody it would seem that everybody may give it. */
function approvalsOfNobody(file: unknown): Finding[] {
  return keys(file, 'actions').flatMap((ref): Finding[] => {
    const path = ['actions', ref, 'approval', 'people'];
    const named = texts(file, path).map(([one]) => one);
    const isEmpty = (one: string): boolean =>
      one.startsWith('team:') && texts(file, ['teams', one.slice('team:'.length), 'members']).length === 0;
    if (named.length === 0 || !named.every(isEmpty)) return [];
    return [{ path, message: 'nobody could agree, as these teams have no members: name people' }];
  });
}

/** What is of low urgency says nothing of how long it may wait. */
function checkUrgency(file: unknown): Finding[] {
  if (isMapping(valueAt(file, ['urgency']))) return [];
  const steps = keys(file, 'escalation').flatMap((id): Path[] => {
    const list = valueAt(file, ['escalation', id, 'steps']);
    return Array.isArray(list) ? [...list.keys()].map((n) => ['escalation', id, 'steps', n, 'urgency']) : [];
  });
  const services = keys(file, 'services').flatMap((id): Path[] => {
    const path = ['services', id, 'urgency'];
    return [path, ...SEVERITIES.map((severity) => [...path, severity])];
  });
  const message = 'needs the section `urgency`, which says for which hours pages wait and how long at most';
  return [...steps, ...services]
    .filter((path) => text(file, path) === 'low')
    .map((path) => ({ path, message }));
}
