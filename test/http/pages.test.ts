import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashToken } from '../../src/http/api/token.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const XSS = '<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" \'quoted\' &amp;';
const page = async (
  path: string,
  cookie?: string,
): Promise<{ status: number; html: string; headers: Headers }> => {
  const response = await fetch(`${office.base}${path}`, {
    redirect: 'manual',
    ...(cookie !== undefined && { headers: { cookie } }),
  });
  return { status: response.status, html: await response.text(), headers: response.headers };
};
const declare = (
  title: string,
  more: object = {},
  role: 'admin' | 'responder' = 'admin',
): Promise<Response> =>
  fetch(`${office.base}/api/v1/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.token(role)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title, ...more }),
  });

describe('the pages', () => {
  it('show what people wrote as text, in the list, the page, its title and the timeline', async () => {
    await declare(XSS);
    await fetch(`${office.base}/api/v1/incidents/INC-1/note`, {
      method: 'POST',
      headers: { authorization: `Bearer ${office.token('admin')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: XSS }),
    });
    for (const path of ['/incidents', '/incidents/INC-1']) {
      const { status, html } = await page(path);
      expect(status).toBe(200);
      expect(html).not.toMatch(/<script>alert|<img src=x/);
      expect(html).toContain('&lt;script>alert(1)&lt;/script>');
    }
  });

  it('carry no script of their own but the file of ours', async () => {
    await declare('One');
    const { html, headers } = await page('/incidents/INC-1');
    const scripts = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
    expect(scripts).toEqual(['<script type="module" src="/assets/live.js">']);
    expect(html).not.toMatch(/ on\w+=|style=|javascript:/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('lead from / to the list, and through its pages', async () => {
    expect((await page('/')).headers.get('location')).toBe('/incidents');
    for (let i = 1; i <= 51; i++) await declare(`Number ${i}`);
    const first = await page('/incidents');
    expect(first.html).toContain('INC-51');
    expect(first.html).not.toContain('>INC-1<');
    const next = /href="(\/incidents\?scope=active&amp;before=\d+)"/
      .exec(first.html)?.[1]
      ?.replace('&amp;', '&');
    expect((await page(next ?? 'missing')).html).toContain('>INC-1<');
    expect((await page('/incidents?before=banana&before=2')).status).toBe(200);
  });

  it("give every instant in a form that the browser can turn into the reader's own zone", async () => {
    await declare('One');
    const { html } = await page('/incidents/INC-1');
    const iso = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z';
    expect(html).toMatch(
      new RegExp(`<time datetime="${iso}" title="[^"]+ UTC" data-shown="clock">[^<]+ UTC</time>`),
    );
    expect(html).toMatch(new RegExp(`<time datetime="${iso}" title="[^"]+ UTC" data-shown="age">`));
  });

  it('tell a person, as a page, that there is nothing at an address, and a program as a problem', async () => {
    const asked = (accept: string): Promise<Response> =>
      fetch(`${office.base}/nowhere`, { headers: { accept } });
    const person = await asked('text/html,application/xhtml+xml,*/*;q=0.8');
    expect(person.status).toBe(404);
    expect(await person.text()).toContain('There is nothing at this address.');
    expect((await asked('application/json')).headers.get('content-type')).toContain('problem+json');
  });

  it('show who might see a private incident where to sign in, and do not say whether there is one', async () => {
    await declare('Hidden', { private: true });
    const pages = await Promise.all(['/incidents/INC-1', '/incidents/INC-9'].map((path) => page(path)));
    for (const { status, html } of pages) {
      expect(status).toBe(404);
      expect(html).toMatch(/href="\/sign-in\?next=%2Fincidents%2FINC-\d"/);
    }
    expect(pages[0]?.html.replaceAll('INC-1', 'INC-9')).toBe(pages[1]?.html);
  });

  it('of what is not there are 404, and repeat nothing that could harm', async () => {
    const { status, html } = await page(`/incidents/${encodeURIComponent('<script>alert(1)</script>')}`);
    expect(status).toBe(404);
    expect(html).not.toContain('<script>alert');
  });

  it('do not show private incidents to whoever comes by', async () => {
    await declare('A secret matter', { private: true });
    expect((await page('/incidents')).html).not.toContain('secret');
    expect((await page('/incidents/INC-1')).status).toBe(404);
    expect((await page('/live/INC-1')).status).toBe(404);
    const admin = office.cookie('admin');
    expect((await page('/incidents/INC-1', admin)).html).toContain('A secret matter');
  });
});

describe('without anonymous reading', () => {
  beforeEach(() => office.access({ anonymousReading: false }));

  it.each(['/incidents', '/incidents/INC-1', '/live', '/live/INC-1'])(
    '%s asks for a sign-in',
    async (path) => {
      const { status, html } = await page(path);
      expect(status).toBe(401);
      expect(html).toContain('method="post" action="/sign-in"');
      expect(html).toContain(`name="next" value="${path}"`);
    },
  );

  it('a session opens the pages, and a wrong one does not', async () => {
    const cookie = `x=y=z; ${office.cookie('viewer')}`;
    expect((await page('/incidents', cookie)).status).toBe(200);
    for (const wrong of ['__Host-muster_session=guessed', '__Host-muster_session', '__Host-muster_session='])
      expect((await page('/incidents', wrong)).status).toBe(401);
  });

  it('a cookie that a neighbour or an unencrypted connection could have set counts for nothing', async () => {
    const bare = office.cookie('viewer').replace('__Host-', '');
    expect((await page('/incidents', bare)).status).toBe(401);
  });

  it('a session ends by its time, by the end of its token, and with its tenant', async () => {
    const cookie = office.cookie('viewer');
    office.now += 43_200_000;
    expect((await page('/incidents', cookie)).status).toBe(401);
    const other = office.cookie('viewer');
    office.memory.tokensByHash.clear();
    expect((await page('/incidents', other)).status).toBe(401);
    const ofAcme = office.cookie('viewer', 'theirs', 'acme');
    expect((await page('/incidents', ofAcme)).status).toBe(200);
    office.config = { ...office.config, tenants: new Map() };
    expect((await page('/incidents', ofAcme)).status).toBe(401);
  });

  it('the cookie opens nothing but pages: the API wants its header', async () => {
    const headers = { cookie: office.cookie('admin') };
    const response = await fetch(`${office.base}/api/v1/incidents`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(401);
  });
});

describe('the sign-in', () => {
  const signIn = (fields: Record<string, string> | string, headers: Record<string, string> = {}) =>
    fetch(`${office.base}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
    });

  it('begins a session, whose secret no script reads and no unencrypted connection carries', async () => {
    const token = office.token('viewer');
    const response = await signIn({ token: ` ${token} `, next: '/incidents/INC-1' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/incidents/INC-1']);
    const cookie = response.headers.get('set-cookie') ?? '';
    const [, secret = ''] = /^__Host-muster_session=([\w-]{43});/.exec(cookie) ?? [];
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=43200'])
      expect(cookie).toContain(flag);
    expect(cookie).not.toContain(token);
    expect([...office.memory.sessions.keys()].join()).not.toContain(secret);
    expect((await page('/incidents', `__Host-muster_session=${secret}`)).html).toContain('Sign out');
  });

  it('ends the session before it: a secret that somebody else knew is worth nothing', async () => {
    const planted = office.cookie('viewer');
    await signIn({ token: office.token('admin') }, { cookie: planted });
    office.access({ anonymousReading: false });
    expect((await page('/incidents', planted)).status).toBe(401);
    expect(office.memory.sessions.size).toBe(1);
  });

  it('on a machine of one’s own needs no encryption', async () => {
    office.signInAt = 'http://localhost:3000';
    const response = await signIn({ token: office.token('viewer') });
    expect(response.headers.get('set-cookie')).not.toContain('Secure');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%09/evil.example',
    'javascript:alert(1)',
    '/incidents\r\nSet-Cookie: a=b',
    '/\t/evil.example',
    'incidents',
  ])('leads nowhere else: %j', async (next) => {
    const response = await signIn({ token: office.token('viewer'), next });
    expect(response.headers.get('location')).toBe('/incidents');
    const { html } = await page(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(html).toContain('value="/incidents"');
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is hidden', { origin: 'null' }],
  ])('is refused when the form is of %s', async (_, headers) => {
    const response = await signIn({ token: office.token('viewer') }, headers);
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it.each<[string, Record<string, string>]>([
    ['our own', { 'sec-fetch-site': 'same-origin', origin: 'https://muster.example' }],
    ['our own, by the origin alone', { origin: 'https://muster.example' }],
    ['typed by hand', { 'sec-fetch-site': 'none' }],
  ])('is taken when the form is %s', async (_, headers) => {
    expect((await signIn({ token: office.token('viewer') }, headers)).status).toBe(303);
  });

  it('with a wrong token says so, and sets nothing', async () => {
    const response = await signIn({ token: 'guessed' });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await response.text()).toContain('There is no such token.');
  });

  it.each(['', 'token=a&token=b', 'next[]=x', `token=${'x'.repeat(300)}`, 'token[__proto__]=x'])(
    'with the form %j is refused, not broken',
    async (body) => {
      expect([401, 422]).toContain((await signIn(body)).status);
    },
  );

  it.each(['application/json', 'text/plain', 'multipart/form-data'])('with %s is refused', async (type) => {
    expect([401, 422]).toContain((await signIn('{"token":"x"}', { 'content-type': type })).status);
  });

  it('is not tried without end', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 25; i++) answers.push((await signIn({ token: 'guessed' })).status);
    expect(answers.slice(0, 20).every((status) => status === 401)).toBe(true);
    expect(answers.at(-1)).toBe(429);
  });

  it('is counted for each address for which a proxy on this machine asks', async () => {
    const from = async (address: string): Promise<number> => {
      const response = await fetch(`${office.base}/sign-in`, {
        method: 'POST',
        headers: { 'x-forwarded-for': `198.51.100.66, ${address}` },
        body: new URLSearchParams({ token: 'guessed' }),
      });
      return response.status;
    };
    for (let i = 0; i < 20; i++) await from('203.0.113.9');
    expect(await from('203.0.113.9')).toBe(429);
    expect(await from('203.0.113.10')).toBe(401);
  });

  it('shows who is signed in, with a way out, and neither to who reads anonymously', async () => {
    const cookie = office.cookie('viewer', 'wall-screen');
    await declare('One');
    for (const path of ['/incidents', '/incidents/INC-1']) {
      const { html } = await page(path, cookie);
      expect(html).toMatch(/action="\/sign-out">.*wall-screen.*Sign out/);
      expect((await page(path)).html).not.toContain('sign-out');
    }
  });

  it('ends everywhere by a button of its own, for whoever pressed it alone', async () => {
    office.access({ anonymousReading: false });
    const own = { kind: 'token' as const, hash: hashToken(office.token('viewer')) };
    const [here, there, others] = [office.session(own), office.session(own), office.cookie('viewer')];
    const { html } = await page('/incidents', here);
    const [, form = ''] = /name="form" value="([^"]+)"/.exec(html) ?? [];
    expect(html).toContain('Sign me out everywhere');
    const everywhere = (token: string) =>
      fetch(`${office.base}/sign-out`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: here },
        body: new URLSearchParams({ form: token, everywhere: 'yes' }),
      });
    expect((await everywhere('guessed')).status).toBe(403);
    expect((await page('/incidents', there)).status).toBe(200);
    expect((await everywhere(form)).status).toBe(303);
    const statuses = await Promise.all(
      [here, there, others].map(async (one) => (await page('/incidents', one)).status),
    );
    expect(statuses).toEqual([401, 401, 200]);
  });

  it('ends with a sign-out', async () => {
    const cookie = office.cookie('viewer');
    const [, form = ''] = /name="form" value="([^"]+)"/.exec((await page('/incidents', cookie)).html) ?? [];
    const out = (headers: Record<string, string>, token: string) =>
      fetch(`${office.base}/sign-out`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...headers },
        body: new URLSearchParams({ form: token }),
      });
    expect((await out({ 'sec-fetch-site': 'cross-site' }, form)).status).toBe(403);
    expect((await out({ 'sec-fetch-site': 'same-origin' }, 'guessed')).status).toBe(403);
    expect(office.memory.sessions.size).toBe(1);
    const response = await out({ 'sec-fetch-site': 'same-origin' }, form);
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-muster_session=; .*Expires=Thu, 01 Jan 1970/);
    office.access({ anonymousReading: false });
    expect((await page('/incidents', cookie)).status).toBe(401);
  });
});
