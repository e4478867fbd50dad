import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function api(method: string, path: string, body?: unknown, token = office.token('responder')) {
  return fetch(`${office.base}/api/v1/incidents${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

interface Resource {
  readonly revision: number;
  readonly status: string;
  readonly by?: { readonly name: string };
  readonly impact: { readonly from?: string };
  readonly sections: readonly { readonly key: string; readonly text?: string }[];
  readonly markdown: string;
}
const read = async (more = ''): Promise<Resource> =>
  (await (await api('GET', `/INC-1/postmortem${more}`)).json()) as Resource;

/** Somebody who has signed in with a token. */
async function signedIn(role: 'responder') {
  const cookie = office.cookie(role);
  const page = async (path: string): Promise<string> =>
    (await fetch(`${office.base}${path}`, { headers: { cookie } })).text();
  const form = /name="form" value="([^"]+)"/.exec(await page('/incidents'))![1]!;
  const sends = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${office.base}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ form, ...fields }),
    });
  return { page, sends };
}

beforeEach(async () => {
  expect((await api('POST', '', { title: 'Checkout <b>down</b>' })).status).toBe(201);
});

describe('the post-mortem of an incident', () => {
  it('is there as soon as the incident is, and is written section by section', async () => {
    expect(await read()).toMatchObject({ revision: 0, status: 'draft' });
    const from = '2026-03-01T10:00:00.000Z';
    const first = await api('PUT', '/INC-1/postmortem', {
      revision: 0,
      sections: { 'what-happened': `A deploy with the key ${LEAK}.` },
      impact: { from },
    });
    expect(await first.json()).toEqual({ incident: 'INC-1', revision: 1, status: 'draft' });
    await api('PUT', '/INC-1/postmortem', { revision: 1, status: 'published' });
    const now = await read();
    expect(now).toMatchObject({ revision: 2, status: 'published', impact: { from } });
    expect(now.by?.name).toBe('responder');
    expect(now.sections.find(({ key }) => key === 'what-happened')?.text).toMatch(
      /^A deploy with .*\[redacted/,
    );
    expect(now.markdown).toContain('Published, version 2 by responder');
    expect(now.markdown).not.toContain(LEAK);
    expect((await read('?revision=1')).status).toBe('draft');
    expect((await api('GET', '/INC-1/postmortem?revision=7')).status).toBe(404);
  });

  it('is not overwritten by who has not read the newest version', async () => {
    await api('PUT', '/INC-1/postmortem', { revision: 0, sections: { 'what-we-learned': 'one' } });
    const late = await api('PUT', '/INC-1/postmortem', {
      revision: 0,
      sections: { 'what-we-learned': 'two' },
    });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('at version 1 by responder meanwhile, and you changed version 0');
  });

  it.each([
    [{ revision: 0, sections: { timeline: 'mine' } }, 'There is no section \\"timeline\\" that people write'],
    [{ revision: 0, status: 'final' }, 'status'],
    [{ sections: {} }, 'revision'],
    [{ revision: 0, impact: { from: 'yesterday' } }, 'impact.from'],
  ])('refuses %j', async (body, message) => {
    const response = await api('PUT', '/INC-1/postmortem', body);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(message);
  });

  it('is downloaded as Markdown and as HTML, in which the title is text', async () => {
    const markdown = await api('GET', '/INC-1/postmortem.md?zone=Asia/Tokyo');
    expect(markdown.headers.get('content-disposition')).toBe('attachment; filename=postmortem-INC-1.md');
    expect(await markdown.text()).toContain('| UTC | Asia/Tokyo | What happened |');
    const html = await api('GET', '/INC-1/postmortem.html');
    expect(await html.text()).toContain('Checkout &lt;b&gt;down&lt;/b&gt;');
    expect((await api('GET', '/INC-1/postmortem.md?zone=Mars/Base')).status).toBe(422);
  });

  it('is read by who may read the incident, and written by who may write it', async () => {
    const viewer = office.token('viewer');
    expect((await api('GET', '/INC-1/postmortem', undefined, viewer)).status).toBe(200);
    const refused = await api('PUT', '/INC-1/postmortem', { revision: 0, status: 'published' }, viewer);
    expect(refused.status).toBe(403);
    await api('POST', '', { title: 'Secret', private: true }, office.token('admin'));
    for (const path of ['/INC-2/postmortem', '/INC-2/postmortem.md', '/INC-2/postmortem.html'])
      expect((await api('GET', path)).status).toBe(404);
    expect((await api('PUT', '/INC-2/postmortem', { revision: 0, status: 'published' })).status).toBe(404);
  });

  it('is told in short in chat, typed or said', async () => {
    for (const text of ['postmortem 1', 'retro #1']) {
      const told = await (await office.command(text)).text();
      expect(told).toContain('https://muster.example/incidents/INC-1/postmortem');
      expect(told).toContain('Still to be written: What happened, Contributing factors');
      expect(told).toContain('No action items yet');
    }
  });

  it('is a page, on which who is signed in writes it', async () => {
    const page = await fetch(`${office.base}/incidents/INC-1/postmortem`);
    const text = await page.text();
    expect(text).toContain('Post-mortem of INC-1: Checkout &lt;b&gt;down&lt;/b&gt;');
    expect(text).not.toContain('<textarea');
    const file = await fetch(`${office.base}/incidents/INC-1/postmortem.md`);
    expect(file.headers.get('content-type')).toContain('text/markdown');
    const session = await signedIn('responder');
    const own = await session.page('/incidents/INC-1/postmortem');
    expect(own).toContain('<textarea');
    const saved = await session.sends('/incidents/INC-1/postmortem', {
      revision: '0',
      section: 'what-happened',
      text: 'It was\r\nDNS',
    });
    expect(saved.status).toBe(303);
    expect((await read()).sections[0]).toMatchObject({ key: 'what-happened', text: 'It was\nDNS' });
    const late = await session.sends('/incidents/INC-1/postmortem', {
      revision: '0',
      section: 'what-happened',
      text: 'something else',
    });
    expect(late.status).toBe(409);
    expect(await late.text()).toMatch(/<textarea[^>]*>something else<\/textarea>/);
    await session.sends('/incidents/INC-1/postmortem', {
      revision: '1',
      from: '2026-03-01T10:00',
      until: '',
    });
    expect((await read()).impact).toEqual({ from: '2026-03-01T10:00:00.000Z' });
  });
});
