import { randomUUID } from 'node:crypto';
import type { Modal } from '../../../src/chat/element.ts';
import { encodeAction } from '../../../src/chat/element.ts';
import { PAGE_TOKEN_HEADER, pageToken } from '../../../src/chat/sandbox/authenticity.ts';
import { SandboxInbound } from '../../../src/chat/sandbox/inbound.ts';
import { sandboxSettings } from '../../../src/chat/sandbox/settings.ts';
import { FakeSandboxStore } from '../../fakes/sandbox/store.ts';
import type { Answered } from './tap.ts';
import { withHeaders, type MakeWayIn } from './way-in.ts';

const HOUR = 3_600_000;

export const sandboxWayIn: MakeWayIn = async ({ office, tap }) => {
  const store = new FakeSandboxStore();
  const put = (instance: string, secret = store.pageSecret, tenant = 'default') => {
    const kept = new FakeSandboxStore();
    kept.pageSecret = secret;
    office.adapt(instance, new SandboxInbound(sandboxSettings.parse({}), { tenant, instance }, kept));
  };
  put('page');
  put('second', 'the secret of another sandbox');
  put('shared');
  put('acme', 'the secret of another tenant', 'acme');
  const tokenOf = (secret: string) => ({ [PAGE_TOKEN_HEADER]: pageToken(secret, 'page', Date.now()) });
  const post = async (surface: string, payload: object): Promise<Answered> => {
    const from = { deliveryId: randomUUID(), user: 'ana', channel: 'general' };
    const response = await fetch(`${tap.base}/chat/page/${surface}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...tokenOf(store.pageSecret) },
      body: JSON.stringify({ ...from, ...payload }),
    });
    return { status: response.status, body: await response.text() };
  };
  let opened: Modal | undefined;
  return Promise.resolve({
    declares: (title) => post('commands', { text: `declare ${title}` }),
    types: (word, incident) => post('commands', { text: `${word} ${incident}` }),
    async presses(action) {
      const answer = await post('presses', { action: encodeAction(action) });
      const shown = JSON.parse(answer.body) as { kind: string; modal?: Modal };
      if (shown.kind === 'modal') opened = shown.modal;
      return answer;
    },
    submits: (values) => post('submits', { modal: opened?.id, context: opened?.context, values }),
    forgeries: [
      {
        what: 'without a token',
        of: 'command',
        make: (one) => withHeaders(one, { [PAGE_TOKEN_HEADER]: undefined }),
      },
      { what: 'with a guessed token', of: 'press', make: (one) => withHeaders(one, tokenOf('guessed')) },
    ],
    stale: { command: 13 * HOUR, press: 13 * HOUR, form: 13 * HOUR },
    others: [
      { instance: 'second', of: ['command', 'press', 'form'] },
      { instance: 'shared', of: ['command', 'press', 'form'] },
      { instance: 'acme', of: ['command', 'press', 'form'] },
    ],
    unknown: [],
    signed: (body) => ({
      path: '/chat/page/commands',
      headers: { 'content-type': 'application/json', ...tokenOf(store.pageSecret) },
      body,
    }),
    close: () => Promise.resolve(),
  });
};
