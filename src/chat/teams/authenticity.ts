import { createHmac, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWK, type RemoteJWKSet } from 'jose';
import { z } from 'zod';
import { ChatError } from '../error.ts';

/** How far a token's times may lie from now, in seconds: what the Bot Framework allows. */
const SKEW = 5 * 60;
/** How long the metadata are believed, in milliseconds: "at least 24 hours", says the Bot Framework. */
const METADATA_MS = 24 * 60 * 60 * 1000;
const KEYS_MS = 24 * 60 * 60 * 1000;
/** Least time between two fetches of keys or metadata, in milliseconds, however many unknown keys are named. */
const COOLDOWN_MS = 30_000;
/** Least time between two fetches of which the first failed, in milliseconds. */
const AFTER_FAILURE_MS = 2_000;

/** Signatures by a private key alone: never `none`, never one that a public key would do for. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'];

/** What is expected of the tokens of one bot's requests. */
export interface TokenRules {
  readonly appId: string;
  readonly issuers: readonly string[];
  readonly openIdMetadataUrl: string;
  /** How long one fetch may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a verified token says of the request that it came with. */
export interface Verified {
  /** The address at which the conversation is to be gone on with. */
  readonly serviceUrl: string;
  /** The channels for which the key may sign; undefined when Microsoft names none. */
  readonly endorsements: readonly unknown[] | undefined;
}

/** Codes of failures that say nothing of the request: the keys cannot be had. */
const ABSENT: ReadonlySet<string> = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

const metadataSchema = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

function invalid(what: string): ChatError {
  return new ChatError('invalid_webhook', what);
}

/** The keys with which the Bot Framework signs, found by its OpenID metadata; fetched when needed and kept. */
export class SigningKeys {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #setting: string;
  #set: { readonly keys: RemoteJWKSet; readonly at: number } | undefined;
  #fetching: Promise<RemoteJWKSet> | undefined;
  #failedAt = -Infinity;

  /** @param instance names the setting in errors. */
  constructor(rules: Pick<TokenRules, 'openIdMetadataUrl' | 'timeoutMs'>, instance: string) {
    this.#url = rules.openIdMetadataUrl;
    this.#timeoutMs = rules.timeoutMs;
    this.#setting = `chat.${instance}.openIdMetadataUrl`;
  }

  /** @throws ChatError `connection_failed` when the metadata cannot be had. */
  async get(): Promise<RemoteJWKSet> {
    if (this.#set && performance.now() - this.#set.at < METADATA_MS) return this.#set.keys;
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  unreachable(cause: unknown): ChatError {
    const message = `${this.#setting}: the keys that sign requests from Teams cannot be fetched; look at the network and proxies.`;
    return new ChatError('connection_failed', message, { cause });
  }

  /** Forged requests must not become a flood of requests to Microsoft while it does not answer. */
  async #ask(url: string, init: RequestInit): Promise<Response> {
    if (performance.now() - this.#failedAt < AFTER_FAILURE_MS) throw new Error('it has just failed');
    try {
      const response = await fetch(url, init);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response;
    } catch (error) {
      this.#failedAt = performance.now();
      throw error;
    }
  }

  async #fetch(): Promise<RemoteJWKSet> {
    try {
      const signal = AbortSignal.timeout(this.#timeoutMs);
      const response = await this.#ask(this.#url, { redirect: 'error', signal });
      const { jwks_uri } = metadataSchema.parse(await response.json());
      const uri = new URL(jwks_uri);
      if (new URL(this.#url).protocol === 'https:' && uri.protocol !== 'https:')
        throw new Error('jwks_uri is not https');
      const keys = createRemoteJWKSet(uri, {
        timeoutDuration: this.#timeoutMs,
        cooldownDuration: COOLDOWN_MS,
        cacheMaxAge: KEYS_MS,
        [customFetch]: (url, init) => this.#ask(url, init),
      });
      this.#set = { keys, at: performance.now() };
      return keys;
    } catch (error) {
      throw this.unreachable(error);
    }
  }
}

/** @returns the endorsements of a signing key: the channels for which it may sign; undefined when it has none. */
function endorsementsOf(keys: RemoteJWKSet, kid: string | undefined): readonly unknown[] | undefined {
  const key = keys.jwks()?.keys.find((one: JWK) => one.kid === kid);
  const endorsements = (key as { endorsements?: unknown } | undefined)?.endorsements;
  return Array.isArray(endorsements) ? endorsements : undefined;
}

/** Addresses are the same with and without a slash at their end. */
function sameAddress(a: string, b: string): boolean {
  const bare = (address: string) => address.replace(/\/+$/, '').toLowerCase();
  return bare(a) === bare(b);
}

/**
 * Verifies that a request comes from the Bot Connector
 * (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot).
 * @param authorization header `Authorization`.
 * @param now epoch milliseconds.
 * @param instance names the setting in errors.
 * @throws ChatError `invalid_webhook` when forged, stale or for somebody else; `connection_failed` when the keys cannot be had.
 */
export async function verifyBotToken(
  authorization: string | undefined,
  rules: TokenRules,
  signing: SigningKeys,
  now: number,
  instance: string,
): Promise<Verified> {
  const setting = `chat.${instance}`;
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw invalid(`${setting}: the request has no token as Teams sends one.`);
  const keys = await signing.get();
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: [...rules.issuers],
      audience: rules.appId,
      clockTolerance: SKEW,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'serviceurl'],
    });
    const serviceUrl = payload['serviceurl'];
    if (typeof serviceUrl !== 'string') throw invalid(`${setting}: the request's token names no serviceUrl.`);
    return { serviceUrl, endorsements: endorsementsOf(keys, protectedHeader.kid) };
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if (!(error instanceof errors.JOSEError) || ABSENT.has(error.code)) throw signing.unreachable(error);
    throw new ChatError('invalid_webhook', `${setting}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Holds what a request says of itself to its token: else a bot could be made to send its own token elsewhere.
 * @throws ChatError `invalid_webhook`.
 */
export function assertClaimed(
  { serviceUrl, endorsements }: Verified,
  request: { readonly serviceUrl: string; readonly channelId: string },
  instance: string,
): void {
  if (!sameAddress(serviceUrl, request.serviceUrl))
    throw invalid(`chat.${instance}: the request names another serviceUrl than its token.`);
  if (endorsements && !endorsements.includes(request.channelId))
    throw invalid(
      `chat.${instance}: the request is signed by a key that may not sign for ${request.channelId}.`,
    );
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired)
    return "the request's token has expired; look at this machine's clock.";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return "the request's token is for another bot; compare appId.";
    if (error.claim === 'iss')
      return "the request's token is of another issuer; compare issuers with your cloud.";
    if (error.claim === 'nbf') return "the request's token is not valid yet; look at this machine's clock.";
    return `the request's token has no right ${error.claim}.`;
  }
  return "the request's token is not signed by the Bot Framework.";
}

/** @returns the value of `Authorization` for a body, as an outgoing webhook sends it. @param secret Base64. */
export function webhookSignature(secret: string, body: Uint8Array): string {
  return `HMAC ${createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest('base64')}`;
}

/**
 * Verifies that a request comes from an outgoing webhook of Teams
 * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook).
 * @param secret the security token that Teams showed, Base64.
 * @param instance names the setting in errors.
 * @throws ChatError `authentication_failed` when there is no secret; `invalid_webhook` when forged or unsigned.
 */
export function verifyWebhookRequest(
  authorization: string | undefined,
  body: Uint8Array,
  secret: string | undefined,
  instance: string,
): void {
  if (!secret) {
    const message = `chat.${instance}.outgoingSecret is missing, so that no request from Teams can be believed; set it.`;
    throw new ChatError('authentication_failed', message);
  }
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(webhookSignature(secret, body));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw invalid(
      `chat.${instance}: the signature does not match; compare outgoingSecret with the webhook's token.`,
    );
}
