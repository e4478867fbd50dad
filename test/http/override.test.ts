import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MadeOverride } from '../../src/mongo/override-store.ts';
import { Office } from './office.ts';

/** A Saturday. Ana and Ben take turns of a day from 09:00 UTC on; the weekends of Search are Ben's. */
const NOW = Date.parse('2026-11-21T12:00Z');

let office: Office;
let zone: string | undefined;
beforeEach(async () => {
  zone = 'Europe/Berlin';
  office = await Office.open((one) => {
    one.now = NOW;
    one.profile = (_instance, id) =>
      Promise.resolve({ id, name: id, ...(zone !== undefined && { timeZone: zone }) });
  });
});
afterEach(() => office.close());

async function types(text: string, user = 'U0ANA', delivery?: string): Promise<string> {
  const response = await office.command(text, { user, ...(delivery !== undefined && { delivery }) });
  expect(response.status).toBe(200);
  return response.text();
}

const made = (): (MadeOverride & { schedule: string })[] =>
  [...office.memory.overrides].flatMap(([key, all]) =>
    all.map((one) => ({ ...one, schedule: key.replace('default:', '') })),
  );
const times = (): string[] =>
  made().flatMap(({ from, until }) => [from, until].map((at) => new Date(at).toISOString().slice(0, 16)));

describe('/im override', () => {
  it('puts somebody on call, says so to them, and marks them in /im oncall', async () => {
    const told = await types('override <@U0BEN> 2h payments');
    expect(told).toMatch(/Ben.* is on call for .*Payments primary.* from .* until /);
    expect(made()).toMatchObject([
      { schedule: 'payments', people: ['ben'], from: NOW, until: NOW + 7_200_000, by: { id: 'ana' } },
    ]);
    expect(await types('oncall payments')).toMatch(/Ben.*by an override/);
    expect(office.laterReplies).toMatchObject([{ to: { user: 'U0BEN' }, instance: 'main-slack' }]);
    expect(office.memory.auditEntries).toMatchObject([
      { action: 'override', person: 'ana', outcome: 'done' },
    ]);
  });

  it('says so when the same is there already, and makes no second', async () => {
    await types('override @ben 2h payments', 'U0ANA', 'first');
    office.now += 5_000;
    expect(await types('override @ben 2h payments', 'U0ANA', 'again')).toMatch(
      /That override is there already: o-\w+, until 2026-11-21 14:00 UTC/,
    );
    expect(made()).toHaveLength(1);
    await types('override @ben 4h payments', 'U0ANA', 'longer');
    expect(made()).toHaveLength(2);
    await types('override @ana 1h payments', 'U0ANA', 'between');
    await types('override @ben 1h payments', 'U0ANA', 'after');
    expect(made()).toHaveLength(4);
  });

  it('takes times by the clocks of who types, in any order, and says by which', async () => {
    const told = await types('override @ben tomorrow 9:00 to 17:00 payments');
    expect(times()).toEqual(['2026-11-22T08:00', '2026-11-22T16:00']);
    expect(told).toContain('Europe/Berlin');
    zone = 'America/New_York';
    await types('override @ben payments --from tomorrow 9:00 --until 17:00', 'U0BEN');
    expect(times().slice(2)).toEqual(['2026-11-22T14:00', '2026-11-22T22:00']);
  });

  it('takes them by those of the schedule where nobody says where somebody lives', async () => {
    zone = undefined;
    await types('override @ben payments tomorrow 9 to 17');
    expect(times()).toEqual(['2026-11-22T09:00', '2026-11-22T17:00']);
  });

  it('is made once, however often the delivery comes', async () => {
    office.memory.hanging.add('deliveries.answered');
    const first = await types('override @ben 2h payments', 'U0ANA', 'the same');
    office.memory.deliveryRecords.clear();
    office.now += 60_000;
    expect(await types('override @ben 2h payments', 'U0ANA', 'the same')).toBe(first);
    expect(made()).toHaveLength(1);
    expect(office.temporal.laterReplies.size).toBe(1);
  });

  it('takes only one person’s place where that is said', async () => {
    await types('override @ana 2h search --for @ben');
    expect(made()).toMatchObject([{ schedule: 'search', people: ['ana'], replaces: 'ben' }]);
  });

  it('finds the schedule by itself where it can be only one', async () => {
    // Ana is on call for Payments until tomorrow, Ben for Search.
    await types('override @ana 2h --for @ben');
    expect(made()).toMatchObject([{ schedule: 'search', people: ['ana'], replaces: 'ben' }]);
    expect(await types('override @ben 2h', 'U0STRANGER')).toMatch(/Which schedule\? .*payments.*search/);
    expect(await types('override @ana 2h paymets')).toMatch(/no schedule .*paymets.*Did you mean payments/);
  });

  it('is listed and ended by its id', async () => {
    expect(await types('override list')).toContain('There are no overrides');
    await types('override @ben 2h payments');
    const id = made()[0]?.id ?? '';
    expect(await types('override list')).toMatch(new RegExp(`${id}.*Ben.*Payments primary.*by Ana`));
    expect(await types('override list search')).toContain('There are no overrides');
    expect(await types(`override cancel ${id}`)).toMatch(
      /Ended: .*Ben.*\/im oncall payments says who is on call now/,
    );
    expect(await types('override list')).toContain('There are no overrides');
    expect(await types('override cancel o-nothing')).toMatch(/no override .*o-nothing/);
  });

  it.each<[string, RegExp]>([
    ['override', /Say who and for how long/],
    ['override cancel', /Which override/],
    ['override @ben payments', /For how long/],
    ['override @nobody 2h payments', /do not know @nobody/],
    ['override <@U0STRANGER> 2h payments', /nobody of the configuration/],
    ['override @ben payments --from yesterday 9:00 --until tomorrow 9:00', /in the past/],
    ['override @ben payments 2027-03-28 02:30 to 2027-03-28 05:00', /There is no 2027-03-28 02:30/],
    ['override @ben payments 2027-10-31 02:30 to 05:00', /comes twice/],
  ])('%s: says what is missing or wrong, and changes nothing', async (text, reason) => {
    expect(await types(text)).toMatch(reason);
    expect(made()).toEqual([]);
  });

  it('needs a permission', async () => {
    expect(await types('override @ben 2h payments', 'U0STRANGER')).toMatch(/may not put somebody on call/);
    expect(made()).toEqual([]);
  });

  it('is understood in plain language', async () => {
    const event = {
      type: 'app_mention',
      text: '<@B1> <@U0BEN> covers me for payments tomorrow 9 to 17',
      user: 'U0ANA',
      channel: 'C1',
      ts: '17.1',
    };
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev-1', event });
    expect((await office.slack('events', body)).status).toBe(200);
    expect(made()).toMatchObject([{ schedule: 'payments', people: ['ben'], replaces: 'ana' }]);
    expect(times()).toEqual(['2026-11-22T08:00', '2026-11-22T16:00']);
    const answers = office.laterReplies.map(({ message }) => message.summary);
    expect(answers).toContainEqual(expect.stringMatching(/^Ben is on call for .*, in place of Ana\.$/));
  });
});

describe('/im oncall', () => {
  it('next shows the coming shifts, gaps included', async () => {
    const told = await types('oncall next search');
    expect(told).toMatch(/Search.*NOBODY.*Ben.*NOBODY/s);
    expect(await types('oncall next')).toMatch(/Payments primary.*Search/s);
  });

  it('mine shows one’s own', async () => {
    expect(await types('oncall mine', 'U0BEN')).toMatch(/Payments primary.*Search|Search.*Payments primary/s);
    const one = await types('oncall mine search', 'U0BEN');
    expect(one).toContain('Search');
    expect(one).not.toContain('Payments');
    expect(await types('oncall mine search')).toContain(
      'You are not on call for Search in the next 42 days.',
    );
    expect(await types('oncall mine serch')).toContain('Did you mean search?');
    expect(await types('oncall my shifts', 'U0BEN')).toContain('Payments primary');
    await types('override @ben 50d payments');
    expect(await types('oncall mine', 'U0BEN')).toMatch(/now on: .*Payments primary/s);
    expect(await types('oncall mine', 'U0STRANGER')).toMatch(/You are not on call in the next/);
  });

  it('warns of gaps ahead', async () => {
    expect(await types('oncall search')).toMatch(/Nobody is on call from .* until .*, from /);
    expect(await types('oncall payments')).not.toMatch(/Nobody is on call/);
  });
});
