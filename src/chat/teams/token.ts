import { ConfidentialClientApplication, LogLevel, type INetworkModule } from '@azure/msal-node';
import { ChatError } from '../error.ts';
import { TEAMS_ERRORS } from './errors.ts';
import type { BotSettings } from './settings.ts';

type Answer<T> = { headers: Record<string, string>; body: T; status: number };

/**
 * MSAL's way to the network: one request each, no retries, within the time-out. MSAL takes https addresses only; it is
 * told of one, and the request goes to `loginUrl` as it stands.
 */
class Network implements INetworkModule {
  readonly #settings: BotSettings;

  constructor(settings: BotSettings) {
    this.#settings = settings;
  }

  sendGetRequestAsync<T>(url: string, options?: { headers?: Record<string, string> }): Promise<Answer<T>> {
    return this.#send<T>(url, { method: 'GET', headers: options?.headers ?? {} });
  }

  sendPostRequestAsync<T>(
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ): Promise<Answer<T>> {
    return this.#send<T>(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' });
  }

  async #send<T>(url: string, init: RequestInit): Promise<Answer<T>> {
    const { pathname, search } = new URL(url);
    const target = new URL(`${pathname}${search}`, this.#settings.loginUrl);
    const signal = AbortSignal.timeout(this.#settings.timeoutMs);
    const response = await fetch(target, { ...init, redirect: 'error', signal });
    const body = (await response.json()) as T;
    return { headers: Object.fromEntries(response.headers), body, status: response.status };
  }
}

/** Tokens of the bot, by client credentials (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow). */
export class Tokens {
  readonly #app: ConfidentialClientApplication;
  readonly #setting: string;
  /** Scopes whose token Microsoft has refused since it was fetched. */
  readonly #stale = new Set<string>();

  /** @param instance names the settings in errors. */
  constructor(settings: BotSettings, instance: string) {
    const { host } = new URL(settings.loginUrl);
    const authority = `https://${host}/${settings.tenantId}`;
    const endpoint = (name: string) => `${authority}/oauth2/v2.0/${name}`;
    this.#setting = `chat.${instance}`;
    this.#app = new ConfidentialClientApplication({
      auth: {
        clientId: settings.appId,
        clientSecret: settings.appPassword,
        authority,
        knownAuthorities: [host],
        // Given here, they need not be asked for: one request less before the first message.
        authorityMetadata: JSON.stringify({
          authorization_endpoint: endpoint('authorize'),
          token_endpoint: endpoint('token'),
          issuer: `${authority}/v2.0`,
          jwks_uri: `https://${host}/${settings.tenantId}/discovery/v2.0/keys`,
        }),
      },
      system: {
        networkClient: new Network(settings),
        loggerOptions: {
          loggerCallback: () => undefined,
          logLevel: LogLevel.Error,
          piiLoggingEnabled: false,
        },
      },
    });
  }

  /**
   * @param scope such as `https://graph.microsoft.com/.default`.
   * @returns an access token, from memory while it is valid.
   * @throws ChatError `authentication_failed`, or `connection_failed`: without a token nothing was done.
   */
  async get(scope: string): Promise<string> {
    try {
      const skipCache = this.#stale.delete(scope);
      const result = await this.#app.acquireTokenByClientCredential({ scopes: [scope], skipCache });
      if (result?.accessToken) return result.accessToken;
    } catch (error) {
      this.#stale.add(scope);
      throw this.#failure(error);
    }
    throw new ChatError(
      'authentication_failed',
      `${this.#setting}: the token endpoint gave no token; look at loginUrl.`,
    );
  }

  /** Notes that Microsoft refuses the token: the next one is fetched anew. */
  refused(scope: string): void {
    this.#stale.add(scope);
  }

  #failure(error: unknown): ChatError {
    const { errorCode, errorMessage } = error as { errorCode?: unknown; errorMessage?: unknown };
    const row = typeof errorCode === 'string' ? TEAMS_ERRORS[errorCode] : undefined;
    const number = typeof errorMessage === 'string' ? /AADSTS\d+/.exec(errorMessage)?.[0] : undefined;
    const details = [errorCode, number].filter((part) => typeof part === 'string' && part !== '').join(', ');
    if (row) {
      const message = `${this.#setting}: no token (${details}); ${row[1]}.`;
      return new ChatError(row[0], message, { cause: error });
    }
    const message = `${this.#setting}: no token (${details || 'no answer'}); look at loginUrl, the network and proxies. It will be tried again.`;
    return new ChatError('connection_failed', message, { cause: error });
  }
}
