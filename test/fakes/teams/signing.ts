import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { APP_ID } from './organisation.ts';

/** What stands in a token; all of it can be forged in tests. */
export interface TokenOptions {
  readonly audience?: string;
  readonly issuer?: string;
  readonly serviceUrl?: string | undefined;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly lifetimeMs?: number;
  readonly kid?: string;
}

export const ISSUER = 'https://api.botframework.com';

/** Keys with which the fake Bot Connector signs, as its JWKS shows them. */
export class Signing {
  readonly #kid: string;
  readonly #pair: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly jwk: JWK;

  private constructor(kid: string, pair: Awaited<ReturnType<typeof generateKeyPair>>, jwk: JWK) {
    this.#kid = kid;
    this.#pair = pair;
    this.jwk = jwk;
  }

  /** @param endorsements the channels for which the key may sign; none named when undefined. */
  static async create(kid: string, endorsements?: readonly string[]): Promise<Signing> {
    const pair = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    return new Signing(kid, pair, {
      ...jwk,
      kid,
      use: 'sig',
      alg: 'RS256',
      ...(endorsements && { endorsements }),
    });
  }

  /** @returns a token as the Bot Connector sends it with a request. */
  async token(serviceUrl: string, options: TokenOptions = {}): Promise<string> {
    const { audience = APP_ID, issuer = ISSUER, at = Date.now(), lifetimeMs = 3_600_000 } = options;
    const claims: JWTPayload =
      'serviceUrl' in options ? { serviceurl: options.serviceUrl } : { serviceurl: serviceUrl };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: options.kid ?? this.#kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setNotBefore(Math.floor(at / 1000))
      .setExpirationTime(Math.floor((at + lifetimeMs) / 1000))
      .sign(this.#pair.privateKey);
  }
}
