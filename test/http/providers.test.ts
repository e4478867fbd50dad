import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceStatus } from '../../src/chat/instance-status.ts';
import { Office } from './office.ts';

let office: Office;
const well: InstanceStatus = {
  instance: 'main-slack',
  platform: 'slack',
  state: 'connected',
  calls: 12,
  errors: { rate_limited: 2 },
  latencyMs: 80,
  listeners: [],
};
const unwell: InstanceStatus = {
  ...well,
  instance: 'other',
  state: 'error',
  code: 'authentication_failed',
  problem: 'Slack refuses <b>(token_revoked)</b>',
  listeners: [{ process: 'host-1', state: 'connecting', since: 0 }],
};

beforeEach(async () => {
  office = await Office.open();
  office.providers = [well, unwell];
});
afterEach(() => office.close());

const read = (path: string, cookie?: string): Promise<Response> =>
  fetch(`${office.base}${path}`, {
    headers: { accept: 'text/html', ...(cookie !== undefined && { cookie }) },
  });

describe('the page of the providers', () => {
  it('shows each with its state, what is wrong as text, its connections and its errors', async () => {
    const html = await (await read('/providers', office.cookie('viewer'))).text();
    expect(html).toContain('1 of 2 connected');
    expect(html).toMatch(/status provider-error">error/);
    expect(html).toContain('Slack refuses &lt;b>(token_revoked)&lt;/b>');
    expect(html).toContain('connecting in host-1');
    expect(html).toContain('of which failed: rate_limited 2');
    expect(html).toContain('data-live="/live/providers"');
  });

  it('is for those who may see it', async () => {
    office.access({ anonymousReading: false });
    expect((await read('/providers')).status).toBe(401);
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: [] } } });
    expect((await read('/providers', office.cookie('viewer'))).status).toBe(403);
    expect((await read('/live/providers', office.cookie('viewer'))).status).toBe(403);
  });

  it('is told when a state changes, and not for a call more', async () => {
    const gone = new AbortController();
    const response = await fetch(`${office.base}/live/providers`, {
      signal: gone.signal,
      headers: { cookie: office.cookie('viewer') },
    });
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) text += decoder.decode(chunk);
    })().catch(() => undefined);
    await expect.poll(() => text).toContain(': connected');
    office.providers = [{ ...well, calls: 13 }, unwell];
    // Only what comes after can show that nothing came before.
    office.providers = [
      { ...well, calls: 14 },
      { ...unwell, state: 'connected' },
    ];
    await expect.poll(() => text).toContain('event: changed');
    gone.abort();
    await reading;
  });
});

describe('/im providers', () => {
  const answer = async (text: string): Promise<string> =>
    JSON.stringify(await (await office.command(text)).json());

  it('answers how they are', async () => {
    const said = await answer('providers');
    expect(said).toContain('2 provider instances; not connected: other');
    expect(said).toContain('token_revoked');
    expect(said).toContain('rate_limited 2');
  });

  it('is refused to those who may not', async () => {
    const { policy } = office.config.access;
    const none = { viewer: [], responder: [], commander: [], admin: [] };
    office.access({ policy: { ...policy, permissions: none } });
    const said = await answer('providers');
    expect(said).not.toContain('provider instances;');
    expect(said).toContain('providers');
    await office.afterwards.ended();
    expect(office.memory.auditEntries).toMatchObject([{ action: 'providers', outcome: 'refused' }]);
  });
});
