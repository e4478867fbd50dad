import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { HOW_TO_GET, type Entry } from './entry.ts';
import { CliError, EXIT } from './exit.ts';

/** How long Muster has to answer, in milliseconds: the server itself waits for 10 s. */
const ANSWER_MS = 20_000;

/** What the API answers when it refuses. Source: RFC 9457. */
export interface ProblemDetails {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly problems?: readonly {
    readonly path: string;
    readonly message: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
  }[];
}

/** A request that Muster refused. */
export class Refused extends CliError {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails, message: string, exit: number) {
    super(message, exit);
    this.problem = problem;
  }
}

/** Asks the API of a server. */
export class ApiClient {
  readonly #entry: Entry;
  readonly #fetch: typeof fetch;

  constructor(entry: Entry, fetcher: typeof fetch = fetch) {
    this.#entry = entry;
    this.#fetch = fetcher;
  }

  get url(): string {
    return this.#entry.url;
  }

  get<T>(path: string): Promise<T> {
    return this.request('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.request('POST', path, body);
  }

  /**
   * Asks again under the same key while the server says when to come again and that is in time: what it does is done once.
   * @param path below `/api/v1`, such as `/incidents`. @returns the JSON that was answered; text where it is none.
   * @throws CliError that says what to do; Refused with what the server said.
   */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, token } = this.#entry;
    const until = performance.now() + ANSWER_MS;
    const sent: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    for (;;) {
      const { response, text } = await this.#send(path, sent, until - performance.now());
      const read = parsed(text);
      if (response.ok) return (read ?? text) as T;
      const againMs = againAfter(response);
      if (againMs === undefined || performance.now() + againMs >= until)
        throw refusal(url, response.status, read as Partial<ProblemDetails> | undefined);
      await pause(againMs);
    }
  }

  async #send(path: string, sent: RequestInit, ms: number): Promise<{ response: Response; text: string }> {
    const { url } = this.#entry;
    try {
      const signal = AbortSignal.timeout(Math.max(1, Math.round(ms)));
      const response = await this.#fetch(`${url}/api/v1${path}`, { ...sent, signal });
      return { response, text: await response.text() };
    } catch (error) {
      throw unreachable(url, error);
    }
  }
}

/** @returns milliseconds after which the server is to be asked again; undefined when it did not say. Source: RFC 9110, 10.2.3. */
function againAfter({ status, headers }: Response): number | undefined {
  const seconds = headers.get('retry-after');
  const said = (status === 429 || status === 503) && seconds !== null && /^\d{1,6}$/.test(seconds);
  return said ? Number(seconds) * 1_000 : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unreachable(url: string, error: unknown): CliError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    const message = `${url} did not answer within ${ANSWER_MS / 1_000} s. What was asked for may have been done: look before you ask again.`;
    return new CliError(message, EXIT.failed, error);
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
  const what: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there. Is Muster running, and is this its address?',
    ENOTFOUND: 'there is no such host. Check the address.',
    ECONNRESET: 'the connection was cut. Is this address behind a proxy that ends it?',
  };
  const why = what[code] ?? `the connection failed (${code}).`;
  return new CliError(
    `${url}: ${why} MUSTER_URL or "muster login <address>" says which server is meant.`,
    EXIT.failed,
    error,
  );
}

function refusal(url: string, status: number, read: Partial<ProblemDetails> | undefined): CliError {
  if (read?.code === undefined) {
    return new CliError(`${url} answered ${status}, and not as Muster does: is this its address?`);
  }
  const problem: ProblemDetails = { ...read, status };
  if (status === 401) {
    const message = `${url} does not know this token: it was revoked, or is of another Muster. ${HOW_TO_GET} Then run "muster login ${url}".`;
    return new Refused(problem, message, EXIT.unauthenticated);
  }
  const detail = [problem.detail ?? problem.title ?? `answered ${status}`, ...places(problem)].join('\n');
  return new Refused(problem, detail, status >= 500 ? EXIT.failed : EXIT.refused);
}

/** What is wrong with files is listed place by place, as `muster check-config` does. */
function places({ problems = [] }: ProblemDetails): string[] {
  return problems.flatMap(({ file, line, column = 1, path, message }) =>
    file === undefined || line === undefined ? [] : [`  ${file}:${line}:${column} ${path}: ${message}`],
  );
}
