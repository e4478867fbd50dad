import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenMessage } from '../../contract/harness.ts';
import { insisting } from '../insisting.ts';
import { commandDelivery, pressDelivery, submitDelivery, type Delivery } from './deliveries.ts';
import { checkDialog } from './endpoints/dialogs.open.ts';
import { Faults, type MattermostFault } from './faults.ts';
import { slackLinks } from './markup.ts';
import type { Rates } from './rates.ts';
import { readPost } from './reading.ts';
import { RestApi, type RestCall } from './rest-api.ts';
import { FakeSockets } from './sockets.ts';
import {
  MattermostState,
  type FakeAttachment,
  type FakeChannel,
  type FakeDialog,
  type FakePost,
  type FakeUser,
  type Json,
} from './state.ts';

export { BOT_TOKEN } from './rest-api.ts';
export const COMMAND_TOKEN = 'fakecommandtokenfakecomman';
export const CALLBACK_SECRET = 'fake callback secret of more than 32 characters';

/** What the app answered to something that Mattermost sent. */
export interface AppAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The body as JSON, when it is some. */
  readonly json?: Json;
}

/** One Mattermost server behind a REST API, with people in it who type, press and read. */
export class FakeMattermost {
  readonly state = new MattermostState();
  readonly sockets: FakeSockets;
  /** Do people do again what the app was late for, or do they leave it at that? */
  insistent = false;
  readonly #server: Server;
  readonly #faults = new Faults();
  readonly #waiting = new Set<() => void>();
  readonly #api: RestApi;
  readonly #names = new Map<string, string>();
  #command: { url: string; token: string } | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.sockets = new FakeSockets(server, this.state, () => this.#changed());
    this.#api = new RestApi(this.state, this.#faults, () => this.#changed());
    server.on('request', (request, response) => void this.#api.serve(request, response));
  }

  /** The value of the setting `url`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every call that the app made, in the order of arrival. */
  get calls(): readonly RestCall[] {
    return this.#api.calls;
  }

  /** The server's limit on calls; it holds while it is switched on. */
  get rates(): Rates {
    return this.#api.rates;
  }

  // What the tests arrange.

  /** Registers the slash command: `url` is `https://…/chat/<instance>/commands`. */
  addCommand(url: string, token = COMMAND_TOKEN): void {
    this.#command = { url, token };
  }

  /** Tells where a public address of the app leads to, as a name server and a proxy do. */
  resolves(origin: string, to: string): void {
    this.#names.set(origin, to);
  }

  addUser(name: string, more: Partial<FakeUser> = {}): FakeUser {
    return this.state.addUser(name, more);
  }

  /** @param members user ids; the bot alone unless they are given. */
  addChannel(
    name: string,
    options: { type?: 'O' | 'P'; members?: string[]; team?: string } = {},
  ): FakeChannel {
    return this.state.addChannel(name, options);
  }

  /** Lets the next calls of a route (`*`: of any) go wrong. */
  failNext(route: string, fault: MattermostFault, times = 1): void {
    this.#faults.plan(route, fault, times);
  }

  /** Sets what Retry-After says, in seconds; 7 unless it is set. */
  set retryAfter(seconds: number) {
    this.#api.retryAfter = seconds;
  }

  /** How many planned faults nobody has met so far. */
  get faultsLeft(): number {
    return this.#faults.left;
  }

  /** Ends all faults that are still to come. */
  recover(): void {
    this.#faults.clear();
    this.#api.revoked = false;
  }

  revokeToken(): void {
    this.#api.revoked = true;
  }

  // What people see.

  /** @returns the stored posts of a channel, by id or name, threads included, oldest first. */
  posts(channel: string): FakePost[] {
    const name = channel.replace(/^#/, '');
    const found = [...this.state.channels.values()].find((one) => one.id === channel || one.name === name);
    return found?.posts.filter((post) => post.delete_at === 0) ?? [];
  }

  /** @returns the posts of a channel as its readers see them, oldest first. */
  seen(channel: string): SeenMessage[] {
    return this.posts(channel).map((post) => readPost(this.state, post));
  }

  /** @returns what only this user sees in a channel. */
  whispers(user: string, channel: string): SeenMessage[] {
    return this.state.ephemerals
      .filter((one) => one.to === user && one.channel_id === channel)
      .map((post) => readPost(this.state, post));
  }

  /** @returns the direct messages that a user got. */
  directMessages(user: string): SeenMessage[] {
    return this.state.direct(user).posts.map((post) => readPost(this.state, post));
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
    const texts = this.seen(channel).map((message) => message.text);
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

  // What people do. Each is sent to the app as Mattermost sends it; what the app answers is shown as Mattermost does.

  /** @param text what follows the command. */
  async types(user: FakeUser, channel: string, text: string): Promise<AppAnswer> {
    if (!this.#command) throw new Error('addCommand tells where the app is');
    const delivery = commandDelivery(this.state, user, channel, text, this.#command);
    // The same again: anew it might be done twice, and people would look first.
    const answer = await insisting(this.insistent, () => this.deliver(delivery));
    const { json } = answer;
    if (answer.status !== 200 || !json || (!json['text'] && !json['attachments'])) return answer;
    const attachments = ((json['attachments'] ?? []) as FakeAttachment[]).map((attachment) => ({
      ...attachment,
      ...(attachment.text && { text: slackLinks(attachment.text) }),
      ...(attachment.fields && {
        fields: attachment.fields.map((field) => ({ ...field, value: slackLinks(field.value) })),
      }),
    }));
    const said = typeof json['text'] === 'string' ? json['text'] : '';
    const message = json['skip_slack_parsing'] === true ? said : slackLinks(said);
    const home = this.state.channel(channel);
    if (json['response_type'] === 'in_channel') {
      this.state.addPost(home, user.id, message, { props: { attachments, from_webhook: 'true' } });
    } else this.#whisper(user, home, message, attachments);
    this.#changed();
    return answer;
  }

  /** Presses a button, or chooses an option of the menu with this placeholder. */
  async presses(
    user: FakeUser,
    ref: { channel: string; id: string },
    label: string,
    choice?: string,
  ): Promise<AppAnswer> {
    const post = this.posts(ref.channel).find((one) => one.id === ref.id);
    if (!post) throw new Error(`there is no message ${ref.id} in ${ref.channel}`);
    const answer = await this.#does(() => pressDelivery(this.state, user, post, label, choice));
    const said = answer.json?.['ephemeral_text'];
    if (answer.status === 200 && typeof said === 'string') {
      const shown = answer.json?.['skip_slack_parsing'] === true ? said : slackLinks(said);
      this.#whisper(user, this.state.channel(post.channel_id), shown, []);
    }
    this.#changed();
    return answer;
  }

  /** Submits the dialog that was opened last. A dialog that is the answer takes its place. */
  async submits(
    user: FakeUser,
    channel: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<AppAnswer> {
    const opened = this.state.dialogs.at(-1);
    if (!opened) throw new Error('no dialog is open');
    const answer = await this.#does(() => submitDelivery(this.state, opened, user, channel, values));
    if (answer.json?.['type'] === 'form') {
      const dialog = answer.json['form'] as FakeDialog['dialog'];
      checkDialog(dialog);
      this.state.dialogs.push({ ...opened, dialog });
    }
    return answer;
  }

  /** Writes something that the server tells the app of by the WebSocket. @param mentions who is notified, by id. */
  writes(
    user: FakeUser,
    channel: FakeChannel,
    message: string,
    mentions: string[] = [],
    root = '',
  ): FakePost {
    const post = this.state.addPost(channel, user.id, message, { root_id: root });
    this.sockets.posted(channel, post, user, mentions);
    return post;
  }

  /** Sends a delivery to the app; the same one may be sent again. */
  async deliver({ url, contentType, headers, body }: Delivery): Promise<AppAnswer> {
    const { origin } = new URL(url);
    const response = await fetch(url.replace(origin, this.#names.get(origin) ?? origin), {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body,
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json = type.startsWith('application/json') && text ? { json: JSON.parse(text) as Json } : {};
    return { status: response.status, contentType: type, body: text, ...json };
  }

  async close(): Promise<void> {
    this.sockets.close();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** What the app is late for has to be done anew: Mattermost sends nothing twice. */
  #does(anew: () => Delivery): Promise<AppAnswer> {
    return insisting(this.insistent, () => this.deliver(anew()));
  }

  #whisper(user: FakeUser, channel: FakeChannel, message: string, attachments: FakeAttachment[]): void {
    const post = this.state.addPost({ ...channel, posts: [] }, user.id, message, { props: { attachments } });
    this.state.ephemerals.push({ ...post, to: user.id });
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Starts a fake Mattermost on a free port of this machine. */
export async function startFakeMattermost(): Promise<FakeMattermost> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FakeMattermost(server);
}
