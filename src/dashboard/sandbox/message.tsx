import type { SandboxMessage } from '../../chat/sandbox/store.ts';
import { Avatar } from './avatar.tsx';
import { Card } from './card.tsx';
import type { Chat, Place } from './chat.ts';
import type { Whisper } from './model.ts';
import { Time } from './text.tsx';
import type { PagePerson } from './wire.ts';

/** A message of the channel or of a thread. */
export function MessageItem(props: {
  message: SandboxMessage;
  place: Place;
  me: string;
  bot: PagePerson;
  chat: Chat;
  /** Follows its author's last one closely, so that the name need not be repeated. */
  continues: boolean;
  pinned: boolean;
  /** How many answers its thread has; undefined where threads cannot be opened. */
  replies?: number;
}) {
  const { message, place, me, bot, chat, replies } = props;
  const isBot = message.author.id === bot.id;
  const open = (): void => chat.openThread(message.id);
  return (
    <li class={`message ${props.continues ? 'continues' : ''}`} data-message={message.id}>
      {props.continues ? <span class="avatar-gap" /> : <Avatar person={message.author} isBot={isBot} />}
      <div class="body">
        {!props.continues && (
          <div class="byline">
            <span class="author">{message.author.name}</span>
            {isBot && <span class="tag">App</span>}
            <Time at={message.at} />
            {props.pinned && (
              <span class="pin">
                <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" fill="currentColor">
                  <path d="M9.8 1 15 6.2l-1.1 1.1-.7-.2-2.8 2.8.2 2.6-1 1-3-3L2 14.9 1.1 14l4.4-4.6-3-3 1-1 2.6.2L8.9 2.8l-.2-.7z" />
                </svg>
                Pinned
              </span>
            )}
          </div>
        )}
        {message.visibleTo !== undefined && <p class="only-you">Only visible to you</p>}
        <Card
          view={message.view}
          me={me}
          onPress={(action, value) => chat.press(action, place, message.id, value)}
        />
        {message.editedAt !== undefined && !isBot && <span class="edited">edited</span>}
        {replies !== undefined && replies > 0 && (
          <button type="button" class="replies" onClick={open}>
            {replies === 1 ? '1 reply' : `${replies} replies`}
            <span aria-hidden="true"> ›</span>
          </button>
        )}
      </div>
      {replies !== undefined && (
        <button
          type="button"
          class="reply"
          onClick={open}
          aria-label={`Reply to ${message.author.name} in thread`}
          title="Reply in thread"
        >
          ↩<span class="reply-word"> Reply</span>
        </button>
      )}
    </li>
  );
}

/** An answer that only the person who asked sees. */
export function WhisperItem(props: { whisper: Whisper; me: string; bot: PagePerson; chat: Chat }) {
  const { whisper, bot, chat } = props;
  const { channel, thread } = whisper;
  const place = { channel, ...(thread !== undefined && { thread }) };
  return (
    <li class="message whisper">
      <Avatar person={bot} isBot />
      <div class="body">
        <div class="byline">
          <span class="author">{bot.name}</span>
          <span class="tag">App</span>
          <Time at={whisper.at} />
        </div>
        <p class="only-you">
          Only visible to you
          {whisper.asked !== undefined && (
            <>
              {' · '}
              <code>{whisper.asked}</code>
            </>
          )}
          {' · '}
          <button type="button" class="link" onClick={() => chat.dismissWhisper(whisper.id)}>
            Dismiss
          </button>
        </p>
        <Card
          view={whisper.view}
          me={props.me}
          onPress={(action, value) => chat.press(action, place, undefined, value)}
        />
      </div>
    </li>
  );
}
