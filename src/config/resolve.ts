import type { KnownPerson } from '../access/identity.ts';
import type { OwnPattern } from '../access/own-pattern.ts';
import { accessPolicy } from '../access/policy.ts';
import {
  targetName,
  type ChannelTarget,
  type EscalationPolicy,
  type PersonTarget,
  type StepTarget,
} from '../escalation/policy.ts';
import type { SlaPolicy, SlaTarget } from '../escalation/sla.ts';
import { SEVERITIES, type Severity } from '../incident/severity.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import type { Schedule } from '../oncall/schedule.ts';
import type { Config, Team, TenantConfig } from './config.ts';
import { CHANNEL_PATTERN, TARGET_PATTERN } from './fields.ts';
import { businessHoursOf, schedulesOf } from './schedules.ts';
import type { ConfigFile, TenantFile } from './schema.ts';

type Origin = Pick<Config, 'version' | 'source'>;

/**
 * Resolves every reference of a file that {@link checkReferences} found nothing wrong with.
 * @param redaction the compiled patterns of each tenant.
 */
export function resolveConfig(
  file: ConfigFile,
  redaction: ReadonlyMap<string, readonly OwnPattern[]>,
  origin: Origin,
): Config {
  const resolved = (tenant: string, part: TenantFile): TenantConfig =>
    resolveTenant(tenant, part, redaction.get(tenant) ?? [], origin);
  return deepFreeze({
    ...resolved(DEFAULT_TENANT, file),
    server: {
      host: file.server.host,
      bodyLimitBytes: file.server.bodyLimit,
      ...(file.server.baseUrl && { baseUrl: file.server.baseUrl }),
    },
    health: { everyMs: file.health.every },
    tenants: mapOf(file.tenants, resolved),
  });
}

function resolveTenant(
  tenant: string,
  file: TenantFile,
  redaction: readonly OwnPattern[],
  origin: Origin,
): TenantConfig {
  const people = mapOf(file.people, (id, { email, loud, ...person }): KnownPerson => ({
    id,
    ...person,
    ...(email && { email }),
    ...(loud && { loud }),
  }));
  const reached = (id: string): PersonTarget => personTarget(found(people, id));
  const members = (teamId: string): PersonTarget[] => (file.teams[teamId]?.members ?? []).map(reached);
  const schedules = schedulesOf(file);
  const targets = (list: readonly string[]): StepTarget[] =>
    unique(list.flatMap((text) => targetsOf(text, reached, members, schedules)));

  const escalation = mapOf(file.escalation, (name, { steps, repeat, ackTimeout }): EscalationPolicy => ({
    name,
    steps: steps.map((step) => ({ targets: targets(step.notify), delayMs: step.wait })),
    repeat,
    ...(ackTimeout !== undefined && { ackTimeoutMs: ackTimeout }),
  }));
  const policy = (name: string | undefined) =>
    name === undefined ? {} : { escalation: found(escalation, name) };
  const teams = mapOf(file.teams, (id, team): Team => ({
    id,
    name: team.name ?? id,
    members: members(id),
    channels: channels(team.channels),
    ...policy(team.escalation),
  }));
  const { incidentChannel: made, fallback, default: otherwise } = file.notifications;
  return {
    tenant,
    ...origin,
    chat: new Map(Object.entries(file.chat)),
    people,
    teams,
    services: mapOf(file.services, (id, service) => ({
      id,
      name: service.name ?? id,
      ...(service.team !== undefined && { team: found(teams, service.team) }),
      ...policy(service.escalation),
    })),
    businessHours: businessHoursOf(file),
    schedules,
    escalation,
    sla: slaOf(file),
    notifications: {
      bySeverity: routesOf(file),
      default: channels(otherwise),
      fallback: channels(fallback ?? otherwise),
      ...(made && {
        incidentChannel: {
          instances: made.instances,
          nameTemplate: made.name,
          private: made.private,
          archiveAtClose: made.archiveAtClose,
          invite: targets(made.invite).filter((target) => target.kind === 'person'),
        },
      }),
    },
    access: {
      policy: accessPolicy({
        roles: file.access.roles,
        unmapped: file.access.unmapped,
        admins: [...people.values()]
          .filter((p) => p.roles.includes('admin'))
          .map(({ id, name }) => ({ id, name })),
      }),
      anonymousReading: file.access.anonymousReading,
      limits: {
        person: { count: file.access.limits.person.count, perMs: file.access.limits.person.per },
        instance: { count: file.access.limits.instance.count, perMs: file.access.limits.instance.per },
      },
    },
    reactions: { timeline: file.reactions.timeline },
    redaction,
    defaults: {
      severity: file.defaults.severity,
      timeZone: file.defaults.timeZone,
      ...policy(file.defaults.escalation),
    },
  };
}

function mapOf<In, Out>(
  record: Readonly<Record<string, In>>,
  make: (id: string, value: In) => Out,
): Map<string, Out> {
  return new Map(Object.entries(record).map(([id, value]) => [id, make(id, value)]));
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`${name} was not checked before it was resolved`);
  return value;
}

/** @returns somebody with the ways in which the configuration says they are reached. */
export function personTarget(person: KnownPerson): PersonTarget {
  return {
    kind: 'person',
    person: { id: person.id, name: person.name },
    contacts: Object.entries(person.chat).map(([instance, user]) => ({ instance, user })),
  };
}

function targetsOf(
  text: string,
  person: (id: string) => PersonTarget,
  team: (id: string) => PersonTarget[],
  schedules: ReadonlyMap<string, Schedule>,
): StepTarget[] {
  const [, kind, name = '', instance = '', channel = ''] = TARGET_PATTERN.exec(text) ?? [];
  if (kind === 'person') return [person(name)];
  if (kind === 'team') return team(name);
  if (kind === 'schedule') return [{ kind, schedule: name, name: found(schedules, name).name }];
  return [{ kind: 'channel', instance, channel }];
}

function channels(list: readonly string[]): ChannelTarget[] {
  return unique(
    list.map((text): ChannelTarget => {
      const [, instance = '', channel = ''] = CHANNEL_PATTERN.exec(text) ?? [];
      return { kind: 'channel', instance, channel };
    }),
  );
}

/** @returns the targets without those that come again. */
export function unique<T extends StepTarget>(targets: readonly T[]): T[] {
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}

function slaOf(file: TenantFile): SlaPolicy {
  const target = (severity: Severity): SlaTarget => {
    const { acknowledge, resolve } = file.sla[severity] ?? {};
    return {
      ...(acknowledge !== undefined && { acknowledgeMs: acknowledge }),
      ...(resolve !== undefined && { resolveMs: resolve }),
    };
  };
  const targets = {
    'SEV-1': target('SEV-1'),
    'SEV-2': target('SEV-2'),
    'SEV-3': target('SEV-3'),
    'SEV-4': target('SEV-4'),
  };
  return { warnAt: file.sla.warnAt, targets };
}

function routesOf(file: TenantFile): Config['notifications']['bySeverity'] {
  return Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const list = file.notifications[severity];
      return list ? [[severity, channels(list)]] : [];
    }),
  );
}

/** Freezes plain data all the way down; what platforms made of their settings stays theirs. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) for (const [, inner] of value) deepFreeze(inner);
  else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
