import { describe, expect, it } from 'vitest';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { card } from '../../../contract/expectations.ts';
import { adapter, ANA, CHANNEL, MODAL, press, request, submission } from './fixture.ts';

const command: Inbound = {
  kind: 'command',
  deliveryId: 't',
  user: { id: ANA, name: 'ana' },
  text: 'status',
  channel: CHANNEL,
  trigger: 't',
};
const pressed = adapter().parse(request('actions', press()));
const submitted = adapter().parse(request('dialogs', submission()));
const mention: Inbound = { ...command, kind: 'mention' };
const read = (body: string) => JSON.parse(body) as Record<string, unknown>;
const said = note(['done *now*'], 'done');

describe('a slash command', () => {
  it.each([
    ['privately', 'ephemeral'],
    ['to all', 'in_channel'],
  ] as const)('is answered %s', (visible, type) => {
    const { http, undelivered } = adapter().respond(command, { kind: 'message', message: said, visible });
    expect(undelivered).toBeUndefined();
    expect(http).toMatchObject({ status: 200, contentType: 'application/json' });
    expect(read(http.body)).toEqual({
      response_type: type,
      text: 'done &#42;now&#42;',
      skip_slack_parsing: true,
    });
  });

  it('is answered by a card whose buttons are believed when they are pressed', () => {
    const answer = { kind: 'message', message: card('x'), visible: 'privately' } as const;
    const { attachments } = read(adapter().respond(command, answer).http.body) as {
      attachments: { actions?: { integration: { url: string; context: Record<string, unknown> } }[] }[];
    };
    const [first] = attachments.flatMap(({ actions }) => actions ?? []);
    expect(first?.integration.url).toBe('https://muster.example.com/chat/main-mattermost/actions');
    const sent = { ...press(), context: first?.integration.context };
    expect(() => adapter().authenticate(request('actions', sent))).not.toThrow();
    expect(adapter().parse(request('actions', sent))).not.toHaveProperty('message');
  });

  it('leaves a form to the API', () => {
    const answer = { kind: 'modal', modal: MODAL } as const;
    expect(adapter().respond(command, answer)).toMatchObject({ http: { body: '{}' }, undelivered: answer });
  });
});

describe('a pressed button', () => {
  it('is answered by text that only who pressed sees', () => {
    const message = {
      ...said,
      heading: 'INC-7',
      sections: [...said.sections, { fields: [{ label: 'By', value: ['Ana'] }] }],
    };
    const { http, undelivered } = adapter().respond(pressed, {
      kind: 'message',
      message,
      visible: 'privately',
    });
    expect(undelivered).toBeUndefined();
    expect(read(http.body)).toEqual({
      ephemeral_text: '#### INC-7\n\ndone &#42;now&#42;\n\nBy: Ana',
      skip_slack_parsing: true,
    });
  });

  it('leaves to the API what has buttons itself, what is for all, and a form', () => {
    for (const answer of [
      { kind: 'message', message: card('x'), visible: 'privately' },
      { kind: 'message', message: said, visible: 'to all' },
      { kind: 'modal', modal: MODAL },
    ] as const) {
      expect(adapter().respond(pressed, answer)).toMatchObject({ http: { body: '{}' }, undelivered: answer });
    }
  });
});

describe('a submitted form', () => {
  it('stays open with its errors', () => {
    const { http } = adapter().respond(submitted, {
      kind: 'invalid',
      errors: { title: 'Say what is wrong.' },
    });
    expect(read(http.body)).toEqual({ errors: { title: 'Say what is wrong.' } });
  });

  it('is followed by another form, for the same person', () => {
    const { http } = adapter().respond(submitted, { kind: 'modal', modal: MODAL });
    const { type, form } = read(http.body) as { type: string; form: { state: string } };
    expect(type).toBe('form');
    const again = { ...submission(), state: form.state };
    expect(() => adapter().authenticate(request('dialogs', again))).not.toThrow();
  });

  it('closes, and the answer comes by the API', () => {
    const answer = { kind: 'message', message: said, visible: 'privately' } as const;
    expect(adapter().respond(submitted, answer)).toMatchObject({ http: { body: '{}' }, undelivered: answer });
    expect(adapter().respond(submitted, { kind: 'nothing' })).toEqual({
      http: { status: 200, contentType: 'application/json', body: '{}' },
    });
  });
});

it('a mention is answered by the API', () => {
  const answer = { kind: 'message', message: said, visible: 'to all' } as const;
  expect(adapter().respond(mention, answer)).toMatchObject({ undelivered: answer });
  expect(adapter().respond({ kind: 'ignored', reason: 'x' }, answer)).not.toHaveProperty('undelivered');
});
