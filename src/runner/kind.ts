import type { ZodObject } from 'zod';
import type { Action } from '../action/action.ts';
import type { CheckedSettings } from '../action/written-templates.ts';
import type { CommandAllowList } from './command/settings.ts';

/** How long and how often runs of an action are tried, as its kind's settings say. */
export type RunLimits = Pick<Action, 'timeoutMs' | 'attempts' | 'retryMs'>;

/** What is known around the settings of an action when they are looked at. */
export interface AroundSettings {
  /** Names of the parameters that the action has. */
  readonly parameters: readonly string[];
  /** Those of them that are secret. */
  readonly hidden: readonly string[];
  /** The task queue that Muster's own workers listen to. */
  readonly ownTaskQueue: string;
  /** What the operator allows to be run on the machines of workers. */
  readonly allowed: CommandAllowList;
}

/** One way to run actions. */
export interface ActionKind<Settings = unknown> {
  /** As `runner` names it in the configuration. */
  readonly name: string;
  /** What such an action is, for editors. */
  readonly title: string;
  readonly settings: ZodObject;
  /** Looks at settings that the schema has taken, without running anything or looking at the disk. */
  check(settings: Settings, around: AroundSettings): CheckedSettings;
  limits(settings: Settings): RunLimits;
}

/** How long is waited before a second attempt where the settings do not say it, in milliseconds. */
export const RETRY_MS = 1_000;
