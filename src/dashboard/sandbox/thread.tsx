import type { Chat } from './chat.ts';
import { Composer } from './composer.tsx';
import type { Model } from './model.ts';
import { Stream } from './stream.tsx';

/** The thread of one message, on the right. */
export function ThreadPanel({ root, model, chat }: { root: string; model: Model; chat: Chat }) {
  const history = model.histories[model.current];
  const first = history?.messages.find((message) => message.id === root);
  const answers = model.threads[root];
  const channel = model.state.channels.find((one) => one.id === model.current);
  const place = { channel: model.current, thread: root };
  return (
    <aside class="thread" aria-label="Thread">
      <header class="pane-header">
        <h2>Thread</h2>
        <p class="topic">{first?.view.heading ?? first?.view.summary}</p>
        <button
          type="button"
          class="icon"
          aria-label="Close thread"
          onClick={() => chat.openThread(undefined)}
        >
          ×
        </button>
      </header>
      {answers ? (
        <Stream
          label="Messages in the thread"
          messages={first ? [first, ...answers] : answers}
          whispers={model.whispers.filter((one) => one.thread === root)}
          place={place}
          me={model.me}
          bot={model.state.bot}
          chat={chat}
          pins={history?.pins ?? []}
        />
      ) : (
        <div class="stream-frame">
          <p class="loading" role="status">
            Loading the thread…
          </p>
        </div>
      )}
      {!channel?.archived && (
        <Composer
          place={place}
          label="the thread"
          commands={model.state.commands}
          people={[...model.state.people, model.state.bot]}
          chat={chat}
          autoFocus
        />
      )}
    </aside>
  );
}
