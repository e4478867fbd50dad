import type { Format } from './format.ts';

/** What is said of a run, when it has begun or when it has ended. */
export interface Announcement {
  readonly enabled: boolean;
  /** A Jinja template; absent: Muster's own words. */
  readonly format?: string;
  /** What one platform shows besides, by its name, as that platform has it. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Ways to say an alias of which people are shown one. */
export interface AliasFormat {
  /** As help shows it; absent: it is not shown. */
  readonly display?: string;
  readonly representations: readonly Format[];
}

/** A sentence by which people run an action from chat (https://docs.stackstorm.com/chatops/aliases.html). */
export interface Alias {
  /** `<pack>.<name>`: no two aliases have the same. */
  readonly ref: string;
  readonly pack: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  /** The action that it runs, `<pack>.<name>`. */
  readonly action: string;
  readonly formats: readonly AliasFormat[];
  /** What is said when a run has begun. */
  readonly ack: Announcement & { readonly appendUrl: boolean };
  readonly result: Announcement;
  /** Parameters that nobody can say otherwise; texts may be Jinja templates. */
  readonly immutable: Readonly<Record<string, unknown>>;
}
