import type { Modal } from '../../chat/element.ts';
import type { MessageView } from '../../chat/sandbox/render.ts';
import type { History, SandboxMessage } from '../../chat/sandbox/store.ts';
import type { PageChannel, PageEvent, PageState } from './wire.ts';

/** An answer that only the person who asked sees, and only on this page. */
export interface Whisper {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What it answers, such as `/im status`. */
  readonly asked?: string;
  readonly view: MessageView;
}

/** A modal that is open, and where what it answers belongs. */
export interface OpenModal {
  readonly modal: Modal;
  readonly channel: string;
  readonly errors: Readonly<Record<string, string>>;
}

export interface Model {
  readonly me: string;
  readonly state: PageState;
  readonly current: string;
  /** Id of the message whose thread is open. */
  readonly thread: string | undefined;
  /** What has been loaded, by channel. */
  readonly histories: Readonly<Record<string, History>>;
  /** Messages of threads that have been opened, by root. */
  readonly threads: Readonly<Record<string, readonly SandboxMessage[]>>;
  readonly unread: Readonly<Record<string, 'some' | 'mention'>>;
  /** Other people with direct messages that came while the page acted as somebody else. */
  readonly elsewhere: readonly string[];
  readonly whispers: readonly Whisper[];
  readonly modal: OpenModal | undefined;
  /** What a screen reader is told: the newest message of the channel or thread in view. */
  readonly announcement: string;
}

export type Action =
  | {
      readonly type: 'opened';
      readonly me: string;
      readonly state: PageState;
      readonly whispers: readonly Whisper[];
    }
  | { readonly type: 'channel chosen'; readonly channel: string }
  | { readonly type: 'thread chosen'; readonly root: string | undefined }
  | { readonly type: 'history'; readonly channel: string; readonly history: History }
  | { readonly type: 'thread'; readonly root: string; readonly messages: readonly SandboxMessage[] }
  | { readonly type: 'event'; readonly event: Exclude<PageEvent, { kind: 'reset' | 'modal' }> }
  | { readonly type: 'whispered'; readonly whisper: Whisper }
  | { readonly type: 'whisper dismissed'; readonly id: string }
  | { readonly type: 'modal'; readonly modal: OpenModal | undefined };

/** How many private answers a page keeps. */
const WHISPERS = 30;

function byOrder(a: SandboxMessage, b: SandboxMessage): number {
  return a.order - b.order;
}

function put(messages: readonly SandboxMessage[], message: SandboxMessage): readonly SandboxMessage[] {
  const known = messages.some((one) => one.id === message.id);
  if (known) return messages.map((one) => (one.id === message.id ? message : one));
  return [...messages, message].sort(byOrder);
}

/** @returns whether the message addresses the user: by name, by themselves in private, or in their direct channel. */
export function mentions(message: SandboxMessage, user: string): boolean {
  if (message.visibleTo === user || message.channel === `@${user}`) return true;
  const texts = message.view.sections.flatMap((section) => [section.text ?? [], section.footnote ?? []]);
  return texts.flat().some((span) => typeof span === 'object' && 'user' in span && span.user === user);
}

/** @returns the channel to show first: the one wished for when it can be seen, else the first. */
export function firstChannel(
  channels: readonly PageChannel[],
  me: string,
  wished: string | undefined,
): string {
  const open = channels.filter((channel) => !channel.archived);
  if (wished === `@${me}` || channels.some((channel) => channel.id === wished)) return wished ?? '';
  return (open.find((channel) => channel.id === 'incidents') ?? open[0] ?? channels[0])?.id ?? `@${me}`;
}

function withMessage(model: Model, message: SandboxMessage): Model {
  const { channel, thread } = message;
  const history = model.histories[channel];
  const isNew =
    !history?.messages.some((one) => one.id === message.id) &&
    !(thread !== undefined && history?.replies[thread]?.includes(message.id));
  const replies =
    history && thread !== undefined && isNew
      ? { ...history.replies, [thread]: [...(history.replies[thread] ?? []), message.id] }
      : history?.replies;
  const histories = history && {
    ...model.histories,
    [channel]: {
      ...history,
      replies: replies ?? {},
      messages: message.inChannel ? put(history.messages, message) : history.messages,
    },
  };
  const opened = thread === undefined ? undefined : model.threads[thread];
  const isOther = message.author.id !== model.me;
  const inView = channel === model.current && (message.inChannel || thread === model.thread);
  const addressed = mentions(message, model.me);
  const edited = message.editedAt !== undefined;
  const unread =
    isOther && channel !== model.current && !edited && (message.inChannel || addressed)
      ? ({ ...model.unread, [channel]: addressed ? 'mention' : (model.unread[channel] ?? 'some') } as const)
      : model.unread;
  return {
    ...model,
    ...(histories && { histories }),
    ...(thread !== undefined && opened && { threads: { ...model.threads, [thread]: put(opened, message) } }),
    unread,
    ...(isOther && inView && { announcement: `${message.author.name}: ${message.view.summary}` }),
  };
}

function without(model: Model, { channel, message, thread }: Extract<PageEvent, { kind: 'deleted' }>): Model {
  const gone = (one: SandboxMessage): boolean => one.id === message;
  const history = model.histories[channel];
  const opened = thread === undefined ? undefined : model.threads[thread];
  return {
    ...model,
    thread: model.thread === message ? undefined : model.thread,
    ...(history && {
      histories: {
        ...model.histories,
        [channel]: {
          ...history,
          messages: history.messages.filter((one) => !gone(one)),
          replies: Object.fromEntries(
            Object.entries(history.replies).map(([root, ids]) => [root, ids.filter((id) => id !== message)]),
          ),
        },
      },
    }),
    ...(thread !== undefined &&
      opened && { threads: { ...model.threads, [thread]: opened.filter((one) => !gone(one)) } }),
  };
}

function withChannel(model: Model, channel: PageChannel): Model {
  const { channels } = model.state;
  const known = channels.some((one) => one.id === channel.id);
  const next = known
    ? channels.map((one) => (one.id === channel.id ? channel : one))
    : [...channels, channel];
  return { ...model, state: { ...model.state, channels: next } };
}

/** @returns the page's next state. Pure; what the page must do besides is done by who dispatches. */
export function reduce(model: Model | undefined, action: Action): Model | undefined {
  if (action.type === 'opened') {
    const { me, state, whispers } = action;
    const same = model?.me === me ? model : undefined;
    return {
      me,
      state,
      current: firstChannel(state.channels, me, model?.current),
      thread: same?.thread,
      histories: {},
      threads: {},
      // What came for this person while the page was somebody else.
      unread: same?.unread ?? (model?.elsewhere.includes(me) ? { [`@${me}`]: 'mention' } : {}),
      elsewhere: (model?.elsewhere ?? []).filter((person) => person !== me),
      whispers,
      modal: same?.modal,
      announcement: '',
    };
  }
  if (!model) return model;
  switch (action.type) {
    case 'channel chosen': {
      const unread = Object.fromEntries(Object.entries(model.unread).filter(([id]) => id !== action.channel));
      return { ...model, current: action.channel, thread: undefined, unread, announcement: '' };
    }
    case 'thread chosen':
      return { ...model, thread: action.root };
    case 'history':
      return { ...model, histories: { ...model.histories, [action.channel]: action.history } };
    case 'thread':
      return { ...model, threads: { ...model.threads, [action.root]: action.messages } };
    case 'event':
      if (action.event.kind === 'message') return withMessage(model, action.event.message);
      if (action.event.kind === 'deleted') return without(model, action.event);
      if (action.event.kind === 'elsewhere') {
        return { ...model, elsewhere: [...new Set([...model.elsewhere, action.event.user])] };
      }
      return withChannel(model, action.event.channel);
    case 'whispered':
      return {
        ...model,
        whispers: [...model.whispers, action.whisper].slice(-WHISPERS),
        announcement: `Only visible to you: ${action.whisper.view.summary}`,
      };
    case 'whisper dismissed':
      return { ...model, whispers: model.whispers.filter((one) => one.id !== action.id) };
    case 'modal':
      return { ...model, modal: action.modal };
  }
}
