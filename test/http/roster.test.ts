import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function asks(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}

/** Ana and Ben take turns of a day, from 09:00 UTC. */
function onCall(): readonly [now: string, next: string] {
  const days = Math.floor((office.now - Date.parse('2020-01-01T09:00Z')) / 86_400_000);
  return days % 2 === 0 ? ['Ana', 'Ben'] : ['Ben', 'Ana'];
}

describe('who is on call', () => {
  it('is told for every schedule: now, until when, and who comes then', async () => {
    const told = await asks('oncall');
    const [now, next] = onCall();
    expect(told).toMatch(new RegExp(`Payments primary.*${now}.* until .*; then .*${next}`));
    const isWeekend = [0, 6].includes(new Date(office.now).getUTCDay());
    expect(told).toMatch(isWeekend ? /Search.*Ben.*; then .*NOBODY/ : /Search.*NOBODY.*; then .*Ben/);
  });

  it('is told for one schedule, by key or name', async () => {
    for (const text of ['oncall payments', 'oncall Payments Primary']) {
      const told = await asks(text);
      expect(told).toContain('Payments primary');
      expect(told).not.toContain('Search');
    }
  });

  it('heeds overrides, and says so', async () => {
    const [now, next] = onCall();
    const override = {
      id: '1',
      by: { id: 'ana', name: 'Ana' },
      madeAt: office.now,
      people: [next.toLowerCase()],
      replaces: now.toLowerCase(),
      from: office.now - 1_000,
      until: office.now + 60_000,
    };
    office.memory.overrides.set('default:payments', [override]);
    expect(await asks('oncall payments')).toMatch(
      new RegExp(`Payments primary.*${next}.*by an override.* until .*; then .*${now}`),
    );
  });

  it('is not known of a schedule that there is not: the nearest is named', async () => {
    expect(await asks('oncall paymets')).toMatch(/no schedule .*paymets.*Did you mean payments/);
  });

  it('is for those who may see people', async () => {
    const { policy } = office.config.access;
    office.access({
      policy: { ...policy, permissions: { ...policy.permissions, viewer: [], responder: [] } },
    });
    expect(await asks('oncall', 'U0BEN')).not.toContain('Payments primary');
  });
});
