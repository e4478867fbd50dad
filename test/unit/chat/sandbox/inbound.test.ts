import { describe, expect, it } from 'vitest';
import { PAGE_TOKEN_HEADER, pageToken } from '../../../../src/chat/sandbox/authenticity.ts';
import { SandboxInbound } from '../../../../src/chat/sandbox/inbound.ts';
import { sandboxSettings } from '../../../../src/chat/sandbox/settings.ts';
import type { InboundRequest } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { FakeSandboxStore } from '../../../fakes/sandbox/store.ts';

const NOW = Date.UTC(2026, 2, 1);
const DELIVERY = '2b6f0cc9-04d3-4f0c-9a35-6a3b2a2f9d11';
const store = new FakeSandboxStore();
const adapter = new SandboxInbound(
  sandboxSettings.parse({}),
  { tenant: 'default', instance: 'sandbox' },
  store,
);

function request(surface: string, body: unknown, token?: string): InboundRequest {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return { surface, headers: { [PAGE_TOKEN_HEADER]: token }, body: bytes, receivedAt: NOW };
}

const command = { deliveryId: DELIVERY, user: 'ana', channel: 'incidents', text: 'ack 42' };

describe('what the page posts', () => {
  it('is believed with a token of the store’s secret, and not without', async () => {
    const token = pageToken(store.pageSecret, 'sandbox', NOW);
    await expect(adapter.authenticate(request('commands', command, token))).resolves.toBeUndefined();
    await expect(adapter.authenticate(request('commands', command))).rejects.toMatchObject({
      code: 'invalid_webhook',
    });
  });

  it('is read as a command, a press, a submission, a mention', () => {
    const ana = { id: 'ana', name: 'Ana' };
    const from = { deliveryId: DELIVERY, user: 'ana' };
    const message = { channel: 'incidents', id: 'm1' };
    expect(adapter.parse(request('commands', command))).toEqual({
      kind: 'command',
      deliveryId: DELIVERY,
      user: ana,
      channel: 'incidents',
      text: 'ack 42',
      trigger: `ana/${DELIVERY}`,
    });
    const press = { ...from, channel: 'incidents', action: 'severity INC-42', value: 'SEV-1', message };
    expect(adapter.parse(request('presses', press))).toEqual({
      ...press,
      kind: 'press',
      user: ana,
      trigger: `ana/${DELIVERY}`,
    });
    const submit = { ...from, modal: 'declare', context: { from: 'slash' }, values: { title: 'x' } };
    expect(adapter.parse(request('submits', submit))).toEqual({ ...submit, kind: 'submit', user: ana });
    const mention = { ...from, channel: 'incidents', text: '@muster status', thread: message };
    expect(adapter.parse(request('mentions', mention))).toEqual({ ...mention, kind: 'mention', user: ana });
    const exclaimed = { ...from, channel: 'incidents', text: 'google StackStorm', exclaimed: true };
    expect(adapter.parse(request('mentions', exclaimed))).toEqual({
      ...exclaimed,
      kind: 'mention',
      user: ana,
    });
  });

  it.each([
    ['not JSON', 'commands', '{'],
    ['no object', 'commands', '[]'],
    ['without a delivery id', 'commands', { ...command, deliveryId: undefined }],
    ['with a delivery id that is no UUID', 'commands', { ...command, deliveryId: '1' }],
    ['from nobody known', 'commands', { ...command, user: 'mallory' }],
    ['from Muster itself', 'commands', { ...command, user: 'muster' }],
    ['with far too long a text', 'commands', { ...command, text: 'x'.repeat(4001) }],
    ['to no surface of ours', 'elsewhere', command],
  ])('is refused when it is %s', (_what, surface, body) => {
    expect(() => adapter.parse(request(surface, body))).toThrow(
      expect.objectContaining({ code: 'invalid_webhook' }),
    );
  });
});

describe('what the page gets back', () => {
  const inbound = adapter.parse(request('commands', command));

  it('carries modals, errors and private messages in its body', () => {
    const modal = { id: 'declare', title: 'Declare', submit: 'Go', inputs: [], context: {} };
    const answers = [
      { kind: 'modal', modal },
      { kind: 'invalid', errors: { title: 'is missing' } },
      { kind: 'nothing' },
    ] as const;
    for (const answer of answers) {
      const { http, undelivered } = adapter.respond(inbound, answer);
      expect(JSON.parse(http.body)).toEqual(answer);
      expect(undelivered).toBeUndefined();
    }
    const { http } = adapter.respond(inbound, {
      kind: 'message',
      visible: 'privately',
      message: note(['only you'], 'only you'),
    });
    expect(JSON.parse(http.body)).toEqual({
      kind: 'message',
      view: { summary: 'only you', sections: [{ text: ['only you'] }] },
    });
  });

  it('leaves what all are to see to be posted into the channel', () => {
    const answer = { kind: 'message', visible: 'to all', message: note(['hello'], 'hello') } as const;
    const { http, undelivered } = adapter.respond(inbound, answer);
    expect(JSON.parse(http.body)).toEqual({ kind: 'nothing' });
    expect(undelivered).toEqual(answer);
  });
});
