import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function read(path: string, cookie: string): Promise<{ status: number; html: string }> {
  const response = await fetch(`${office.base}${path}`, { headers: { cookie } });
  return { status: response.status, html: await response.text() };
}

/** Fills in the form as a browser would, and sends it. */
async function declare(fields: Record<string, string>, cookie: string, given?: Record<string, string>) {
  const { html } = await read('/incidents/declare', cookie);
  const [, inside = ''] = /action="\/incidents\/declare"(.*?)<\/form>/s.exec(html) ?? [];
  const hidden = [...inside.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const own = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  const sent = { ...own, ...given, ...fields };
  const response = await fetch(`${office.base}/incidents/declare`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(sent),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    html: await response.text(),
    own,
  };
}

describe('the form to declare', () => {
  it('declares an incident with all that was filled in, and leads to its page', async () => {
    const cookie = office.cookie('responder', 'wall');
    expect((await read('/incidents', cookie)).html).toContain('href="/incidents/declare"');
    const done = await declare(
      { title: 'Checkout is <down>', severity: 'SEV-1', service: 'checkout', labels: 'region=eu, tier=gold' },
      cookie,
    );
    expect([done.status, done.location]).toEqual([303, '/incidents/INC-1?did=declare']);
    const { incident } = office.memory.views.get('default:INC-1')!.view;
    expect(incident).toMatchObject({
      title: 'Checkout is <down>',
      severity: 'SEV-1',
      service: 'checkout',
      labels: { region: 'eu', tier: 'gold' },
    });
    const { html } = await read(done.location!, cookie);
    expect(html).toContain('Declared. Below is who is paged');
    expect(html).toContain('Checkout is &lt;down>');
    expect(html).toContain('<dt>Labels</dt><dd>region=eu, tier=gold</dd>');
  });

  it('declares one incident, however often it is sent', async () => {
    const cookie = office.cookie('responder', 'wall');
    const first = await declare({ title: 'Search is slow' }, cookie);
    const again = await declare({ title: 'Search is slow' }, cookie, first.own);
    expect([first.location, again.location]).toEqual(Array(2).fill('/incidents/INC-1?did=declare'));
    expect([...office.memory.views.keys()]).toEqual(['default:INC-1']);
  });

  it('stays open, filled in, with what is wrong beside the field', async () => {
    const cookie = office.cookie('responder', 'wall');
    const { status, html } = await declare(
      { title: ' ', severity: 'SEV-2', labels: 'no label', private: 'true' },
      cookie,
    );
    expect(status).toBe(422);
    expect(html).toMatch(/id="wrong-title">Say what is wrong\./);
    expect(html).toMatch(/aria-describedby="wrong-labels"/);
    expect(html).toContain('value="no label"');
    expect(html).toMatch(/<option selected value="SEV-2"|<option value="SEV-2" selected/);
    expect(html).toMatch(/<input[^>]*name="private"[^>]*checked/);
    expect(office.memory.views.size).toBe(0);
    const unknown = await declare({ title: 'x', team: 'nobody' }, cookie);
    expect([unknown.status, unknown.html]).toEqual([422, expect.stringContaining('nobody')]);
  });

  it('is for who may declare and is signed in, from a page of ours', async () => {
    const viewer = office.cookie('viewer');
    expect((await read('/incidents/declare', viewer)).status).toBe(403);
    expect((await read('/incidents', viewer)).html).not.toContain('/incidents/declare');
    const cookie = office.cookie('responder', 'wall');
    const { own } = await declare({ title: '' }, cookie);
    const foreign = await fetch(`${office.base}/incidents/declare`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ ...own, title: 'x' }),
    });
    expect(foreign.status).toBe(403);
    expect(office.memory.views.size).toBe(0);
  });
});
