import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newIncident } from '../../src/incident/evolve.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const read = async (path: string, cookie = office.cookie('admin')) => {
  const response = await fetch(`${office.base}${path}`, { headers: { cookie } });
  return { status: response.status, html: await response.text() };
};

describe('the list of incidents', () => {
  it('is narrowed by title, severity, team and service, and keeps that from page to page', async () => {
    await office.command('declare --sev 1 --service checkout Checkout (is) down');
    await office.command('declare --sev 2 Mail is late');
    const found = async (query: string) =>
      [...(await read(`/incidents?${query}`)).html.matchAll(/>(INC-\d+)<\/a>/g)].map(([, id]) => id);
    expect(await found('')).toEqual(['INC-2', 'INC-1']);
    expect(await found('text=%28IS%29')).toEqual(['INC-1']);
    expect(await found('severity=SEV-2')).toEqual(['INC-2']);
    expect(await found('service=checkout')).toEqual(['INC-1']);
    expect(await found('text=nothing')).toEqual([]);
    expect(await found('severity=SEV-9&text=&team[]=x')).toEqual(['INC-2', 'INC-1']);
    for (let i = 0; i < 50; i++) await office.command(`declare --sev 2 Number ${i}`);
    const { html } = await read('/incidents?severity=SEV-2&text=n');
    expect(html).toContain('href="/incidents?scope=active&amp;text=n&amp;severity=SEV-2&amp;before=');
  });
});

describe('the page of who is on call', () => {
  it('shows who is now and next, in the zone that is asked for, with gaps and the hours of each', async () => {
    office.now = Date.parse('2026-03-28T12:00Z');
    const { html } = await read('/on-call?zone=Europe/Madrid');
    expect(html).toContain('Payments primary');
    expect(html).toMatch(
      /Now<\/p><p class="who"><span>(Ana|Ben)<\/span><\/p><p class="hint">until Sun 29 Mar, \d\d:00/,
    );
    expect(html).toMatch(/<option selected value="Europe\/Madrid"|<option value="Europe\/Madrid" selected/);
    // Search has people at weekends alone.
    expect(html).toMatch(/Search.*Nobody is on call.*Mon 30 Mar, \d\d:00 – Sat 4 Apr/s);
    expect(html).toContain('class="shift gap"');
    expect(html).toContain('data-live="/live/on-call"');
  });

  it('draws a day on which the clocks change as long as it is', async () => {
    office.now = Date.parse('2026-03-28T12:00Z');
    const lines = async (zone: string) => {
      const { html } = await read(`/on-call?zone=${zone}`);
      const all = [...html.matchAll(/class="day"><line x1="([\d.]+)"/g)].map(([, x]) => Number(x));
      const some = all.slice(0, 14);
      return some.slice(1).map((x, n) => Math.round((x - some[n]!) * 10) / 10);
    };
    const [saturday, sunday, monday] = await lines('Europe/Madrid');
    expect(sunday! / saturday!).toBeCloseTo(23 / 24, 2);
    expect(monday).toBeCloseTo(saturday!, 0);
    expect(new Set((await lines('UTC')).map((width) => Math.round(width))).size).toBe(1);
  });

  it('marks overrides, and names who cannot be reached', async () => {
    const people = new Map(office.config.people);
    people.set('ben', { ...people.get('ben')!, chat: {} });
    office.config = { ...office.config, people };
    const override = { people: ['ana'], from: office.now - 1, until: office.now + 3_600_000 };
    const by = { id: 'ana', name: 'Ana' };
    office.memory.overrides.set('default:payments', [{ id: 'o-1', ...override, by, madeAt: 0 }]);
    const { html } = await read('/on-call');
    expect(html).toContain('Ana<small class="hint"> by override</small>');
    expect(html).toMatch(/class="shift [^"]*override"/);
    expect(html).toMatch(/Ben cannot be reached: set <span><code>people\.ben\.chat<\/code>/);
    expect(html).not.toMatch(/Ana cannot be reached/);
  });

  it('lists everybody whom a policy or a schedule would page in vain, with the settings that say so', async () => {
    expect((await read('/on-call')).html).not.toContain('Who cannot be paged');
    const people = new Map(office.config.people);
    people.set('ben', { ...people.get('ben')!, chat: {} });
    office.config = { ...office.config, people };
    const { html } = await read('/on-call');
    expect(html).not.toContain('people.&lt;id');
    expect(html).toMatch(
      /<strong>Ben<\/strong> \(<code>people\.ben\.chat<\/code>\).*<code>schedules\.payments<\/code>/s,
    );
  });

  it('takes no nonsense for a zone or a time, and is for those who may see people', async () => {
    for (const query of ['zone=Nowhere/Land', 'zone[]=UTC', 'weeks=-3', 'weeks=1e9', 'weeks=banana'])
      expect((await read(`/on-call?${query}`)).status).toBe(200);
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: ['list'] } } });
    expect((await read('/on-call', office.cookie('viewer'))).status).toBe(403);
  });
});

describe('the page of figures', () => {
  it('draws what was counted, each plot with its table, and says when nothing was', async () => {
    expect((await read('/figures')).html).toContain('No incident was declared in this time.');
    const ana = { id: 'ana', name: 'Ana' };
    const declaration = { title: 'One', severity: 'SEV-1', private: false, by: ana } as const;
    const at = office.now - 3_600_000;
    const incident = {
      ...newIncident('default', 'INC-1', declaration, at),
      service: 'checkout',
      firstAcknowledged: { by: ana, at: at + 90_000 },
    };
    office.memory.record({
      revision: 1,
      view: { incident, deadlines: [], problems: [] },
      events: [{ type: 'declared', title: 'One', severity: 'SEV-1', sequence: 1, at, by: ana }],
    });
    const { html } = await read('/figures?days=7');
    expect(html).toMatch(/To acknowledge \(mean\)<\/dt><dd>2 min</);
    expect(html).toMatch(/<rect class="bar"[^>]*height="[1-9][\d.]*"><title>SEV-1: 2 min/);
    expect(html).toMatch(/<th scope="row">Checkout<\/th><td class="number">1<\/td>/);
    expect(html.match(/<figure/g)).toHaveLength(html.match(/As a table/g)!.length);
    expect((await read('/figures?service=checkout')).html).not.toContain('No incident was declared');
    expect((await read('/figures?service=other&days=9999')).status).toBe(200);
  });

  it('is for those who may list', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: [] } } });
    expect((await read('/figures', office.cookie('viewer'))).status).toBe(403);
  });
});

describe('the audit', () => {
  it('is searched by whoever may read it, and shows what people wrote as text', async () => {
    await office.command('declare <b>One</b>');
    await office.command('close INC-1');
    await office.afterwards.ended(1_000);
    const { html } = await read('/audit?outcome=refused&action=close');
    expect(html).toMatch(/<th scope="row">Ana/);
    expect(html).toContain('outcome-refused');
    expect(html).toContain('href="/incidents/INC-1"');
    expect(html).not.toContain('>declare<');
    expect((await read('/audit?text=%3Cscript%3E')).html).toContain('Nothing was found.');
    expect((await read('/audit?person=nobody&incident=x&before=y&text[]=z')).status).toBe(200);
  });

  it('goes from page to page with what was looked for', async () => {
    for (let n = 0; n < 101; n++)
      office.memory.auditEntries.push({
        tenant: 'default',
        at: n,
        person: 'ana',
        name: 'Ana',
        via: 'page',
        action: `act-${n}`,
        outcome: 'done',
        deliveryId: `d${n}`,
      });
    const { html } = await read('/audit?person=an');
    const [, next = ''] = /href="(\/audit\?person=an&amp;before=\d+)"/.exec(html) ?? [];
    expect(html).not.toContain('>act-0<');
    expect((await read(next.replaceAll('&amp;', '&'))).html).toContain('>act-0<');
  });

  it('is refused to others, of another organisation, and not offered to them', async () => {
    expect((await read('/audit', office.cookie('responder'))).status).toBe(403);
    expect((await read('/incidents', office.cookie('responder'))).html).not.toContain('href="/audit"');
    await office.command('declare One');
    await office.afterwards.ended(1_000);
    expect((await read('/audit', office.cookie('admin', 'admin', 'acme'))).html).toContain(
      'Nothing was found.',
    );
  });
});

describe('the choice of dark or light', () => {
  const choose = (theme: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
    fetch(`${office.base}/theme`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({ theme, next: '/on-call?zone=Europe%2FMadrid' }),
    });

  it('is kept, leads back, and is taken back', async () => {
    const dark = await choose('dark');
    expect(dark.headers.get('location')).toBe('/on-call?zone=Europe%2FMadrid');
    const [cookie = ''] = (dark.headers.get('set-cookie') ?? '').split(';');
    expect((await read('/incidents', cookie)).html).toContain('<html lang="en" data-theme="dark">');
    expect((await choose('auto')).headers.get('set-cookie')).toContain('muster_theme=;');
    expect((await read('/incidents', 'muster_theme=purple')).html).toContain('<html lang="en">');
    expect((await choose('dark', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});
