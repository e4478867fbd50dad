import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

interface Answer {
  from: string;
  to: string;
  total: { incidents: number; pages: number; acknowledge: { count: number; mean?: number }; sla: object };
  groups: { key: string; name: string; incidents: number; pages: number }[];
}

async function asks(query = '', token = office.token('viewer')): Promise<Response> {
  return fetch(`${office.base}/api/v1/figures${query}`, { headers: { authorization: `Bearer ${token}` } });
}

const figures = async (query = '', token?: string): Promise<Answer> =>
  (await (await asks(query, token)).json()) as Answer;

describe('the figures by the API', () => {
  it('tell how fast incidents were answered, who was paged and which targets were met', async () => {
    await office.command('declare Down --sev 1 --service checkout');
    await office.command('escalate 1');
    office.now += 60_000;
    await office.command('ack 1', { user: 'U0BEN' });
    await office.command('declare Slow --sev 3');
    office.now += 1_000;
    const { total, groups } = await figures('?by=service');
    expect(total).toMatchObject({
      incidents: 2,
      active: 2,
      pages: 1,
      severities: { 'SEV-1': 1, 'SEV-2': 0, 'SEV-3': 1, 'SEV-4': 0 },
      acknowledge: { count: 1, mean: 60, median: 60, p90: 60 },
      resolve: { count: 0 },
      sla: {
        acknowledge: { met: 1, breached: 0, open: 0, ratio: 1 },
        resolve: { met: 0, breached: 0, open: 1 },
      },
    });
    expect(groups.map(({ key, name, incidents }) => [key, name, incidents])).toEqual([
      ['checkout', 'Checkout', 1],
      ['', 'no service', 1],
    ]);
    const { groups: people } = await figures('?by=person');
    expect(people.map(({ key, pages }) => [key, pages])).toEqual([
      ['ana', 1],
      ['ben', 0],
    ]);
    expect((await figures('?severity=1')).total.incidents).toBe(1);
    expect((await figures('?team=payments')).total.incidents).toBe(1);
  });

  it('are those of a period: of thirty days when none is named', async () => {
    await office.command('declare Old');
    office.now += 31 * 86_400_000;
    await office.command('declare New');
    office.now += 1;
    expect((await figures()).total.incidents).toBe(1);
    const from = new Date(office.now - 40 * 86_400_000).toISOString();
    expect((await figures(`?from=${from}`)).total.incidents).toBe(2);
    const day = from.slice(0, 10);
    expect((await figures(`?from=${day}&to=${new Date(office.now).toISOString()}`)).from).toBe(
      `${day}T00:00:00.000Z`,
    );
  });

  it('count private incidents only for who sees them', async () => {
    await office.command('declare Secret --private', { user: 'U0BEN' });
    office.now += 1;
    expect((await figures()).total.incidents).toBe(0);
    expect((await figures('', office.token('admin'))).total.incidents).toBe(1);
  });

  it('of one tenant are nobody else’s', async () => {
    await office.command('declare Down');
    office.now += 1;
    expect((await figures('', office.token('admin', 'other', 'acme'))).total.incidents).toBe(0);
  });

  it('come as comma-separated values', async () => {
    await office.command('declare Down --service checkout');
    office.now += 1;
    const response = await asks('?by=service&format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('figures-by-service.csv');
    expect(await response.text()).toMatch(/^key,name,incidents.*\r\ncheckout,Checkout,1,.*\r\n,total,1,/);
  });

  it.each([
    ['?by=colour', 'by'],
    ['?from=yesterday', 'from'],
    ['?from=2026-02-30', 'from'],
    ['?from=2026-03-01&to=2026-02-01', 'from'],
    ['?what=this', 'query'],
    ['?severity=9', 'severity'],
    ['?format=xml', 'format'],
  ])('refuse %s', async (query, path) => {
    const response = await asks(query);
    expect(response.status).toBe(422);
    expect(((await response.json()) as { detail: string }).detail).toContain(path);
  });

  it('are for those who may see them', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: ['list'] } } });
    const response = await asks();
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('may not see the figures');
  });
});

describe('the figures in chat', () => {
  const said = async (text: string): Promise<string> => (await office.command(text)).text();

  it('are told for a period and by what was said', async () => {
    // By day: what was paged by night is told beside it.
    office.now = Date.parse('2026-11-18T12:00Z');
    await office.command('declare Down --sev 1 --service checkout');
    await office.command('escalate 1');
    office.now += 60_000;
    await office.command('ack 1');
    office.now += 1;
    const told = await said('figures');
    expect(told).toContain('Figures of the last 30 days');
    expect(told).toContain('1 incident (1 SEV-1), 1 not over yet');
    expect(told).toContain('1 minute on average');
    expect(told).toContain('100% met (1 of 1)');
    expect(await said('figures this year by service')).toMatch(
      /Checkout.*1 incident, 1 page, acknowledged after 1 minute/,
    );
    expect(await said('figures last week --by person')).toContain('No incident was declared then');
  });

  it('are not told of what nobody understands, with what to write instead', async () => {
    expect(await said('figures of the old days')).toContain('There is no period');
    expect(await said('figures by servise')).toContain('Did you mean service?');
  });
});

describe('the figures for everybody', () => {
  const get = (path: string): Promise<Response> => fetch(`${office.base}${path}`);
  const open = (): void => {
    office.config = { ...office.config, figures: { ...office.config.figures, public: true } };
  };

  it('are not there unless somebody wishes it', async () => {
    for (const path of [
      '/public/figures',
      '/public/figures.json',
      '/public/acme/figures',
      '/public/x/figures.json',
    ])
      expect((await get(path)).status, path).toBe(404);
  });

  it('tell how many targets were met, and nothing of an incident', async () => {
    open();
    await office.command('declare Customer Smith is locked out --sev 1 --service checkout');
    await office.command('ack 1');
    await office.command('declare Secret --sev 1 --service checkout --private');
    const response = await get('/public/figures.json');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      days: 90,
      total: { sla: { acknowledge: { met: 1, breached: 0, ratio: 1 } } },
      services: [{ name: 'Checkout', sla: { acknowledge: { met: 1, breached: 0, ratio: 1 } } }],
    });
    const page = await (await get('/public/figures')).text();
    expect(page).toContain('100% (1 of 1)');
    expect(page).not.toMatch(/Smith|Secret|Ana|INC-/);
    expect((await get('/public/acme/figures')).status).toBe(404);
  });

  it('are shown to Prometheus, without private incidents', async () => {
    await office.command('declare Down --sev 1');
    await office.command('ack 1');
    await office.command('declare Secret --sev 1 --private');
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('muster_figures_incidents{tenant="default",severity="SEV-1"} 1');
    expect(metrics).toContain(
      'muster_figures_sla_clocks{tenant="default",clock="acknowledge",outcome="met"} 1',
    );
    office.memory.down.add('facts');
    office.now += 61_000;
    const without = await get('/metrics');
    expect(without.status).toBe(200);
    expect(await without.text()).not.toContain('muster_figures_incidents{');
  });
});
