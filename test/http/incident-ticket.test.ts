import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantConfig } from '../../src/config/config.ts';
import type { IncidentTicketOutcome, TicketRef } from '../../src/incident/ticket.ts';
import { github } from '../../src/tracker/github/kind.ts';
import { githubSettings } from '../../src/tracker/github/settings.ts';
import { jira } from '../../src/tracker/jira/kind.ts';
import { jiraSettings } from '../../src/tracker/jira/settings.ts';
import type { IncidentTicketOrder } from '../../workflows/incident-ticket/messages.ts';
import { Office } from './office.ts';

const now = Date.now;
const TRACKERS = {
  hub: github.create(githubSettings.parse({ token: 'ghp_test' }), { id: 'hub', now }),
  jira: jira.create(
    jiraSettings.parse({
      url: 'https://acme.atlassian.net',
      email: 'muster@acme.example',
      token: 'jira-test',
    }),
    { id: 'jira', now },
  ),
};
const ISSUE = 'https://acme.atlassian.net/browse/PAY-17';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.tracker = (_tenant, id) => TRACKERS[id as keyof typeof TRACKERS];
  configure();
  await office.command('declare Checkout is down --service checkout');
});
afterEach(() => office.close());

/** Incidents of checkout become tickets in Jira, all others on GitHub. */
function configure(more: Partial<TenantConfig> = {}): void {
  const { config } = office;
  const services = new Map(config.services);
  services.set('checkout', { ...services.get('checkout')!, tracker: { tracker: 'jira', place: 'PAY' } });
  const settings = { url: 'https://acme.atlassian.net', email: 'muster@acme.example', token: 'jira-test' };
  office.config = {
    ...config,
    services,
    defaults: { ...config.defaults, tracker: { tracker: 'hub', place: 'acme/operations' } },
    trackers: new Map([
      ['hub', { kind: 'github', settings: githubSettings.parse({ token: 'ghp_test' }) }],
      ['jira', { kind: 'jira', settings: jiraSettings.parse(settings) }],
    ]),
    tickets: { private: 'nothing', closed: 'note' },
    ...more,
  };
}

const ticketFor = ({
  tracker,
  place,
  existing,
  earlier = 0,
  asked: { by },
}: IncidentTicketOrder): IncidentTicketOutcome & { readonly ticket: TicketRef } => {
  const key = tracker === 'jira' ? `PAY-${7 + earlier}` : `${place}#${7 + earlier}`;
  const ticket = existing ?? { tracker, key, url: `https://${tracker}.example/${7 + earlier}` };
  return { ticket, made: !existing, by };
};
const says = async (text: string, user = 'U0ANA'): Promise<string> =>
  (await office.command(text, { user })).text();
const orders = (): IncidentTicketOrder[] => [...office.temporal.incidentTickets.values()].flat();

async function api(
  path = '',
  {
    method,
    body,
    token = office.token('responder'),
  }: { method?: string; body?: unknown; token?: string } = {},
) {
  const response = await fetch(`${office.base}/api/v1/incidents/INC-1/tickets${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function page(cookie = office.cookie('responder')): Promise<string> {
  const whole = await (await fetch(`${office.base}/incidents/INC-1`, { headers: { cookie } })).text();
  return /<section aria-labelledby="tickets">[^]*?<\/section>/.exec(whole)?.[0] ?? '';
}

async function submit(fields: Record<string, string>) {
  const cookie = office.cookie('responder');
  const shown = await (await fetch(`${office.base}/incidents/INC-1`, { headers: { cookie } })).text();
  const form = /name="form" value="([^"]+)"/.exec(shown)![1]!;
  return fetch(`${office.base}/incidents/INC-1/tickets`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ form, ...fields }),
  });
}

const audited = async (): Promise<string[]> => {
  await office.afterwards.ended();
  return office.memory.auditEntries
    .filter(({ action }) => action.includes('ticket'))
    .map(({ action, outcome }) => `${action} ${outcome}`);
};

describe('the ticket of an incident', () => {
  it('is made in chat where the service of the incident says, once, and shown with a button until then', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    const before = await office.command('ticket 1');
    expect(await before.text()).toMatch(
      /INC-1 has no ticket[^]*a new one is made in jira\/PAY[^]*Make a ticket/,
    );
    expect(await says('ticket 1 create')).toMatch(
      /Ticket made: [^]*PAY-7[^]*in jira is kept in step with INC-1/,
    );
    expect(orders()).toMatchObject([
      { incident: 'INC-1', tracker: 'jira', place: 'PAY', asked: { by: { id: 'ana' } } },
    ]);
    expect(await says('ticket 1')).toMatch(/INC-1: [^]*PAY-7[^]*in jira/);
    expect(await says('ticket 1')).not.toMatch(/Make a ticket|a new one is made/);
    expect(await says('ticket 1 create')).toContain('INC-1 is in jira already: PAY-7');
    expect(orders()).toHaveLength(1);
    expect(await says('ticket 1 create in hub')).toMatch(/acme\/operations#7/);
    expect(await audited()).toContain('make ticket done');
  });

  it('is linked by its address, where the configuration names the place alone', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    expect(await says('ticket 1 link https://acme.atlassian.net/browse/OPS-1')).toContain(
      'OPS-1 is in jira/OPS, which the configuration does not name',
    );
    expect(await says('ticket 1 link https://elsewhere.example/browse/PAY-1')).toContain(
      'That is no ticket of hub, jira',
    );
    expect(orders()).toEqual([]);
    expect(await says(`ticket 1 link ${ISSUE}?focusedCommentId=5`)).toMatch(/Ticket linked: [^]*PAY-17/);
    expect(orders()).toMatchObject([{ existing: { tracker: 'jira', key: 'PAY-17', url: ISSUE } }]);
  });

  it('is unlinked, stays as it is, and another may come after it', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    expect(await says('ticket 1 unlink')).toContain('INC-1 has no ticket that is kept in step');
    await says('ticket 1 create');
    await says('ticket 1 create in hub');
    expect(await says('ticket 1 unlink')).toMatch(
      /several tickets: PAY-7 in jira, acme\/operations#7 in hub/,
    );
    expect(await says('ticket 1 unlink OPS-1')).toContain('INC-1 has no ticket OPS-1: it has PAY-7 in jira');
    expect(await says('ticket 1 unlink pay-7')).toMatch(/Ticket unlinked: [^]*PAY-7[^]*stays as it is/);
    expect(office.temporal.signals.at(-1)).toMatchObject({
      id: 'default:incident:INC-1',
      argument: { kind: 'unlinked', tracker: 'jira', key: 'PAY-7', by: { id: 'ana' } },
    });
    expect(await says('ticket 1')).not.toContain('PAY-7');
    expect(await says('ticket 1 unlink')).toMatch(/Ticket unlinked: [^]*acme\/operations#7/);
    expect(await says('ticket 1 create')).toContain('PAY-8');
    const ofJira = orders().filter(({ tracker }) => tracker === 'jira');
    expect(ofJira.map(({ earlier }) => earlier)).toEqual([undefined, 1]);
    expect(await says('ticket 1 unlink jira')).toContain('PAY-8');
    expect(await audited()).toContain('unlink ticket done');
  });

  it('is for who may make tickets, also to unlink it', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    const viewer = { token: office.token('viewer') };
    expect((await api('', { ...viewer, body: {} })).status).toBe(403);
    await api('', { body: {} });
    expect((await api('/jira', { ...viewer, method: 'DELETE' })).status).toBe(403);
    expect(await page('')).not.toContain('<form');
    expect(await audited()).toEqual(['make ticket refused', 'make ticket done', 'unlink ticket refused']);
    expect((await api('/jira', { method: 'DELETE' })).status).toBe(200);
  });

  it('is made, shown, linked and unlinked by the API', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    expect(await api()).toMatchObject({ status: 200, body: { tickets: [], to: 'jira/PAY' } });
    const made = await api('', { body: { to: 'hub' } });
    expect(made).toMatchObject({
      status: 201,
      location: '/api/v1/incidents/INC-1/tickets',
      body: { ticket: { tracker: 'hub', key: 'acme/operations#7' } },
    });
    expect((await api('', { body: { url: ISSUE } })).status).toBe(201);
    expect(await api()).toMatchObject({ body: { tickets: [{ tracker: 'hub' }, { key: 'PAY-17' }] } });
    expect(await api('/hub', { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: { unlinked: { tracker: 'hub', key: 'acme/operations#7' } },
    });
    expect(await api()).toMatchObject({ body: { tickets: [{ key: 'PAY-17' }] } });
    expect(await api('/hub', { method: 'DELETE' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('INC-1 has no ticket hub') as string },
    });
    expect((await api('/hub', { body: {} })).status).toBe(405);
    expect((await api('', { body: { to: 'jira', url: ISSUE } })).status).toBe(422);
    expect((await api('', { body: { to: 'jira/SECRET' } })).status).toBe(409);
  });

  it('is on its way while nobody knows more, and says why where there is none', async () => {
    expect(await api('', { body: {} })).toMatchObject({ status: 202, body: { underWay: 'jira/PAY' } });
    office.temporal.incidentTicketOutcome = () => ({
      failure: { code: 'permission_denied', message: 'Give the token the right.' },
    });
    expect(await says('ticket 1 create')).toContain(
      'INC-1 has no ticket in jira/PAY. Give the token the right.',
    );
    expect(await api()).toMatchObject({ body: { tickets: [] } });
  });

  it('is called off while it is on its way, or unlinked where it had been made by then', async () => {
    await says('ticket 1 create');
    expect(await says('ticket 1 unlink OPS-1')).toContain('INC-1 has no ticket that is kept in step');
    expect(await says('ticket 1 unlink')).toMatch(
      /on its way to jira\/PAY is being called off[^]*You are told/,
    );
    expect(await api('/jira', { method: 'DELETE' })).toEqual(
      expect.objectContaining({ status: 202, body: { callingOff: 'jira/PAY' } }),
    );
    office.temporal.calledOffOutcome = (_order, { by }) => ({ calledOff: by });
    expect(await says('ticket 1 unlink jira/PAY')).toContain('INC-1 gets no ticket in jira/PAY');
    expect(await says('ticket 1 unlink')).toContain('INC-1 has no ticket that is kept in step');
    await says('ticket 1 create');
    expect((await api('/jira', { method: 'DELETE' })).body).toEqual({ calledOff: 'jira/PAY' });
    await says(`ticket 1 link ${ISSUE}`);
    office.temporal.calledOffOutcome = (order, { by }) => ({ ...ticketFor(order), calledOff: by });
    expect(await says(`ticket 1 unlink ${ISSUE}`)).toMatch(
      /Ticket unlinked: [^]*PAY-17[^]*in jira had been made before it could be called off\. It stays as it is/,
    );
    expect(await says('ticket 1')).not.toContain('PAY-17');
    expect(await audited()).toContain('unlink ticket done');
  });

  it('of which two are on their way is called off by its tracker', async () => {
    await says('ticket 1 create');
    await says('ticket 1 create in hub');
    expect(await says('ticket 1 unlink')).toContain(
      'on their way: to hub/acme/operations, jira/PAY. Say which',
    );
    office.temporal.calledOffOutcome = (_order, { by }) => ({ calledOff: by });
    expect(await says('ticket 1 unlink hub')).toContain('INC-1 gets no ticket in hub/acme/operations');
    expect([...office.temporal.underWay.keys()]).toEqual(['default:incident-ticket:INC-1:jira']);
  });

  it('is called off by who may make tickets alone, and not while nobody knows whether there is one', async () => {
    await says('ticket 1 create');
    const viewer = { token: office.token('viewer') };
    expect((await api('/jira', { ...viewer, method: 'DELETE' })).status).toBe(403);
    office.temporal.outage = 'unavailable';
    expect((await api('/jira', { method: 'DELETE' })).status).toBe(503);
    expect(office.temporal.underWay.size).toBe(1);
  });

  it('that somebody else has asked for before is said to be theirs', async () => {
    await says('ticket 1 create', 'U0BEN');
    office.temporal.incidentTicketOutcome = ticketFor;
    const refused = await says(`ticket 1 link ${ISSUE}`);
    expect(refused).toMatch(/PAY-17 is not linked: INC-1 is in jira already\. PAY-7, [^]* was made for Ben/);
    expect(await says('ticket 1')).toContain('PAY-7');
    await says('ticket 1 unlink');
    office.temporal.incidentTicketOutcome = undefined;
    await says(`ticket 1 link ${ISSUE}`, 'U0BEN');
    office.temporal.incidentTicketOutcome = ticketFor;
    expect(await says('ticket 1 create')).toMatch(/Ticket linked: [^]*PAY-17[^]*Ben has asked for it before/);
  });

  it('is neither made nor unlinked while Temporal is away', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    office.temporal.outage = 'unavailable';
    expect((await api('', { body: {} })).status).toBe(503);
    office.temporal.outage = undefined;
    await api('', { body: {} });
    office.temporal.outage = 'unavailable';
    expect((await api('/jira', { method: 'DELETE' })).status).toBe(503);
    office.temporal.outage = undefined;
    expect(await api()).toMatchObject({ body: { tickets: [{ key: 'PAY-7' }] } });
  });

  it('changes no more once its incident is closed', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    await says('ticket 1 create');
    await says('resolve 1');
    await says('close 1');
    expect(await says('ticket 1 unlink')).toContain('INC-1 is closed for good');
    expect(await says('ticket 1 create in hub')).toContain('INC-1 is closed for good');
    expect(await page()).not.toContain('<form');
  });

  it('of a private incident is made only where the configuration permits it, and is for who may see that', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    await says('declare Secret --private');
    expect(await says('ticket 2 create', 'U0BEN')).toContain('There is no incident INC-2');
    expect(await says('ticket 2 create')).toContain('tickets.private of the configuration lets no ticket');
    configure({ tickets: { private: 'incident', closed: 'note' } });
    expect(await says('ticket 2 create')).toContain('acme/operations#7');
    expect(await says('ticket 2 unlink', 'U0BEN')).toContain('There is no incident INC-2');
  });

  it('is made, linked and unlinked on the page of the incident', async () => {
    office.temporal.incidentTicketOutcome = ticketFor;
    expect(await page()).toContain('Make or link a ticket');
    const made = await submit({ url: '' });
    expect([made.status, made.headers.get('location')]).toEqual([303, '/incidents/INC-1?did=ticket']);
    expect(await page()).toMatch(/PAY-7[^]*in jira, [^]*Unlink/);
    const refused = await submit({ url: ISSUE });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('INC-1 is in jira already');
    const unlinked = await submit({ unlink: 'jira' });
    expect([unlinked.status, unlinked.headers.get('location')]).toEqual([
      303,
      '/incidents/INC-1?did=unticket',
    ]);
    expect(await page()).not.toContain('PAY-7');
    const { headers } = await submit({ url: ISSUE });
    expect(headers.get('location')).toBe('/incidents/INC-1?did=ticket');
    expect(await page()).toContain('PAY-17');
  });

  it('is not offered on the page where there is nowhere to make one', async () => {
    const { tracker: _, ...defaults } = office.config.defaults;
    const services = new Map([...office.config.services].map(([id, { tracker: __, ...one }]) => [id, one]));
    office.config = { ...office.config, services, defaults };
    expect(await page()).toBe('');
    expect(await says('ticket 1 create')).toContain('Nothing says where incidents become tickets');
  });
});
