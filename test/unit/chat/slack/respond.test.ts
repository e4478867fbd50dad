import { describe, expect, it } from 'vitest';
import type { Answer, Inbound } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { adapter } from './fixture.ts';

const from = { deliveryId: 'd', user: { id: 'U1', name: 'ana' } };
const command: Inbound = { ...from, kind: 'command', text: 'ack', channel: 'C1' };
const press: Inbound = { ...from, kind: 'press', action: 'ack INC-7', channel: 'C1' };
const submit: Inbound = { ...from, kind: 'submit', modal: 'declare', context: {}, values: {} };
const mention: Inbound = { ...from, kind: 'mention', text: 'status', channel: 'C1' };

const said: Answer = {
  kind: 'message',
  message: note(['<b> is yours'], '<b> is yours'),
  visible: 'privately',
};
const modal: Answer = { kind: 'modal', modal: { id: 'm', title: 'T', submit: 'S', inputs: [], context: {} } };
const invalid: Answer = { kind: 'invalid', errors: { title: 'Give it a title.' } };
const nothing: Answer = { kind: 'nothing' };

function respond(
  inbound: Inbound,
  answer: Answer,
): { type: string; json: unknown; undelivered: Answer | undefined } {
  const { http, undelivered } = adapter().respond(inbound, answer);
  expect(http.status).toBe(200);
  return { type: http.contentType, json: http.body === '' ? undefined : JSON.parse(http.body), undelivered };
}

describe("Slack's HTTP answer", () => {
  it('to a command carries a message for the sender alone, or for all', () => {
    const { type, json, undelivered } = respond(command, said);
    expect(type).toBe('application/json');
    expect(json).toMatchObject({
      response_type: 'ephemeral',
      text: '&lt;b&gt; is yours',
      blocks: [{ type: 'rich_text' }],
    });
    expect(undelivered).toBeUndefined();
    expect(respond(command, { ...said, visible: 'to all' }).json).toMatchObject({
      response_type: 'in_channel',
    });
  });

  it('to a command cannot carry a modal', () => {
    expect(respond(command, modal)).toMatchObject({ json: undefined, undelivered: modal });
  });

  it('to a submission carries errors by input, another modal, or closes it', () => {
    expect(respond(submit, invalid).json).toEqual({
      response_action: 'errors',
      errors: { title: 'Give it a title.' },
    });
    expect(respond(submit, modal).json).toMatchObject({
      response_action: 'update',
      view: { callback_id: 'm' },
    });
    expect(respond(submit, nothing)).toEqual({
      type: 'application/json',
      json: { response_action: 'clear' },
      undelivered: undefined,
    });
    expect(respond(submit, said)).toMatchObject({ json: { response_action: 'clear' }, undelivered: said });
  });

  it.each([press, mention])('to a $kind carries nothing', (inbound) => {
    expect(respond(inbound, said)).toMatchObject({ json: undefined, undelivered: said });
    expect(respond(inbound, modal)).toMatchObject({ json: undefined, undelivered: modal });
    expect(respond(inbound, nothing)).toMatchObject({ json: undefined, undelivered: undefined });
  });

  it('to the test of the address repeats the challenge', () => {
    expect(respond({ kind: 'challenge', answer: 'c"1' }, nothing)).toMatchObject({
      type: 'application/json',
      json: { challenge: 'c"1' },
    });
  });

  it('to what asks for nothing is empty', () => {
    expect(respond({ kind: 'ignored', reason: 'r' }, nothing)).toMatchObject({
      json: undefined,
      undelivered: undefined,
    });
  });
});
