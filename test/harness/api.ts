import { randomUUID } from 'node:crypto';
import { insisting } from '../fakes/insisting.ts';
import { eventually } from './eventually.ts';

/** An incident as the API shows it, as far as tests look at it. */
export interface ApiIncident {
  readonly id: string;
  readonly status: string;
  readonly severity: string;
  readonly acknowledged?: { readonly by: { readonly name: string }; readonly at: string };
  readonly deadlines: readonly { readonly name: string; readonly at: string }[];
  readonly slaBreached: readonly string[];
  readonly problems: readonly { readonly target: string; readonly code: string; readonly reason: string }[];
}

export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** The REST API in domain verbs. What could not be done in time (503) is sent again under its key, as clients are to do. */
export class Api {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<ApiAnswer<T>> {
    return insisting(true, async () => {
      const response = await fetch(`${this.#base}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          'idempotency-key': key,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as T };
    });
  }

  /** @returns the id of the new incident. */
  async declare(title: string, more: Record<string, unknown> = {}, key?: string): Promise<string> {
    const { status, body } = await this.request<{ id: string; detail?: string }>(
      'POST',
      '/incidents',
      { title, ...more },
      key,
    );
    if (status !== 201) throw new Error(`declaring answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  command(
    id: string,
    name: string,
    body: Record<string, unknown> = {},
    key?: string,
  ): Promise<
    ApiAnswer<{ incident?: ApiIncident; accepted?: boolean; detail?: string; cancelled?: string[] }>
  > {
    return this.request('POST', `/incidents/${id}/${name}`, body, key);
  }

  /**
   * Sends a command, and again under its key while Temporal only keeps it (202), until a worker has carried it out.
   * @returns the first other answer.
   */
  carriedOut(id: string, name: string, body?: Record<string, unknown>): ReturnType<Api['command']> {
    const key = randomUUID();
    return eventually(`${name} of ${id} is carried out`, async () => {
      const answer = await this.command(id, name, body, key);
      return answer.status !== 202 && answer;
    });
  }

  async incident(id: string): Promise<ApiIncident> {
    const { status, body } = await this.request<ApiIncident>('GET', `/incidents/${id}`);
    if (status !== 200) throw new Error(`${id} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** @returns the timeline as sentences. */
  async timeline(id: string): Promise<{ type: string; text: string; at: string; sequence: number }[]> {
    const { body } = await this.request<{
      events: { type: string; text: string; at: string; sequence: number }[];
    }>('GET', `/incidents/${id}/timeline`);
    return body.events;
  }
}
