import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRole } from '../../src/access/role.ts';
import { Office } from './office.ts';

/** A Saturday. Ana and Ben take turns of a day from 09:00 UTC on; the weekends of Search are Ben's. */
const NOW = Date.parse('2026-11-21T12:00Z');
const HOUR = 3_600_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => {
    one.now = NOW;
  });
});
afterEach(() => office.close());

interface Shift {
  readonly from: string;
  readonly until?: string;
  readonly people: readonly { id: string; name: string; layer?: string; override?: string }[];
}
interface Body {
  readonly id: string;
  readonly detail: string;
  readonly schedules: readonly {
    id: string;
    now: Shift;
    next: Shift;
    gaps: { from: string; until: string }[];
  }[];
  readonly shifts: readonly (Shift & { schedule: { id: string } })[];
  readonly gaps: readonly { from: string; until: string }[];
  readonly overrides: readonly { id: string; people: { id: string }[]; until: string }[];
}

async function ask(
  method: string,
  path: string,
  { body, role = 'responder', key }: { body?: object; role?: AccessRole; key?: string } = {},
): Promise<{ status: number; headers: Headers; body: Body }> {
  const response = await fetch(`${office.base}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${office.token(role)}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();
const who = ({ people }: Shift): string => people.map(({ id }) => id).join('+');

describe('schedules by the API', () => {
  it('say who is on call now and next, and when nobody is', async () => {
    const { body } = await ask('GET', '/schedules', { role: 'viewer' });
    const [payments, search] = body.schedules;
    expect(payments).toMatchObject({ id: 'payments', gaps: [] });
    expect(payments?.now.until).toBe('2026-11-22T09:00:00.000Z');
    expect([payments?.now, payments?.next].map((shift) => shift && who(shift)).toSorted()).toEqual([
      'ana',
      'ben',
    ]);
    expect(search?.now).toMatchObject({
      until: '2026-11-23T00:00:00.000Z',
      people: [{ id: 'ben', layer: 'Weekend' }],
    });
    expect(search?.gaps).toEqual([
      { from: '2026-11-23T00:00:00.000Z', until: '2026-11-28T00:00:00.000Z' },
      { from: '2026-11-30T00:00:00.000Z', until: '2026-12-05T00:00:00.000Z' },
    ]);
  });

  it('show shifts and gaps of any time, up to a limit', async () => {
    const query = '?from=2026-11-21T09:00:00Z&until=2026-11-24T00:00:00Z';
    const { body } = await ask('GET', `/schedules/payments/shifts${query}`);
    expect(body.shifts.map(({ from }) => from)).toEqual([
      '2026-11-21T09:00:00.000Z',
      '2026-11-22T09:00:00.000Z',
      '2026-11-23T09:00:00.000Z',
    ]);
    expect((await ask('GET', `/schedules/Search/gaps${query}`)).body.gaps).toEqual([
      { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' },
    ]);
    const long = await ask(
      'GET',
      '/schedules/payments/shifts?from=2026-01-01T00:00:00Z&until=2028-01-01T00:00:00Z',
    );
    expect([long.status, long.body.detail]).toEqual([422, 'until: is more than 400 days later than from']);
    expect((await ask('GET', '/schedules/paymets/gaps')).body.detail).toMatch(/Did you mean payments/);
  });

  it('show when somebody is on call by all of them, in the order of time', async () => {
    const { body } = await ask('GET', `/shifts?person=ben&until=${at(48)}`);
    expect(body.shifts.map(({ schedule }) => schedule.id).toSorted()).toEqual(['payments', 'search']);
    const times = body.shifts.map(({ from }) => from);
    expect(times).toEqual(times.toSorted());
  });

  it('are for those who may see people', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: [] } } });
    for (const path of ['', '/payments', '/payments/shifts', '/payments/gaps', '/payments/overrides'])
      expect((await ask('GET', `/schedules${path}`, { role: 'viewer' })).status).toBe(403);
    expect((await ask('GET', '/shifts?person=ben', { role: 'viewer' })).status).toBe(403);
  });
});

describe('an override by the API', () => {
  const path = '/schedules/payments/overrides';
  const body = { people: ['ben'], from: at(24), until: at(26), note: 'dentist' };

  it('puts somebody on call, is told those whom it concerns, leaves a trail, and ends again', async () => {
    const made = await ask('POST', path, { body });
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`/api/v1${path}/${id}`);
    expect(id).toMatch(/^o-[a-z2-9]{6}$/);
    const { body: shown } = await ask('GET', `/schedules/payments/shifts?from=${at(24)}&until=${at(27)}`);
    expect(shown.shifts[0]).toMatchObject({
      from: at(24),
      until: at(26),
      people: [{ id: 'ben', override: id }],
    });
    expect((await ask('GET', path)).body.overrides).toMatchObject([{ id, people: [{ id: 'ben' }] }]);
    expect(office.changedSchedules).toEqual(['default:payments']);
    const told = office.laterReplies.map(({ to, message }) => [to, message.summary]);
    expect(told).toContainEqual([
      { user: 'U0BEN' },
      `responder has put you on call for Payments primary from 2026-11-22 12:00:00 UTC until 2026-11-22 14:00:00 UTC. “dentist” /im override cancel ${id} ends it.`,
    ]);
    expect(office.memory.auditEntries).toMatchObject([
      { action: 'override', outcome: 'done', about: expect.stringContaining(`payments: ben`) as string },
    ]);
    expect((await ask('DELETE', `${path}/${id}`)).status).toBe(200);
    expect((await ask('GET', path)).body.overrides).toEqual([]);
    expect((await ask('DELETE', `${path}/${id}`)).status).toBe(404);
    expect(office.memory.auditEntries.at(-1)).toMatchObject({ action: 'override:cancel', outcome: 'done' });
    expect(office.changedSchedules).toHaveLength(2);
  });

  it('tells who is on call by turn that somebody takes their place', async () => {
    const { body: before } = await ask('GET', `/schedules/payments/shifts?from=${at(24)}&until=${at(26)}`);
    const usual = before.shifts[0]?.people[0]?.id ?? '';
    const other = usual === 'ana' ? 'ben' : 'ana';
    await ask('POST', path, { body: { ...body, people: [other] } });
    const lines = office.laterReplies.map(({ message }) => message.summary);
    expect(lines).toHaveLength(2);
    expect(lines.some((line) => line.includes('on call for Payments primary in your place'))).toBe(true);
  });

  it('is made once by one idempotency key', async () => {
    const first = await ask('POST', path, { body, key: 'k1' });
    const again = await ask('POST', path, { body, key: 'k1' });
    expect(again.body).toEqual(first.body);
    expect([...office.memory.overrides.values()].flat()).toHaveLength(1);
  });

  it('that has begun stays as far as it has come when it is ended', async () => {
    const { body: made } = await ask('POST', path, { body: { people: ['ben'], until: at(5) } });
    office.now = NOW + HOUR;
    await ask('DELETE', `${path}/${made.id}`);
    expect([...office.memory.overrides.values()].flat()).toMatchObject([{ from: NOW, until: NOW + HOUR }]);
    const over = await ask('DELETE', `${path}/${made.id}`);
    expect([over.status, over.body.detail]).toEqual([409, `The override ${made.id} is over already.`]);
  });

  it.each<[string, object, number, RegExp]>([
    ['of nobody who is known', { people: ['bob'] }, 422, /nobody of the configuration.*Known: ana, ben/],
    ['that ends before it begins', { until: at(23) }, 422, /ends before it begins/],
    ['that is over', { from: at(-2), until: at(-1) }, 422, /is over/],
    ['that begins in the past', { from: at(-2) }, 422, /in the past/],
    ['of more than a year', { until: at(24 * 400) }, 422, /longer than a year/],
    ['of one’s own place', { replaces: 'ben' }, 422, /their own place/],
    ['of no people', { people: [] }, 422, /people/],
    ['with what is not known', { hours: 2 }, 422, /hours/],
  ])('%s is refused', async (_, change, status, reason) => {
    const refused = await ask('POST', path, { body: { ...body, ...change } });
    expect(refused.status).toBe(status);
    expect(refused.body.detail).toMatch(reason);
    expect([...office.memory.overrides.values()].flat()).toEqual([]);
  });

  it('takes one’s place only while one is on call', async () => {
    const search = { people: ['ana'], replaces: 'ben', from: at(72), until: at(74) };
    const refused = await ask('POST', '/schedules/search/overrides', { body: search });
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'Ben is not on call for Search in that time: there is nothing to take over.',
    ]);
    const taken = await ask('POST', '/schedules/search/overrides', {
      body: { ...search, from: at(1), until: at(2) },
    });
    expect(taken.status).toBe(201);
  });

  it('needs a permission, and another to end what concerns others', async () => {
    expect((await ask('POST', path, { body, role: 'viewer' })).status).toBe(403);
    const { body: made } = await ask('POST', path, { body, role: 'admin' });
    expect((await ask('DELETE', `${path}/${made.id}`, { role: 'responder' })).status).toBe(403);
    expect((await ask('DELETE', `${path}/${made.id}`, { role: 'commander' })).status).toBe(200);
  });

  it('stands also when those whom it concerns cannot be told', async () => {
    office.temporal.outage = 'unavailable';
    expect((await ask('POST', path, { body })).status).toBe(201);
    expect([...office.memory.overrides.values()].flat()).toHaveLength(1);
  });

  it('is refused while the store is away, and then nothing is known to be done', async () => {
    office.memory.down.add('overrides');
    expect((await ask('POST', path, { body })).status).toBe(503);
  });
});
