import type { Modal } from '../element.ts';
import type { MessageView } from './render.ts';

/** Times are epoch milliseconds. */
export interface SandboxChannel {
  /** The name without `#`. */
  readonly id: string;
  readonly topic: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly createdAt: number;
}

export interface SandboxMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly at: number;
  /** Rises with each message of one process, so that two of the same millisecond keep their order. */
  readonly order: number;
  readonly view: MessageView;
  /** Id of the message in whose thread it stands. */
  readonly thread?: string;
  /** Whether the channel itself shows it: all but the messages of threads. */
  readonly inChannel: boolean;
  /** The only user who sees it. */
  readonly visibleTo?: string;
  readonly editedAt?: number;
  /** Its words are gone; the id stays, so that a repeated send does not bring it back. */
  readonly deleted?: true;
}

export interface History {
  /** What the channel shows, oldest first. */
  readonly messages: readonly SandboxMessage[];
  /** Ids of the messages in each of their threads, oldest first. */
  readonly replies: Readonly<Record<string, readonly string[]>>;
  /** Ids of pinned messages. */
  readonly pins: readonly string[];
}

/** Something that open pages must hear of. What it is about is read anew, so that it may come late or twice. */
export type Change =
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'message'; readonly channel: string; readonly message: string }
  | { readonly kind: 'modal'; readonly user: string; readonly trigger: string; readonly modal: Modal };

export interface Changes {
  /** With their positions, in order. */
  readonly changes: readonly { readonly position: number; readonly change: Change }[];
  /** What followed the position is no longer known: the reader has to begin anew. */
  readonly lost: boolean;
}

/**
 * The state of one sandbox instance. Whatever may happen twice at once is an insertion of a document whose `_id` says
 * what it is, for not every store updates atomically. Every writer also appends to the log of changes.
 */
export interface SandboxStore {
  /** @returns the instance's own secret, made at the first call and kept. */
  secret(): Promise<string>;

  /** @returns false when a channel of that id exists, archived ones included. */
  addChannel(channel: SandboxChannel): Promise<boolean>;
  /** Archived channels are found too. */
  channel(id: string): Promise<SandboxChannel | undefined>;
  channels(): Promise<SandboxChannel[]>;
  changeChannel(id: string, change: { topic?: string; archived?: true }): Promise<void>;
  addMember(channel: string, user: string): Promise<void>;
  isMember(channel: string, user: string): Promise<boolean>;
  members(channel: string): Promise<string[]>;
  /** @returns ids of the channels whose member the user is. */
  memberships(user: string): Promise<string[]>;

  /** Adds a message, once per id. @returns the first message that had the id. */
  addMessage(message: SandboxMessage): Promise<SandboxMessage>;
  message(id: string): Promise<SandboxMessage | undefined>;
  changeMessage(id: string, change: { view: MessageView; editedAt: number; deleted?: true }): Promise<void>;
  addPin(channel: string, message: string): Promise<void>;
  /** @param limit how many of the newest messages, threads not counted. */
  history(channel: string, limit: number): Promise<History>;
  /** @returns the newest messages of the thread, oldest first. */
  thread(root: string, limit: number): Promise<SandboxMessage[]>;

  /** Tells the pages that a modal is to be opened. */
  announceModal(user: string, trigger: string, modal: Modal): Promise<void>;
  /** @returns the position of the newest change, 0 when there was none. */
  head(): Promise<number>;
  /** @returns the changes after a position that {@link head} or an earlier call has given, some hundred at most. */
  changesAfter(position: number): Promise<Changes>;
}
