import { ChatError } from './error.ts';
import type { Lane } from './lane.ts';
import type { Capabilities, ChatChannel, ChatUser, Health, Provider } from './provider.ts';
import type { Quoted } from './quoted.ts';
import type { MessageRef } from './message.ts';
import { unsupported } from './unsupported.ts';

/** @returns what a platform can by which messages only go out. @param own what not all of them have alike. */
export function oneWayCapabilities(
  own: Pick<Capabilities, 'deduplication'> & Partial<Capabilities>,
): Capabilities {
  return {
    operations: new Set(['send', 'notification']),
    threads: false,
    modals: false,
    privateReplies: false,
    directMessages: true,
    pins: false,
    reading: false,
    home: false,
    previews: false,
    bookmarks: false,
    ...own,
  };
}

/** A platform by which messages only go out: it cannot do anything but send, and says so. */
export abstract class OneWay implements Pick<
  Provider,
  Missing | 'instance' | 'connect' | 'health' | 'lanes'
> {
  readonly instance: string;
  /** The platform's name, as people write it. */
  protected abstract readonly title: string;
  readonly #now: () => number;

  /** @param now epoch milliseconds. */
  constructor(instance: string, now: () => number) {
    this.instance = instance;
    this.#now = now;
  }

  abstract connect(): Promise<ChatUser>;

  /** What stands in the configuration for it. */
  protected get what(): string {
    return `chat.${this.instance}`;
  }

  async health(): Promise<Health> {
    const begun = this.#now();
    try {
      await this.connect();
      return { ok: true, latencyMs: this.#now() - begun };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return { ok: false, reason: error.message, code: error.code };
    }
  }

  /** Nothing tells a limit ahead: who has enough says so when something is sent. */
  lanes(): readonly Lane[] {
    return [];
  }

  sendPrivately(): Promise<void> {
    return this.#lacks('messages that only one person in a channel sees');
  }
  update(): Promise<void> {
    return this.#lacks('changes of messages');
  }
  delete(): Promise<void> {
    return this.#lacks('removal of messages');
  }
  find(): Promise<MessageRef | undefined> {
    return this.#lacks('way to look a message up');
  }
  openModal(): Promise<void> {
    return this.#lacks('forms');
  }
  read(): Promise<Quoted> {
    return this.#lacks('way to read what people write');
  }
  showHome(): Promise<void> {
    return this.#lacks('page of its own');
  }
  showPreviews(): Promise<void> {
    return this.#lacks('previews of addresses');
  }
  createChannel(): Promise<ChatChannel> {
    return this.#lacks('management of channels');
  }
  findChannel(): Promise<ChatChannel> {
    return this.#lacks('management of channels');
  }
  setTopic(): Promise<void> {
    return this.#lacks('management of channels');
  }
  invite(): Promise<void> {
    return this.#lacks('management of channels');
  }
  pin(): Promise<void> {
    return this.#lacks('pins');
  }
  bookmark(): Promise<void> {
    return this.#lacks('addresses at the top of a channel');
  }
  archive(): Promise<void> {
    return this.#lacks('management of channels');
  }
  findUser(): Promise<ChatUser> {
    return this.#lacks('way to ask who somebody is');
  }
  findUserByEmail(): Promise<ChatUser> {
    return this.#lacks('way to ask who somebody is');
  }

  #lacks(what: string): Promise<never> {
    return Promise.reject(unsupported(this.title, what));
  }
}

type Missing =
  | 'sendPrivately'
  | 'update'
  | 'delete'
  | 'find'
  | 'openModal'
  | 'read'
  | 'showHome'
  | 'showPreviews'
  | 'createChannel'
  | 'findChannel'
  | 'setTopic'
  | 'invite'
  | 'pin'
  | 'bookmark'
  | 'archive'
  | 'findUser'
  | 'findUserByEmail';
