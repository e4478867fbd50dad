import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

const NOW = Date.parse('2026-11-21T12:00Z');
const HOUR = 3_600_000;
let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => {
    one.now = NOW;
  });
});
afterEach(() => office.close());

async function types(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}
const made = () => office.memory.maintenances.get('default') ?? [];

describe('/im maintenance', () => {
  it('keeps the alerts of a service from opening incidents for a time, is listed and ended, and audited', async () => {
    expect(await types('maintenance checkout 2h database upgrade')).toMatch(
      /Alerts of .*checkout.* open no incident until/,
    );
    expect(made()).toMatchObject([
      {
        services: ['checkout'],
        from: NOW,
        until: NOW + 2 * HOUR,
        reason: 'database upgrade',
        by: { id: 'ana' },
      },
    ]);
    const { id } = made()[0]!;
    expect(await types('maintenance list')).toMatch(
      new RegExp(`${id}.*checkout.*database upgrade.*by Ana`, 's'),
    );
    expect(await types(`maintenance end ${id}`)).toMatch(/is ended/);
    expect(made()).toEqual([]);
    expect(await types('maintenance')).toMatch(/No maintenance/);
    expect(office.memory.auditEntries).toMatchObject([
      { action: 'maintenance:begin', outcome: 'done', about: `${id} checkout`, person: 'ana' },
      { action: 'maintenance:end', outcome: 'done', about: id },
    ]);
  });

  it.each<[string, RegExp]>([
    ['maintenance checkout', /for how long/],
    ['maintenance checkout soon', /When, or for how long/],
    ['maintenance checkout today 10:00-11:00', /ends after it begins/],
    ['maintenance nothing 2h', /There is no service or team \\"nothing\\"/],
    ['maintenance checkout 90d', /at most 31 days/],
    ['maintenance end x', /Which maintenance/],
    ['maintenance end m-aaaaaa', /There is no maintenance \\"m-aaaaaa\\"/],
  ])('says what is wrong with %s', async (text, expected) => {
    expect(await types(text)).toMatch(expected);
    expect(made()).toEqual([]);
  });

  it('holds by the clocks of who says when', async () => {
    const zone = office.config.people.get('ana')?.timeZone ?? office.config.defaults.timeZone;
    const answer = await types('maintenance checkout tomorrow 22:00 for 2h database upgrade');
    expect(answer).toContain(`Read by the clocks of ${zone}`);
    expect(answer).toMatch(/open no incident from/);
    const [one] = made();
    expect(one).toMatchObject({ reason: 'database upgrade' });
    const shown = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
    expect([one!.from, one!.until].map((at) => shown.format(at))).toEqual([
      '2026-11-22 22:00',
      '2026-11-23 00:00',
    ]);
    expect(await types('maintenance list')).toMatch(/ from .* until .*database upgrade/);
    expect(await types(`maintenance end ${one!.id}`)).toMatch(/is ended/);
  });

  it('holds for all alerts where that is said, and for a team', async () => {
    await types('maintenance all 30m');
    await types('silence payments 1 hour because of the migration');
    expect(made()[0]).not.toHaveProperty('services');
    expect(made()[1]).toMatchObject({ teams: ['payments'], reason: 'the migration' });
  });

  it('is refused to who may not, and that is audited once', async () => {
    expect(await types('maintenance checkout 2h', 'U0STRANGER')).toMatch(/permission/);
    expect(made()).toEqual([]);
    expect(office.memory.auditEntries).toMatchObject([{ action: 'maintenance', outcome: 'refused' }]);
  });
});
