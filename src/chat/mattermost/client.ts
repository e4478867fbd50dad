import mattermost from '@mattermost/client';
import type { InstanceContext } from '../platform.ts';
import { MattermostRefusal, toChatError } from './errors.ts';
import type { MattermostSettings } from './settings.ts';

/** Seconds until the limit is lifted; documented as an epoch, sent as a duration. */
function waitMs(headers: Headers, now: number): number | undefined {
  const seconds = [headers.get('retry-after'), headers.get('x-ratelimit-reset')]
    .filter((value) => value !== null && /^\d{1,12}$/.test(value))
    .map(Number)[0];
  if (seconds === undefined) return undefined;
  return seconds > 1_000_000_000 ? Math.max(0, seconds * 1000 - now) : seconds * 1000;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Mattermost's client knows the routes; its own transport drops the HTTP status, what to wait, and every signal. */
export class MattermostApi extends mattermost.Client4 {
  readonly #signal: AbortSignal;

  constructor(settings: Pick<MattermostSettings, 'url' | 'botToken'>, signal: AbortSignal) {
    super();
    this.#signal = signal;
    this.setUrl(settings.url);
    this.setToken(settings.botToken);
    this.setIncludeCookies(false);
    this.setUserAgent('Muster');
  }

  /** @throws MattermostRefusal, and what fetch throws. */
  protected override doFetch = async <Answer>(
    url: string,
    options: Parameters<mattermost.Client4['getOptions']>[0],
  ): Promise<Answer> => {
    const { method, headers, body } = this.getOptions(options) as RequestInit;
    const response = await fetch(url, {
      ...(headers && { headers }),
      ...(body && { body }),
      method: (method ?? 'get').toUpperCase(),
      // A redirect would lose the body of a POST, and a page to sign in at is no answer.
      redirect: 'manual',
      signal: this.#signal,
    });
    const answer = json(await response.text());
    const { ok, status } = response;
    if (ok && answer !== undefined) return answer as Answer;
    const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
    const wait = status === 429 ? waitMs(response.headers, Date.now()) : undefined;
    throw new MattermostRefusal(status, typeof id === 'string' ? id : undefined, wait);
  };

  /** Opens a dialog (https://developers.mattermost.com/integrate/plugins/interactive-dialogs/); the client lacks it. */
  openDialog(request: object): Promise<unknown> {
    const options = { method: 'post', body: JSON.stringify(request) };
    return this.doFetch(`${this.getBaseRoute()}/actions/dialogs/open`, options);
  }
}

/** Calls Mattermost's REST API once per request: Temporal retries, so the client must not. */
export class MattermostClient {
  readonly #settings: MattermostSettings;
  readonly #instance: string;

  constructor(settings: MattermostSettings, context: InstanceContext) {
    this.#settings = settings;
    this.#instance = context.instance;
  }

  /**
   * @param what the operation, for error messages.
   * @param request makes the call.
   * @param signal gives the call up; its outcome is then unknown.
   * @throws ChatError and nothing else.
   */
  async call<T>(what: string, request: (api: MattermostApi) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const limit = AbortSignal.timeout(this.#settings.timeoutMs);
    // A client holds nothing but settings; one per call is the only way to give it the caller's signal.
    const api = new MattermostApi(this.#settings, signal ? AbortSignal.any([limit, signal]) : limit);
    try {
      return await request(api);
    } catch (error) {
      throw toChatError(error, `chat.${this.#instance} ${what}`);
    }
  }
}
