import { WebClient, type FetchFunction, type Logger, LogLevel } from '@slack/web-api';
import type { InstanceContext } from '../platform.ts';
import { toChatError } from './errors.ts';
import type { SlackSettings } from './settings.ts';

/** Every failure reaches the caller as a ChatError; a second account on the console would bypass the structured log. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The wait when Slack asks for one without saying how long, in seconds: its limits are counted per minute. */
const UNSTATED_WAIT = '60';

function fetching(signal: AbortSignal | undefined): FetchFunction {
  return async (url, init = {}) => {
    const signals = [init.signal, signal].filter((one) => one !== undefined);
    const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
    if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response;
    return new Response(null, { status: 429, headers: { 'retry-after': UNSTATED_WAIT } });
  };
}

/** A token of the Web API, or none for what needs none. @throws ChatError when there should be one. */
export type Token = () => Promise<string | undefined>;

/** Calls Slack's Web API once per request: Temporal retries, so the client must not. */
export class SlackClient {
  readonly #settings: Pick<SlackSettings, 'apiUrl' | 'timeoutMs'>;
  readonly #token: Token;
  readonly #instance: string;

  /** @param token whose calls these are; the configured bot's when not given. */
  constructor(
    settings: Pick<SlackSettings, 'apiUrl' | 'timeoutMs' | 'botToken'>,
    context: InstanceContext,
    token: Token = () => Promise.resolve(settings.botToken),
  ) {
    this.#settings = settings;
    this.#instance = context.instance;
    this.#token = token;
  }

  /**
   * @param method the Web API method, for error messages.
   * @param request makes the call.
   * @param signal gives the call up; its outcome is then unknown.
   * @throws ChatError and nothing else.
   */
  async call<T>(
    method: string,
    request: (client: WebClient) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { apiUrl, timeoutMs } = this.#settings;
    const token = await this.#token();
    // A client holds nothing but settings; one per call is the only way to give it the caller's signal.
    const client = new WebClient(token, {
      slackApiUrl: apiUrl,
      timeout: timeoutMs,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
      fetch: fetching(signal),
    });
    try {
      return await request(client);
    } catch (error) {
      throw toChatError(error, `chat.${this.#instance} ${method}`);
    }
  }
}
