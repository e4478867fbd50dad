/** One request of a sender outside, as it came. */
export interface Delivery {
  readonly tenant: string;
  /** Name of the integration in the configuration. */
  readonly integration: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Those that its source keeps, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes. */
  readonly body: Uint8Array;
}

/**
 * How it was made sure who sent a delivery: by a signature, by a token in a header, or by the secret in the address alone;
 * `test`: Muster itself made it.
 */
export type Assurance = 'signature' | 'token' | 'address' | 'test';

/** What a source says of a request before anything of it is believed. The reason is shown to admins, never to the sender. */
export type Verdict =
  { readonly verified: true; readonly by: Assurance } | { readonly verified: false; readonly reason: string };
