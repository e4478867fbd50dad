import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACME_SECRET, Office, SECRET } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

/** Typed at the other tenant. */
const atAcme = { instance: 'acme-slack', secret: ACME_SECRET };
const said = async (response: Promise<Response>): Promise<string> =>
  JSON.stringify(await (await response).json());
const incidents = () =>
  [...office.temporal.running.values()].map(
    ({ incident }) => `${incident.tenant}:${incident.id} ${incident.title}`,
  );

const api = async (token: string, method: string, path: string, body?: object, key?: string) => {
  const response = await fetch(`${office.base}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
};

describe('two tenants', () => {
  it('count their incidents each for itself and see only their own', async () => {
    await office.command('declare Ours is down');
    await office.command('declare Theirs is down', atAcme);
    expect(incidents()).toEqual(['default:INC-1 Ours is down', 'acme:INC-1 Theirs is down']);
    const list = await said(office.command('list', atAcme));
    expect(list).toContain('Theirs is down');
    expect(list).not.toContain('Ours');
    expect(await said(office.command('status INC-1', atAcme))).not.toContain('Ours');
    expect(await said(office.command('list'))).not.toContain('Theirs');
  });

  it('command only their own incidents, of whatever number', async () => {
    await office.command('declare One');
    await office.command('declare Two');
    await office.command('declare Theirs', atAcme);
    expect(await said(office.command('ack INC-2', atAcme))).toContain('There is no incident INC-2');
    await office.command('ack INC-1', atAcme);
    const [one, , theirs] = [...office.temporal.running.values()];
    expect(one?.incident.status).toBe('open');
    expect(theirs?.incident.status).toBe('acknowledged');
  });

  it('have each their own people, teams, plans and patterns', async () => {
    expect(await said(office.command('declare x --service checkout', atAcme))).toContain(
      'There is no service',
    );
    expect(await said(office.command('declare x --service rockets'))).toContain('There is no service');
    await office.command('declare LC-1234 and E-123456 --service rockets', atAcme);
    const [theirs] = [...office.temporal.running.values()];
    expect(theirs?.incident).toMatchObject({
      title: '[redacted: launch-code] and E-123456',
      severity: 'SEV-4',
      declared: { by: { id: 'ana', name: 'Ana of Acme' } },
    });
    const input = JSON.stringify(office.temporal.running.values().next().value?.input);
    expect(input).toContain('acme-slack');
    expect(input).not.toContain('main-slack');
  });

  it('believe no request that is signed for the other', async () => {
    const forged = { instance: 'acme-slack', secret: SECRET };
    expect((await office.command('declare x', forged)).status).toBe(401);
    expect((await office.command('declare x', { secret: ACME_SECRET })).status).toBe(401);
    expect(incidents()).toEqual([]);
  });

  it('take a delivery of one id each for itself', async () => {
    await office.command('declare Ours', { delivery: 'same' });
    const theirs = await said(office.command('declare Theirs', { ...atAcme, delivery: 'same' }));
    expect(theirs).toContain('Theirs');
    expect(incidents()).toHaveLength(2);
  });

  it('know nobody of the other: who is unmapped there may do nothing', async () => {
    expect(await said(office.command('declare x', { ...atAcme, user: 'U0BEN' }))).toMatch(
      /may not|permission/,
    );
    expect(incidents()).toEqual([]);
  });

  it('have allowances of their own', async () => {
    office.access({
      limits: { person: { count: 1, perMs: 60_000 }, instance: { count: 100, perMs: 60_000 } },
    });
    await office.command('list');
    expect(await said(office.command('list'))).toContain('too much at once');
    expect(await said(office.command('list', atAcme))).not.toContain('too much');
  });
});

describe('a token of one tenant', () => {
  it('reads and changes nothing of the other, whatever it names', async () => {
    await office.command('declare Ours is down');
    const theirs = office.token('admin', 'admin', 'acme');
    expect((await api(theirs, 'GET', '/incidents')).text).not.toContain('Ours');
    expect((await api(theirs, 'GET', '/incidents/INC-1')).status).toBe(404);
    expect((await api(theirs, 'GET', '/incidents/INC-1/timeline')).status).toBe(404);
    expect((await api(theirs, 'POST', '/incidents/INC-1/resolve', {})).status).toBe(404);
    expect((await api(theirs, 'GET', '/incidents?tenant=default')).text).not.toContain('Ours');
    expect((await api(theirs, 'POST', '/incidents', { title: 'x', tenant: 'default' })).status).toBe(422);
    expect((await api(theirs, 'GET', '/people')).text).toContain('Ana of Acme');
    expect((await api(theirs, 'GET', '/people')).text).not.toContain('Ben');
    expect((await api(theirs, 'GET', '/audit')).text).not.toContain('Ours');
    expect(incidents()).toEqual(['default:INC-1 Ours is down']);
  });

  it('shares no idempotency key with another', async () => {
    const [ours, theirs] = [office.token('admin', 'ci'), office.token('admin', 'ci', 'acme')];
    expect((await api(ours, 'POST', '/incidents', { title: 'Ours' }, 'k1')).status).toBe(201);
    const second = await api(theirs, 'POST', '/incidents', { title: 'Theirs' }, 'k1');
    expect(second.status).toBe(201);
    expect(second.text).not.toContain('Ours');
    expect(incidents()).toEqual(['default:INC-1 Ours', 'acme:INC-1 Theirs']);
  });

  it('opens no page and no live events of the other', async () => {
    await office.command('declare Ours is down');
    const cookie = office.cookie('admin', 'admin', 'acme');
    const page = async (path: string) => {
      const response = await fetch(`${office.base}${path}`, { headers: { cookie }, redirect: 'manual' });
      return { status: response.status, text: response.status === 200 ? '' : await response.text() };
    };
    expect((await page('/incidents/INC-1')).status).toBe(404);
    expect((await page('/incidents/INC-1')).text).not.toContain('Ours');
    expect((await page('/incidents/INC-1?tenant=default')).status).toBe(404);
    expect((await page('/incidents/INC-1?tenant=acme')).status).toBe(404);
    expect((await page('/live/INC-1')).status).toBe(404);
  });

  it('leads by its links to its own page, also where the other has the same number', async () => {
    await office.command('declare Ours is down');
    const theirs = office.token('admin', 'admin', 'acme');
    const declared = await api(theirs, 'POST', '/incidents', { title: 'Theirs is down' });
    const link = (JSON.parse(declared.text) as { links: { page: string } }).links.page;
    expect(link).toBe('https://muster.example/incidents/INC-1?tenant=acme');
    const { pathname, search } = new URL(link);
    const headers = { cookie: office.cookie('admin', 'admin', 'acme') };
    const own = await (await fetch(`${office.base}${pathname}${search}`, { headers })).text();
    expect(own).toContain('Theirs is down');
    // Who reads without a token reads the default tenant, whose INC-1 is not the one that the address means.
    const anybody = await fetch(`${office.base}${pathname}${search}`);
    expect(anybody.status).toBe(404);
    expect(await anybody.text()).not.toContain('is down');
  });
});
