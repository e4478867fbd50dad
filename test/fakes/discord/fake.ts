import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenMessage } from '../../contract/harness.ts';
import { insisting, NoAnswer } from '../insisting.ts';
import { take } from './answering.ts';
import { Api, type ApiCall } from './api.ts';
import {
  pressed,
  reactedEvent,
  submitted,
  typedCommand,
  typing,
  usedOn,
  writtenEvent,
  type Interaction,
} from './deliveries.ts';
import { Faults, type DiscordFault } from './faults.ts';
import { FakeGateway } from './gateway.ts';
import { Guild, type FakeChannel, type FakeMessage, type FakeUser, type Json } from './guild.ts';
import type { Rates } from './rates.ts';
import { readMessage } from './reading.ts';
import { newSigningKey, signDiscordRequest } from './signing.ts';

export { BOT_TOKEN } from './guild.ts';

/** What the app answered to an interaction. */
export interface AppAnswer {
  /** Of the HTTP answer; 200 for what came by the gateway. */
  readonly status: number;
  readonly json: Json;
  /** Every word that the person sees of it. */
  readonly text: string;
}

/** How long a person waits for the app, in milliseconds. */
const PATIENCE = 3_000;

/** How long a deferred answer is waited for here, in milliseconds. */
const DEFERRED = 30_000;

/** What Muster says of what it could not do in time. */
const LATE = /did NOT take that|not known whether Muster took that|took too long for a form/;

/** One Discord server behind the API and the gateway, with people in it who type, press and read. */
export class FakeDiscord {
  readonly guild = new Guild();
  readonly key = newSigningKey();
  readonly gateway: FakeGateway;
  readonly api: Api;
  /** Do people do again what the app was late for, or do they leave it at that? */
  insistent = false;
  readonly #server: Server;
  readonly #faults = new Faults();
  readonly #waiting = new Set<() => void>();
  #app: string | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.gateway = new FakeGateway(server, this.guild, () => this.#changed());
    this.api = new Api(this.guild, this.#faults, () => this.#changed());
    server.on('request', (request, response) => void this.api.serve(request, response));
  }

  /** The value of the setting `apiUrl`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  /** Every call that the app made, in the order of arrival. */
  get calls(): readonly ApiCall[] {
    return this.api.calls;
  }

  /** Discord's limits on calls; they hold while they are switched on. */
  get rates(): Rates {
    return this.api.rates;
  }

  // What the tests arrange.

  /** Tells Discord where interactions are sent; without it they go to the gateway. @param url `https://…/chat/<instance>`. */
  installApp(url: string): void {
    this.#app = url;
  }

  /** Lets the next calls of an endpoint (`*`: of any) go wrong. */
  failNext(endpoint: string, fault: DiscordFault, times = 1): void {
    this.#faults.plan(endpoint, fault, times);
  }

  /** How many planned faults nobody has met so far. */
  get faultsLeft(): number {
    return this.#faults.left;
  }

  /** Ends all faults that are still to come. */
  recover(): void {
    this.#faults.clear();
    this.api.revoked = false;
    this.api.bucket = undefined;
  }

  // What people see.

  channel(nameOrId: string): FakeChannel {
    const found =
      this.guild.channels.get(nameOrId) ??
      [...this.guild.channels.values()].find(({ name }) => name === nameOrId);
    if (!found) throw new Error(`there is no channel ${nameOrId}`);
    return found;
  }

  /** @returns the messages of a channel, threads included, as its readers see them, oldest first. */
  seen(nameOrId: string): SeenMessage[] {
    const channel = this.channel(nameOrId);
    const own = channel.messages.map((message) => readMessage(message));
    const threads = this.guild
      .threads(channel.id)
      .flatMap((thread) => thread.messages.map((message) => readMessage(message, thread.id)));
    return [...own, ...threads].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  }

  /** @returns the direct messages that a user got. */
  directMessages(user: string): SeenMessage[] {
    return this.guild.direct(user).messages.map((message) => readMessage(message));
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
        const timer = setTimeout(done, left);
        const waiting = this.#waiting;
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  // What people do. Each is sent to the app as Discord sends it and gives the app's answer.

  types(user: FakeUser, channel: string, word: string, options: Json = {}): Promise<AppAnswer> {
    return this.#does(() => typedCommand(this.guild, user, this.channel(channel), word, options));
  }

  /** @returns what is suggested for an option while it is typed. */
  async suggests(
    user: FakeUser,
    channel: string,
    [word, option, text]: readonly [string, string, string],
  ): Promise<{ name: string; value: string }[]> {
    const at = this.channel(channel);
    const { json } = await this.#does(() => typing(this.guild, user, at, word, option, text));
    return (json['data'] as { choices: { name: string; value: string }[] }).choices;
  }

  /** Uses a command from the menu of a message. */
  uses(user: FakeUser, name: string, message: FakeMessage): Promise<AppAnswer> {
    return this.#does(() => usedOn(this.guild, user, name, message));
  }

  /** Presses a button, or chooses an option of the menu with this placeholder. */
  presses(
    user: FakeUser,
    ref: { channel: string; id: string },
    label: string,
    choice?: string,
  ): Promise<AppAnswer> {
    const message = this.guild.message(this.channel(ref.channel), ref.id);
    return this.#does(() => pressed(this.guild, user, message, label, choice));
  }

  /** Submits the modal that was opened last. */
  submits(user: FakeUser, values: Record<string, string>): Promise<AppAnswer> {
    const modal = this.guild.modals.at(-1);
    if (!modal) throw new Error('no modal is open');
    return this.#does(() => submitted(this.guild, user, modal, values));
  }

  /** Writes a message; whoever listens at the gateway is told. */
  writes(user: FakeUser, channel: string, content: string): FakeMessage {
    const message = this.guild.addMessage(this.channel(channel), { author: user.id, content });
    if (this.gateway.known) {
      this.gateway.dispatch('MESSAGE_CREATE', writtenEvent(this.guild, user, message));
    }
    return message;
  }

  mentions(user: FakeUser, channel: string, text: string): FakeMessage {
    return this.writes(user, channel, `<@${this.guild.bot.id}> ${text}`);
  }

  reacts(user: FakeUser, message: FakeMessage, emoji: string): void {
    this.gateway.dispatch('MESSAGE_REACTION_ADD', reactedEvent(this.guild, user, message, emoji));
  }

  /** Sends an interaction to the app; the same one may be sent again. */
  deliver(interaction: Interaction): Promise<AppAnswer> {
    return this.#app === undefined ? this.#byGateway(interaction) : this.#byHttp(this.#app, interaction);
  }

  /** What the app is late for has to be done anew: Discord sends nothing twice. */
  #does(anew: () => Interaction): Promise<AppAnswer> {
    const isLate = ({ status, text }: AppAnswer): boolean => status === 503 || LATE.test(text);
    return insisting(this.insistent, () => this.deliver(anew()), isLate);
  }

  async #byGateway(interaction: Interaction): Promise<AppAnswer> {
    this.gateway.dispatch('INTERACTION_CREATE', interaction);
    const json = await this.until(() => this.guild.interactions.get(interaction.id)?.answer, PATIENCE);
    if (!json) throw new NoAnswer('the application did not respond');
    const later = json['type'] === 5 ? await this.#deferred(interaction.id) : json;
    return { status: 200, json: later, text: words(later) };
  }

  /** What a deferred answer says in the end; of one for all first stands in its place that it is done. */
  async #deferred(id: string): Promise<Json> {
    const last = (): Json | undefined => {
      const { followed = 0, last: data, withdrawn } = this.guild.interactions.get(id) ?? {};
      if (withdrawn) return { type: 6 };
      const placeholder = followed === 1 && data?.['content'] === 'Done\\.';
      return data && !placeholder ? { type: 4, data } : undefined;
    };
    const json = await this.until(last, DEFERRED);
    if (!json) throw new Error('the application deferred its answer, and gave none');
    if (json['type'] === 6 && this.insistent) throw new NoAnswer('the application took back its deferral');
    return json;
  }

  async #byHttp(app: string, interaction: Interaction): Promise<AppAnswer> {
    const body = JSON.stringify(interaction);
    const sent = performance.now();
    const response = await fetch(`${app}/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signDiscordRequest(this.key, body, Date.now()) },
      body,
    });
    const json = (await response.json()) as Json;
    if (performance.now() - sent > PATIENCE) throw new NoAnswer('the application did not respond');
    const waiting = this.guild.interactions.get(interaction.id);
    if (response.ok && waiting && !waiting.answer) take(this.guild, waiting, json);
    this.#changed();
    const later = json['type'] === 5 ? await this.#deferred(interaction.id) : json;
    return { status: response.status, json: later, text: words(later) };
  }

  async close(): Promise<void> {
    this.gateway.close();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

function words(answer: Json): string {
  const data = (answer['data'] ?? {}) as Json;
  if (answer['type'] !== 4) return '';
  const message = {
    id: '',
    channel_id: '',
    author: '',
    allowed: { parse: [], users: [] },
    flags: 0,
    attachments: [],
    pinned: false,
    edited: false,
    content: typeof data['content'] === 'string' ? data['content'] : '',
    embeds: (data['embeds'] ?? []) as Json[],
    components: (data['components'] ?? []) as Json[],
  };
  return readMessage(message).text;
}

/** Starts a fake Discord on a free port of this machine. */
export async function startFakeDiscord(): Promise<FakeDiscord> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FakeDiscord(server);
}
