/** Who somebody is on the pages: the holder of an API token, or whom an OpenID provider has vouched for. */
export type SignedInAs =
  | {
      readonly kind: 'token';
      /** SHA-256 of the token, hexadecimal. */
      readonly hash: string;
    }
  | ({ readonly kind: 'openid' } & Vouched);

/** What an OpenID provider has said of somebody. */
export interface Vouched {
  readonly issuer: string;
  /** The claim `sub`: the same for the same person for good. */
  readonly subject: string;
  readonly name?: string;
  /** Present only when the provider says that it has verified it. */
  readonly verifiedEmail?: string;
}

/** Somebody who is signed in to the pages. Times are epoch milliseconds. */
export interface Session {
  readonly tenant: string;
  readonly as: SignedInAs;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The ID token that the session began with: by it the provider knows which of its own sessions is to end. */
  readonly idToken?: string;
}

/** A sign-in by an OpenID provider that is under way. Times are epoch milliseconds. */
export interface SignInUnderWay {
  readonly tenant: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where it leads afterwards, an address of our own. */
  readonly next: string;
  readonly expiresAt: number;
}
