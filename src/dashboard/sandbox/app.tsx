import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, type Chat } from './chat.ts';
import { Composer, type ComposerHandle } from './composer.tsx';
import { ModalDialog } from './modal.tsx';
import type { Model } from './model.ts';
import { Sidebar } from './sidebar.tsx';
import { Stream } from './stream.tsx';
import { ThreadPanel } from './thread.tsx';

const DECLARE = '/im declare ';

function Welcome({ onFill }: { onFill: (text: string) => void }) {
  return (
    <section class="welcome">
      <h2>Nothing has happened here yet</h2>
      <p>
        Type <code>/im declare</code> to open your first incident. Muster posts its card, pages whoever is
        next in line, and keeps the clock, all of it here.
      </p>
      <div class="elements">
        <button type="button" class="button primary" onClick={() => onFill(DECLARE)}>
          Fill in /im declare
        </button>
        <button type="button" class="button" onClick={() => onFill('/im help ')}>
          See every command
        </button>
      </div>
    </section>
  );
}

function ChannelPane(props: { model: Model; chat: Chat; onMenu: () => void }) {
  const { model, chat } = props;
  const composer = useRef<ComposerHandle>(null);
  const channel = model.state.channels.find((one) => one.id === model.current);
  const isDirect = model.current.startsWith('@');
  const label = isDirect ? model.state.bot.name : `#${model.current}`;
  const history = model.histories[model.current];
  const elsewhere = Object.keys(model.unread).filter((id) => id !== model.current).length;
  return (
    <main class="pane">
      <header class="pane-header">
        <button type="button" class="icon menu" aria-label="Channels and people" onClick={props.onMenu}>
          ☰{elsewhere > 0 && <span class="badge" />}
        </button>
        <h1>
          {isDirect ? label : `${channel?.private ? '◆ ' : '# '}${model.current}`}
          {channel?.archived && <span class="tag">Archived</span>}
        </h1>
        {channel && channel.topic !== '' && <p class="topic">{channel.topic}</p>}
        {isDirect && <p class="topic">What Muster sends to you alone: pages and escalations.</p>}
      </header>
      {history ? (
        <Stream
          label={`Messages in ${label}`}
          messages={history.messages}
          whispers={model.whispers.filter((one) => one.channel === model.current && one.thread === undefined)}
          place={{ channel: model.current }}
          me={model.me}
          bot={model.state.bot}
          chat={chat}
          pins={history.pins}
          replies={history.replies}
          empty={<Welcome onFill={(text) => composer.current?.fill(text)} />}
        />
      ) : (
        <div class="stream-frame">
          <p class="loading" role="status">
            Loading {label}…
          </p>
        </div>
      )}
      {channel?.archived ? (
        <p class="closed">This channel is archived. Its messages can be read, nothing can be written.</p>
      ) : (
        <Composer
          key={`${model.me} ${model.current}`}
          place={{ channel: model.current }}
          label={label}
          commands={model.state.commands}
          people={[...model.state.people, model.state.bot]}
          chat={chat}
          handle={composer}
          autoFocus
        />
      )}
    </main>
  );
}

/** The whole page. */
export function App({ instance }: { instance: string }) {
  const { model, connected, problem, dismissProblem, chat } = useChat(instance);
  const [menu, setMenu] = useState(false);
  const unread = model ? Object.keys(model.unread).length : 0;

  useEffect(() => {
    const where = model ? (model.current.startsWith('@') ? 'Muster' : `#${model.current}`) : '';
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${where} · Muster sandbox`.replace(/^ · /, '');
  }, [model?.current, unread]);

  const root = model?.thread;
  return (
    <div
      class={`layout ${menu ? 'menu-open' : ''} ${root === undefined ? '' : 'thread-open'}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || model?.modal) return;
        if (menu) setMenu(false);
        else chat.openThread(undefined);
      }}
    >
      {model ? (
        <>
          <Sidebar model={model} chat={chat} onChosen={() => setMenu(false)} />
          <button
            type="button"
            class="backdrop"
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => setMenu(false)}
          />
          <ChannelPane model={model} chat={chat} onMenu={() => setMenu(!menu)} />
          {root !== undefined && <ThreadPanel key={root} root={root} model={model} chat={chat} />}
          {model.modal && (
            <ModalDialog
              key={model.modal.modal.id}
              open={model.modal}
              people={model.state.people}
              channels={model.state.channels}
              problem={problem}
              onSubmit={chat.submit}
              onClose={chat.closeModal}
            />
          )}
        </>
      ) : (
        <p class="loading" role="status">
          Opening the sandbox…
        </p>
      )}
      {problem !== undefined && !model?.modal && (
        <div class="toast" role="alert">
          <span>{problem}</span>
          <button type="button" class="icon" aria-label="Dismiss" onClick={dismissProblem}>
            ×
          </button>
        </div>
      )}
      {!connected && (
        <p class="offline" role="status">
          Connection lost. Trying again…
        </p>
      )}
      <p class="sr-only" aria-live="polite">
        {model?.announcement}
      </p>
    </div>
  );
}
