import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insisting } from '../fakes/insisting.ts';
import { SIGNING_SECRET } from '../fakes/slack/fake.ts';
import { signSlackRequest } from '../fakes/slack/signing.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const LIST = 'command=%2Fim&text=list&trigger_id=bad-1&user_id=U1&channel_id=C1';
const MINUTES = 60_000;

describe('bad input, to the program as it is built', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
  });
  afterAll(() => team.stop());

  interface Sending {
    readonly to?: string;
    readonly body: string | Uint8Array<ArrayBuffer>;
    readonly type?: string;
    readonly secret?: string;
    /** Milliseconds from now. */
    readonly signed?: number;
    readonly packed?: true;
  }

  function send({
    to = '/chat/main-slack/commands',
    body,
    type = FORM,
    ...more
  }: Sending): Promise<Response> {
    const signature = signSlackRequest(more.secret ?? SIGNING_SECRET, body, Date.now() + (more.signed ?? 0));
    const headers = {
      'content-type': type,
      ...signature,
      ...(more.packed && { 'content-encoding': 'gzip' }),
    };
    return fetch(`${team.system.baseUrl}${to}`, { method: 'POST', headers, body });
  }

  it('is none when it is signed, fresh and well-formed', async () => {
    // A busy machine may be late for the first one.
    expect((await insisting(true, () => send({ body: LIST }))).status).toBe(200);
  });

  const rows: [string, number, Sending][] = [
    ['a wrong signature', 401, { body: LIST, secret: 'guessed' }],
    ['a stale signature', 401, { body: LIST, signed: -6 * MINUTES }],
    ['a signature of the future', 401, { body: LIST, signed: 6 * MINUTES }],
    ['a body over the limit', 413, { body: 'x'.repeat(2 * 1024 * 1024) }],
    ['a type that is not read', 415, { body: '<xml/>', type: 'text/xml' }],
    ['a packed body', 415, { body: new Uint8Array(gzipSync(LIST)), packed: true }],
    ['broken JSON', 400, { to: '/chat/main-slack/events', body: '{"type":', type: JSON_TYPE }],
    [
      'JSON that is too deep',
      400,
      { to: '/chat/main-slack/events', body: '['.repeat(30_000), type: JSON_TYPE },
    ],
    ['broken JSON in a form', 400, { to: '/chat/main-slack/interactions', body: 'payload={' }],
    ['an unknown instance', 404, { to: '/chat/nobody/commands', body: LIST }],
    ['an unknown way in', 404, { to: '/chat/main-slack/teapots', body: LIST }],
  ];
  it.each(rows)('%s is answered %d', async (_, status, sending) => {
    const response = await send(sending);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status });
  });

  it('replayed gets the first answer again', async () => {
    const body = `command=%2Fim&text=declare+Replayed&trigger_id=replayed-1&user_id=${team.ben.id}&channel_id=C1`;
    const first = await insisting(true, () => send({ body }));
    const again = await insisting(true, () => send({ body }));
    expect(first.status).toBe(200);
    expect(await again.text()).toBe(await first.text());
  });

  it('of any kind leaves the process as it was', async () => {
    const pid = team.system.server?.pid;
    for (let seed = 1; seed <= 300; seed++) {
      const bytes = Uint8Array.from({ length: seed }, (_, n) => (seed * 7919 + n * 104_729 + n * n) % 256);
      const surface = ['commands', 'interactions', 'events'][seed % 3] ?? '';
      const type = surface === 'events' ? JSON_TYPE : FORM;
      const { status } = await send({ to: `/chat/main-slack/${surface}`, body: bytes, type });
      expect(status, `body ${seed}`).toBe(400);
    }
    await eventually('it is ready', async () => (await fetch(`${team.system.baseUrl}/readyz`)).ok);
    expect(team.system.server?.pid).toBe(pid);
  });

  it('in the configuration, an instance without its secret, is refused at the start and loudly', async () => {
    const env = { ...team.system.env, SLACK_SIGNING_SECRET: '' };
    const { code, output } = await muster(['check-config'], env);
    expect(code).not.toBe(0);
    expect(output).toContain('SLACK_SIGNING_SECRET');
  });
});
