import type { Alias } from '../action/alias.ts';
import type { KnownPerson } from '../access/identity.ts';
import type { OwnPattern } from '../access/own-pattern.ts';
import { accessPolicy } from '../access/policy.ts';
import type { PersonTarget, StepTarget } from '../escalation/policy.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { DEFAULT_TEMPLATE } from '../postmortem/template.ts';
import type { RetentionRules } from '../retention/rules.ts';
import type { Schedule } from '../oncall/schedule.ts';
import type { Config, Team, TenantConfig } from './config.ts';
import { actionsOf } from './actions.ts';
import { alertRulesOf, maintenanceOf } from './alert-schema.ts';
import { auditorOf } from './auditor-schema.ts';
import { catalogueOf } from './catalogue.ts';
import { channelsOf, unique } from './channels.ts';
import { TARGET_PATTERN } from './fields.ts';
import { mailInstance, outsideOf, outsideTarget } from './outside-targets.ts';
import { placeOf } from '../git/place.ts';
import type { PluggedAction } from './plugins.ts';
import { policiesOf } from './policies.ts';
import { routeOf as wordRouteOf } from './route-schema.ts';
import { runbookOf } from './runbook-schema.ts';
import { businessHoursOf, schedulesOf } from './schedules.ts';
import { signInOf } from './sign-in-schema.ts';
import type { ConfigFile, TenantFile } from './schema.ts';
import { urgencyOfFile, urgencyOfService } from './urgency.ts';
import { slaPolicy } from './sla.ts';
import { integrationOf } from './integration-schema.ts';
import { trackerOf } from './tracker-schema.ts';
import { routeOf, type TicketRoute } from '../tracker/route.ts';

type Origin = Pick<Config, 'version' | 'source'>;

/** What of a tenant's part is not taken as it is written. */
export interface ReadPart {
  /** Its own patterns, compiled. */
  readonly redaction: readonly OwnPattern[];
  /** Those of its files among them, each ref once. */
  readonly aliases: readonly Alias[];
  /** What its plug-ins have, by `<pack>.<name>`, and all actions, those among them. */
  readonly plugged: ReadonlyMap<string, PluggedAction>;
  readonly actions: TenantFile['actions'];
}

/**
 * Resolves every reference of a file that {@link checkReferences} found nothing wrong with.
 * @param read by tenant.
 */
export function resolveConfig(
  file: ConfigFile,
  read: ReadonlyMap<string, ReadPart>,
  { secrets, ...origin }: Origin & Pick<Config, 'secrets'>,
): Config {
  const resolved = (tenant: string, part: TenantFile): TenantConfig =>
    resolveTenant(tenant, part, found(read, tenant), origin);
  return deepFreeze({
    ...resolved(DEFAULT_TENANT, file),
    server: {
      host: file.server.host,
      bodyLimitBytes: file.server.bodyLimit,
      ...(file.server.baseUrl && { baseUrl: file.server.baseUrl }),
    },
    health: { everyMs: file.health.every },
    auditor: auditorOf(file.auditor),
    secrets,
    tenants: mapOf(file.tenants, resolved),
  });
}

function resolveTenant(
  tenant: string,
  file: TenantFile,
  { redaction, aliases, plugged, actions }: ReadPart,
  origin: Origin,
): TenantConfig {
  const outside = outsideOf(file);
  const mail = mailInstance(outside);
  const people = mapOf(file.people, (id, { email, subject, loud, timeZone, ...person }): KnownPerson => ({
    id,
    ...person,
    // Who can be reached by nothing else is reached by mail.
    chat: mail !== undefined && email ? { ...person.chat, [mail]: person.chat[mail] ?? email } : person.chat,
    ...(email && { email }),
    ...(subject && { subject }),
    ...(loud && { loud }),
    ...(timeZone !== undefined && { timeZone }),
  }));
  const reached = (id: string): PersonTarget => personTarget(found(people, id));
  const members = (teamId: string): PersonTarget[] => (file.teams[teamId]?.members ?? []).map(reached);
  const schedules = schedulesOf(file);
  const targets = (list: readonly string[]): StepTarget[] =>
    unique(
      list.flatMap((text) => {
        const elsewhere = outsideTarget(text, outside);
        if (typeof elsewhere === 'object') return [elsewhere];
        return targetsOf(text, reached, members, schedules);
      }),
    );

  const urgency = urgencyOfFile(file);
  const escalation = policiesOf(file.escalation, targets);
  const policy = (name: string | undefined) =>
    name === undefined ? {} : { escalation: found(escalation, name) };
  const teams = mapOf(file.teams, (id, team): Team => ({
    id,
    name: team.name ?? id,
    members: members(id),
    channels: channelsOf(team.channels),
    ...policy(team.escalation),
    ...(team.sla && { sla: team.sla }),
    ...tickets(team.tracker),
    ...(team.tickets && { tickets: team.tickets }),
  }));
  const keysOf = (named: readonly string[]): string[] =>
    targets(named).flatMap((target) => (target.kind === 'person' ? [target.person.id] : []));
  const catalogue = catalogueOf(actionsOf(actions, plugged, keysOf), aliases);
  const { incidentChannel: made, fallback, operators, default: otherwise } = file.notifications;
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
      ...urgencyOfService(service),
      ...(service.sla && { sla: service.sla }),
      ...tickets(service.tracker),
      ...(service.tickets && { tickets: service.tickets }),
      repositories: service.repositories.flatMap((text) => placeOf(text) ?? []),
      branches: service.branches,
      environments: service.environments,
    })),
    businessHours: businessHoursOf(file),
    schedules,
    escalation,
    ...(urgency && { urgency }),
    sla: slaPolicy([file.sla]),
    notifications: {
      bySeverity: routesOf(file),
      default: channelsOf(otherwise),
      fallback: channelsOf(fallback ?? otherwise),
      operators: channelsOf(operators ?? fallback ?? otherwise),
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
    figures: file.figures,
    signIn: signInOf(file.signIn),
    retention: rulesOf(file.retention),
    postmortem: { template: file.postmortem.template ?? DEFAULT_TEMPLATE },
    integrations: mapOf(file.integrations, integrationOf),
    alertRules: alertRulesOf(file.alerts),
    maintenance: maintenanceOf(file.maintenance),
    trackers: mapOf(file.trackers, (_id, tracker) => trackerOf(tracker)),
    actionItems: file.actionItems,
    tickets: file.tickets,
    catalogue,
    allowedCommands: file.commands,
    routes: mapOf(file.routes, (_key, route) => wordRouteOf(route, outside)),
    runbooks: mapOf(file.runbooks, (name, runbook) => runbookOf(name, runbook, catalogue)),
    reactions: { timeline: file.reactions.timeline },
    redaction,
    defaults: {
      severity: file.defaults.severity,
      timeZone: file.defaults.timeZone,
      ...policy(file.defaults.escalation),
      ...tickets(file.defaults.tracker),
      ...(file.defaults.tickets.length > 0 && { tickets: file.defaults.tickets }),
    },
  };
}

function tickets(text: string | undefined): { readonly tracker?: TicketRoute } {
  const tracker = text === undefined ? undefined : routeOf(text);
  return tracker ? { tracker } : {};
}

/** What is kept for ever has no rule. */
function rulesOf(written: TenantFile['retention']): RetentionRules {
  return Object.fromEntries(Object.entries(written).filter(([, ms]) => ms !== undefined));
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

function routesOf(file: TenantFile): Config['notifications']['bySeverity'] {
  return Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const list = file.notifications[severity];
      return list ? [[severity, channelsOf(list)]] : [];
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
