import type { ChatChannel, ChatUser, Provider } from './provider.ts';
import type { Quoted } from './quoted.ts';
import type { MessageRef } from './message.ts';
import { unsupported } from './unsupported.ts';

/** What a platform by which messages only go out cannot do: everything but to send. */
export abstract class OneWay implements Pick<Provider, Missing> {
  /** The platform's name, as people write it. */
  protected abstract readonly title: string;

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
