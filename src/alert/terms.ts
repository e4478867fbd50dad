import type { Labels } from '../escalation/condition.ts';
import type { AlertCause } from '../incident/alerts.ts';
import type { Severity } from '../incident/severity.ts';
import type { Alert } from './alert.ts';
import type { AlertRule } from './rule.ts';

/** What one alert says of the incident that is of it. */
export interface Lead {
  /** Short name of the alert; absent where a version before this one wrote it. */
  readonly key?: string;
  /** What makes these alerts one, in words. */
  readonly about: string;
  /** What the alert that came says, for maintenances of what it says. */
  readonly said: Pick<Alert, 'labels' | 'title'>;
  /** What it says to who is to look into it; absent of one that has ended, and of one that says no more than its title. */
  readonly cause?: AlertCause;
  readonly declaration: {
    readonly title: string;
    readonly severity: Severity;
    readonly service?: string;
    readonly team?: string;
    readonly labels?: Labels;
    readonly private: boolean;
  };
  /** A maintenance held the alert that came back when it came. */
  readonly held?: true;
  /** Which did, the same for alerts that the same hold back. */
  readonly heldBy?: string;
}

/** What a rule says of the alerts of a group, with what the alert that leads them says of the incident. */
export interface GroupTerms
  extends Lead, Pick<AlertRule, 'waitMs' | 'settleMs' | 'flapping' | 'resolve' | 'expiry' | 'acknowledge'> {
  readonly tenant: string;
  /** Name of the integration. */
  readonly integration: string;
  /** Name of the rule. */
  readonly rule: string;
}
