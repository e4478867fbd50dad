import { describe, expect, it } from 'vitest';
import type { SandboxMessage } from '../../../../src/chat/sandbox/store.ts';
import { reduce, type Action, type Model } from '../../../../src/dashboard/sandbox/model.ts';
import type { PageState } from '../../../../src/dashboard/sandbox/wire.ts';

const channel = (id: string) => ({ id, topic: '', private: false, archived: false });
const STATE: PageState = {
  token: 't',
  position: 0,
  bot: { id: 'muster', name: 'Muster' },
  people: [
    { id: 'ana', name: 'Ana' },
    { id: 'ben', name: 'Ben' },
  ],
  channels: [channel('general'), channel('incidents')],
  commands: [],
};

function message(id: string, order: number, more: Partial<SandboxMessage> = {}): SandboxMessage {
  return {
    id,
    channel: 'incidents',
    author: STATE.bot,
    at: order,
    order,
    inChannel: more.thread === undefined,
    view: { summary: id, sections: [{ text: [id] }] },
    ...more,
  };
}

const arrived = (what: SandboxMessage): Action => ({
  type: 'event',
  event: { kind: 'message', message: what },
});
const emptyHistory: Action = {
  type: 'history',
  channel: 'incidents',
  history: { messages: [], replies: {}, pins: [] },
};

function play(...actions: Action[]): Model {
  const opened: Action = { type: 'opened', me: 'ana', state: STATE, whispers: [] };
  const model = [opened, emptyHistory, ...actions].reduce<Model | undefined>(reduce, undefined);
  if (!model) throw new Error('nothing was opened');
  return model;
}

const shown = (model: Model) => model.histories.incidents?.messages.map((one) => one.id);

describe('the page', () => {
  it('begins in #incidents', () => {
    expect(play().current).toBe('incidents');
  });

  it('puts messages in order, once each, whatever order the events come in', () => {
    expect(shown(play(arrived(message('b', 2)), arrived(message('a', 1)), arrived(message('b', 2))))).toEqual(
      ['a', 'b'],
    );
  });

  it('replaces a message that was edited without calling it new', () => {
    const view = { summary: 'edited', sections: [] };
    const away: Action = { type: 'channel chosen', channel: 'general' };
    const model = play(arrived(message('a', 1)), away, arrived(message('a', 1, { view, editedAt: 5 })));
    expect(model.histories.incidents?.messages).toMatchObject([{ view: { summary: 'edited' } }]);
    expect(model.unread).toEqual({});
  });

  it('counts each answer of a thread once, and shows it where the thread is open', () => {
    const root = arrived(message('root', 1));
    const opened: Action = { type: 'thread', root: 'root', messages: [] };
    const answer = arrived(message('answer', 2, { thread: 'root' }));
    const model = play(root, opened, answer, answer);
    expect(model.histories.incidents?.replies).toEqual({ root: ['answer'] });
    expect(model.threads.root?.map((one) => one.id)).toEqual(['answer']);
    expect(shown(model)).toEqual(['root']);
  });

  it('takes a deleted message away, and closes its thread', () => {
    const deleted: Action = {
      type: 'event',
      event: { kind: 'deleted', channel: 'incidents', message: 'root' },
    };
    const model = play(arrived(message('root', 1)), { type: 'thread chosen', root: 'root' }, deleted);
    expect(shown(model)).toEqual([]);
    expect(model.thread).toBeUndefined();
  });

  it('marks other channels as unread, mentions above all, until they are read', () => {
    const general = { channel: 'general' };
    const mention = { summary: 'm', sections: [{ text: [{ user: 'ana', name: 'Ana' }] }] };
    const some = play(arrived(message('a', 1, general)));
    expect(some.unread).toEqual({ general: 'some' });
    const mentioned = play(
      arrived(message('a', 1, { ...general, view: mention })),
      arrived(message('b', 2, general)),
    );
    expect(mentioned.unread).toEqual({ general: 'mention' });
    expect(reduce(mentioned, { type: 'channel chosen', channel: 'general' })?.unread).toEqual({});
    expect(play(arrived(message('a', 1, { ...general, author: { id: 'ana', name: 'Ana' } }))).unread).toEqual(
      {},
    );
  });

  it('tells that another person was paged, and leads there', () => {
    const model = play({ type: 'event', event: { kind: 'elsewhere', user: 'ben' } });
    expect(model.elsewhere).toEqual(['ben']);
    const asBen = reduce(model, { type: 'opened', me: 'ben', state: STATE, whispers: [] });
    expect(asBen).toMatchObject({ elsewhere: [], unread: { '@ben': 'mention' } });
  });

  it('reads new messages of the channel in view out, not one’s own', () => {
    expect(play(arrived(message('a', 1))).announcement).toBe('Muster: a');
    expect(play(arrived(message('a', 1, { author: { id: 'ana', name: 'Ana' } }))).announcement).toBe('');
    expect(play(arrived(message('a', 1, { channel: 'general' }))).announcement).toBe('');
  });
});
