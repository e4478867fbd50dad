import type { KnownPerson } from '../access/identity.ts';
import type { OwnPattern } from '../access/own-pattern.ts';
import type { RedactionPattern } from '../access/redact.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Maintenance } from '../alert/maintenance.ts';
import type { Catalogue } from '../action/catalogue.ts';
import type { Route } from '../action/route.ts';
import type { AlertRule } from '../alert/rule.ts';
import type { ChannelTarget, EscalationPolicy, InstanceName, PersonTarget } from '../escalation/policy.ts';
import type { PageUrgency, UrgencyPlan } from '../escalation/urgency.ts';
import type { SlaPolicy } from '../escalation/sla.ts';
import type { Night } from '../figures/night.ts';
import type { CodePlace } from '../git/place.ts';
import type { Severity } from '../incident/severity.ts';
import type { CalendarState, FetchedLayer } from '../oncall/fetched-calendar.ts';
import type { Calendar } from '../oncall/hours.ts';
import type { RetentionRules } from '../retention/rules.ts';
import type { Template } from '../postmortem/template.ts';
import type { PrivateTickets, PushWhen } from '../action-item/push.ts';
import type { TicketRules } from '../incident/ticket.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { CommandAllowList } from '../runner/command/settings.ts';
import type { TicketRoute } from '../tracker/route.ts';
import type { Schedule } from '../oncall/schedule.ts';
import type { Auditor } from './auditor-schema.ts';
import type { InstanceConfig } from './chat-schema.ts';
import type { IntegrationConfig } from './integration-schema.ts';
import type { SignIn } from './sign-in-schema.ts';
import type { SlaRules } from './sla.ts';
import type { TrackerConfig } from './tracker-schema.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly PersonTarget[];
  readonly channels: readonly ChannelTarget[];
  readonly escalation?: EscalationPolicy;
  readonly sla?: SlaRules;
  /** Where its incidents and their action items become tickets. */
  readonly tracker?: TicketRoute;
  /** Severities at which its incidents become tickets by themselves, where it says so. */
  readonly tickets?: readonly Severity[];
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly team?: Team;
  readonly escalation?: EscalationPolicy;
  /** How urgent its pages are, where it says so. */
  readonly urgency?: Readonly<Partial<Record<Severity, PageUrgency>>>;
  readonly sla?: SlaRules;
  /** Where its incidents and their action items become tickets. */
  readonly tracker?: TicketRoute;
  /** Severities at which its incidents become tickets by themselves, where it says so. */
  readonly tickets?: readonly Severity[];
  /** Of what code it is made. */
  readonly repositories?: readonly CodePlace[];
  /** Patterns of the branches of which it runs; none: the default one. */
  readonly branches?: readonly string[];
  /** Patterns of the environments in which it runs; none: all. */
  readonly environments?: readonly string[];
}

/** A schedule with who hears of it. */
export interface ScheduleConfig extends Schedule {
  /** Hear of hand-overs and of gaps ahead. */
  readonly channels: readonly ChannelTarget[];
  /** Whether who goes off call and who comes on are told so. */
  readonly tellPeople: boolean;
  /** Gaps are meant: nobody is warned of them. */
  readonly expectGaps: boolean;
  /** How far ahead gaps and people who cannot be reached are looked for, in milliseconds. */
  readonly lookAheadMs: number;
  /** Layers whose shifts are fetched from elsewhere, with how that stands; absent without any. */
  readonly fetched?: readonly (FetchedLayer & { readonly state?: CalendarState })[];
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
  readonly schedules: ReadonlyMap<string, ScheduleConfig>;
  readonly escalation: ReadonlyMap<string, EscalationPolicy>;
  /** Absent where no page ever waits for working hours. */
  readonly urgency?: UrgencyPlan;
  /** What holds where neither service nor team has something of its own; without the hours of its calendars. */
  readonly sla: SlaPolicy;
  readonly notifications: {
    readonly bySeverity: Readonly<Partial<Record<Severity, readonly ChannelTarget[]>>>;
    readonly default: readonly ChannelTarget[];
    readonly fallback: readonly ChannelTarget[];
    /** Where those who run Muster are told what is amiss with it. */
    readonly operators: readonly ChannelTarget[];
    readonly incidentChannel?: IncidentChannelConfig;
  };
  readonly access: {
    readonly policy: AccessPolicy;
    readonly anonymousReading: boolean;
    readonly limits: { readonly person: RateLimit; readonly instance: RateLimit };
  };
  readonly figures: {
    /** When pages count as pages by night, in the zone of who is paged. */
    readonly night: Night;
    /** Whether everybody may see how many SLA targets were met. */
    readonly public: boolean;
  };
  readonly signIn: SignIn;
  readonly postmortem: { readonly template: Template };
  /** Ways in for senders outside, by name. */
  readonly integrations: ReadonlyMap<string, IntegrationConfig>;
  /** What follows from alerts, in the order in which the rules count. */
  readonly alertRules: readonly AlertRule[];
  /** Times in which alerts open no incident. */
  readonly maintenance: readonly Maintenance[];
  /** Bug trackers by name. */
  readonly trackers: ReadonlyMap<string, TrackerConfig>;
  /** What can be run from chat. */
  readonly catalogue: Catalogue;
  /** What of the machines of workers actions may run at all. */
  readonly allowedCommands: CommandAllowList;
  /** Where word goes of how runs ended, by name. */
  readonly routes: ReadonlyMap<string, Route>;
  /** What is run for incidents, by name. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  readonly tickets: TicketRules;
  readonly actionItems: { readonly push: PushWhen; readonly private: PrivateTickets };
  readonly retention: RetentionRules;
  /** Emoji that mean something, as written. */
  readonly reactions: { readonly timeline: readonly string[] };
  readonly redaction: readonly OwnPattern[];
  readonly defaults: {
    readonly severity: Severity;
    readonly escalation?: EscalationPolicy;
    /** Where incidents and action items become tickets when neither service nor team says so. */
    readonly tracker?: TicketRoute;
    /** Severities at which incidents become tickets by themselves when neither service nor team says so. */
    readonly tickets?: readonly Severity[];
    /** IANA name of the zone in which days begin. */
    readonly timeZone: string;
  };
}

/** The whole configuration as the program uses it: what holds for the server and for the default tenant, and the others. */
export interface Config extends TenantConfig {
  readonly server: { readonly baseUrl?: string; readonly host: string; readonly bodyLimitBytes: number };
  /** How often each provider instance is checked, in milliseconds. */
  readonly health: { readonly everyMs: number };
  /** How Muster watches over itself. */
  readonly auditor: Auditor;
  /** Takes every secret that the configuration has, of whichever tenant, out of a text. It never leaves the process. */
  readonly secrets: RedactionPattern;
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
