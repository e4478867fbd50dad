import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { checkText } from '../../../../src/config/load.ts';
import { calendarConditions } from '../../../../src/config/calendar-conditions.ts';
import type { Config } from '../../../../src/config/config.ts';
import { followCalendars, type FetchedCalendars } from '../../../../src/wiring/duty/fetched-calendars.ts';
import { calendarId, type KeptCalendar } from '../../../../src/mongo/calendar-store.ts';
import { onCallAt } from '../../../../src/oncall/schedule.ts';
import { platforms } from '../../config/platforms.ts';

const YAML = `
chat: {main: {platform: sandbox}}
people:
  ana: {name: Ana, chat: {main: U1}}
  ben: {name: Ben, chat: {main: U2}}
schedules:
  payments:
    layers:
      - {name: Turns, people: [ben], from: 2026-01-05}
      - {name: Rota, calendar: {url: '\${ROTA_URL}'}}
tenants:
  acme:
    chat: {theirs: {platform: sandbox}}
    people: {ana: {name: Somebody else}}
    schedules: {payments: {layers: [{name: Rota, calendar: {url: 'webcal://calendar.example.com/acme.ics'}}]}}
`;
const NOW = Date.parse('2026-11-21T12:00Z');
const env = { ROTA_URL: 'https://calendar.example.com/s3cret.ics' };
const ics = (who: string): string =>
  `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101T000000Z\nDTEND:20270101T000000Z\nSUMMARY:${who}\nEND:VEVENT\nEND:VCALENDAR\n`;
const calendar = (who: string, more: Partial<KeptCalendar> = {}): KeptCalendar => ({
  address: 'a',
  checkedAt: NOW,
  fetchedAt: NOW,
  text: ics(who),
  sum: who,
  ...more,
});

let following: FetchedCalendars | undefined;
afterEach(() => following?.close());

function configOf(text = YAML): Config {
  const { config, problems } = checkText(text, 'muster.yaml', env, platforms);
  expect(problems).toEqual([]);
  if (!config) throw new Error('it was refused');
  return config;
}
function follow(
  kept: Map<string, KeptCalendar>,
  config: () => Config,
  asked: (id: string) => void = () => undefined,
): FetchedCalendars {
  following = followCalendars({
    config,
    store: {
      find: (key) => {
        asked(calendarId(key));
        return Promise.resolve(kept.get(calendarId(key)));
      },
      state: (key) => {
        const { text: _, ...state } = kept.get(calendarId(key)) ?? {};
        return Promise.resolve('checkedAt' in state ? state : undefined);
      },
    },
    log: pino({ level: 'silent' }),
    everyMs: 1e9,
  });
  return following;
}
const onCall = (config: Config, tenant?: string): string[] => {
  const { schedules } = tenant === undefined ? config : config.tenants.get(tenant)!;
  return onCallAt(schedules.get('payments')!, [], NOW).people.map(
    ({ person, layer }) => `${person} by ${layer}`,
  );
};

it('what is fetched is part of the schedule of its own tenant; before that the layer below speaks', async () => {
  const config = configOf();
  const kept = new Map<string, KeptCalendar>();
  const { into, look } = follow(kept, () => config);
  await look();
  expect(onCall(into(config))).toEqual(['ben by Turns']);
  kept.set('default:payments/Rota', calendar('Ana'));
  await look();
  expect(onCall(into(config))).toEqual(['ana by Rota']);
  expect(onCall(into(config), 'acme')).toEqual([]);
  kept.set('acme:payments/Rota', calendar('Somebody else'));
  await look();
  expect(onCall(into(config), 'acme')).toEqual(['ana by Rota']);
  // What is not fetched is left as it is.
  expect(into(config).version).toBe(config.version);
  expect(onCall(config)).toEqual(['ben by Turns']);
});

it('a configuration stays the same while it is held, and is made anew only when a calendar changes', async () => {
  const config = configOf();
  const kept = new Map([['default:payments/Rota', calendar('Ana')]]);
  const { into, look } = follow(kept, () => config);
  await look();
  const held = into(config);
  await look();
  expect(into(config)).toBe(held);
  kept.set('default:payments/Rota', calendar('Ben', { checkedAt: NOW + 1 }));
  await look();
  expect(onCall(held)).toEqual(['ana by Rota']);
  expect(onCall(into(config))).toEqual(['ben by Rota']);
});

it('holds the newest text alone: many a server stamps each answer with its time', async () => {
  const config = configOf();
  const kept = new Map<string, KeptCalendar>();
  const { into, look } = follow(kept, () => config);
  const turnsAfter = async (one: KeptCalendar): Promise<unknown> => {
    kept.set('default:payments/Rota', one);
    await look();
    return into(config).schedules.get('payments')?.layers.at(-1)?.turns;
  };
  const first = await turnsAfter(calendar('Ana'));
  expect(await turnsAfter(calendar('Ana', { checkedAt: NOW + 1 }))).toBe(first);
  expect(await turnsAfter(calendar('Ben', { checkedAt: NOW + 2 }))).not.toBe(first);
  expect(await turnsAfter(calendar('Ana', { checkedAt: NOW + 3 }))).not.toBe(first);
});

it('asks the store for a text only when it is another one, and hears all the same how its fetching goes', async () => {
  const config = configOf();
  const kept = new Map([['default:payments/Rota', calendar('Ana')]]);
  const asked: string[] = [];
  const { into, look } = follow(
    kept,
    () => config,
    (id) => asked.push(id),
  );
  await look();
  const failing = { since: NOW, times: 1, reason: 'it was answered with 404', lasting: false };
  kept.set('default:payments/Rota', calendar('Ana', { checkedAt: NOW + 1, failing }));
  await look();
  expect(asked).toEqual(['default:payments/Rota']);
  expect(into(config).schedules.get('payments')?.fetched).toMatchObject([{ state: { failing } }]);
  expect(onCall(into(config))).toEqual(['ana by Rota']);
  kept.set('default:payments/Rota', calendar('Ben', { checkedAt: NOW + 2 }));
  await look();
  expect(asked).toHaveLength(2);
  expect(onCall(into(config))).toEqual(['ben by Rota']);
});

it('a new configuration has it at once, and reads it by its own people', async () => {
  let config = configOf();
  const { into, look } = follow(new Map([['default:payments/Rota', calendar('Zoe')]]), () => config);
  await look();
  expect(onCall(into(config))).toEqual(['ben by Turns']);
  config = configOf(YAML.replace('ana: {name: Ana,', 'ana: {name: Zoe,'));
  expect(onCall(into(config))).toEqual(['ana by Rota']);
});

it('a configuration without such calendars is itself', () => {
  const config = configOf(
    YAML.replace(/calendar: \{url: '[^']*'\}/g, 'people: [ana], from: 2026-01-05, hours: [Sat 09:00-17:00]'),
  );
  expect(follow(new Map(), () => config).into(config)).toBe(config);
});

it('says how they are, without where', async () => {
  const config = configOf();
  const failing = { since: NOW - 1, times: 5, reason: 'it was answered with 404', lasting: true };
  const { fetchedAt: _, ...never } = calendar('Ana', { failing });
  const kept = new Map([
    ['default:payments/Rota', calendar('Ana', { failing })],
    ['acme:payments/Rota', never],
  ]);
  const { into, look } = follow(kept, () => config);
  expect(calendarConditions(into(config), NOW)).toEqual([
    { tenant: 'default', schedule: 'payments', layer: 'Rota' },
    { tenant: 'acme', schedule: 'payments', layer: 'Rota' },
  ]);
  await look();
  const about = { schedule: 'payments', layer: 'Rota' };
  expect(calendarConditions(into(config), NOW)).toEqual([
    { tenant: 'default', ...about, fetchedAt: NOW, trouble: 'failing' },
    { tenant: 'acme', ...about, trouble: 'never' },
  ]);
  expect(calendarConditions(into(config), NOW + 86_400_001)).toMatchObject([
    { trouble: 'stale' },
    { trouble: 'stale' },
  ]);
});
