/** Whether business hours were open when a step was due. Times are epoch milliseconds. */
export interface FoundHours {
  /** The key in the configuration. */
  readonly hours: string;
  readonly open: boolean;
  /** When that changes. */
  readonly until?: number;
  /** `until` as clocks show it where the hours are kept: `Mon 09:00 Europe/Berlin`. */
  readonly local?: string;
  /** The longest that a page of low urgency waits for them; absent when they open before that, or are open. */
  readonly latest?: { readonly at: number; readonly local: string };
  /** The configuration has no such hours any more. */
  readonly unknown?: true;
}
