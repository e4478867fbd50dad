import { describe, expect, it } from 'vitest';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import { SHORTCUTS } from '../../../../src/chat/slack/read.ts';
import { httpBody, type Delivery } from '../../../fakes/slack/deliveries.ts';
import {
  globalShortcut,
  homeOpened,
  homePress,
  linkShared,
  messageShortcut,
  reaction,
  suggestion,
} from '../../../fakes/slack/gestures.ts';
import { Workspace } from '../../../fakes/slack/workspace.ts';
import { adapter, request } from './fixture.ts';

const workspace = new Workspace();
const ana = workspace.addUser('ana');
const ben = workspace.addUser('ben');
const channel = workspace.addChannel('incidents');
const files = [{ name: 'trace.txt', permalink: 'https://muster.slack.example/files/U1/F1/trace.txt' }];
const message = workspace.say(channel, ben, 'the &lt;database&gt; is <https://db.example|db.example>', {
  files,
});
const inThread = workspace.say(channel, ben, 'and slow', { threadTs: message.ts });

function read(delivery: Delivery): Inbound {
  return adapter().parse(request(delivery.surface, httpBody(delivery).body));
}
const slack = adapter();

describe("a shortcut in a message's menu", () => {
  it.each(['declare', 'timeline'] as const)('%s has the message as people wrote it', (shortcut) => {
    const delivery = messageShortcut(workspace, ana, message, SHORTCUTS[shortcut]);
    const { trigger_id: trigger } = delivery.payload;
    expect(read(delivery)).toEqual({
      kind: 'shortcut',
      shortcut,
      deliveryId: trigger,
      trigger,
      user: { id: ana.id, name: 'ana' },
      channel: channel.id,
      message: {
        ref: { channel: channel.id, id: message.ts },
        text: 'the <database> is db.example',
        author: { id: ben.id },
        files: [{ name: 'trace.txt', link: files[0]!.permalink }],
      },
    });
  });

  it('says in which thread the message is, but not that it begins one', () => {
    const of = (one: typeof message) => {
      const inbound = read(messageShortcut(workspace, ana, one, SHORTCUTS.timeline));
      return inbound.kind === 'shortcut' ? inbound.message.thread : inbound.kind;
    };
    expect(of(inThread)).toEqual({ channel: channel.id, id: message.ts });
    expect(of({ ...message, threadTs: message.ts })).toBeUndefined();
  });

  it("that is another app's asks for nothing", () => {
    expect(read(messageShortcut(workspace, ana, message, 'other')).kind).toBe('ignored');
    expect(read(globalShortcut(workspace, ana, 'other')).kind).toBe('ignored');
  });

  it('anywhere opens the form', () => {
    const inbound = read(globalShortcut(workspace, ana, SHORTCUTS.form));
    expect(inbound).toMatchObject({
      kind: 'press',
      action: 'open:declare',
      trigger: expect.any(String) as string,
    });
    expect(inbound).not.toHaveProperty('channel');
  });

  it('by somebody of another company says so', () => {
    const guest = { ...ana, teamId: 'T0000000009' };
    expect(read(messageShortcut(workspace, guest, message, SHORTCUTS.declare))).toMatchObject({
      user: { outsider: true },
    });
  });
});

describe('an emoji', () => {
  it('is read with the message that it is on', () => {
    expect(read(reaction(workspace, ana, message, 'pushpin'))).toMatchObject({
      kind: 'reaction',
      deliveryId: expect.stringMatching(/^Ev/) as string,
      user: { id: ana.id },
      emoji: 'pushpin',
      channel: channel.id,
      message: { channel: channel.id, id: message.ts },
    });
  });

  it('on a file asks for nothing', () => {
    const delivery = reaction(workspace, ana, message, 'pushpin');
    const event = { ...(delivery.payload['event'] as object), item: { type: 'file', file: 'F1' } };
    expect(read({ ...delivery, payload: { ...delivery.payload, event } }).kind).toBe('ignored');
  });

  it('in a channel shared with other companies may be of anybody, until their profile tells', () => {
    const shared = (delivery: Delivery, event: object = {}): Delivery => ({
      ...delivery,
      payload: {
        ...delivery.payload,
        is_ext_shared_channel: true,
        event: { ...(delivery.payload['event'] as object), ...event },
      },
    });
    const put = reaction(workspace, ana, message, 'pushpin');
    expect(read(shared(put))).toMatchObject({ user: { id: ana.id, outsider: true } });
    const link = linkShared(workspace, ana, message, ['https://muster.example.com/incidents/INC-7']);
    expect(read(shared(link))).toMatchObject({ user: { outsider: true }, shared: true });
    expect(read(link)).not.toHaveProperty('shared');
    const ours = read(shared(link, { user_team: workspace.team.id }));
    for (const inbound of [ours, read(put)]) expect(inbound).not.toHaveProperty('user.outsider');
  });

  it('is repeated by Slack, looking is not', () => {
    expect(slack.repeats(read(reaction(workspace, ana, message, 'pushpin')))).toBe(true);
    expect(slack.repeats(read(homeOpened(workspace, ana)))).toBe(false);
    expect(slack.repeats(read(messageShortcut(workspace, ana, message, SHORTCUTS.declare)))).toBe(false);
  });
});

describe('looking', () => {
  it('at the home page', () => {
    expect(read(homeOpened(workspace, ana))).toMatchObject({ kind: 'home', user: { id: ana.id } });
    expect(read(homeOpened(workspace, ana, 'messages')).kind).toBe('ignored');
  });

  it('at addresses, once the message is written', () => {
    const link = 'https://muster.example.com/incidents/INC-7';
    expect(read(linkShared(workspace, ana, message, [link]))).toMatchObject({
      kind: 'links',
      links: [link],
      message: { channel: channel.id, id: message.ts },
    });
    expect(read(linkShared(workspace, ana, message, [link], 'composer')).kind).toBe('ignored');
  });

  it.each([
    [{ action_id: 'value~incident', block_id: 'incident' }, 'incident'],
    [{ action_id: '1~incident:status', block_id: 'b' }, 'incident'],
    [{ action_id: 'value~service', block_id: 'service' }, 'service'],
  ])('for what could be chosen in %j', (element, field) => {
    expect(read(suggestion(workspace, ana, element, 'INC-4'))).toMatchObject({
      kind: 'suggest',
      field,
      query: 'INC-4',
    });
  });

  it.each(['value', 'value~person', '1:status', '~incident'])('in the field %s asks for nothing', (id) => {
    expect(read(suggestion(workspace, ana, { action_id: id, block_id: 'b' }, 'x')).kind).toBe('ignored');
  });
});

describe('a press on the home page', () => {
  const blocks = [
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: '0:ack INC-7', text: { text: 'Acknowledge' }, value: 'ack INC-7' },
        { type: 'external_select', action_id: '1~incident:status', placeholder: { text: 'Look' } },
      ],
    },
  ];

  it('belongs to no channel', () => {
    const inbound = read(homePress(workspace, ana, blocks, 'Acknowledge'));
    expect(inbound).toMatchObject({ kind: 'press', action: 'ack INC-7' });
    expect(inbound).not.toHaveProperty('channel');
    expect(inbound).not.toHaveProperty('message');
  });

  it('may be a choice that was suggested', () => {
    const option = { text: { type: 'plain_text', text: 'INC-7 Checkout' }, value: 'INC-7' };
    expect(read(homePress(workspace, ana, blocks, 'Look', option))).toMatchObject({
      action: 'status',
      value: 'INC-7',
    });
  });
});

describe('what is suggested', () => {
  const asked = read(suggestion(workspace, ana, { action_id: 'value~incident', block_id: 'incident' }, ''));
  const answer = (options: { label: string; value: string }[]) =>
    JSON.parse(slack.respond(asked, { kind: 'options', options }).http.body) as { options: unknown[] };

  it('is in the answer itself', () => {
    expect(answer([{ label: 'INC-7 <b>', value: 'INC-7' }])).toEqual({
      options: [{ text: { type: 'plain_text', emoji: false, text: 'INC-7 <b>' }, value: 'INC-7' }],
    });
    expect(answer([])).toEqual({ options: [] });
    expect(JSON.parse(slack.respond(asked, { kind: 'nothing' }).http.body)).toEqual({ options: [] });
  });

  it('is no more than Slack takes', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({ label: 'x'.repeat(200), value: String(n) }));
    expect(answer(many).options).toHaveLength(100);
    expect(JSON.stringify(answer(many).options[0]).length).toBeLessThan(160);
  });
});
