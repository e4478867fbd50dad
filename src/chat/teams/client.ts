import {
  ConnectorClient,
  HttpClient,
  type HttpRequestConfig,
  type HttpResponse,
} from '@microsoft/agents-hosting';
import { ChatError } from '../error.ts';
import { toChatError } from './errors.ts';
import type { BotSettings } from './settings.ts';
import { Tokens } from './token.ts';

/** The SDK's HTTP client, with a signal for every request: the SDK itself hands none on. */
class Http extends HttpClient {
  readonly #signal: AbortSignal;

  constructor(options: { baseURL: string; headers: Record<string, string> }, signal: AbortSignal) {
    super(options);
    this.#signal = signal;
  }

  override request<T = unknown>(config: HttpRequestConfig): Promise<HttpResponse<T>> {
    return super.request<T>({ ...config, signal: this.#signal });
  }
}

/** The SDK's connector client; what HTTP client it uses it leaves to those who derive from it. */
export class Connector extends ConnectorClient {
  static on(http: HttpClient): Connector {
    return new Connector(http);
  }
}

/** Calls Microsoft once per request: Temporal retries, so the client must not. */
export class TeamsClient {
  readonly #settings: BotSettings;
  readonly #instance: string;
  readonly #tokens: Tokens;

  constructor(settings: BotSettings, instance: string) {
    this.#settings = settings;
    this.#instance = instance;
    this.#tokens = new Tokens(settings, instance);
  }

  /**
   * Calls the Bot Connector.
   * @param what the operation, for error messages.
   * @param serviceUrl an address that came with a verified request, or that the configuration names.
   * @param signal gives the call up; its outcome is then unknown.
   * @throws ChatError and nothing else.
   */
  connector<T>(
    what: string,
    serviceUrl: string,
    request: (connector: Connector) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { botScope } = this.#settings;
    return this.#call(what, serviceUrl, botScope, (http) => request(Connector.on(http)), signal);
  }

  /**
   * Calls Microsoft Graph.
   * @param config with `url` below `graphUrl`, such as `/teams/…`.
   * @returns the answer's body.
   * @throws ChatError and nothing else.
   */
  graph<T>(what: string, config: HttpRequestConfig, signal?: AbortSignal): Promise<T> {
    const { graphUrl } = this.#settings;
    const scope = `${new URL(graphUrl).origin}/.default`;
    return this.#call(
      `Graph ${what}`,
      graphUrl,
      scope,
      async (http) => (await http.request<T>(config)).data,
      signal,
    );
  }

  /** @returns when a token for the Bot Connector is there; a new one is asked for. */
  async login(): Promise<void> {
    this.#tokens.refused(this.#settings.botScope);
    await this.#tokens.get(this.#settings.botScope);
  }

  async #call<T>(
    what: string,
    baseURL: string,
    scope: string,
    request: (http: HttpClient) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const where = `chat.${this.#instance} ${what}`;
    if (signal?.aborted) throw new ChatError('connection_failed', `${where}: given up before it was begun.`);
    const token = await this.#tokens.get(scope);
    const limits = [AbortSignal.timeout(this.#settings.timeoutMs), ...(signal ? [signal] : [])];
    const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
    try {
      return await request(new Http({ baseURL, headers }, AbortSignal.any(limits)));
    } catch (cause) {
      const error = toChatError(cause, where);
      if (error.code === 'authentication_failed') this.#tokens.refused(scope);
      throw error;
    }
  }
}
