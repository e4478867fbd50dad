import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { SandboxMessage } from '../../chat/sandbox/store.ts';
import type { Chat, Place } from './chat.ts';
import { MessageItem, WhisperItem } from './message.tsx';
import type { Whisper } from './model.ts';
import type { PagePerson } from './wire.ts';

/** Messages of one author within this time stand under one name, in milliseconds. */
const TOGETHER_MS = 5 * 60_000;
/** Nearer to the end than this many pixels counts as being there. */
const NEAR = 80;

type Entry =
  | { readonly at: number; readonly message: SandboxMessage }
  | { readonly at: number; readonly whisper: Whisper };

function day(at: number): string {
  const date = new Date(at);
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return 'Today';
  return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}

function continues(entry: Entry, before: Entry | undefined): boolean {
  if (!before || !('message' in entry) || !('message' in before)) return false;
  const [{ message }, { message: earlier }] = [entry, before];
  const isCard = message.view.accent !== undefined || earlier.view.accent !== undefined;
  return !isCard && message.author.id === earlier.author.id && entry.at - before.at < TOGETHER_MS;
}

/** Messages and private answers in the order of time; stays at the end while the reader is there. */
export function Stream(props: {
  label: string;
  messages: readonly SandboxMessage[];
  whispers: readonly Whisper[];
  place: Place;
  me: string;
  bot: PagePerson;
  chat: Chat;
  pins: readonly string[];
  /** Ids of the answers by message; absent within a thread. */
  replies?: Readonly<Record<string, readonly string[]>>;
  empty?: ComponentChildren;
}) {
  const { messages, whispers, place, me, bot, chat, pins, replies } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);
  const entries: Entry[] = [
    ...messages.map((message) => ({ at: message.at, message })),
    ...whispers.map((whisper) => ({ at: whisper.at, whisper })),
  ].sort((a, b) => a.at - b.at);
  const last = entries.at(-1);
  const newest = last && ('message' in last ? last.message.id : last.whisper.id);
  const where = `${place.channel} ${place.thread ?? ''} ${me}`;

  function toEnd(): void {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }

  useLayoutEffect(() => {
    atEnd.current = true;
    setBelow(false);
  }, [where]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    // The composer below grows while somebody types.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (atEnd.current) return;
    // Who typed something looks for what came of it; who pressed a button stays with the card.
    const typed = last && ('message' in last ? last.message.author.id === me : last.whisper.asked);
    if (typed) toEnd();
    else setBelow(true);
  }, [newest]);

  return (
    <div class="stream-frame">
      <div
        class="stream"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={props.label}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
          if (atEnd.current) setBelow(false);
        }}
      >
        {entries.length === 0 && props.empty}
        <ol>
          {entries.map((entry, n) => {
            const before = entries[n - 1];
            const isNewDay = !before || day(before.at) !== day(entry.at);
            const divider = isNewDay && replies && (
              <li class="day" key={`day ${day(entry.at)}`}>
                <span>{day(entry.at)}</span>
              </li>
            );
            if ('whisper' in entry) {
              const item = (
                <WhisperItem key={entry.whisper.id} whisper={entry.whisper} me={me} bot={bot} chat={chat} />
              );
              return [divider, item];
            }
            const { message } = entry;
            return [
              divider,
              <MessageItem
                key={message.id}
                message={message}
                place={place}
                me={me}
                bot={bot}
                chat={chat}
                continues={!isNewDay && continues(entry, before)}
                pinned={pins.includes(message.id)}
                {...(replies &&
                  message.thread === undefined && { replies: replies[message.id]?.length ?? 0 })}
              />,
            ];
          })}
        </ol>
      </div>
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          {last && 'whisper' in last ? 'Muster answered you ↓' : 'New messages ↓'}
        </button>
      )}
    </div>
  );
}
