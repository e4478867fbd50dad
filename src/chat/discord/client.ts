import { REST, type RESTOptions } from 'discord.js';
import type { ZodType } from 'zod';
import { ChatError } from '../error.ts';
import type { InstanceContext } from '../platform.ts';
import { toChatError } from './errors.ts';
import type { DiscordSettings } from './settings.ts';

/** One call of Discord's HTTP API. */
export interface Request {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Made by `Routes` of discord.js. */
  readonly route: `/${string}`;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** Shown in the server's audit log. */
  readonly reason?: string;
  /** Whether the bot token goes with it; interactions are answered by their own. */
  readonly auth?: boolean;
}

/** @returns how discord.js is to call: each request once, failures back to the caller, because Temporal retries. */
export function restOptions({ apiUrl, timeoutMs }: DiscordSettings): Partial<RESTOptions> {
  const api = apiUrl.replace(/\/+$/, '');
  return { api, version: '10', timeout: timeoutMs, retries: 0, rejectOnRateLimit: () => true, offset: 0 };
}

/**
 * Calls Discord's HTTP API once per request. The client remembers what Discord's answers say of rate limits and refuses
 * at once what Discord would refuse.
 */
export class DiscordClient {
  readonly #rest: REST;
  readonly #token: string;
  readonly #timeoutMs: number;
  readonly #instance: string;

  constructor(settings: DiscordSettings, { instance }: InstanceContext) {
    const { botToken, timeoutMs } = settings;
    this.#rest = new REST(restOptions(settings));
    this.#token = botToken;
    this.#timeoutMs = timeoutMs;
    this.#instance = instance;
  }

  /**
   * @param what the call, for error messages.
   * @param schema what the answer must have; what else is in it is ignored.
   * @param signal gives the call up; its outcome is then unknown.
   * @throws ChatError and nothing else.
   */
  async call<T>(what: string, schema: ZodType<T>, request: Request, signal?: AbortSignal): Promise<T> {
    const { method, route, body, query, reason, auth = true } = request;
    const setting = `chat.${this.#instance} ${what}`;
    // The client's own time-out ends with the answer's headers.
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    // After a 401 the client forgets the token, and would fail without having asked.
    this.#rest.setToken(this.#token);
    let answer: unknown;
    try {
      answer = await this.#rest[method](route, {
        auth,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body !== undefined && { body }),
        ...(query && { query: new URLSearchParams(query) }),
        ...(reason !== undefined && { reason }),
      });
    } catch (error) {
      throw toChatError(error, setting);
    }
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const message = `${setting}: the answer was not Discord's; look at apiUrl and at proxies on the way.`;
    throw new ChatError('outcome_unknown', message, { cause: read.error });
  }
}
