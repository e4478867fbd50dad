import type { z } from 'zod';

/** What an action of a plug-in is given besides its parameters. */
export interface PluginContext {
  /** Aborted when the run is cancelled, takes too long, or its worker ends: end what is under way then. */
  readonly signal: AbortSignal;
  /** The same for each attempt of one run, and of no other run: hand it to whom you ask, so that nothing is done twice. */
  readonly idempotencyKey: string;
  /** Id of the incident that the run belongs to, such as `INC-42`. */
  readonly incident?: string;
  /** Shows a text, with a line's end, in the thread of the run. Secrets of the configuration are taken out of it. */
  readonly print: (text: string) => void;
  /** The same, as what went wrong. */
  readonly warn: (text: string) => void;
  /**
   * @returns a secret that the plug-in's configuration has under `secrets`.
   * @throws Error for any other.
   */
  readonly secret: (name: string) => string;
}

/** One action of a plug-in. */
export interface PluginAction<Schema extends z.ZodObject = z.ZodObject> {
  /** What it does, as help shows it. */
  readonly description?: string;
  /** What it takes, in zod 4; nothing without it. Descriptions and defaults are shown to people and asked for. */
  readonly parameters?: Schema;
  /** How long an attempt may take, such as `5m`; a minute without it. */
  readonly timeout?: string;
  /** Whether it may be run again when it failed or was cut off: a second run does no more than one. */
  readonly repeatable?: boolean;
  /**
   * Runs it, in a process of its own, which ends when it returns: what it began it has to wait for.
   * @param parameters as the schema has made them.
   * @returns what templates know as `execution.result`: what JSON can hold.
   * @throws Error whose message says to people what went wrong. It must hold no secret.
   */
  readonly run: (parameters: z.output<Schema>, context: PluginContext) => unknown;
}

/** What a plug-in exports by default. */
export interface Plugin {
  /** Its actions are called `<pack>.<name>`. */
  readonly pack: string;
  /** Names of the secrets that it needs. */
  readonly secrets?: readonly string[];
  readonly actions: Readonly<Record<string, PluginAction>>;
}

/** @returns an action as it is, its `run` with the types of its parameters. */
export function defineAction<Schema extends z.ZodObject>(action: PluginAction<Schema>): PluginAction {
  return action;
}

/** @returns a plug-in as it is, checked by its types. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
