import { ChatError } from '../../../src/chat/error.ts';
import type { Lane } from '../../../src/chat/lane.ts';
import type { MessageRef } from '../../../src/chat/message.ts';
import {
  OPERATIONS,
  type Capabilities,
  type ChatChannel,
  type ChatUser,
  type CreateChannelRequest,
  type Destination,
  type Health,
  type Provider,
} from '../../../src/chat/provider.ts';

/** A platform that costs nothing: what is measured is Muster and Temporal alone. */
export class AnsweringProvider implements Provider {
  readonly platform = 'slack';
  readonly instance: string;
  readonly capabilities: Capabilities = {
    operations: new Set(OPERATIONS),
    threads: true,
    modals: true,
    privateReplies: true,
    directMessages: true,
    pins: true,
    reading: false,
    home: false,
    previews: false,
    bookmarks: false,
    deduplication: 'native',
  };
  #sent = 0;

  constructor(instance: string) {
    this.instance = instance;
  }

  connect = (): Promise<ChatUser> => Promise.resolve({ id: 'U0MUSTERBOT', name: 'muster' });
  disconnect = (): Promise<void> => Promise.resolve();
  health = (): Promise<Health> => Promise.resolve({ ok: true, latencyMs: 0 });
  lanes = (): readonly Lane[] => [];
  send = (to: Destination): Promise<MessageRef> =>
    Promise.resolve({ channel: 'channel' in to ? to.channel : to.user, id: String(++this.#sent) });
  sendPrivately = (): Promise<void> => Promise.resolve();
  update = (): Promise<void> => Promise.resolve();
  delete = (): Promise<void> => Promise.resolve();
  find = (): Promise<undefined> => Promise.resolve(undefined);
  openModal = (): Promise<void> => Promise.resolve();
  read = (): Promise<never> => Promise.reject(new Error('nobody asks for this'));
  showHome = (): Promise<void> => Promise.resolve();
  showPreviews = (): Promise<void> => Promise.resolve();
  bookmark = (): Promise<void> => Promise.resolve();
  createChannel = ({ name, topic }: CreateChannelRequest): Promise<ChatChannel> =>
    Promise.resolve({ id: `C-${name}`, name, topic });
  findChannel = (name: string): Promise<ChatChannel> => Promise.resolve({ id: name, name });
  setTopic = (): Promise<void> => Promise.resolve();
  invite = (): Promise<void> => Promise.resolve();
  pin = (): Promise<void> => Promise.resolve();
  archive = (): Promise<void> => Promise.resolve();
  findUser = (id: string): Promise<ChatUser> => Promise.resolve({ id, name: id });
  findUserByEmail = (email: string): Promise<ChatUser> =>
    Promise.reject(new ChatError('user_not_found', `nobody has ${email}`));
}
