import type { AccessRole } from '../access/role.ts';
import type { Notify } from './notify.ts';
import type { Parameters } from './parameter.ts';

/** Who else has to agree before a run of an action begins. */
export interface ActionApproval {
  /** Keys of people who may agree, those of teams among them; empty: whoever has the permission `approve`. */
  readonly people: readonly string[];
  /** How long it is waited for, in milliseconds. */
  readonly withinMs: number;
}

/** Who may see and run an action, besides having the permission `run`. All that is given has to hold for somebody. */
export interface ActionAccess {
  /** Any of these roles or a greater one; empty: every role that has the permission. */
  readonly roles: readonly AccessRole[];
  /** Keys of people, those of teams among them; undefined: everybody. */
  readonly people?: readonly string[];
}

/** What an action is made of: the name of its kind, and settings as that kind's own schema made them. */
export interface ActionRunner {
  /** Such as `command`, `http`, `workflow`, `activity`, `incident`, `chain`, or that of a plug-in. */
  readonly kind: string;
  readonly settings: unknown;
}

/** Something that can be run from chat (https://docs.stackstorm.com/actions.html). */
export interface Action {
  /** `<pack>.<name>`: no two actions have the same. */
  readonly ref: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly parameters: Parameters;
  readonly runner: ActionRunner;
  readonly access: ActionAccess;
  readonly approval?: ActionApproval;
  /** Who hears how a run ended, besides where it was ordered. */
  readonly notify: Notify;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often it is tried in all; more than once only what can have no second effect. */
  readonly attempts: number;
  /** How long is waited before the second attempt, in milliseconds; twice as long before each further one. */
  readonly retryMs: number;
}
