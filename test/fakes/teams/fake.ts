import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenMessage } from '../../contract/harness.ts';
import { insisting } from '../insisting.ts';
import { installed, invoke, message, type Where } from './deliveries.ts';
import { textOf, type Json } from './json.ts';
import { Faults, type Interface, type TeamsFault } from './faults.ts';
import { APP_PASSWORD, Interfaces, type Request } from './interfaces.ts';
import {
  APP_ID,
  Organisation,
  TENANT,
  type FakeChannel,
  type FakeMessage,
  type FakeTeam,
  type FakeUser,
} from './organisation.ts';
import type { Rates } from './rates.ts';
import { cardsOf, readMessage, within } from './reading.ts';
import { Signing, type TokenOptions } from './signing.ts';

/** What the app answered to something that Teams sent. */
export interface AppAnswer {
  readonly status: number;
  readonly body: string;
  /** The body as JSON, when it is some. */
  readonly json?: Json;
}

/** One organisation in Microsoft Teams, with its interfaces, and people in it who type, press and read. */
export class FakeTeams {
  readonly organisation = new Organisation();
  /** Do people do again what the app was late for, or do they leave it at that? */
  insistent = false;
  readonly #server: Server;
  readonly #faults = new Faults();
  readonly #waiting = new Set<() => void>();
  readonly #interfaces: Interfaces;
  /** Keys that are in the published set, the one in use first. */
  signing: Signing[];
  /** Keys that are published in place of those. */
  published: readonly Pick<Signing, 'jwk'>[] | undefined;
  #app: string | undefined;

  constructor(server: Server, signing: Signing) {
    this.#server = server;
    this.signing = [signing];
    this.#interfaces = new Interfaces(
      this.organisation,
      this.#faults,
      () => this.published ?? this.signing,
      () => this.#changed(),
    );
    server.on('request', (request, response) => void this.#interfaces.serve(request, response));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get serviceUrl(): string {
    return `${this.origin}/teams/`;
  }

  /** Settings of a bot in this organisation. */
  get settings(): Record<string, unknown> {
    return {
      appId: APP_ID,
      appPassword: APP_PASSWORD,
      tenantId: TENANT,
      serviceUrl: this.serviceUrl,
      loginUrl: this.origin,
      openIdMetadataUrl: `${this.origin}/openid/.well-known/openidconfiguration`,
      graphUrl: `${this.origin}/graph/v1.0`,
      timeoutMs: 2000,
    };
  }

  /** Every request that the app made, in the order of arrival. */
  get requests(): readonly Request[] {
    return this.#interfaces.requests;
  }

  /** Teams' limits on calls of the Bot Connector; they hold while they are switched on. */
  get rates(): Rates {
    return this.#interfaces.rates;
  }

  get workflowPosts(): readonly Json[] {
    return this.#interfaces.workflowPosts;
  }

  // What the tests arrange.

  /** Tells Teams where the app is: `https://…/chat/<instance>`. */
  installApp(url: string): void {
    this.#app = url;
  }

  addUser(name: string): FakeUser {
    return this.organisation.addUser(name);
  }

  addTeam(name: string, members: readonly FakeUser[]): FakeTeam {
    return this.organisation.addTeam(name, members);
  }

  addChannel(name: string, team: FakeTeam): FakeChannel {
    return this.organisation.addChannel(name, team);
  }

  /** Lets the next calls of an interface (`*`: Bot Connector or Graph) go wrong. */
  failNext(at: Interface, fault: TeamsFault, times = 1): void {
    this.#faults.plan(at, fault, times);
  }

  /** Sets what Retry-After says, in seconds; 7 unless it is set. */
  set retryAfter(seconds: number) {
    this.#interfaces.retryAfter = seconds;
  }

  /** How many planned faults nobody has met so far. */
  get faultsLeft(): number {
    return this.#faults.left;
  }

  recover(): void {
    this.#faults.clear();
    this.#interfaces.revoked = false;
  }

  revokeToken(): void {
    this.#interfaces.revoked = true;
  }

  // What people see.

  /** @returns the stored messages of a channel, by id or name, threads included, oldest first. */
  messages(channel: string): FakeMessage[] {
    const name = channel.replace(/^#/, '');
    const found = [...this.organisation.channels.values()].find(
      (one) => one.id === channel || one.name === name,
    );
    return this.organisation.messages.filter(({ conversation }) => conversation === (found?.id ?? channel));
  }

  /** @returns the bot's messages of a channel as their readers see them, oldest first. */
  seen(channel: string): SeenMessage[] {
    const { bot } = this.organisation;
    return this.messages(channel)
      .filter(({ from }) => from === bot.id)
      .map(readMessage);
  }

  /** @returns the messages that a user got from the bot directly. */
  directMessages(user: string): SeenMessage[] {
    const { chats, messages } = this.organisation;
    return messages.filter(({ conversation }) => chats.get(conversation) === user).map(readMessage);
  }

  /** @returns the cards with a form that were sent. */
  forms(): { title: string; submit: string; context: Record<string, string> }[] {
    return this.organisation.messages.flatMap(({ activity }) =>
      cardsOf(activity).flatMap((card) =>
        within(card, 'Action.Execute').flatMap((action) => {
          const form = ((action['data'] as Json)['muster'] as Json)['form'] as
            { context: Record<string, string> } | undefined;
          const [heading] = within(card, 'TextBlock');
          return form
            ? [{ title: String(heading?.['text']), submit: String(action['title']), context: form.context }]
            : [];
        }),
      ),
    );
  }

  /**
   * Waits until a message stands in the channel.
   * @param containing words, or a pattern, of its text. @param within milliseconds.
   */
  async expectMessage(channel: string, containing: string | RegExp, within = 30_000): Promise<SeenMessage> {
    const matches = ({ text }: SeenMessage) =>
      typeof containing === 'string' ? text.includes(containing) : containing.test(text);
    const found = await this.until(() => this.seen(channel).find(matches), within);
    if (found) return found;
    const texts = this.seen(channel).map(({ text }) => text);
    throw new Error(
      `no message with ${String(containing)} in ${channel} within ${within} ms; there: ${JSON.stringify(texts)}`,
    );
  }

  /** Waits until `look` finds something; undefined when the time, in milliseconds, is over. */
  async until<T>(look: () => T | undefined, within = 30_000): Promise<T | undefined> {
    const deadline = Date.now() + within;
    for (;;) {
      const found = look();
      const left = deadline - Date.now();
      if (found !== undefined || left <= 0) return found;
      await new Promise<void>((resolve) => {
        const waiting = this.#waiting;
        const timer = setTimeout(done, left);
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  // What people do. Each is sent to the app as Teams sends it and gives the app's answer.

  /** Puts the app into a team. */
  installs(user: FakeUser, team: FakeTeam): Promise<AppAnswer> {
    return this.#does(() => installed(this.organisation, this.serviceUrl, user, team));
  }

  /** Mentions the bot in a channel, or writes to it alone. */
  says(user: FakeUser, where: Where, text: string, others: readonly FakeUser[] = []): Promise<AppAnswer> {
    return this.#does(() => {
      const written = message(this.organisation, this.serviceUrl, user, where, text, others);
      if (where.channel !== undefined)
        this.organisation.post(where.channel, where.thread, { text }, user.mri, textOf(written, 'id'));
      return written;
    });
  }

  /**
   * Presses a button of a message, or chooses an option of the menu with this label.
   * @param ref where the message stands.
   */
  presses(
    user: FakeUser,
    ref: { channel: string; id: string },
    label: string,
    choice?: string,
  ): Promise<AppAnswer> {
    const [card] = this.messages(ref.channel.replace(/;messageid=.*/, ''))
      .filter(({ id }) => id === ref.id)
      .flatMap(({ activity }) => cardsOf(activity));
    if (!card) throw new Error(`there is no card ${ref.id} in ${ref.channel}`);
    const inputs: Json = {};
    let title = label;
    if (choice !== undefined) {
      const menu = within(card, 'Input.ChoiceSet').find((one) => one['label'] === label);
      if (!menu) throw new Error(`there is no menu ${label}`);
      inputs[String(menu['id'])] = choice;
      title = 'Set';
    }
    const where = ref.channel.startsWith('a:') ? {} : { channel: ref.channel.replace(/;messageid=.*/, '') };
    return this.act(user, where, card, title, inputs, ref.id, Object.keys(inputs)[0]);
  }

  /** Does what a button of a card does. @param select id of the menu that the button belongs to. */
  act(
    user: FakeUser,
    where: Where,
    card: Json,
    title: string,
    inputs: Json,
    replyToId: string,
    select?: string,
  ): Promise<AppAnswer> {
    const all = [...within(card, 'Action.Execute'), ...within(card, 'Action.Submit')];
    const action = all.find((one) => {
      const ours = (one['data'] as Json)['muster'] as Json;
      return one['title'] === title && ours['select'] === select;
    });
    if (!action)
      throw new Error(
        `there is no button ${title}; there are ${all.map((one) => String(one['title'])).join(', ')}`,
      );
    const data = { ...(action['data'] as Json), ...inputs };
    const opens = (data['msteams'] as Json | undefined)?.['type'] === 'task/fetch';
    if (action['type'] === 'Action.Execute') {
      const value = {
        action: { type: 'Action.Execute', title, verb: action['verb'], data },
        trigger: 'manual',
      };
      return this.invokes(user, where, 'adaptiveCard/action', value, { replyToId });
    }
    return this.invokes(
      user,
      where,
      opens ? 'task/fetch' : 'task/submit',
      { data, context: { theme: 'default' } },
      { replyToId },
    );
  }

  /** Submits a dialog that the app showed. @param answer what it was shown by. */
  submits(
    user: FakeUser,
    where: Where,
    answer: AppAnswer,
    values: Record<string, string>,
  ): Promise<AppAnswer> {
    const card = dialogOf(answer);
    const [submit] = within(card, 'Action.Submit');
    const initial: [string, string][] = ['Input.Text', 'Input.ChoiceSet', 'Input.Toggle'].flatMap((type) =>
      within(card, type).map((input): [string, string] => [textOf(input, 'id'), textOf(input, 'value')]),
    );
    const data = { ...(submit?.['data'] as Json), ...Object.fromEntries(initial), ...values };
    return this.invokes(user, where, 'task/submit', { data, context: { theme: 'default' } });
  }

  invokes(user: FakeUser, where: Where, name: string, value: unknown, more: Json = {}): Promise<AppAnswer> {
    return this.#does(() => invoke(this.organisation, this.serviceUrl, user, where, name, value, more));
  }

  /** Sends an activity, with a token, to the app; the same one may be sent again. */
  async deliver(activity: Json, token: TokenOptions = {}): Promise<AppAnswer> {
    if (this.#app === undefined) throw new Error('installApp tells where the app is');
    const body = JSON.stringify(activity);
    const response = await fetch(`${this.#app}/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: await this.authorization(token),
      },
      body,
    });
    const text = await response.text();
    const json = text.startsWith('{') ? { json: JSON.parse(text) as Json } : {};
    return { status: response.status, body: text, ...json };
  }

  /** What the app is late for has to be done anew: Teams sends nothing twice. */
  #does(anew: () => Json): Promise<AppAnswer> {
    return insisting(this.insistent, () => this.deliver(anew()));
  }

  /** @returns the value of the header `Authorization`. */
  async authorization(options: TokenOptions = {}): Promise<string> {
    const [key] = this.signing;
    return `Bearer ${await key!.token(this.serviceUrl, options)}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** @returns the card of a dialog in an answer. */
export function dialogOf({ json, body }: AppAnswer): Json {
  const task = json?.['task'] as { type: string; value: { card?: { content: Json } } } | undefined;
  const card = task?.type === 'continue' ? task.value.card?.content : undefined;
  if (!card) throw new Error(`no dialog was shown: ${body}`);
  return card;
}

/** Making a key takes a third of a second: all fakes of a process have the same one. */
let key: Promise<Signing> | undefined;

/** Starts a fake Microsoft Teams on a free port of this machine. */
export async function startFakeTeams(): Promise<FakeTeams> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FakeTeams(server, await (key ??= Signing.create('key-1', ['msteams', 'webchat'])));
}
