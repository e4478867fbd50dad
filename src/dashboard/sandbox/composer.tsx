import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Chat, Place } from './chat.ts';
import { hintFor, suggestions, type Suggestion } from './completion.ts';
import { newDeliveryId } from './delivery.ts';
import type { CommandHint, PagePerson } from './wire.ts';

/** Lets others put text into a composer. */
export interface ComposerHandle {
  fill(text: string): void;
}

/** Where messages and commands are typed: Enter sends, Shift+Enter begins a line, Tab completes. */
export function Composer(props: {
  place: Place;
  /** `#incidents` */
  label: string;
  commands: readonly CommandHint[];
  people: readonly PagePerson[];
  chat: Chat;
  handle?: RefObject<ComposerHandle | null>;
  autoFocus?: boolean;
}) {
  const { place, commands, people, chat, handle } = props;
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  /** What is tried again after a failure is the same delivery. */
  const failed = useRef<{ id: string; text: string } | undefined>(undefined);
  const queue = useRef(Promise.resolve());
  const list = useId();

  const hint = hintFor(text, commands);
  const offered = dismissed || hint ? [] : suggestions(text, commands, people);
  const active = offered[Math.min(chosen, offered.length - 1)];

  function change(next: string): void {
    setText(next);
    setChosen(0);
    setDismissed(false);
  }

  function focusEnd(): void {
    const element = field.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }

  function accept(suggestion: Suggestion): void {
    change(suggestion.text);
    focusEnd();
  }

  function send(): void {
    const sent = text.trim();
    if (sent === '') return;
    const id = failed.current?.text === sent ? failed.current.id : newDeliveryId();
    failed.current = undefined;
    change('');
    // One after the other: what is typed first stands first.
    queue.current = queue.current.then(async () => {
      setSending(true);
      const taken = await chat.type(sent, place, id);
      setSending(false);
      if (taken) return;
      failed.current = { id, text: sent };
      setText((now) => (now === '' ? sent : now));
    });
  }

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    // On a phone the keyboard would cover what is to be read.
    if (props.autoFocus && matchMedia('(hover: hover)').matches) field.current?.focus();
  }, [props.autoFocus, place.channel, place.thread]);

  useEffect(() => {
    if (!handle) return;
    handle.current = {
      fill: (words) => {
        change(words);
        requestAnimationFrame(focusEnd);
      },
    };
  }, [handle]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (active && step !== undefined) {
      event.preventDefault();
      setChosen((now) => (Math.min(now, offered.length - 1) + step + offered.length) % offered.length);
    } else if (active && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
      event.preventDefault();
      accept(active);
    } else if (active && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setDismissed(true);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offered.length > 0 && (
        <ul class="suggestions" role="listbox" id={list} aria-label="Completions">
          {offered.map((suggestion, n) => (
            <li
              key={suggestion.label}
              id={`${list}-${n}`}
              role="option"
              aria-selected={suggestion === active}
              ref={(element) => {
                if (suggestion === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              onMouseDown={(event) => {
                event.preventDefault();
                accept(suggestion);
              }}
            >
              <span>
                <span class="suggestion-label">{suggestion.label}</span>{' '}
                <span class="suggestion-rest">{suggestion.rest}</span>
              </span>
              <span class="suggestion-detail">{suggestion.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {hint && (
        <p class="hint">
          <code>/im {hint.usage}</code> {hint.summary}
        </p>
      )}
      <div class="composer-row">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={`Message ${props.label}`}
          placeholder="Message, or /im for a command"
          aria-autocomplete="list"
          aria-controls={list}
          aria-activedescendant={active ? `${list}-${offered.indexOf(active)}` : undefined}
          maxLength={4000}
          autocomplete="off"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="send"
          aria-label="Send"
          disabled={text.trim() === ''}
          aria-busy={sending}
        >
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="currentColor">
            <path d="M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z" />
          </svg>
        </button>
      </div>
    </form>
  );
}
