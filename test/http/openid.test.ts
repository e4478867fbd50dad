import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenId } from '../../src/config/sign-in-schema.ts';
import { OpenIdProvider } from '../fakes/openid/provider.ts';
import { Office } from './office.ts';

let office: Office;
let provider: OpenIdProvider;
const CALLBACK = 'https://muster.example/sign-in/openid/callback';

beforeEach(async () => {
  provider = await OpenIdProvider.open();
  provider.clients.get('muster')!.redirectUris.push(CALLBACK);
  provider.account = { sub: 'sub-ana', name: 'Ana Ruiz', email: 'Ana@Example.com', email_verified: true };
  office = await Office.open();
  office.access({ anonymousReading: false });
  configure();
  people({ ana: { email: 'ana@example.com' } });
});
afterEach(() => Promise.all([office.close(), provider.close()]));

function configure(more: Partial<OpenId> = {}): void {
  const openid: OpenId = {
    issuer: provider.issuer,
    clientId: 'muster',
    clientSecret: 'the client secret',
    name: 'Example',
    scopes: ['openid', 'email', 'profile'],
    unmapped: 'none',
    claims: {},
    ...more,
  };
  office.config = { ...office.config, signIn: { ...office.config.signIn, openid } };
}

/** Changes people of the configuration. */
function people(changes: Record<string, { email?: string; subject?: string }>): void {
  const all = new Map(office.config.people);
  for (const [id, change] of Object.entries(changes)) all.set(id, { ...all.get(id)!, ...change });
  office.config = { ...office.config, people: all };
}

/** A browser: it keeps cookies, and goes where it is sent by hand. */
class Visitor {
  readonly cookies = new Map<string, string>();

  async get(address: string) {
    // The address for people is that of the proxy before the server.
    const url = address.replace('https://muster.example', office.base);
    const own = url.startsWith(office.base) || url.startsWith('/');
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(url, office.base), {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(own && { cookie }) },
    });
    this.#keep(response);
    return {
      status: response.status,
      to: response.headers.get('location') ?? '',
      html: await response.text(),
    };
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** Goes to the provider and back. @returns what the callback answered. */
  async signIn(query = '?next=/incidents/INC-1', tampered: (callback: URL) => void = () => undefined) {
    const begun = await this.get(`/sign-in/openid${query}`);
    if (begun.status !== 303) return begun;
    const back = new URL((await this.get(begun.to)).to);
    tampered(back);
    return this.get(back.href);
  }
}

const problemOf = (html: string): string => /role="alert">([^<]+)/.exec(html)?.[1] ?? '';
const isIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/incidents')).status === 200;

describe('the sign-in by an OpenID provider', () => {
  it('is offered where there is one, and asks it with PKCE, a state and a nonce that are new each time', async () => {
    const visitor = new Visitor();
    const { html } = await visitor.get('/sign-in?next=/incidents/INC-1');
    expect(html).toContain('href="/sign-in/openid?tenant=default&amp;next=%2Fincidents%2FINC-1"');
    expect(html).toContain('Sign in with Example');
    // No token is printed where people sign in by a provider.
    expect(html).not.toContain('muster start');
    expect(html).toContain('muster token create');
    const asked = await Promise.all(
      [1, 2].map(async () => new URL((await visitor.get('/sign-in/openid')).to)),
    );
    for (const { origin, searchParams } of asked) {
      expect(origin).toBe(provider.issuer);
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: 'code',
        client_id: 'muster',
        redirect_uri: CALLBACK,
        scope: 'openid email profile',
        code_challenge_method: 'S256',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(asked.map(({ searchParams }) => searchParams.get(name))).size).toBe(2);
  });

  it('lets in whom the configuration knows by a verified address, with their roles and their name', async () => {
    await office.command('declare Checkout is down');
    const visitor = new Visitor();
    const { status, to } = await visitor.signIn();
    expect([status, to]).toEqual([303, '/incidents/INC-1']);
    const { html } = await visitor.get(to);
    expect(html).toContain('<span>Ana</span>');
    expect(html).toContain('data-command="assign"');
    const [secret] = [...visitor.cookies.values()];
    expect([...visitor.cookies.keys()]).toEqual(['__Host-muster_session']);
    expect(JSON.stringify([...office.memory.sessions])).not.toContain(secret);
    expect(office.memory.auditEntries.at(-1)).toMatchObject({
      action: 'sign-in',
      person: 'ana',
      outcome: 'done',
    });
  });

  it('acts as the person of the configuration, whom chat knows too', async () => {
    await office.command('declare Checkout is down', { user: 'U0BEN' });
    const visitor = new Visitor();
    await visitor.signIn();
    const { html } = await visitor.get('/incidents/INC-1');
    const [, form = ''] = /name="form" value="([^"]+)"/.exec(html) ?? [];
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    await fetch(`${office.base}/incidents/INC-1/ack`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ form }),
    });
    expect(office.memory.events.get('default:INC-1')!.at(-1)).toMatchObject({
      type: 'acknowledged',
      by: { id: 'ana', name: 'Ana' },
    });
  });

  it('knows by the subject alone whose subject is configured', async () => {
    people({ ana: { email: 'ana@example.com', subject: 'sub-of-the-real-ana' } });
    const visitor = new Visitor();
    expect((await visitor.signIn()).status).toBe(403);
    expect(await isIn(visitor)).toBe(false);
    provider.account = { sub: 'sub-of-the-real-ana', email: 'married@example.com', email_verified: true };
    await visitor.signIn();
    expect((await visitor.get('/incidents')).html).toContain('<span>Ana</span>');
  });

  it.each<[string, Record<string, unknown>]>([
    ['an address that is not verified', { email: 'ana@example.com', email_verified: false }],
    ['an address of which nothing is said', { email: 'ana@example.com' }],
    ['an address of nobody', { email: 'eve@example.com', email_verified: true }],
    ['no address', {}],
  ])('lets nobody in by %s, and says what the provider knows them by', async (_, claims) => {
    provider.account = { sub: 'sub-eve', ...claims };
    const visitor = new Visitor();
    const { status, html } = await visitor.signIn();
    expect(status).toBe(403);
    expect(problemOf(html)).toContain('by the subject sub-eve');
    // The provider would send the same account at once.
    expect(html).toMatch(new RegExp(`href="${provider.issuer}/sign-out\\?[^"]+">\\s*Sign out of Example`));
    expect(await isIn(visitor)).toBe(false);
    expect(office.memory.auditEntries.at(-1)).toMatchObject({ action: 'sign-in', outcome: 'refused' });
  });

  it('does not guess between two people of one address', async () => {
    people({ ben: { email: 'ANA@example.com' } });
    expect((await new Visitor().signIn()).status).toBe(403);
  });

  it('lets in those whom only the provider knows where the configuration says so, with that role', async () => {
    configure({ unmapped: 'viewer' });
    provider.account = { sub: 'sub-eve', name: 'Eve' };
    const visitor = new Visitor();
    await visitor.signIn();
    await office.command('declare Checkout is down');
    const { html } = await visitor.get('/incidents/INC-1');
    expect(html).toContain('<span>Eve</span>');
    expect(html).not.toContain('data-command');
  });

  it('wants the claims that the configuration names', async () => {
    configure({ claims: { hd: 'example.com' } });
    const visitor = new Visitor();
    const { html } = await visitor.signIn();
    expect(problemOf(html)).toContain('claim hd');
    provider.account = { ...provider.account!, hd: ['example.com', 'example.org'] };
    await visitor.signIn();
    expect(await isIn(visitor)).toBe(true);
  });

  it('asks the userinfo endpoint where the ID token has no address', async () => {
    provider.claimsElsewhere = true;
    const visitor = new Visitor();
    await visitor.signIn();
    expect(await isIn(visitor)).toBe(true);
    expect(provider.asked).toContain('GET /userinfo');
  });

  it.each<[string, string[] | undefined, string | undefined]>([
    ['Basic', ['client_secret_basic', 'client_secret_post'], 'the client secret'],
    ['Basic where nothing is said', undefined, 'the client secret'],
    ['the body', ['client_secret_post'], 'the client secret'],
    ['none, with PKCE alone', ['none'], undefined],
  ])('shows who Muster is by %s', async (_, methods, secret) => {
    provider.authMethods = methods;
    provider.clients.get('muster')!.secret = secret;
    const { openid } = office.config.signIn;
    const { clientSecret: _s, ...publicClient } = openid!;
    const signIn = { ...office.config.signIn, openid: secret === undefined ? publicClient : openid! };
    office.config = { ...office.config, signIn };
    const visitor = new Visitor();
    await visitor.signIn();
    expect(await isIn(visitor)).toBe(true);
  });
});

describe('what is not as it should be', () => {
  it.each<[string, () => void]>([
    ['another nonce', () => (provider.forged = { nonce: 'another' })],
    ['another audience', () => (provider.forged = { aud: 'somebody else' })],
    ['another issuer', () => (provider.forged = { iss: 'https://evil.example' })],
    ['a time that is over', () => (provider.forged = { exp: 1_000 })],
    ['the signature of another key', () => (provider.foreignKey = true)],
    ['no subject', () => (provider.forged = { sub: undefined })],
  ])('is an ID token with %s: nobody is signed in', async (_, forge) => {
    forge();
    const visitor = new Visitor();
    const { status, html } = await visitor.signIn();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(problemOf(html)).toContain('What Example said is not what it should be');
    expect(visitor.cookies.size).toBe(0);
    expect(office.memory.sessions.size).toBe(0);
  });

  it('is a callback with another state, or without one', async () => {
    for (const tamper of [
      (url: URL) => url.searchParams.set('state', 'another'),
      (url: URL) => url.searchParams.delete('state'),
    ]) {
      const visitor = new Visitor();
      const { status, html } = await visitor.signIn('?next=/on-call', tamper);
      expect(status).toBe(401);
      expect(problemOf(html)).toContain('or was begun in another browser');
      expect(await isIn(visitor)).toBe(false);
    }
    expect(provider.asked).not.toContain('POST /token');
  });

  it('is a callback that another browser began: nobody is signed in as somebody else', async () => {
    const [attacker, victim] = [new Visitor(), new Visitor()];
    const begun = await attacker.get('/sign-in/openid');
    const back = (await attacker.get(begun.to)).to;
    const { status, html } = await victim.get(back);
    expect(status).toBe(401);
    expect(problemOf(html)).toContain('was begun in another browser');
    expect(await isIn(victim)).toBe(false);
  });

  it('is none of several that are under way in tabs of one browser, but of very many the oldest', async () => {
    const visitor = new Visitor();
    const begun: string[] = [];
    for (let tab = 0; tab < 6; tab++) begun.push((await visitor.get('/sign-in/openid')).to);
    expect(visitor.cookies.size).toBe(5);
    const [first = '', second = '', ...others] = begun;
    expect((await visitor.get((await visitor.get(first)).to)).status).toBe(401);
    for (const one of [others.at(-1) ?? '', second])
      expect((await visitor.get((await visitor.get(one)).to)).status).toBe(303);
    expect(await isIn(visitor)).toBe(true);
  });

  it('is a callback that comes twice, or too late', async () => {
    const visitor = new Visitor();
    const begun = await visitor.get('/sign-in/openid');
    const kept = new Map(visitor.cookies);
    const back = (await visitor.get(begun.to)).to;
    expect((await visitor.get(back)).status).toBe(303);
    for (const [name, value] of kept) visitor.cookies.set(name, value);
    expect((await visitor.get(back)).status).toBe(401);
    const late = new Visitor();
    const later = await late.get('/sign-in/openid');
    const there = (await late.get(later.to)).to;
    office.now += 11 * 60_000;
    expect((await late.get(there)).status).toBe(401);
  });

  it('is a code of another sign-in', async () => {
    const [one, other] = [new Visitor(), new Visitor()];
    const code = new URL((await other.get((await other.get('/sign-in/openid')).to)).to).searchParams.get(
      'code',
    )!;
    const { status, html } = await one.signIn('', (url) => url.searchParams.set('code', code));
    expect(status).toBe(401);
    expect(problemOf(html)).toContain('did not take the code');
    expect(await isIn(one)).toBe(false);
  });

  it('is a sign-in that is given up at the provider', async () => {
    provider.account = undefined;
    const { status, html } = await new Visitor().signIn();
    expect(status).toBe(401);
    expect(problemOf(html)).toContain('the sign-in was given up or is not allowed there');
  });

  it('leads nowhere else', async () => {
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example'])
      expect((await new Visitor().signIn(`?next=${encodeURIComponent(next)}`)).to).toBe('/incidents');
  });
});

describe('a provider in trouble', () => {
  it.each<['discovery' | 'token 500' | 'token reset' | 'jwks 500', string]>([
    ['discovery', 'does not say how to sign in there'],
    ['token 500', 'What Example said is not what it should be'],
    ['token reset', 'did not answer'],
    ['jwks 500', 'What Example said is not what it should be'],
  ])('by %s is told as such, and tried anew the next time', async (trouble, problem) => {
    provider.trouble = trouble;
    const visitor = new Visitor();
    const { status, html } = await visitor.signIn();
    expect(status).toBe(503);
    expect(problemOf(html)).toContain(problem);
    expect(html).toContain('name="token"');
    provider.trouble = undefined;
    await visitor.signIn();
    expect(await isIn(visitor)).toBe(true);
  });

  it('that is not there is told as such, and lets in by a token', async () => {
    configure({ issuer: 'http://127.0.0.1:9' });
    const { status, html } = await new Visitor().signIn();
    expect(status).toBe(503);
    expect(problemOf(html)).toContain('Example did not answer.');
    expect(problemOf(html)).toContain('use a token');
  });

  it.each([true, false])(
    'that does not take Muster tells the operator which settings to look at, without the secret (challenged: %s)',
    async (challenges) => {
      provider.challenges = challenges;
      configure({ clientSecret: 'a wrong secret' });
      const { status, html } = await new Visitor().signIn();
      expect(status).toBe(503);
      expect(problemOf(html)).toContain('signIn.openid.clientId and clientSecret');
      expect(html + JSON.stringify(office.log)).not.toContain('a wrong secret');
    },
  );
});

describe('a session by an OpenID provider', () => {
  it('has the roles that the configuration gives at each step, and ends with the person', async () => {
    const visitor = new Visitor();
    await visitor.signIn();
    expect(await isIn(visitor)).toBe(true);
    const all = new Map(office.config.people);
    all.delete('ana');
    office.config = { ...office.config, people: all };
    expect(await isIn(visitor)).toBe(false);
  });

  it('ends when another provider takes the place of the one that vouched', async () => {
    const visitor = new Visitor();
    await visitor.signIn();
    configure({ issuer: 'https://other.example' });
    expect(await isIn(visitor)).toBe(false);
  });

  it('ends with a sign-out, which offers that at the provider too', async () => {
    const visitor = new Visitor();
    await visitor.signIn();
    const { html } = await visitor.get('/incidents');
    const [, form = ''] = /name="form" value="([^"]+)"/.exec(html) ?? [];
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    const out = await fetch(`${office.base}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ form }),
    });
    const page = await out.text();
    const link = /class="button" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await visitor.get(link)).to).toBe('https://muster.example/sign-in');
    expect(provider.signedOut[0]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await isIn(visitor)).toBe(false);
  });

  it('of one organisation opens nothing of another, which has its own provider', async () => {
    const acme = office.config.tenants.get('acme')!;
    const openid = { ...office.config.signIn.openid!, name: 'Acme’s' };
    const theirs = { ...acme, signIn: { ...acme.signIn, openid }, people: new Map(acme.people) };
    theirs.people.set('ana', { ...theirs.people.get('ana')!, email: 'someone@acme.example' });
    office.config = { ...office.config, tenants: new Map([['acme', theirs]]) };
    const visitor = new Visitor();
    expect((await visitor.get('/sign-in?next=/incidents/INC-1?tenant=acme')).html).toContain(
      'Sign in with Acme’s',
    );
    // Ana of the default organisation is nobody there.
    expect((await visitor.signIn('?tenant=acme')).status).toBe(403);
    provider.account = { sub: 'sub-acme', email: 'someone@acme.example', email_verified: true };
    await visitor.signIn('?tenant=acme');
    expect((await visitor.get('/incidents')).html).toContain('<span>Ana of Acme</span>');
    await office.command('declare Ours is down');
    expect((await visitor.get('/incidents/INC-1')).status).toBe(404);
    expect((await visitor.get('/sign-in/openid?tenant=nobody')).status).toBe(404);
  });
});
