import type {
  Change,
  SandboxChannel,
  SandboxMessage,
  SandboxStore,
} from '../../../src/chat/sandbox/store.ts';

/** What a test may make a store do wrong. */
export type StoreFault = 'before' | 'after' | 'always';

/** A sandbox store in memory, which can be made to fail. */
export class FakeSandboxStore implements SandboxStore {
  readonly #channels = new Map<string, SandboxChannel>();
  readonly #messages = new Map<string, SandboxMessage>();
  readonly #members = new Set<string>();
  readonly #pins = new Map<string, Set<string>>();
  readonly log: Change[] = [];
  /** `before` and `after` hold for the next message or reading of one, `always` for everything. */
  fault: StoreFault | undefined;
  pageSecret = 'the secret of the sandbox in the tests';
  /** Changes up to this position have been forgotten. */
  forgotten = 0;

  #answer<T>(value: T): Promise<T> {
    return this.fault === 'always' ? Promise.reject(new Error('connection refused')) : Promise.resolve(value);
  }

  secret(): Promise<string> {
    return this.#answer(this.pageSecret);
  }

  addChannel(channel: SandboxChannel): Promise<boolean> {
    const added = !this.#channels.has(channel.id);
    if (added) {
      this.#channels.set(channel.id, channel);
      this.log.push({ kind: 'channel', channel: channel.id });
    }
    return this.#answer(added);
  }
  channel(id: string): Promise<SandboxChannel | undefined> {
    return this.#answer(this.#channels.get(id));
  }
  channels(): Promise<SandboxChannel[]> {
    return this.#answer([...this.#channels.values()]);
  }
  changeChannel(id: string, change: { topic?: string; archived?: true }): Promise<void> {
    const before = this.#channels.get(id);
    if (before) this.#channels.set(id, { ...before, ...change });
    this.log.push({ kind: 'channel', channel: id });
    return this.#answer(undefined);
  }
  addMember(channel: string, user: string): Promise<void> {
    this.#members.add(`${channel} ${user}`);
    this.log.push({ kind: 'channel', channel });
    return this.#answer(undefined);
  }
  isMember(channel: string, user: string): Promise<boolean> {
    return this.#answer(this.#members.has(`${channel} ${user}`));
  }
  members(channel: string): Promise<string[]> {
    const pairs = [...this.#members].map((pair) => pair.split(' '));
    return this.#answer(pairs.filter(([where]) => where === channel).map(([, user = '']) => user));
  }
  memberships(user: string): Promise<string[]> {
    const pairs = [...this.#members].map((pair) => pair.split(' '));
    return this.#answer(pairs.filter(([, who]) => who === user).map(([channel = '']) => channel));
  }

  addMessage(message: SandboxMessage): Promise<SandboxMessage> {
    const { fault } = this;
    if (fault === 'before' || fault === 'after') this.fault = undefined;
    if (fault === 'before') return Promise.reject(new Error('connection reset'));
    const first = this.#messages.get(message.id) ?? message;
    this.#messages.set(message.id, first);
    this.log.push({ kind: 'message', channel: first.channel, message: first.id });
    return fault === 'after' ? Promise.reject(new Error('connection reset')) : this.#answer(first);
  }
  message(id: string): Promise<SandboxMessage | undefined> {
    return this.#answer(this.#messages.get(id));
  }
  changeMessage(id: string, change: Parameters<SandboxStore['changeMessage']>[1]): Promise<void> {
    const before = this.#messages.get(id);
    if (before) {
      this.#messages.set(id, { ...before, ...change });
      this.log.push({ kind: 'message', channel: before.channel, message: id });
    }
    return this.#answer(undefined);
  }
  addPin(channel: string, message: string): Promise<void> {
    this.#pins.set(channel, (this.#pins.get(channel) ?? new Set()).add(message));
    this.log.push({ kind: 'channel', channel });
    return this.#answer(undefined);
  }
  #sorted(wanted: (message: SandboxMessage) => boolean, limit: number): SandboxMessage[] {
    const all = [...this.#messages.values()].filter(wanted).sort((a, b) => a.order - b.order);
    return all.slice(-limit).filter((message) => !message.deleted);
  }
  history(channel: string, limit: number): ReturnType<SandboxStore['history']> {
    const messages = this.#sorted((message) => message.channel === channel && message.inChannel, limit);
    const replies: Record<string, string[]> = {};
    for (const { id } of messages) {
      const thread = this.#sorted((message) => message.thread === id, Infinity);
      if (thread.length) replies[id] = thread.map((message) => message.id);
    }
    return this.#answer({ messages, replies, pins: [...(this.#pins.get(channel) ?? [])] });
  }
  thread(root: string, limit: number): Promise<SandboxMessage[]> {
    return this.#answer(this.#sorted((message) => message.thread === root, limit));
  }

  announceModal(
    user: string,
    trigger: string,
    modal: Extract<Change, { kind: 'modal' }>['modal'],
  ): Promise<void> {
    this.log.push({ kind: 'modal', user, trigger, modal });
    return this.#answer(undefined);
  }
  head(): Promise<number> {
    return this.#answer(this.log.length);
  }
  changesAfter(position: number): ReturnType<SandboxStore['changesAfter']> {
    const lost = position < this.forgotten || position > this.log.length;
    const changes = lost
      ? []
      : this.log.slice(position).map((change, n) => ({ position: position + n + 1, change }));
    return this.#answer({ changes, lost });
  }
}
