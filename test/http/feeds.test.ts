import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashToken } from '../../src/http/api/token.ts';
import type { AccessRole } from '../../src/access/role.ts';
import { readCalendar } from '../../src/oncall/written-calendar.ts';
import { Office } from './office.ts';

const NOW = Date.parse('2026-11-21T12:00Z');
let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => {
    one.now = NOW;
  });
});
afterEach(() => office.close());

async function api(method: string, path: string, role: AccessRole = 'viewer'): Promise<Response> {
  return fetch(`${office.base}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${office.token(role)}` },
  });
}
async function made(path: string, role?: AccessRole): Promise<string> {
  const response = await api('POST', path, role);
  expect(response.status).toBe(201);
  return ((await response.json()) as { url: string }).url;
}
const NAMES: Readonly<Record<string, string>> = { Ana: 'ana', Ben: 'ben' };
/** Who a calendar says is on call at an instant. */
async function onCall(url: string, at: string): Promise<string[]> {
  const text = await (await fetch(url)).text();
  const personOf = (said: string): string | undefined => NAMES[said.replace(/ is on call for .*$/, '')];
  const calendar = readCalendar(text, personOf, 'UTC');
  const all = [0, Date.parse('2030-01-01')] as const;
  expect(calendar.unknownIn(...all)).toEqual([]);
  return calendar
    .shiftsIn(...all)
    .filter(({ from, until }) => from <= Date.parse(at) && Date.parse(at) < until)
    .map(({ person }) => person);
}

describe('a calendar of a schedule', () => {
  it('says who is on call, overrides included, to who has its address', async () => {
    const url = await made('/schedules/payments/feed');
    expect(url).toMatch(/\/oncall\/payments\/muster_[\w-]{43}\.ics$/);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const [today, tomorrow] = ['2026-11-21T12:00Z', '2026-11-22T12:00Z'];
    expect(await onCall(url, today)).toEqual(['ana']);
    expect(await onCall(url, tomorrow)).toEqual(['ben']);
    office.memory.overrides.set('default:payments', [
      {
        id: 'o-1',
        people: ['ben'],
        from: NOW,
        until: NOW + 3_600_000,
        by: { id: 'ana', name: 'Ana' },
        madeAt: NOW,
      },
    ]);
    expect(await onCall(url, today)).toEqual(['ben']);
  });

  it('keeps only the hash of its token, and not in the answers that are kept either', async () => {
    const url = await made('/schedules/payments/feed');
    const token = /muster_[\w-]+/.exec(url)?.[0] ?? '';
    expect([...office.memory.feeds.keys()]).toEqual([hashToken(token)]);
    expect(JSON.stringify([...office.memory.deliveryRecords, ...office.log])).not.toContain(token);
  });

  it('is sent once as long as it stays the same', async () => {
    const url = await made('/schedules/payments/feed');
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    office.now += 60_000;
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    office.memory.overrides.set('default:payments', [
      {
        id: 'o-1',
        people: ['ben'],
        from: NOW,
        until: NOW + 3_600_000,
        by: { id: 'ana', name: 'Ana' },
        madeAt: NOW,
      },
    ]);
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('is at no other address', async () => {
    const url = await made('/schedules/payments/feed');
    const token = /muster_[\w-]+/.exec(url)?.[0] ?? '';
    for (const path of [
      `/oncall/search/${token}.ics`,
      `/oncall/people/ana/${token}.ics`,
      `/oncall/payments/${token}`,
      `/oncall/payments/muster_${'x'.repeat(43)}.ics`,
      '/oncall/payments/.ics',
    ])
      expect((await fetch(`${office.base}${path}`)).status, path).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  it('moves to a new address when it is asked for again, for who asks alone', async () => {
    const [first, others] = [
      await made('/schedules/payments/feed'),
      await made('/schedules/payments/feed', 'responder'),
    ];
    const second = await made('/schedules/payments/feed');
    expect((await fetch(first)).status).toBe(404);
    expect((await fetch(second)).status).toBe(200);
    expect((await fetch(others)).status).toBe(200);
  });

  it('is ended by its owner, or for everybody by who may', async () => {
    const [own, others] = [
      await made('/schedules/payments/feed'),
      await made('/schedules/payments/feed', 'responder'),
    ];
    expect(await (await api('DELETE', '/schedules/payments/feed')).json()).toEqual({ ended: 1 });
    expect([(await fetch(own)).status, (await fetch(others)).status]).toEqual([404, 200]);
    expect((await api('DELETE', '/schedules/payments/feed?everybodys=true')).status).toBe(403);
    const all = await api('DELETE', '/schedules/payments/feed?everybodys=true', 'commander');
    expect(await all.json()).toEqual({ ended: 1 });
    expect((await fetch(others)).status).toBe(404);
    expect(office.memory.auditEntries.map(({ action, outcome }) => `${action} ${outcome}`)).toContain(
      'feed:end done',
    );
  });

  it('is gone with its schedule', async () => {
    const url = await made('/schedules/payments/feed');
    office.config = { ...office.config, schedules: new Map() };
    expect((await fetch(url)).status).toBe(404);
  });

  it('may not be asked for without end', async () => {
    office.calendarLimit = { count: 1, perMs: 60_000 };
    const url = await made('/schedules/payments/feed');
    expect((await fetch(url)).status).toBe(200);
    const refused = await fetch(url);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a calendar of a person', () => {
  it('has their shifts by all schedules, and nobody else’s', async () => {
    const url = await made('/people/ben/feed');
    const text = await (await fetch(url)).text();
    expect(text).toContain('SUMMARY:Ben is on call for Payments primary');
    expect(text).toContain('SUMMARY:Ben is on call for Search');
    expect(text).not.toContain('Ana');
  });

  it('is had in chat, by nobody else', async () => {
    const told = await (await office.command('oncall feed')).text();
    const url = /http[^"\\]+\.ics/.exec(told)?.[0] ?? '';
    expect(url).toContain('/oncall/people/ana/');
    expect(JSON.parse(told)).toMatchObject({ response_type: 'ephemeral' });
    expect((await fetch(url)).status).toBe(200);
    expect(JSON.stringify([...office.memory.deliveryRecords.values()])).not.toContain(url);
    expect(await (await office.command('oncall feed search')).text()).toContain('/oncall/search/');
    expect(await (await office.command('oncall feed', { user: 'U0STRANGER' })).text()).toMatch(
      /nobody of the configuration/,
    );
  });

  it('is listed without its token', async () => {
    await made('/people/ben/feed', 'responder');
    const list = async (role: AccessRole) =>
      (await (await api('GET', '/feeds', role)).json()) as { feeds: object[] };
    expect((await list('viewer')).feeds).toEqual([]);
    expect((await list('commander')).feeds).toEqual([
      { person: 'ben', owner: 'token:responder', madeAt: '2026-11-21T12:00:00.000Z' },
    ]);
  });
});
