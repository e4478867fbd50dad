import { describe, expect, it } from 'vitest';
import { respond } from '../../../../src/chat/discord/respond.ts';
import type { Answer, Inbound } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';

const from = { deliveryId: '1', user: { id: '900000000000000001', name: 'Ana' } };
const channel = '900000000000000002';
const command: Inbound = { ...from, kind: 'command', text: 'ack', channel };
const press: Inbound = { ...from, kind: 'press', action: 'ack INC-7', channel };
const submit: Inbound = {
  ...from,
  kind: 'submit',
  modal: 'resolve',
  context: { incident: 'INC-7', channel },
  values: { note: 'rolled *back*', other: ' ' },
  channel,
};
const mention: Inbound = { ...from, kind: 'mention', text: 'list', channel };
const suggest: Inbound = { ...from, kind: 'suggest', field: 'incident', query: '', channel };
const hello = note(['hello'], 'hello');
const modal: Answer = {
  kind: 'modal',
  modal: {
    id: 'note',
    title: 'Note',
    submit: 'Add',
    inputs: [{ id: 'text', label: 'Note', type: 'text' }],
    context: {},
  },
};

interface Body {
  type: number;
  data?: Record<string, unknown>;
}

function body(inbound: Inbound, answer: Answer): Body {
  const { http, undelivered } = respond(inbound, answer);
  expect(undelivered).toBeUndefined();
  expect(http).toMatchObject({ status: 200, contentType: 'application/json' });
  return JSON.parse(http.body) as Body;
}

describe('an answer to an interaction', () => {
  it.each([command, press, submit])('to a $kind is a message for one or for all', (inbound) => {
    const alone = body(inbound, { kind: 'message', message: hello, visible: 'privately' });
    expect(alone).toMatchObject({ type: 4, data: { flags: 64, allowed_mentions: { parse: [] } } });
    const all = body(inbound, { kind: 'message', message: hello, visible: 'to all' });
    expect(all.type).toBe(4);
    expect(all.data).not.toHaveProperty('flags');
  });

  it('is a form, but not to a form', () => {
    expect(body(command, modal)).toMatchObject({ type: 9, data: { custom_id: 'note?' } });
    expect(body(press, modal).type).toBe(9);
    expect(body(submit, modal)).toMatchObject({ type: 4, data: { flags: 64 } });
  });

  it('to a form that is wrong says what, keeps what was typed and opens it again', () => {
    const { type, data } = body(submit, { kind: 'invalid', errors: { note: 'Too long.' } });
    expect(type).toBe(4);
    const shown = JSON.stringify(data);
    expect(shown).toContain('Too long\\\\.');
    expect(shown).toContain('rolled \\\\*back\\\\*');
    expect(shown).toContain('0:open:resolve INC-7');
    expect(data).toMatchObject({ flags: 64 });
  });

  it('is always some answer: nothing at all would be shown as a failure', () => {
    expect(body(press, { kind: 'nothing' })).toEqual({ type: 6 });
    expect(body(command, { kind: 'nothing' }).type).toBe(4);
    expect(body({ kind: 'ignored', reason: 'x' }, { kind: 'nothing' }).type).toBe(4);
  });

  it('suggests at most 25 options, none of them altered', () => {
    const long = { label: 'x'.repeat(200), value: 'ok' };
    const many = Array.from({ length: 40 }, (_, n) => ({ label: `INC-${n}`, value: `INC-${n}` }));
    const wrong = { label: 'y', value: 'y'.repeat(101) };
    const { type, data } = body(suggest, { kind: 'options', options: [wrong, long, ...many] });
    const choices = data?.['choices'] as { name: string; value: string }[];
    expect(type).toBe(8);
    expect(choices).toHaveLength(25);
    expect(choices[0]).toEqual({ name: `${'x'.repeat(99)}…`, value: 'ok' });
    expect(body(suggest, { kind: 'nothing' }).data).toEqual({ choices: [] });
  });
});

describe('an answer to what came by the gateway', () => {
  it('is sent later', () => {
    const answer: Answer = { kind: 'message', message: hello, visible: 'privately' };
    expect(respond(mention, answer)).toMatchObject({ http: { status: 200, body: '' }, undelivered: answer });
    expect(respond(mention, { kind: 'nothing' })).not.toHaveProperty('undelivered');
  });
});
