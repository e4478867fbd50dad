import { randomUUID } from 'node:crypto';
import { PAGE_TOKEN_HEADER } from '../../src/chat/sandbox/authenticity.ts';
import type { PageAnswer } from '../../src/chat/sandbox/inbound.ts';
import type { SandboxMessage } from '../../src/chat/sandbox/store.ts';
import { plain } from '../../src/chat/text.ts';
import { insisting } from '../fakes/insisting.ts';
import { read } from '../fakes/sandbox/reader.ts';

/** Somebody who uses the sandbox's page of a running Muster, by what the page asks and sends. */
export class SandboxHand {
  readonly user: string;
  readonly #base: string;
  readonly #instance: string;

  constructor(base: string, user: string, instance = 'sandbox') {
    this.#base = base;
    this.user = user;
    this.#instance = instance;
  }

  /** Types a command after `/im`. @returns every word of the answer. */
  async types(text: string, channel = 'general'): Promise<string> {
    return wordsOf(await this.#act('commands', { channel, text }));
  }

  /** Presses a button of a message, by its label. @returns every word of the answer. */
  async presses(label: string, { channel, id, view }: SandboxMessage): Promise<string> {
    const button = view.elements?.find((one) => one.kind === 'button' && one.label === label);
    if (!button) throw new Error(`there is no button ${label}`);
    return wordsOf(await this.#act('presses', { channel, action: button.action, message: { channel, id } }));
  }

  /** @returns what a channel shows this user, oldest first; without a channel their direct messages. */
  async sees(channel = `@${this.user}`): Promise<(SandboxMessage & { text: string })[]> {
    const { messages } = await this.#get<{ messages: SandboxMessage[] }>('history', { channel });
    return messages.map((message) => ({ ...message, text: read(message, []).text }));
  }

  async #act(surface: string, body: object): Promise<PageAnswer> {
    const { token } = await this.#get<{ token: string }>('state', {});
    const given = JSON.stringify({ ...body, user: this.user, deliveryId: randomUUID() });
    // The page sends the same again, too, while it is answered with 503.
    const response = await insisting(true, () =>
      fetch(`${this.#base}/chat/${this.#instance}/${surface}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [PAGE_TOKEN_HEADER]: token },
        body: given,
      }),
    );
    if (!response.ok) throw new Error(`${surface} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as PageAnswer;
  }

  async #get<T>(what: string, query: Record<string, string>): Promise<T> {
    const asked = new URLSearchParams({ as: this.user, ...query }).toString();
    const response = await insisting(true, () =>
      fetch(`${this.#base}/sandbox/${this.#instance}/${what}?${asked}`),
    );
    if (!response.ok) throw new Error(`${what} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}

function wordsOf(answer: PageAnswer): string {
  if (answer.kind !== 'message') return answer.kind;
  const { heading = '', sections } = answer.view;
  return [
    heading,
    ...sections.flatMap(({ text, fields = [], footnote }) => [
      ...(text ? [plain(text)] : []),
      ...fields.map(({ label, value }) => `${label}: ${plain(value)}`),
      ...(footnote ? [plain(footnote)] : []),
    ]),
  ].join('\n');
}
