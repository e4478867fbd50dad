import type { History, SandboxMessage } from '../../chat/sandbox/store.ts';
import type { PageAnswer, PageChannel, PageEvent, PageState } from './wire.ts';

/** Waits between tries of what may have failed on the way, in milliseconds. */
const RETRIES = [400, 1_200, 3_000];

/** A refusal by the server, in words for the person. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function refusal(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
  return new Refused(
    response.status,
    problem.detail ?? problem.title ?? `The server answered ${response.status}.`,
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** The page's way to the server. */
export class Connection {
  readonly #base: string;
  readonly #instance: string;
  #token = '';

  constructor(instance: string) {
    this.#instance = instance;
    this.#base = `/sandbox/${encodeURIComponent(instance)}`;
  }

  async state(me: string | undefined): Promise<PageState> {
    const state = await this.#get<PageState>(`${this.#base}/state`, me === undefined ? {} : { as: me });
    this.#token = state.token;
    return state;
  }

  history(as: string, channel: string): Promise<History> {
    return this.#get(`${this.#base}/history`, { as, channel });
  }

  async thread(as: string, root: string): Promise<readonly SandboxMessage[]> {
    const { messages } = await this.#get<{ messages: SandboxMessage[] }>(`${this.#base}/thread`, {
      as,
      root,
    });
    return messages;
  }

  async say(
    as: string,
    what: { channel: string; text: string; thread?: string },
    deliveryId: string,
  ): Promise<SandboxMessage> {
    const body = { ...what, user: as, deliveryId };
    const { message } = await this.#post<{ message: SandboxMessage }>(`${this.#base}/messages`, as, body);
    return message;
  }

  async createChannel(as: string, name: string): Promise<PageChannel> {
    const body = { user: as, name };
    const { channel } = await this.#post<{ channel: PageChannel }>(`${this.#base}/channels`, as, body);
    return channel;
  }

  /**
   * Hands Muster a command, press, submission or mention.
   * @param deliveryId the same for the same click, however often it is sent.
   */
  act(surface: string, as: string, body: Record<string, unknown>, deliveryId: string): Promise<PageAnswer> {
    const address = `/chat/${encodeURIComponent(this.#instance)}/${surface}`;
    return this.#post(address, as, { ...body, deliveryId, user: as });
  }

  /** Listens to what happens. @returns how to stop. */
  listen(
    as: string,
    after: number,
    on: { event: (event: PageEvent) => void; connected: (is: boolean) => void },
  ): () => void {
    const query = new URLSearchParams({ instance: this.#instance, as, after: String(after) });
    const source = new EventSource(`/sandbox/events?${query.toString()}`);
    source.onopen = () => on.connected(true);
    source.onmessage = (message: MessageEvent<string>) => on.event(JSON.parse(message.data) as PageEvent);
    source.onerror = () => {
      on.connected(false);
      // A browser tries again by itself, except after an answer that was no stream.
      if (source.readyState === EventSource.CLOSED) void pause(2_000).then(() => on.event({ kind: 'reset' }));
    };
    return () => source.close();
  }

  async #get<T>(address: string, query: Record<string, string>): Promise<T> {
    const response = await fetch(`${address}?${new URLSearchParams(query).toString()}`);
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as T;
  }

  async #post<T>(address: string, as: string, body: unknown): Promise<T> {
    let renewed = false;
    for (let tried = 0; ; tried++) {
      const wait = RETRIES[tried];
      const headers = { 'content-type': 'application/json', 'x-muster-page-token': this.#token };
      const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
        () => undefined,
      );
      if (response?.ok) return (await response.json()) as T;
      if (response?.status === 401 && !renewed) {
        renewed = true;
        await this.state(as);
      } else if (wait === undefined || (response && response.status !== 503)) {
        throw response
          ? await refusal(response)
          : new Refused(0, 'The server cannot be reached. Is it running?');
      } else {
        await pause(wait);
      }
    }
  }
}
