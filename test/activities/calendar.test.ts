import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendarActivities, type CalendarSchedule } from '../../activities/calendar.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import type { CalendarKey, KeptCalendar } from '../../src/mongo/calendar-store.ts';
import { readCalendar } from '../../src/oncall/written-calendar.ts';
import { fetchText } from '../../src/outbound/fetch-text.ts';
import { FakeCalendarServer } from '../fakes/calendar/server.ts';
import { textOf } from '../harness/recording-activities.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const BEGIN = Date.parse('2026-11-21T12:00Z');
const ics = (who: string): string =>
  `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260101T000000Z\r\nDTEND:20270101T000000Z\r\nSUMMARY:${who}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const personOf = (name: string): string | undefined => ({ ana: 'ana', ben: 'ben' })[name.toLowerCase()];

let server: FakeCalendarServer;
let url: string;
let kept: Map<string, KeptCalendar>;
let now: number;
let told: readonly string[];
let schedule: CalendarSchedule;

beforeEach(async () => {
  server = new FakeCalendarServer(ics('Ana'));
  url = await server.start();
  kept = new Map();
  [now, told] = [BEGIN, []];
  schedule = {
    id: 'payments',
    name: 'Payments',
    zone: 'Europe/Berlin',
    lookAheadMs: 14 * DAY,
    channels: [{ kind: 'channel', instance: 'main', channel: '#payments' }],
    fetched: [{ layer: 'Rota', url, everyMs: 15 * MINUTE, staleAfterMs: DAY, privately: true }],
  };
});
afterEach(() => server.stop());

const idOf = ({ tenant, schedule, layer }: CalendarKey): string => `${tenant}:${schedule}/${layer}`;
/** Fetches what is due. @returns what is told, where. */
async function look(known: CalendarSchedule | undefined = schedule) {
  const fetching = createCalendarActivities({
    schedule: () => known,
    store: {
      find: (key) => Promise.resolve(kept.get(idOf(key))),
      save: (key, calendar) => Promise.resolve(void kept.set(idOf(key), structuredClone(calendar))),
    },
    fetch: ({ url: from, privately }, validators) =>
      fetchText(from, { validators, privately, timeoutMs: server.trouble === 'hang' ? 200 : 20_000 }),
    personOf: () => personOf,
    operators: () => [{ kind: 'channel', instance: 'main', channel: '#muster' }],
    took: () => Promise.resolve(),
    now: () => now,
  });
  const found = await fetching.fetchCalendars({ tenant: 'default', schedule: 'payments', told });
  ({ told } = found);
  // Nothing that leaves the activity says where the calendar is.
  expect(JSON.stringify([found, [...kept.values()]])).not.toMatch(/s3cret|127\.0\.0\.1/);
  const deliveries = found.news.flatMap(({ ways }): readonly Delivery[] => ways);
  return {
    ...found,
    said: deliveries.map(({ to, message }) => `${'channel' in to ? to.channel : ''} ${textOf(message)}`),
    keys: deliveries.map(({ key }) => key),
  };
}
/** Goes on to when the next look is due. */
async function next() {
  const { nextMs } = await look();
  now += nextMs;
  return look();
}
const rota = (): KeptCalendar => {
  const found = kept.get('default:payments/Rota');
  if (!found) throw new Error('nothing is kept');
  return found;
};
/** Who is on call by what is kept. */
const onCall = (): string[] =>
  readCalendar(rota().text ?? '', personOf, 'UTC')
    .shiftsIn(now, now + 1)
    .map(({ person }) => person);

describe('a calendar that is fetched', () => {
  it('is kept, and fetched again when it is due and only when it has changed', async () => {
    expect(await look()).toMatchObject({ changed: true, nextMs: 15 * MINUTE, said: [] });
    now += MINUTE;
    expect(await look()).toMatchObject({ changed: false, nextMs: 14 * MINUTE });
    expect(server.requests).toHaveLength(1);
    now += 14 * MINUTE;
    expect(await look()).toMatchObject({ changed: false, nextMs: 15 * MINUTE });
    expect(server.requests.map(({ status }) => status)).toEqual([200, 304]);
    expect(rota().fetchedAt).toBe(now);
    server.calendar = ics('Ben');
    now += 15 * MINUTE;
    expect(await look()).toMatchObject({ changed: true, said: [] });
    expect(onCall()).toEqual(['ben']);
  });

  it.each([
    ['an error of the server', () => (server.trouble = { status: 502 }), 'it was answered with 502', 3],
    ['a hang', () => (server.trouble = 'hang'), 'no answer within 0.2 s', 3],
    ['a reset', () => (server.trouble = 'reset'), 'the connection failed (UND_ERR_SOCKET)', 3],
    ['a calendar that is gone', () => (server.trouble = { status: 404 }), 'it was answered with 404', 2],
    ['one that is too big', () => (server.calendar = 'X'.repeat(3e6)), 'it is larger than 2 MB', 2],
    [
      'a page to sign in',
      () => (server.calendar = '<html>'),
      'it cannot be read: line 1: it is no iCalendar',
      2,
    ],
    [
      'half a calendar',
      () => (server.calendar = ics('Ben').slice(0, 100)),
      'it cannot be read: line 6: it is cut off: VEVENT of line 2 is not ended',
      2,
    ],
  ])(
    'keeps the last good one through %s, and says so once when it lasts',
    async (_what, breaks, reason, times) => {
      await look();
      const good = rota().fetchedAt;
      now += 15 * MINUTE;
      breaks();
      for (let n = 1; n < times; n++) {
        expect(await look()).toMatchObject({ changed: false, said: [], nextMs: MINUTE * 2 ** (n - 1) });
        now += MINUTE * 2 ** (n - 1);
      }
      const { said } = await look();
      expect(said).toEqual([
        expect.stringContaining(`#payments ⚠️ Payments: The calendar of Rota cannot be used: ${reason}`),
      ]);
      expect(said[0]).toContain('What was fetched 2026-11-21 12:00:00 UTC counts.');
      expect(rota()).toMatchObject({ fetchedAt: good });
      expect(onCall()).toEqual(['ana']);
      // Told once, however often it fails.
      for (let n = 0; n < 5; n++) expect((await next()).said).toEqual([]);
      server.trouble = undefined;
      server.calendar = ics('Ben');
      const mended = await next();
      expect(mended).toMatchObject({ changed: true, told: [] });
      expect(mended.said).toEqual([
        expect.stringContaining('#payments ✅ Payments: the calendar of Rota is fetched again.'),
        expect.stringContaining('#muster ✅'),
      ]);
      expect(onCall()).toEqual(['ben']);
      expect((await next()).said).toEqual([]);
    },
  );

  it('does not tell of what has passed before it was told', async () => {
    await look();
    now += 15 * MINUTE;
    server.trouble = { status: 503 };
    expect((await look()).said).toEqual([]);
    server.trouble = undefined;
    expect(await next()).toMatchObject({ said: [], told: [] });
    expect(rota().failing).toBeUndefined();
  });

  it('says loudly, each day, that it is out of date, to all who should hear it', async () => {
    await look();
    server.trouble = { status: 502 };
    const all: string[] = [];
    const keys: string[] = [];
    for (const end = now + 3.5 * DAY; now < end;) {
      const found = await look();
      all.push(...found.said.map((line) => line.split(':').slice(0, 2).join(':')));
      keys.push(...found.keys);
      now += found.nextMs;
    }
    expect(all).toEqual([
      '#payments ⚠️ Payments: The calendar of Rota cannot be used',
      ...[1, 2, 3].flatMap((): unknown[] => [
        expect.stringContaining('#payments ⚠️ Payments: The calendar of Rota is out of date'),
        expect.stringContaining('#muster ⚠️ Payments: The calendar of Rota is out of date'),
      ]),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('that was never there is said loudly', async () => {
    server.trouble = { status: 404 };
    await look();
    const { said } = await next();
    expect(said.map((line) => line.split(' ')[0])).toEqual(['#payments', '#muster']);
    expect(said[0]).toContain('was never fetched: it was answered with 404. Nobody is on call by it.');
  });

  it('says of many names that are nobody’s how many more there are, and of none more than a line', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `Nobody ${n}${'x'.repeat(3_000)}`);
    server.calendar = `BEGIN:VCALENDAR\r\n${names
      .map(
        (name, n) =>
          `BEGIN:VEVENT\r\nUID:${n}\r\nDTSTART:20261122T000000Z\r\nDTEND:20261123T000000Z\r\nSUMMARY:${name}\r\nEND:VEVENT\r\n`,
      )
      .join('')}END:VCALENDAR\r\n`;
    const { said } = await look();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/Nobody 9x+….*and 2 more/s);
    expect(said[0]?.length).toBeLessThan(2_500);
  });

  it('says again of a name that was mended and is nobody’s again', async () => {
    const keys: string[] = [];
    for (const who of ['Zoe', 'Ana', 'Zoe']) {
      server.calendar = ics(who);
      keys.push(...(await look()).keys);
      now += 15 * MINUTE;
    }
    // What the ledger knows by its key is not sent.
    expect(new Set(keys).size).toBe(2);
  });

  it('quotes of what it cannot read no more than a line', async () => {
    server.calendar = ics('Ana').replace('20260101T000000Z', '9'.repeat(100_000));
    await look();
    expect(rota().failing?.reason.length).toBeLessThan(400);
  });

  it('begins anew at another address, and keeps what it has until that answers', async () => {
    await look();
    server.trouble = { status: 500 };
    const [layer] = schedule.fetched ?? [];
    schedule = { ...schedule, fetched: [{ ...layer!, url: `${url}?second` }] };
    await look();
    expect(onCall()).toEqual(['ana']);
    server.trouble = undefined;
    server.calendar = ics('Ben');
    now += MINUTE;
    expect(await look()).toMatchObject({ changed: true });
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(onCall()).toEqual(['ben']);
  });

  it('tells names that are nobody’s once each', async () => {
    server.calendar = ics('Ana, Zoe');
    expect((await look()).said).toEqual([
      expect.stringMatching(/^#payments .*nobody is on call in their place\n• Zoe/s),
    ]);
    server.calendar = ics('Ana, Zoe + Yves');
    const { said } = await next();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('Yves');
    expect(said[0]).not.toContain('Zoe');
  });

  it('is no longer fetched when the configuration has it no more', async () => {
    const { fetched: _, ...without } = schedule;
    await expect(look(without)).rejects.toMatchObject({ type: NOT_CONFIGURED });
  });
});
