import type { Parameters } from '../../action/parameter.ts';

/** What the process of a plug-in is to do. It stands on its standard input, where no other process can read it. */
export type PluginOrder =
  | { readonly kind: 'describe'; readonly plugin: string }
  | {
      readonly kind: 'run';
      readonly plugin: string;
      /** By the name that the plug-in has for it. */
      readonly action: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly idempotencyKey: string;
      readonly incident?: string;
      readonly secrets: Readonly<Record<string, string>>;
    };

/** What an action of a plug-in says of itself. */
export interface DescribedAction {
  readonly description: string;
  /** Or why its schema cannot be described. */
  readonly parameters: { readonly described: Parameters } | { readonly problem: string };
  /** Milliseconds. */
  readonly timeout: number;
  readonly repeatable: boolean;
}

/** What a plug-in says of itself. */
export interface PluginDescription {
  readonly pack: string;
  /** Names of the secrets that it needs. */
  readonly secrets: readonly string[];
  readonly actions: Readonly<Record<string, DescribedAction>>;
}

export const PLUGIN_FAILURES = [
  'bad_parameter',
  'bad_result',
  'plugin_failed',
  'stray_error',
  'not_loaded',
] as const;

/** Why a run of a plug-in did not come to a result. */
export interface PluginFailure {
  readonly code: (typeof PLUGIN_FAILURES)[number];
  /** One line for people. */
  readonly message: string;
}

/** What the process of a plug-in writes to its file descriptor 3, once, before it ends. */
export type PluginReport =
  | { readonly kind: 'described'; readonly plugin: PluginDescription }
  /** Each reason a sentence without its end. */
  | { readonly kind: 'unusable'; readonly problems: readonly string[] }
  | { readonly kind: 'returned'; readonly result: unknown }
  | ({ readonly kind: 'failed' } & PluginFailure);
