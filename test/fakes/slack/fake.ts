import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenMessage } from '../../contract/harness.ts';
import { insisting } from '../insisting.ts';
import { FakeApp } from './app.ts';
import {
  commandDelivery,
  httpBody,
  mentionDelivery,
  pressDelivery,
  submitDelivery,
  type Delivery,
} from './deliveries.ts';
import { Faults, type SlackFault } from './faults.ts';
import { homeOpened, homePress, linkShared, messageShortcut, reaction } from './gestures.ts';
import { readBlocks, readMessage } from './reading.ts';
import type { Rates } from './rates.ts';
import { signSlackRequest } from './signing.ts';
import { FakeSockets } from './sockets.ts';
import { BOT_TOKEN, WebApi, type Call } from './web-api.ts';
import { Workspace, type FakeChannel, type FakeMessage, type FakeUser } from './workspace.ts';

export { APP_TOKEN, BOT_TOKEN } from './web-api.ts';
export const SIGNING_SECRET = 'fake-signing-secret';

/** What the app answered to something that Slack sent. */
export interface AppAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The body as JSON, when it is some. */
  readonly json?: Record<string, unknown>;
}

/** One Slack workspace behind a Web API, with people in it who type, press and read. */
export class FakeSlack {
  readonly workspace = new Workspace();
  readonly sockets: FakeSockets;
  readonly app = new FakeApp();
  /** Do people do again what the app was late for, or do they leave it at that? */
  insistent = false;
  readonly #server: Server;
  readonly #faults = new Faults();
  readonly #waiting = new Set<() => void>();
  readonly #api: WebApi;
  #installedAt: { url: string; signingSecret: string } | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.sockets = new FakeSockets(server, () => this.#changed());
    this.app.tokens.set(BOT_TOKEN, this.workspace);
    this.#api = new WebApi(this.app, this.#faults, () => this.#changed());
    server.on('request', (request, response) => void this.#api.serve(request, response));
  }

  /** The value of the setting `apiUrl`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/`;
  }

  /** Every call that the app made, in the order of arrival. */
  get calls(): readonly Call[] {
    return this.#api.calls;
  }

  // What the tests arrange.

  /** Tells Slack where the app is: `url` is `https://…/chat/<instance>`. */
  installApp(app: { url: string; signingSecret: string }): void {
    this.#installedAt = app;
  }

  /** @returns another workspace, in which the app may be installed. */
  addWorkspace(id: string, name: string): Workspace {
    return new Workspace({ id, domain: name.toLowerCase(), name });
  }

  addUser(name: string): FakeUser {
    return this.workspace.addUser(name);
  }

  /** @param members user ids; the bot alone unless they are given. */
  addChannel(name: string, options: { isPrivate?: boolean; members?: string[] } = {}): FakeChannel {
    return this.workspace.addChannel(name, options);
  }

  /** Lets the next calls of a method (`*`: of any) go wrong. */
  failNext(method: string, fault: SlackFault, times = 1): void {
    this.#faults.plan(method, fault, times);
  }

  /** Its limits, which are off unless they are switched on. */
  get rates(): Rates {
    return this.#api.rates;
  }

  /** Sets what Retry-After says, in seconds; 7 unless it is set. */
  set retryAfter(seconds: number) {
    this.#api.retryAfter = seconds;
  }

  /** Ends all faults that are still to come. */
  recover(): void {
    this.#faults.clear();
    this.#api.revoked = false;
  }

  revokeToken(): void {
    this.#api.revoked = true;
  }

  /** Removes a channel as if it had never been. */
  removeChannel(id: string): void {
    this.workspace.channels.delete(id);
  }

  // What people see.

  /** @returns the stored messages of a channel, by id or name, threads included, oldest first. */
  messages(channel: string): FakeMessage[] {
    const name = channel.replace(/^#/, '');
    const found = [...this.workspace.channels.values()].find(
      (one) => one.id === channel || one.name === name,
    );
    return found?.messages ?? [];
  }

  /** @returns the messages of a channel as its readers see them, oldest first. */
  seen(channel: string): SeenMessage[] {
    return this.messages(channel).map(readMessage);
  }

  /** @returns what only this user sees in a channel. */
  whispers(user: string, channel: string): SeenMessage[] {
    return this.workspace.ephemerals
      .filter((one) => one.to === user && one.channel === channel)
      .map(readMessage);
  }

  /** @returns the direct messages that a user got. */
  directMessages(user: string): SeenMessage[] {
    return this.workspace.direct(user).messages.map(readMessage);
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

  // What people do. Each is sent to the app as Slack sends it and gives the app's answer.

  /** @param text what follows the command, as Slack escapes it. */
  types(user: FakeUser, channel: string, text: string, command = '/im'): Promise<AppAnswer> {
    const delivery = commandDelivery(this.workspace, user, channel, command, text);
    // The same again: anew it might be done twice, and people would look first.
    return insisting(this.insistent, () => this.deliver(delivery));
  }

  mentions(user: FakeUser, channel: string, text: string, thread?: string): Promise<AppAnswer> {
    return this.#tells(mentionDelivery(this.workspace, user, channel, text, thread));
  }

  /** Presses a button, or chooses an option of the menu with this placeholder. */
  presses(
    user: FakeUser,
    ref: { channel: string; id: string },
    label: string,
    choice?: string,
  ): Promise<AppAnswer> {
    const message = this.messages(ref.channel).find((one) => one.ts === ref.id);
    if (!message) throw new Error(`there is no message ${ref.id} in ${ref.channel}`);
    return this.#does(() => pressDelivery(this.workspace, user, message, label, choice));
  }

  /** Writes a message, as people do; the app hears of it by what is done with it. */
  says(
    user: FakeUser,
    channel: string,
    text: string,
    more: { threadTs?: string; files?: FakeMessage['files'] } = {},
  ): FakeMessage {
    const found = this.workspace.channels.get(channel) ?? this.workspace.channelNamed(channel);
    return this.workspace.say(found, user, text, more);
  }

  /** Chooses a shortcut in a message's menu. @param callback its id in the manifest. */
  choosesOn(user: FakeUser, message: FakeMessage, callback: string): Promise<AppAnswer> {
    return this.#does(() => messageShortcut(this.workspace, user, message, callback));
  }

  reacts(user: FakeUser, message: FakeMessage, emoji: string): Promise<AppAnswer> {
    return this.#tells(reaction(this.workspace, user, message, emoji));
  }

  /** Lets Slack tell the app of addresses of its own in a message. */
  sharesLinks(user: FakeUser, message: FakeMessage, links: readonly string[]): Promise<AppAnswer> {
    return this.#tells(linkShared(this.workspace, user, message, links));
  }

  opensHome(user: FakeUser): Promise<AppAnswer> {
    return this.#tells(homeOpened(this.workspace, user));
  }

  /** Presses a button of the home page that the user was shown. */
  pressesHome(user: FakeUser, label: string, option?: { text: unknown; value: string }): Promise<AppAnswer> {
    const blocks = this.workspace.homes.get(user.id)?.blocks ?? [];
    return this.#does(() => homePress(this.workspace, user, blocks, label, option));
  }

  /** @returns the home page as the user sees it; undefined when nothing was published. */
  home(user: string): Pick<SeenMessage, 'text' | 'pings' | 'buttons'> | undefined {
    const view = this.workspace.homes.get(user);
    return view && readBlocks(view.blocks);
  }

  /** @returns what is shown below a message for the addresses in it. */
  previews(channel: string, ts: string): Map<string, Pick<SeenMessage, 'text' | 'pings' | 'buttons'>> {
    const message = this.messages(channel).find((one) => one.ts === ts);
    return new Map([...(message?.unfurls ?? [])].map(([link, { blocks }]) => [link, readBlocks(blocks)]));
  }

  /** Submits the modal that was opened last. */
  submits(user: FakeUser, values: Record<string, string>): Promise<AppAnswer> {
    const opened = this.workspace.views.at(-1);
    if (!opened) throw new Error('no modal is open');
    return this.#does(() => submitDelivery(this.workspace, user, opened, values));
  }

  /** Sends a delivery, signed, to the app; the same one may be sent again, as Slack does. */
  async deliver(delivery: Delivery, headers: Record<string, string> = {}): Promise<AppAnswer> {
    if (!this.#installedAt) throw new Error('installApp tells where the app is');
    const { body, contentType } = httpBody(delivery);
    const response = await fetch(`${this.#installedAt.url}/${delivery.surface}`, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        ...this.sign(this.#installedAt.signingSecret, body, Date.now()),
        ...headers,
      },
      body,
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json =
      type.startsWith('application/json') && text
        ? { json: JSON.parse(text) as Record<string, unknown> }
        : {};
    return { status: response.status, contentType: type, body: text, ...json };
  }

  /** @returns the headers that sign a body. @param at epoch milliseconds. */
  sign(secret: string, body: string, at: number): Record<string, string> {
    return signSlackRequest(secret, body, at);
  }

  async close(): Promise<void> {
    this.sockets.close();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** What the app is late for has to be done anew: Slack sends no press twice. */
  #does(anew: () => Delivery): Promise<AppAnswer> {
    return insisting(this.insistent, () => this.deliver(anew()));
  }

  /**
   * Tells the app what happened. An event that is not taken is sent again, three times at most (here without the
   * minutes between); commands and buttons never are (https://docs.slack.dev/apis/events-api#retries).
   */
  async #tells(event: Delivery): Promise<AppAnswer> {
    let answer = await this.deliver(event);
    for (let retry = 1; retry <= 3 && answer.status >= 400; retry++)
      answer = await this.deliver(event, {
        'x-slack-retry-num': String(retry),
        'x-slack-retry-reason': 'http_error',
      });
    return answer;
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Starts a fake Slack on a free port of this machine. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FakeSlack(server);
}
