import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOME } from '../unit/simulation/checkout-outcome.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.outcome = () => Promise.resolve(OUTCOME);
});
afterEach(() => office.close());

async function asks(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}

async function post(body: object, token = office.token('viewer')) {
  const response = await fetch(`${office.base}/api/v1/simulations`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const page = async (query: string): Promise<{ status: number; html: string }> => {
  const response = await fetch(`${office.base}/simulate${query}`, { redirect: 'manual' });
  return { status: response.status, html: await response.text() };
};

describe('/im simulate', () => {
  it('tells who would be paged, with a link to the picture', async () => {
    const told = await asks('simulate checkout at 2026-11-22T03:00 Europe/Berlin sev 1 ack after 8m by ana');
    expect(office.scenarios).toEqual([
      {
        service: 'checkout',
        severity: 'SEV-1',
        at: OUTCOME.at,
        acts: [{ afterMs: 480_000, command: { name: 'ack' }, by: 'ana' }],
      },
    ]);
    expect(told).toContain('CANNOT BE REACHED');
    expect(told).toMatch(/https:\/\/muster\.example\/simulate\?wish=checkout\+at\+2026/);
  });

  it('says what to write where it is not understood, and simulates nothing', async () => {
    expect(await asks('simulate chekout')).toContain('Did you mean checkout?');
    expect(await asks('simulate checkout at 2027-03-28T02:30 Europe/Berlin')).toContain(
      'the clocks are put forward by 60 minutes',
    );
    expect(office.scenarios).toEqual([]);
  });

  it('is bounded for each person', async () => {
    office.simulationLimit = { count: 1, perMs: 60_000 };
    await asks('simulate checkout');
    expect(await asks('simulate checkout')).toMatch(/Go on in \d+ seconds/);
    expect(await asks('simulate checkout', 'U0BEN')).toContain('Simulation');
    expect(office.scenarios).toHaveLength(2);
  });
});

describe('POST /api/v1/simulations', () => {
  it('answers with the pages, the timeline, a table and a picture', async () => {
    const { status, body } = await post({
      about: 'service:checkout',
      at: '2026-11-22T03:00',
      timeZone: 'Europe/Berlin',
      severity: 'SEV-1',
      labels: { region: 'eu' },
      acknowledge: { after: '8m', by: 'Ana' },
    });
    expect(status).toBe(200);
    expect(office.scenarios).toMatchObject([
      { service: 'checkout', labels: { region: 'eu' }, acts: [{ afterMs: 480_000, by: 'ana' }] },
    ]);
    expect(body).toMatchObject({
      at: '2026-11-22T02:00:00.000Z',
      timeZone: 'Europe/Berlin',
      policy: 'standard',
      pages: [
        { target: 'person:ana', after: 0, ways: ['main-slack/@U0ANA'], schedules: ['payments'] },
        { target: 'person:eve', after: 300, ways: [] },
      ],
      acts: [
        { command: 'ack', after: 480, cancelled: [{ name: 'escalation', after: 900 }] },
        { refused: 'it is open' },
      ],
      end: 'nothing follows',
    });
    expect(body.picture).toMatch(/^<svg/);
    expect((body.table as string[])[1]).toContain('paged by main-slack/@U0ANA');
  });

  it('refuses what it cannot read', async () => {
    expect(await post({ at: '2027-03-28T02:30', timeZone: 'Europe/Berlin' })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('There is no 02:30 on 2027-03-28') as string },
    });
    expect(await post({ timeZone: 'Europe/Berln' })).toMatchObject({ status: 422 });
    expect(await post({ acknowledge: { after: 'soon' } })).toMatchObject({ status: 422 });
    expect(await post({ about: 'nothing' })).toMatchObject({ status: 422 });
    expect(await post({}, 'no token')).toMatchObject({ status: 401 });
    expect(office.scenarios).toEqual([]);
  });

  it('simulates only so many at once', async () => {
    office.outcome = () => new Promise(() => undefined);
    const waiting = new AbortController();
    const first = Array.from({ length: 8 }, () =>
      fetch(`${office.base}/api/v1/simulations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${office.token('viewer')}`, 'content-type': 'application/json' },
        body: '{}',
        signal: waiting.signal,
      }).catch(() => undefined),
    );
    await expect.poll(() => office.scenarios.length).toBe(8);
    expect(await post({})).toMatchObject({ status: 429 });
    waiting.abort();
    await Promise.all(first);
  });
});

describe('the page', () => {
  it('asks, shows the picture, and escapes what comes from outside', async () => {
    const empty = await page('');
    expect(empty.status).toBe(200);
    expect(empty.html).toContain('Who would be paged?');
    expect(office.scenarios).toEqual([]);
    const { status, html } = await page(
      '?about=service%3Acheckout&at=2026-11-22T03%3A00&severity=SEV-1&after=8m&by=ana',
    );
    expect(status).toBe(200);
    expect(office.scenarios).toMatchObject([
      { service: 'checkout', severity: 'SEV-1', acts: [{ by: 'ana' }] },
    ]);
    expect(html).toContain('role="img"');
    expect(html).toMatch(/<option value="service:checkout" selected/);
    expect(html).not.toContain('<Eve');
  });

  it('takes what was typed in chat', async () => {
    const { html } = await page('?wish=checkout+at+2026-11-22T03:00+sev+1+ack+after+8m&zone=Europe/Berlin');
    expect(office.scenarios).toMatchObject([{ at: OUTCOME.at, acts: [{ afterMs: 480_000 }] }]);
    expect(html).toContain('value="2026-11-22T03:00"');
    expect(html).toContain('value="8m"');
  });

  it('says what is wrong beside what was filled in', async () => {
    const { status, html } = await page('?about=service%3Acheckout&at=%3Cscript%3E');
    expect(status).toBe(422);
    expect(html).toContain('I cannot read the time');
    expect(html).not.toContain('<script>"');
    expect(office.scenarios).toEqual([]);
  });
});
