import { useState } from 'preact/hooks';
import { Avatar } from './avatar.tsx';
import type { Chat } from './chat.ts';
import type { Model } from './model.ts';
import type { PageChannel } from './wire.ts';

function ChannelLink(props: {
  id: string;
  name: string;
  mark: string;
  model: Model;
  onChoose: (id: string) => void;
}) {
  const { id, name, mark, model } = props;
  const unread = model.unread[id];
  const isCurrent = model.current === id;
  return (
    <li>
      <button
        type="button"
        class={`channel ${unread ? 'unread' : ''}`}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => props.onChoose(id)}
      >
        <span class="mark" aria-hidden="true">
          {mark}
        </span>
        <span class="name" title={name}>
          {name}
        </span>
        {unread && (
          <span class={unread === 'mention' ? 'badge badge-mention' : 'badge'}>
            <span class="sr-only">{unread === 'mention' ? 'mentions you' : 'unread'}</span>
          </span>
        )}
      </button>
    </li>
  );
}

function NewChannel({ chat, onDone }: { chat: Chat; onDone: () => void }) {
  const [name, setName] = useState('');
  return (
    <form
      class="new-channel"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void chat.createChannel(name).then((created) => created && onDone());
      }}
    >
      <input
        aria-label="Name of the new channel"
        placeholder="new-channel"
        value={name}
        maxLength={80}
        ref={(element) => element?.focus()}
        onInput={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <button type="submit" class="button primary">
        Create
      </button>
    </form>
  );
}

/** Channels on the left, and whom the page acts as. */
export function Sidebar(props: { model: Model; chat: Chat; onChosen: () => void }) {
  const { model, chat } = props;
  const [creating, setCreating] = useState(false);
  const choose = (id: string): void => {
    chat.choose(id);
    props.onChosen();
  };
  const link = (channel: PageChannel) => (
    <ChannelLink
      key={channel.id}
      id={channel.id}
      name={channel.id}
      mark={channel.private ? '◆' : '#'}
      model={model}
      onChoose={choose}
    />
  );
  const open = model.state.channels.filter((channel) => !channel.archived);
  const archived = model.state.channels.filter((channel) => channel.archived);
  const direct = `@${model.me}`;
  return (
    <nav class="sidebar" aria-label="Channels and people">
      <div class="brand">
        <Avatar person={model.state.bot} isBot />
        <div>
          <strong>Muster</strong>
          <span>Sandbox</span>
        </div>
      </div>
      <div class="channels">
        <div class="group">
          <h2 id="channels-title">Channels</h2>
          <button
            type="button"
            class="icon"
            aria-label="New channel"
            title="New channel"
            aria-expanded={creating}
            onClick={() => setCreating(!creating)}
          >
            +
          </button>
        </div>
        {creating && <NewChannel chat={chat} onDone={() => setCreating(false)} />}
        <ul aria-labelledby="channels-title">{open.map(link)}</ul>
        <div class="group">
          <h2 id="direct-title">Direct messages</h2>
        </div>
        <ul aria-labelledby="direct-title">
          <ChannelLink id={direct} name={model.state.bot.name} mark="@" model={model} onChoose={choose} />
        </ul>
        {archived.length > 0 && (
          <details>
            <summary>Archived ({archived.length})</summary>
            <ul>{archived.map(link)}</ul>
          </details>
        )}
      </div>
      <a class="elsewhere-link" href="/incidents" target="_blank" rel="noopener">
        All incidents <span aria-hidden="true">↗</span>
        <span class="sr-only">(in a new tab)</span>
      </a>
      <fieldset class="people">
        <legend>Acting as</legend>
        {model.state.people.map((person) => (
          <label key={person.id} class="person">
            <input
              type="radio"
              name="acting-as"
              value={person.id}
              checked={person.id === model.me}
              onChange={() => chat.actAs(person.id)}
            />
            <Avatar person={person} />
            <span class="name">{person.name}</span>
            {model.elsewhere.includes(person.id) && (
              <span class="badge badge-mention" title={`${person.name} has a new direct message`}>
                <span class="sr-only">has a new direct message</span>
              </span>
            )}
          </label>
        ))}
      </fieldset>
    </nav>
  );
}
