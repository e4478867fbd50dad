import * as client from 'openid-client';
import type { Vouched } from '../../access/session.ts';
import type { OpenId } from '../../config/sign-in-schema.ts';

/** How long the provider has to answer, in seconds. */
const ANSWER_SECONDS = 5;
/** How long what a provider says of itself is believed, in milliseconds. */
const KNOWN_MS = 60 * 60_000;

/** A sign-in that came to nothing, in words for who tried it. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  /** Is it the operator who has to do something? */
  readonly isOperators: boolean;

  constructor(
    message: string,
    { cause, isOperators = false }: { cause?: unknown; isOperators?: boolean } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.isOperators = isOperators;
  }
}

/** What only this sign-in and the provider know. */
export interface Secrets {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who came back from the provider. */
export interface Arrived {
  readonly vouched: Vouched;
  readonly idToken: string;
}

/**
 * Speaks with OpenID providers: code flow with PKCE, state and nonce; ID tokens are believed by their signature.
 * Source: OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0; RFC 9700.
 * @param now epoch milliseconds.
 */
export function createOpenIdProviders(now: () => number) {
  const known = new Map<string, { readonly found: Promise<client.Configuration>; readonly at: number }>();

  async function discover({ issuer, clientId, clientSecret }: OpenId): Promise<client.Configuration> {
    const address = new URL(issuer);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Marked so to stand out: only a provider on this machine may do without encryption, as the schema says.
    const relax: (configuration: client.Configuration) => void = client.allowInsecureRequests;
    const isPlain = address.protocol === 'http:';
    const found = await client.discovery(address, clientId, undefined, client.None(), {
      execute: isPlain ? [relax] : [],
      timeout: ANSWER_SECONDS,
    });
    const server = found.serverMetadata();
    // OpenID Connect Discovery 1.0, section 3: Basic where nothing is said.
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const auth =
      clientSecret === undefined
        ? client.None()
        : methods.includes('client_secret_basic')
          ? client.ClientSecretBasic(clientSecret)
          : client.ClientSecretPost(clientSecret);
    const configuration = new client.Configuration(server, clientId, undefined, auth);
    configuration.timeout = ANSWER_SECONDS;
    if (isPlain) relax(configuration);
    client.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  async function configurationOf(openid: OpenId): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret, name } = openid;
    const key = JSON.stringify([issuer, clientId, clientSecret]);
    const before = known.get(key);
    const fresh = before && now() - before.at < KNOWN_MS ? before : { found: discover(openid), at: now() };
    known.set(key, fresh);
    return fresh.found.catch((cause: unknown) => {
      if (known.get(key) === fresh) known.delete(key);
      const message = isAway(cause)
        ? `${name} did not answer. Try again in a moment, or use a token; if that goes on, the operator should look at signIn.openid.issuer.`
        : `${name} does not say how to sign in there. Try again, or use a token; the operator should look at signIn.openid.issuer.`;
      throw new SignInFailed(message, { cause, isOperators: true });
    });
  }

  return {
    /**
     * @param redirectUri where the provider sends the browser back to.
     * @returns where the browser is sent, and what is to be kept until it comes back. @throws SignInFailed
     */
    async begin(openid: OpenId, redirectUri: string): Promise<{ address: URL; secrets: Secrets }> {
      const configuration = await configurationOf(openid);
      const secrets: Secrets = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: openid.scopes.join(' '),
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(secrets.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { address, secrets };
    },

    /** @param came the address at which the browser came back. @throws SignInFailed */
    async finish(openid: OpenId, came: URL, { state, nonce, codeVerifier }: Secrets): Promise<Arrived> {
      const configuration = await configurationOf(openid);
      try {
        const tokens = await client.authorizationCodeGrant(configuration, came, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const said = tokens.claims();
        if (!said || tokens.id_token === undefined) throw new SignInFailed(unusable(openid));
        const asks = said.email === undefined && configuration.serverMetadata().userinfo_endpoint;
        // Only what the same subject says of themselves counts: the library compares it.
        const more = asks ? await client.fetchUserInfo(configuration, tokens.access_token, said.sub) : {};
        const claims: Record<string, unknown> = { ...more, ...said };
        refuseOthers(openid, claims);
        return { vouched: vouchedOf(openid, claims), idToken: tokens.id_token };
      } catch (error) {
        throw failureOf(openid, error);
      }
    },

    /** @returns where somebody signs out of the provider too; undefined where it offers none or does not answer. */
    async signOutAddress(openid: OpenId, idToken: string, backTo: string): Promise<string | undefined> {
      const configuration = await configurationOf(openid).catch(() => undefined);
      if (!configuration?.serverMetadata().end_session_endpoint) return undefined;
      return client.buildEndSessionUrl(configuration, {
        id_token_hint: idToken,
        post_logout_redirect_uri: backTo,
      }).href;
    },
  };
}

export type OpenIdProviders = ReturnType<typeof createOpenIdProviders>;

const unusable = ({ name }: OpenId): string =>
  `What ${name} said is not what it should be, so nobody was signed in. Begin again; if that does not help, the log says more.`;

function vouchedOf({ issuer }: OpenId, claims: Record<string, unknown>): Vouched {
  const { sub, name, preferred_username: user, email, email_verified: verified } = claims;
  const shown = [name, user].find((one) => typeof one === 'string' && one.trim() !== '');
  return {
    issuer,
    subject: String(sub),
    ...(typeof shown === 'string' && { name: shown.slice(0, 80) }),
    // Some providers write the truth as a string; that they say nothing is no yes.
    ...(typeof email === 'string' && (verified === true || verified === 'true') && { verifiedEmail: email }),
  };
}

/** @throws SignInFailed naming the claim, not what the provider said. */
function refuseOthers({ claims: wanted, name }: OpenId, claims: Record<string, unknown>): void {
  for (const [claim, value] of Object.entries(wanted)) {
    const said = claims[claim];
    if (said === value || (Array.isArray(said) && said.includes(value))) continue;
    throw new SignInFailed(
      `Your account at ${name} is not one of those that may come in here (claim ${claim}). Sign in there with another one, or ask who runs Muster.`,
    );
  }
}

function failureOf(openid: OpenId, error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error;
  const { name } = openid;
  if (error instanceof client.AuthorizationResponseError) {
    const message =
      error.error === 'access_denied'
        ? `${name} let nobody in: the sign-in was given up or is not allowed there.`
        : `${name} let nobody in and said ${JSON.stringify(error.error.slice(0, 60))}.`;
    return new SignInFailed(message, { cause: error });
  }
  if (error instanceof client.ResponseBodyError || isChallengedClient(error)) {
    const isOurs =
      error instanceof client.WWWAuthenticateChallengeError ||
      ['invalid_client', 'unauthorized_client', 'invalid_request'].includes(error.error);
    const message = isOurs
      ? `${name} does not take Muster for what it is. The operator should look at signIn.openid.clientId and clientSecret, and at the redirect address that is registered there.`
      : `${name} did not take the code that it gave: it was used, or too old. Begin again.`;
    return new SignInFailed(message, { cause: error, isOperators: isOurs });
  }
  const away = isAway(error);
  const message = away ? `${name} did not answer. Begin again in a moment.` : unusable(openid);
  return new SignInFailed(message, { cause: error, isOperators: true });
}

/**
 * RFC 6749, section 5.2: a client that is not believed may be answered by a challenge for how it signed in. One for a
 * bearer (RFC 6750) is about a token instead.
 */
function isChallengedClient(error: unknown): error is client.WWWAuthenticateChallengeError {
  return (
    error instanceof client.WWWAuthenticateChallengeError &&
    error.cause.every(({ scheme }) => scheme.toLowerCase() !== 'bearer')
  );
}

/** Connections that fail and time-outs, as the platform's fetch shows them. */
function isAway(error: unknown): boolean {
  const causes = [error, error instanceof Error ? error.cause : undefined];
  return causes.some(
    (one) => one instanceof TypeError || (one instanceof DOMException && one.name === 'TimeoutError'),
  );
}
