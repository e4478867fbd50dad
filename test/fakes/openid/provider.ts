import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** Somebody who has an account at the provider. */
export interface Account {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** A code that was given, until it is used. */
interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly account: Account;
}

/** What is wrong with the provider. */
export type Trouble = 'discovery' | 'token 500' | 'token reset' | 'jwks 500';

const KEY = { alg: 'RS256', kid: 'key-1' } as const;

/** Made once: they take longer than all else. */
const keys = Promise.all([generateKeyPair(KEY.alg), generateKeyPair(KEY.alg)]);

/**
 * An OpenID provider with accounts, codes that count once, and a session in which `account` is signed in. Written from
 * OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0, RFC 6749 and RFC 7636.
 */
export class OpenIdProvider {
  readonly clients = new Map<string, { secret: string | undefined; redirectUris: string[] }>([
    ['muster', { secret: 'the client secret', redirectUris: [] }],
  ]);
  /** Who is signed in at the provider; undefined: whoever comes gives up. */
  account: Account | undefined;
  /** What the ID token says otherwise than it should. */
  forged: Record<string, unknown> = {};
  /** Is the ID token signed by a key that is not the provider's? */
  foreignKey = false;
  /** Is who somebody is told by the userinfo endpoint alone? */
  claimsElsewhere = false;
  authMethods: string[] | undefined = ['client_secret_basic'];
  offersSignOut = true;
  /** Is a client that is not believed answered by a challenge? */
  challenges = true;
  trouble: Trouble | undefined;
  /** Requests that came, as `METHOD /path`. */
  readonly asked: string[] = [];
  /** The `id_token_hint` of each sign-out. */
  readonly signedOut: string[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, Account>();
  #server!: Server;
  #key!: CryptoKey;
  #foreign!: CryptoKey;
  #jwk!: JWK;

  static async open(): Promise<OpenIdProvider> {
    const provider = new OpenIdProvider();
    const [own, foreign] = await keys;
    provider.#key = own.privateKey;
    provider.#foreign = foreign.privateKey;
    provider.#jwk = { ...(await exportJWK(own.publicKey)), ...KEY, use: 'sig' };
    provider.#server = createServer((request, response) => {
      void provider.#answer(request, response);
    });
    provider.#server.listen(0, '127.0.0.1');
    await once(provider.#server, 'listening');
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    this.asked.push(`${request.method} ${url.pathname}`);
    const json = (status: number, body: object): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        if (this.trouble === 'discovery') json(503, {});
        else json(200, this.#metadata());
        return;
      case '/jwks':
        if (this.trouble === 'jwks 500') json(500, {});
        else json(200, { keys: [this.#jwk] });
        return;
      case '/authorize':
        this.#authorize(url.searchParams, response);
        return;
      case '/token':
        if (this.trouble === 'token reset') request.socket.destroy();
        else if (this.trouble === 'token 500') json(500, {});
        else {
          const { status, body } = await this.#token(request);
          // RFC 6749, section 5.2: who came by Basic is told to do so.
          if (status === 401 && this.challenges)
            response.setHeader('www-authenticate', 'Basic realm="provider"');
          json(status, body);
        }
        return;
      case '/userinfo': {
        const account = this.#tokens.get(
          /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '',
        );
        if (account) json(200, account);
        else json(401, {});
        return;
      }
      case '/sign-out':
        this.signedOut.push(url.searchParams.get('id_token_hint') ?? '');
        response.writeHead(303, { location: url.searchParams.get('post_logout_redirect_uri') ?? '/' }).end();
        return;
      default:
        json(404, {});
    }
  }

  #metadata(): object {
    const at = (path: string): string => `${this.issuer}${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      userinfo_endpoint: at('/userinfo'),
      jwks_uri: at('/jwks'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [KEY.alg],
      code_challenge_methods_supported: ['S256'],
      ...(this.authMethods && { token_endpoint_auth_methods_supported: this.authMethods }),
      ...(this.offersSignOut && { end_session_endpoint: at('/sign-out') }),
    };
  }

  /** RFC 6749, 4.1.2.1: nobody is sent to an address that is not the client's. */
  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    const client = this.clients.get(asked.get('client_id') ?? '');
    const redirectUri = asked.get('redirect_uri') ?? '';
    const challenge = asked.get('code_challenge');
    if (!client?.redirectUris.includes(redirectUri)) {
      response.writeHead(400).end('unknown client or redirect_uri');
      return;
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', asked.get('state') ?? '');
    const isAsked =
      asked.get('response_type') === 'code' && (asked.get('scope') ?? '').split(' ').includes('openid');
    if (!isAsked || asked.get('code_challenge_method') !== 'S256' || challenge === null)
      back.searchParams.set('error', 'invalid_request');
    else if (!this.account) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomUUID();
      this.#codes.set(code, {
        clientId: asked.get('client_id') ?? '',
        redirectUri,
        challenge,
        nonce: asked.get('nonce') ?? undefined,
        account: this.account,
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(303, { location: back.href }).end();
  }

  async #token(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const form = new URLSearchParams(await text(request));
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [id = '', secret]: (string | undefined)[] = basic
      ? Buffer.from(basic, 'base64')
          .toString()
          .split(':')
          .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
      : [form.get('client_id') ?? undefined, form.get('client_secret') ?? undefined];
    const client = this.clients.get(id);
    const way = basic ? 'client_secret_basic' : secret === undefined ? 'none' : 'client_secret_post';
    const isTaken = way === 'none' || (this.authMethods ?? ['client_secret_basic']).includes(way);
    if (!client || client.secret !== secret || !isTaken)
      return { status: 401, body: { error: 'invalid_client' } };
    const given = this.#codes.get(form.get('code') ?? '');
    // RFC 6749, 4.1.2: a code is used once.
    this.#codes.delete(form.get('code') ?? '');
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      !given ||
      given.clientId !== id ||
      given.redirectUri !== form.get('redirect_uri') ||
      given.challenge !== verified
    )
      return { status: 400, body: { error: 'invalid_grant' } };
    const { account, nonce } = given;
    const accessToken = randomUUID();
    this.#tokens.set(accessToken, account);
    const claims = this.claimsElsewhere ? { sub: account.sub } : account;
    const idToken = await this.#idToken({ ...claims, nonce, aud: id, ...this.forged });
    return {
      status: 200,
      body: { access_token: accessToken, token_type: 'Bearer', expires_in: 60, id_token: idToken },
    };
  }

  #idToken(claims: Record<string, unknown>): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ iss: this.issuer, iat: now, exp: now + 300, ...claims })
      .setProtectedHeader(KEY)
      .sign(this.foreignKey ? this.#foreign : this.#key);
  }
}
