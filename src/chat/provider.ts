import type { ChatErrorCode } from './error.ts';
import type { Modal } from './element.ts';
import type { Lane } from './lane.ts';
import type { Message, MessageRef } from './message.ts';
import type { Quoted } from './quoted.ts';

/** What a chat platform may be asked for. A platform that lacks one says so with `operation_not_supported`. */
export const OPERATIONS = [
  'send',
  'notification',
  'update',
  'delete',
  'interactive',
  'webhooks',
  'channel management',
  'user management',
  'slash commands',
  'mentions',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a platform can and cannot, so that nothing is promised that it lacks. */
export interface Capabilities {
  readonly operations: ReadonlySet<Operation>;
  readonly threads: boolean;
  readonly modals: boolean;
  /** A message only one person in a channel sees. */
  readonly privateReplies: boolean;
  readonly directMessages: boolean;
  readonly pins: boolean;
  /** A message of people can be read, as it is when somebody puts an emoji on it. */
  readonly reading: boolean;
  /** A page of Muster's own that shows each person something else. */
  readonly home: boolean;
  /** What is shown below a message for addresses in it. */
  readonly previews: boolean;
  /** Addresses that stand at the top of a channel. */
  readonly bookmarks: boolean;
  /**
   * What a repeated `send` with the same key does: `native` the platform recognises it; `lookup` {@link Provider.find}
   * tells; `none` it may appear twice after an ambiguous failure.
   */
  readonly deduplication: 'native' | 'lookup' | 'none';
}

export interface ChatUser {
  readonly id: string;
  readonly name: string;
  /** Only when the platform has verified it. */
  readonly verifiedEmail?: string;
  /** Belongs to another company, and is here because a channel is shared with it. */
  readonly outsider?: boolean;
  /** What came does not tell whether they are one: their profile does. */
  readonly perhapsOutsider?: true;
  /** Where they live, as an IANA time zone, or what the platform takes for one. */
  readonly timeZone?: string;
}

export interface ChatChannel {
  readonly id: string;
  readonly name: string;
  readonly topic?: string;
  /** When it was created, epoch milliseconds, where the platform tells. */
  readonly createdAt?: number;
}

export type Destination = { readonly channel: string } | { readonly user: string };

export interface SendOptions {
  /** Idempotency key: incident, event and target. */
  readonly key: string;
  /** The message whose thread this belongs to. */
  readonly thread?: MessageRef;
  /** Shows a thread's message in the channel too. */
  readonly alsoInChannel?: boolean;
  readonly signal?: AbortSignal;
}

export interface CreateChannelRequest {
  /** Wished name, without `#`; the platform's form is made of it. */
  readonly name: string;
  readonly private: boolean;
  readonly topic: string;
  /** A channel of this instance in which the incident is announced: where rooms are threads, they stand there. */
  readonly near?: string;
}

/** The methods of a provider that are held within the platform's limits ahead of time. */
export type PacedOperation =
  | 'send'
  | 'sendPrivately'
  | 'update'
  | 'createChannel'
  | 'setTopic'
  | 'invite'
  | 'pin'
  | 'bookmark'
  | 'archive';

/** Why a provider is well or not, with the code of the failure where there is one. Latency in milliseconds. */
export type Health =
  | {
      readonly ok: true;
      readonly latencyMs: number;
      /** What is amiss in parts that are not what the instance is judged by, a sentence each. */
      readonly troubles?: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly code?: ChatErrorCode };

/**
 * One configured connection to a chat platform. Every method rejects with a ChatError and nothing else.
 * There are no do-nothing defaults: what a platform lacks is refused with `operation_not_supported`.
 */
export interface Provider {
  readonly platform: string;
  readonly instance: string;
  readonly capabilities: Capabilities;

  /** Checks the credentials. @returns who the bot is on the platform. */
  connect(): Promise<ChatUser>;
  disconnect(): Promise<void>;
  health(): Promise<Health>;
  /**
   * Says on which of the platform's limits an operation draws. The platform is asked at most what a channel's name
   * stands for; that it does not answer is no failure here, but one of the operation.
   * @param target the channel or user; for `createChannel` the wished name.
   * @returns none where the platform has no limits.
   */
  lanes(operation: PacedOperation, target: Destination): readonly Lane[] | Promise<readonly Lane[]>;

  send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef>;
  /** Shows a message to one user only; falls under `privateReplies`. */
  sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void>;
  update(ref: MessageRef, message: Message): Promise<void>;
  delete(ref: MessageRef): Promise<void>;
  /**
   * Finds a message sent earlier with this key.
   * @param since epoch milliseconds before which it cannot have been sent.
   */
  find(to: Destination, key: string, since: number, thread?: MessageRef): Promise<MessageRef | undefined>;
  openModal(trigger: string, modal: Modal): Promise<void>;
  /** Reads a message of people. */
  read(ref: MessageRef): Promise<Quoted>;
  /** Shows somebody the platform's page of Muster. */
  showHome(user: string, message: Message): Promise<void>;
  /** Shows previews of addresses in a message of people, by address. */
  showPreviews(at: MessageRef, previews: Readonly<Record<string, Message>>): Promise<void>;

  /** Creates a channel; `name_taken` when one of that name exists. */
  createChannel(request: CreateChannelRequest): Promise<ChatChannel>;
  /** @param nameOrId `#incidents`, `incidents` or the platform's id. */
  findChannel(nameOrId: string): Promise<ChatChannel>;
  setTopic(channel: string, topic: string): Promise<void>;
  /** Invites users; who is there already is no error. */
  invite(channel: string, users: readonly string[]): Promise<void>;
  pin(ref: MessageRef): Promise<void>;
  /** Puts an address at the top of a channel, once. */
  bookmark(channel: string, title: string, link: string): Promise<void>;
  archive(channel: string): Promise<void>;

  findUser(id: string): Promise<ChatUser>;
  findUserByEmail(email: string): Promise<ChatUser>;
}
