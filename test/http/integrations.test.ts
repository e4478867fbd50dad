import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALERTS_CREDENTIALS, ALERTS_SECRET, LEAK, Office } from './office.ts';

const AT = Date.parse('2026-03-01T10:00Z');
const HOUR = 3_600_000;

let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => (one.now = AT + 2 * HOUR));
});
afterEach(() => office.close());

const api = async (path: string, role: 'viewer' | 'commander' | 'admin' = 'commander') => {
  const response = await fetch(`${office.base}/api/v1/integrations${path}`, {
    headers: { authorization: `Bearer ${office.token(role)}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const page = async (path: string, cookie = office.cookie('admin')) => {
  const response = await fetch(`${office.base}${path}`, { headers: { cookie } });
  return { status: response.status, html: await response.text() };
};
/** Sends the form of a page. */
const send = async (path: string, from: string, cookie: string, fields: Record<string, string> = {}) => {
  const { html } = await page(from, cookie);
  const [, form = ''] = /name="form" value="([^"]+)"/.exec(html) ?? [];
  const response = await fetch(`${office.base}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ form, ...fields }),
  });
  return { status: response.status, at: response.headers.get('location'), html: await response.text() };
};

describe('the integrations', () => {
  it('are listed with how each is doing and what to look at', async () => {
    office.memory.inbox.deliver('one');
    office.memory.inbox.deliver('two', { state: 'unparsed', reason: 'version: 5 is not known' });
    const { by: _, ...refused } = { by: undefined, state: 'refused' as const, reason: 'no header' };
    office.memory.inbox.deliver('refused-3', { ...refused, receivedAt: AT + HOUR });
    const { body } = await api('');
    expect(body.integrations).toMatchObject([
      {
        id: 'alerts',
        source: 'alertmanager',
        brings: ['alerts'],
        total: 3,
        counts: { processed: 1, unparsed: 1, refused: 1 },
        lastReceivedAt: '2026-03-01T10:00:00.000Z',
        lastRefusedAt: '2026-03-01T11:00:00.000Z',
      },
      { id: 'code', total: 0, notices: [{ kind: 'never' }] },
    ]);
    const [alerts] = body.integrations as { notices: { kind: string; text: string }[] }[];
    expect(alerts?.notices.map(({ kind }) => kind)).toEqual(['refused', 'unparsed']);
    expect(alerts?.notices[0]?.text).toMatch(/^1 delivery was refused, the last 1 hour ago/);
    const { html } = await page('/integrations');
    expect(html).toContain('look here');
    expect(html).toContain('href="/integrations/alerts?state=unparsed"');
    expect(html).toContain('Nothing has come yet.');
  });

  it('say what waits for those that are in the configuration no more, and how it is brought back', async () => {
    const waiting = { deliveries: 12, since: AT };
    office.memory.inbox.waiting.set('default:alerts', waiting);
    office.memory.inbox.waiting.set('default:old-<b>', waiting);
    office.memory.inbox.waiting.set('acme:older', { deliveries: 2_000, more: true, since: AT });
    const { body } = await api('');
    expect(body.removed).toEqual([
      {
        id: 'old-<b>',
        waiting: 12,
        more: false,
        waitingSince: '2026-03-01T10:00:00.000Z',
        deletedFrom: '2026-03-31T10:00:00.000Z',
        text: expect.stringMatching(
          /^old-<b>: 12 deliveries wait, the first for 2 hours, .* Write integrations\.old-<b> again, .* Retention begins to delete what waits in 29 days/,
        ) as string,
      },
    ]);
    const { html } = await page('/integrations');
    expect(html).toContain('old-&lt;b>');
    expect(html).not.toContain('older');
    const acme = (await page('/integrations', office.cookie('admin', 'admin', 'acme'))).html;
    expect(acme).toContain('older: more than 2000 deliveries wait');
    expect((await page('/integrations', office.cookie('responder'))).html).not.toContain(
      '12 deliveries wait',
    );
  });

  it('say of a delivery what came later of what it had passed on', async () => {
    office.memory.inbox.deliver('one', { outcomes: [{ of: 'p1', text: 'passed on to jira: PAY-1' }] });
    office.memory.inbox.later.set('default:alerts:one', [
      {
        outcomes: [{ of: '2', what: 'pull request 2', text: `refused by jira: ${LEAK} <b>` }],
        trouble: 'jira refused 1 thing',
      },
    ]);
    const { body } = await api('/alerts/deliveries/one', 'admin');
    expect(body.outcomes).toEqual([
      { of: 'p1', text: 'passed on to jira: PAY-1', incidents: [] },
      {
        of: '2',
        what: 'pull request 2',
        text: 'refused by jira: [redacted: aws access key] <b>',
        incidents: [],
      },
    ]);
    const { html } = await page('/integrations/alerts/deliveries/one');
    expect(html).toContain('pull request 2');
    expect(html).toContain('refused by jira: [redacted: aws access key] &lt;b>');
    expect((await api('/alerts/deliveries', 'admin')).body.deliveries).toMatchObject([
      { text: 'jira refused 1 thing; passed on to jira: PAY-1' },
    ]);
  });

  it('say of one which repositories something came of', async () => {
    office.memory.inbox.standings.set('default:code', {
      repositories: [{ name: 'acme/shop', lastAt: AT }],
      waitingSince: AT,
      lastReceivedAt: AT,
    });
    expect((await api('/code')).body).toMatchObject({
      repositories: [{ name: 'acme/shop', lastAt: '2026-03-01T10:00:00.000Z' }],
      waitingSince: '2026-03-01T10:00:00.000Z',
      notices: [{ kind: 'waiting' }],
    });
    expect((await page('/integrations/code')).html).toMatch(/acme\/shop<\/span>.*2 hours ago/s);
  });

  it('are for those who may see them, of their own organisation alone', async () => {
    expect((await api('', 'viewer')).status).toBe(403);
    expect((await page('/integrations', office.cookie('responder'))).status).toBe(403);
    expect((await page('/incidents', office.cookie('responder'))).html).not.toContain('href="/integrations"');
    expect((await page('/incidents')).html).toContain('href="/integrations"');
    const acme = office.cookie('admin', 'admin', 'acme');
    expect((await page('/integrations', acme)).html).toContain('None is configured');
    office.memory.inbox.deliver('one');
    expect((await page('/integrations/alerts/deliveries/one', acme)).status).toBe(404);
    expect((await api('/alrts')).body.detail).toContain('alerts');
  });
});

describe('the deliveries of an integration', () => {
  it('are listed by state, and go on where the page before ended', async () => {
    for (let n = 1; n <= 120; n++)
      office.memory.inbox.deliver(`d${n}`, n % 10 === 0 ? { state: 'failed', reason: 'no rule' } : {});
    const first = (await api('/alerts/deliveries?limit=100')).body;
    expect(first.deliveries).toHaveLength(100);
    const rest = (await api(`/alerts/deliveries?before=${String(first.next)}`)).body;
    expect((rest.deliveries as { number: number }[]).map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, n) => 20 - n),
    );
    expect(rest.next).toBeUndefined();
    const failed = (await api('/alerts/deliveries?state=failed&limit=5')).body;
    expect((failed.deliveries as { key: string }[]).map(({ key }) => key)).toEqual([
      'd120',
      'd110',
      'd100',
      'd90',
      'd80',
    ]);
    const older = (await api(`/alerts/deliveries?state=failed&before=${String(failed.next)}`)).body;
    expect(older).toMatchObject({ deliveries: { length: 7 } });
    expect((await api('/alerts/deliveries?state=lost')).status).toBe(422);
    const { html } = await page('/integrations/alerts?state=failed');
    expect(html.match(/<th scope="row">/g)).toHaveLength(12);
    const all = (await page('/integrations/alerts')).html;
    expect(all).toContain('href="/integrations/alerts?before=71"');
    for (const query of ['state=x&before=banana', 'before=-1', 'before[]=7'])
      expect((await page(`/integrations/alerts?${query}`)).status).toBe(200);
  });

  it('say of one how far it came, what came of it and what it said, without secrets', async () => {
    await office.command('declare Checkout is down');
    const body = JSON.stringify({
      alerts: [{ annotations: { summary: `<b>key ${LEAK}</b>` } }],
      password: 'hunter2!',
      echoed: `at ${ALERTS_SECRET}`,
    });
    office.memory.inbox.deliver('one', {
      body,
      headers: { 'user-agent': 'Alertmanager/0.27', 'x-api-key': 'abcdefgh12345' },
      brought: { alerts: 2, changes: 0, tickets: 0 },
      outcomes: [
        { of: 'a', text: 'opened INC-1', incidents: ['INC-1'] },
        { of: 'b', text: 'suppressed', incidents: [] },
      ],
      redelivered: { times: 1, lastAt: AT },
    });
    const { body: one } = await api('/alerts/deliveries/one');
    expect(one).toMatchObject({
      verifiedBy: 'address',
      steps: [
        { step: 'received', state: 'done', at: '2026-03-01T10:00:00.000Z' },
        { step: 'verified', state: 'done' },
        { step: 'parsed', state: 'done', text: '2 alerts' },
        { step: 'processed', state: 'done', at: '2026-03-01T10:00:01.000Z' },
        { step: 'linked', state: 'done', text: 'INC-1' },
      ],
      redeliverable: true,
      body: { json: true, cut: false, bytes: body.length },
      headers: { 'user-agent': 'Alertmanager/0.27' },
    });
    const { html } = await page('/integrations/alerts/deliveries/one');
    for (const shown of [JSON.stringify(one), html]) {
      expect(shown).toContain('redacted');
      for (const secret of [LEAK, 'hunter2', ALERTS_SECRET, 'abcdefgh12345'])
        expect(shown).not.toContain(secret);
    }
    expect(html).toContain('&lt;b>key');
    expect(html).not.toContain('<b>key');
    expect(html).toContain('href="/incidents/INC-1"');
    expect(html).toContain('It was read again once');
  });

  it('name no private incident to who may not know of it', async () => {
    await office.command('declare Open to all');
    await office.command('declare Hidden --private');
    const { outcomes } = office.memory.inbox.deliver('one', {
      outcomes: [
        { of: 'a', text: 'opened INC-2', incidents: ['INC-2'] },
        { of: 'b', text: 'kept, and told to INC-2, INC-1', incidents: ['INC-2', 'INC-1'] },
        { of: 'c', text: 'INC-2-1, PAY-17: done', incidents: ['INC-2'] },
        { of: 'd', text: 'opened INC-1', incidents: ['INC-1'] },
      ],
    });
    const failed = 'INC-2 was not told: Temporal is away';
    office.memory.inbox.deliver('two', { state: 'failed', reason: failed });
    const places = ['', '/one', '/two'].map((path) => `/alerts/deliveries${path}`);
    for (const path of places) {
      const { html } = await page(
        `/integrations${path.replace(/deliveries$/, '')}`,
        office.cookie('commander'),
      );
      const { body } = await api(path);
      for (const shown of [html, JSON.stringify(body)]) expect(shown).not.toMatch(/INC-2|PAY-17/);
      expect(JSON.stringify((await api(path, 'admin')).body)).toContain('INC-2');
    }
    expect((await api('/alerts/deliveries/one')).body.outcomes).toMatchObject([
      { text: 'kept', incidents: [] },
      { text: 'kept, and told to INC-1', incidents: ['INC-1'] },
      { text: 'kept', incidents: [] },
      { text: 'opened INC-1', incidents: ['INC-1'] },
    ]);
    expect((await api('/alerts/deliveries/one', 'admin')).body).toMatchObject({ outcomes });
    // What there is no record of may have been private.
    office.memory.inbox.deliver('three', {
      outcomes: [{ of: 'a', text: 'opened INC-9', incidents: ['INC-9'] }],
    });
    expect(JSON.stringify((await api('/alerts/deliveries/three')).body)).not.toContain('INC-9');
  });

  it('show no keys of senders, nor secrets of other integrations', async () => {
    const { alerts } = Object.fromEntries(office.config.integrations);
    const other = { ...alerts!, id: 'other', secret: 'the-address-of-another-integration' };
    office.config = {
      ...office.config,
      integrations: new Map([...office.config.integrations, ['other', other]]),
    };
    const said = {
      routing_key: 'R0UT1NGKEY0123456789',
      integration_key: 'abcdefghijklm',
      app_key: 'qwertzuiop',
      text: `curl https://muster.example/in/other/${other.secret}?routing_key=R0UT1NGKEY0123456789`,
    };
    office.memory.inbox.deliver('json', { body: JSON.stringify(said) });
    office.memory.inbox.deliver('cut', { body: `${JSON.stringify(said)} and no JSON`, state: 'unparsed' });
    for (const key of ['json', 'cut']) {
      const { body } = await api(`/alerts/deliveries/${key}`, 'admin');
      const { html } = await page(`/integrations/alerts/deliveries/${key}`);
      for (const shown of [JSON.stringify(body), html])
        for (const secret of [other.secret, 'R0UT1NGKEY', 'abcdefghijklm', 'qwertzuiop'].slice(
          0,
          key === 'cut' ? 2 : 4,
        ))
          expect(shown).not.toContain(secret);
    }
  });

  it('say why one was refused, and show what is no text', async () => {
    const refused = office.memory.inbox.deliver('refused-1', {
      state: 'refused',
      reason: 'the header Authorization is missing',
      bodyBytes: 40_000,
    });
    const { by: _, ...rest } = refused;
    office.memory.inbox.deliveries.set('default:alerts:refused-1', {
      ...rest,
      body: Uint8Array.of(0xff, 0xfe, 0x3c),
    });
    const { body } = await api('/alerts/deliveries/refused-1');
    expect(body).toMatchObject({
      steps: [
        { step: 'received' },
        { step: 'verified', state: 'failed', text: 'the header Authorization is missing' },
        { step: 'parsed', state: 'none' },
        { step: 'processed', state: 'none' },
        { step: 'linked', state: 'none' },
      ],
      redeliverable: false,
      body: { binary: true, json: false, cut: true, text: '\uFFFD\uFFFD<' },
    });
    expect((await page('/integrations/alerts/deliveries/refused-1')).html).toContain(
      'no text in UTF-8. Secrets are taken out; only the beginning is shown.',
    );
    expect((await page('/integrations/alerts/deliveries/nothing')).status).toBe(404);
  });
});

describe('how the sender of an integration is set up', () => {
  it('is told with the address to those who may know it, which the audit says', async () => {
    const address = `https://muster.example/in/alerts/${ALERTS_SECRET}`;
    const { body } = await api('/alerts/guide', 'admin');
    expect(body.address).toBe(address);
    expect(JSON.stringify(body.steps)).toContain(address);
    await office.afterwards.ended();
    expect(office.memory.auditEntries).toMatchObject([
      { action: 'addresses', outcome: 'done', about: 'alerts' },
    ]);
    const { body: less } = await api('/alerts/guide', 'commander');
    expect(less.address).toBeUndefined();
    expect(JSON.stringify(less.steps)).toContain('https://muster.example/in/alerts/<secret>');
    for (const secret of [ALERTS_SECRET, ALERTS_CREDENTIALS])
      expect(JSON.stringify(less)).not.toContain(secret);
  });

  it('has the address on the page only when an admin has asked for it', async () => {
    const admin = office.cookie('admin');
    const { html } = await page('/integrations/alerts', admin);
    expect(html).toContain('Show the secret address');
    expect(html).toContain('/in/alerts/&lt;secret>');
    expect(html).not.toContain(ALERTS_SECRET);
    const shown = await send('/integrations/alerts/address', '/integrations/alerts', admin);
    expect(shown.status).toBe(200);
    expect(shown.html).toContain(`/in/alerts/${ALERTS_SECRET}`);
    expect(shown.html).not.toContain('data-live');
    const commander = office.cookie('commander');
    const less = await page('/integrations/alerts', commander);
    expect(less.html).toContain('shown to admins alone');
    const asked = await send('/integrations/alerts/address', '/integrations/alerts', commander);
    expect(asked.html).not.toContain(ALERTS_SECRET);
  });

  it('shows the address to no form of another site', async () => {
    const response = await fetch(`${office.base}/integrations/alerts/address`, {
      method: 'POST',
      headers: { cookie: office.cookie('admin'), 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ form: 'guessed' }),
    });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain(ALERTS_SECRET);
  });
});

describe('reading deliveries again', () => {
  const post = async (path: string, body: object, role: 'viewer' | 'commander' = 'commander') => {
    const response = await fetch(`${office.base}/api/v1/integrations${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${office.token(role)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('takes those that are named, and says why not the others', async () => {
    office.memory.inbox.deliver('one', { state: 'unparsed' });
    office.memory.inbox.deliver('two', { state: 'refused' });
    const { status, body } = await post('/alerts/redeliver', { keys: ['one', 'two', 'three', 'one'] });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      keys: ['one'],
      count: 1,
      passedBy: [{ key: 'two' }, { key: 'three' }],
      remaining: 0,
    });
    expect(office.redelivered).toEqual([{ tenant: 'default', integration: 'alerts', keys: ['one'] }]);
    expect((await post('/alerts/redeliver', { keys: ['two'] })).status).toBe(409);
    expect((await post('/alerts/redeliver', { keys: ['none'] })).status).toBe(404);
    expect((await post('/alerts/redeliver', { keys: ['one'] }, 'viewer')).status).toBe(403);
    expect(office.redelivered).toHaveLength(1);
    await office.afterwards.ended();
    expect(office.memory.auditEntries).toContainEqual(
      expect.objectContaining({ action: 'redeliver', outcome: 'done', about: 'alerts: one' }),
    );
  });

  it('takes all of a state since a time, the oldest first and no more than go at once', async () => {
    for (let n = 1; n <= 510; n++)
      office.memory.inbox.deliver(`d${n}`, { state: 'unparsed', receivedAt: AT + n * 1_000 });
    office.memory.inbox.deliver('other');
    const since = new Date(AT + 506_000).toISOString();
    expect((await post('/alerts/redeliver', { state: 'unparsed', since })).body.keys).toEqual([
      'd506',
      'd507',
      'd508',
      'd509',
      'd510',
    ]);
    const { body } = await post('/alerts/redeliver', { state: 'unparsed' });
    expect(body).toMatchObject({ keys: { length: 500, 0: 'd1' }, remaining: 0 });
    expect(body.count).toBe(office.redelivered.at(-1)?.keys.length);
    expect(Number(body.count)).toBeGreaterThan(500);
    const none = await post('/alerts/redeliver', { state: 'failed' });
    expect(none).toMatchObject({ status: 409, body: { detail: 'alerts has no delivery that is failed.' } });
    const later = new Date(AT + 600_000).toISOString();
    expect((await post('/alerts/redeliver', { state: 'unparsed', since: later })).body.detail).toBe(
      `alerts has no delivery that is unparsed and came since ${later}.`,
    );
    expect((await post('/alerts/redeliver', { state: 'refused' })).status).toBe(422);
  });

  it('says so when Temporal does not take it', async () => {
    office.memory.inbox.deliver('one', { state: 'failed' });
    office.temporal.outage = 'unavailable';
    expect((await post('/alerts/redeliver', { keys: ['one'] })).status).toBe(503);
  });

  it('is a button on the page, as is a test event, for those who may', async () => {
    office.memory.inbox.deliver('one', { state: 'unparsed' });
    const cookie = office.cookie('commander');
    const at = '/integrations/alerts/deliveries/one';
    const done = await send('/integrations/alerts/redeliver', at, cookie, { key: 'one' });
    expect(done).toMatchObject({ status: 303, at: `${at}?did=redeliver` });
    expect((await page(done.at!, cookie)).html).toContain('It is read again');
    const all = await send('/integrations/alerts/redeliver', '/integrations/alerts', cookie, {
      state: 'unparsed',
    });
    expect(all).toMatchObject({ status: 303, at: '/integrations/alerts?did=redeliver&count=1&remaining=0' });
    expect(office.redelivered.map(({ keys }) => keys)).toEqual([['one'], ['one']]);
    expect((await send('/integrations/alerts/test', '/integrations/alerts', cookie)).status).toBe(303);
    expect((await post('/alerts/test', {})).body).toEqual({ integration: 'alerts', key: 'test-1' });
    expect(office.tested).toEqual(['alerts', 'alerts']);
    expect((await post('/alerts/test', {}, 'viewer')).status).toBe(403);
  });

  it('an integration from which nothing came for long says so, unless it is never to', async () => {
    office.memory.inbox.deliver('one');
    office.now = AT + 4 * 24 * HOUR;
    const { body } = await api('/alerts');
    expect(body).toMatchObject({ quietAfter: 3 * 86_400, notices: [{ kind: 'quiet' }] });
    expect(JSON.stringify(body.notices)).toContain('Nothing has come for 4 days.');
    const { alerts, ...others } = Object.fromEntries(office.config.integrations);
    const { quietAfterMs: _, ...never } = alerts!;
    office.config = {
      ...office.config,
      integrations: new Map(Object.entries({ ...others, alerts: never })),
    };
    expect((await api('/alerts')).body.notices).toEqual([]);
  });

  it('say what their senders could not deliver, and what waits in the journal', async () => {
    const { alerts, ...others } = Object.fromEntries(office.config.integrations);
    const settings = {
      signingSecret: 'signing-secret-of-the-test',
      redelivery: {
        token: 'token-of-the-test',
        of: ['acme'],
        url: 'https://api.github.com',
        everyMinutes: 5,
      },
    };
    const git = { ...alerts!, id: 'git', source: 'github', settings };
    office.config = {
      ...office.config,
      integrations: new Map(Object.entries({ ...others, alerts: alerts!, git })),
    };
    expect((await api('/git')).body.missed).toEqual({ waiting: 0, found: 0, asked: 0, came: 0, givenUp: 0 });
    expect((await api('/alerts')).body).not.toHaveProperty('missed');
    office.missed.set('default:git', {
      revision: 1,
      state: {
        lookedAt: AT,
        hooks: { acme: { since: AT, isTaken: true, problem: 'GitHub refuses the token (401).' } },
        missed: { a: { hook: 'acme', at: AT, attempt: '1', outcome: '502', asked: 0, state: 'waiting' } },
        counts: { found: 3, asked: 2, came: 1, givenUp: 1 },
        hour: { from: 0, asked: 0 },
      },
    });
    const { body } = await api('/git');
    expect(body.missed).toMatchObject({
      lookedAt: '2026-03-01T10:00:00.000Z',
      waiting: 1,
      asked: 2,
      came: 1,
    });
    expect(JSON.stringify(body.notices)).toContain(
      'GitHub refuses the token (401). 1 delivery was never taken',
    );
    const { html } = await page('/integrations/git');
    expect(html).toMatch(/1 waiting · 2 asked for again · 1 came then/);
    expect(html).not.toContain('token-of-the-test');
    expect((await api('')).body.journal).toEqual({ batches: 0 });
    expect((await page('/integrations')).html).not.toContain('journal');
    office.journal = { batches: 2, since: AT - HOUR };
    expect((await api('')).body.journal).toEqual({ batches: 2, since: '2026-03-01T09:00:00.000Z' });
    expect((await page('/integrations')).html).toContain('2 groups of deliveries');
  });
});

describe('while the store is away', () => {
  const NAMES = 'alerts (Prometheus Alertmanager), code (';
  beforeEach(() => {
    office.journal = { batches: 2, since: AT - HOUR };
  });

  it('say what waits in the journal, and nothing else as it is not known who asks', async () => {
    const cookie = office.cookie('admin');
    const token = office.token('commander');
    office.memory.down.add('everything');
    for (const path of ['/integrations', '/integrations/alerts', '/integrations/alerts/deliveries/one']) {
      const response = await fetch(`${office.base}${path}`, { headers: { cookie } });
      expect(response.status).toBe(503);
      expect(response.headers.get('refresh')).toBe('5');
      const html = await response.text();
      expect(html).toContain('MONGODB_URI');
      expect(html).toContain(
        '2 groups of deliveries wait in the journal of this server, the oldest for 3 hours',
      );
      expect(html).toContain('it is shown when the store answers again');
      expect(html).not.toContain('alerts');
    }
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${office.base}/api/v1/integrations`, { headers });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    const body = (await response.json()) as { detail: string };
    expect(body).toMatchObject({
      code: 'unavailable',
      journal: { batches: 2, since: '2026-03-01T09:00:00.000Z' },
    });
    expect(body.detail).toMatch(
      /MONGODB_URI.* 2 groups of deliveries wait .* is shown when the store answers/,
    );
    expect(JSON.stringify(body)).not.toContain('alerts');
  });

  it('name what is configured to those who are known and may see it', async () => {
    office.memory.down.add('inbox');
    const { status, body } = await api('');
    expect(status).toBe(503);
    expect(body.integrations).toMatchObject([
      { id: 'alerts', source: 'alertmanager', brings: ['alerts'] },
      { id: 'code' },
    ]);
    expect(body.detail).toContain(NAMES);
    const { html } = await page('/integrations');
    expect(html).toMatch(/2 groups of deliveries wait[^]*>alerts<[^]*>code</);
    expect(html).toContain('Sign out');
    expect((await page('/integrations', office.cookie('responder'))).html).not.toContain('>alerts<');
    expect((await api('', 'viewer')).status).toBe(403);
    office.journal = { batches: 0 };
    expect((await page('/integrations')).html).toContain('Nothing that came in waits in the journal');
  });

  it('change where somebody looks at them, and again when the store is back', async () => {
    const gone = new AbortController();
    const response = await fetch(`${office.base}/live/integrations`, {
      headers: { cookie: office.cookie('admin') },
      signal: gone.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const changed = async (): Promise<void> => {
      for (let heard = ''; !heard.includes('event: changed');) heard += (await reader.read()).value ?? '';
    };
    office.memory.down.add('everything');
    await changed();
    office.memory.down.clear();
    await changed();
    gone.abort();
  });
});
