/** What a guide is written for. */
export interface GuideContext {
  /** Name of the integration in the configuration. */
  readonly integration: string;
  /** The address to which the sender posts, with its secret. */
  readonly address: string;
  /** Greatest delivery that it takes, in bytes. */
  readonly bodyLimitBytes: number;
}

/** One step of setting a sender up. */
export interface GuideStep {
  /** What to do, in one or two sentences, with the sender's own names of pages and fields. */
  readonly text: string;
  /** To be copied: a value, a command, a part of a configuration file. */
  readonly copy?: string;
}

/** How a sender is set up, step by step. */
export interface Guide {
  readonly steps: readonly GuideStep[];
  /** The sender's own page about it. */
  readonly documentation: string;
}
