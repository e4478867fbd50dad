import type { KnownPerson } from '../access/identity.ts';
import type { OwnPattern } from '../access/own-pattern.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { ChannelTarget, EscalationPolicy, InstanceName, PersonTarget } from '../escalation/policy.ts';
import type { SlaPolicy } from '../escalation/sla.ts';
import type { Severity } from '../incident/severity.ts';
import type { Calendar } from '../oncall/hours.ts';
import type { Schedule } from '../oncall/schedule.ts';
import type { InstanceConfig } from './chat-schema.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly PersonTarget[];
  readonly channels: readonly ChannelTarget[];
  readonly escalation?: EscalationPolicy;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly team?: Team;
  readonly escalation?: EscalationPolicy;
}

export interface IncidentChannelConfig {
  readonly instances: readonly InstanceName[];
  /** See CHANNEL_PLACEHOLDERS for what may stand in braces. */
  readonly nameTemplate: string;
  readonly private: boolean;
  readonly archiveAtClose: boolean;
  readonly invite: readonly PersonTarget[];
}

export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
}

/** What holds for one tenant: references resolved, durations in milliseconds. Never changes. */
export interface TenantConfig {
  readonly tenant: string;
  /** Hash of the content as written, before the environment's values are put in: the same for the same file. */
  readonly version: string;
  /** The file's path, or `built-in configuration`. */
  readonly source: string;
  /** Provider instances by name. */
  readonly chat: ReadonlyMap<InstanceName, InstanceConfig>;
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly services: ReadonlyMap<string, Service>;
  readonly businessHours: ReadonlyMap<string, Calendar>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly escalation: ReadonlyMap<string, EscalationPolicy>;
  readonly sla: SlaPolicy;
  readonly notifications: {
    readonly bySeverity: Readonly<Partial<Record<Severity, readonly ChannelTarget[]>>>;
    readonly default: readonly ChannelTarget[];
    readonly fallback: readonly ChannelTarget[];
    readonly incidentChannel?: IncidentChannelConfig;
  };
  readonly access: {
    readonly policy: AccessPolicy;
    readonly anonymousReading: boolean;
    readonly limits: { readonly person: RateLimit; readonly instance: RateLimit };
  };
  /** Emoji that mean something, as written. */
  readonly reactions: { readonly timeline: readonly string[] };
  readonly redaction: readonly OwnPattern[];
  readonly defaults: {
    readonly severity: Severity;
    readonly escalation?: EscalationPolicy;
    /** IANA name of the zone in which days begin. */
    readonly timeZone: string;
  };
}

/** The whole configuration as the program uses it: what holds for the server and for the default tenant, and the others. */
export interface Config extends TenantConfig {
  readonly server: { readonly baseUrl?: string; readonly host: string; readonly bodyLimitBytes: number };
  /** How often each provider instance is checked, in milliseconds. */
  readonly health: { readonly everyMs: number };
  /** The tenants besides the default one, by name. */
  readonly tenants: ReadonlyMap<string, TenantConfig>;
}

/** @returns every tenant's part, the default one's first. */
export function allTenants<T extends object>(
  config: T & { readonly tenants: ReadonlyMap<string, T> },
): readonly T[] {
  return [config, ...config.tenants.values()];
}

/**
 * @returns what holds for a tenant; undefined when there is no such tenant, or no longer.
 */
export function findTenant(config: Config, tenant: string): TenantConfig | undefined {
  return tenant === config.tenant ? config : config.tenants.get(tenant);
}

/**
 * What holds for a tenant that was verified before.
 * @throws Error when it has been taken out of the configuration meanwhile.
 */
export function tenantOf(config: Config, tenant: string): TenantConfig {
  const found = findTenant(config, tenant);
  if (!found) throw new Error(`the configuration has no tenant ${JSON.stringify(tenant)} any more`);
  return found;
}
