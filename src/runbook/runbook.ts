import type { Labels } from '../escalation/condition.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';

/** What of an incident's life a runbook can be run at by itself. */
export const MOMENTS = ['declare', 'escalate', 'resolve'] as const;
export type Moment = (typeof MOMENTS)[number];

/** What an incident was then, in words. */
export const MOMENT_WORDS: Readonly<Record<Moment, string>> = {
  declare: 'declared',
  escalate: 'escalated',
  resolve: 'resolved',
};

/** At what, and of which incidents, a runbook is run by itself; all that is given has to hold. */
export interface AutomaticRule {
  readonly on: readonly Moment[];
  readonly severities?: readonly Severity[];
  /** Also of private incidents. */
  readonly private: boolean;
  /** Labels that the incident has to have, with these values. */
  readonly labels?: Labels;
  /** Labels that it must not have with these values, such as those of drills. */
  readonly except?: Labels;
  /** How often it is run for one incident at most. */
  readonly mostPerIncident: number;
}

/** How often a runbook is run by itself at most, over all incidents together. */
export interface RunbookRate {
  readonly count: number;
  readonly perMs: number;
}

/** An action bound to services and severities, as the configuration has it. */
export interface Runbook {
  readonly name: string;
  readonly title: string;
  /** What it runs, `<pack>.<name>`: an action, or an alias with what that says and fixes. */
  readonly runs: { readonly action: string } | { readonly alias: string };
  /** Parameters that it gives, by name. Texts are Jinja templates of the incident. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Services whose incidents have it; absent: all. */
  readonly services?: readonly string[];
  /** Severities at which incidents have it; absent: all. */
  readonly severities?: readonly Severity[];
  /** Statuses in which an incident has it. */
  readonly statuses: readonly Status[];
  /** Whether it stands on the card, where everybody in the channel sees its title. */
  readonly button: boolean;
  readonly automatic?: {
    readonly rule: AutomaticRule;
    /** Services of whose incidents it is run by itself; absent: all that have it. */
    readonly services?: readonly string[];
    readonly rate: RunbookRate;
  };
}

/** What of a runbook is settled for an incident when that is declared: where it is offered and when it is run by itself. */
export interface BoundRunbook extends Pick<Runbook, 'name' | 'title' | 'severities' | 'statuses' | 'button'> {
  readonly automatic?: AutomaticRule;
}

/** By which runbook a run was ordered. */
export interface RunbookRef {
  readonly name: string;
  readonly title: string;
  /** At what it was run by itself; absent: somebody ordered it. */
  readonly on?: Moment;
}

/** @returns by which runbook a run was ordered, and at what where it was run by itself. */
export const runbookText = ({ title, on }: RunbookRef): string =>
  on ? `${title}, as the incident was ${MOMENT_WORDS[on]}` : title;

/** Why a runbook was not run by itself: it was as often as it may be, over all incidents. */
export const RATE_LIMIT = 'rate_limit';

/** Why a runbook was not run by itself: what declares an incident is not run for one that was itself so declared. */
export const LOOP = 'loop';
