import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  await office.command('declare Checkout is down');
});
afterEach(() => office.close());

const read = async (path: string, cookie: string): Promise<string> =>
  (await fetch(`${office.base}${path}`, { headers: { cookie } })).text();

/** What a form of the page would send besides what somebody fills in. */
async function formOf(name: string, cookie: string, path = '/incidents/INC-1') {
  const html = await read(path, cookie);
  const [, inside = ''] =
    new RegExp(`action="/incidents/INC-1/${name}[^"]*"(.*?)</form>`, 's').exec(html) ?? [];
  const hidden = [...inside.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(hidden.map(([, field = '', value = '']) => [field, value]));
}

async function send(
  name: string,
  fields: Record<string, string>,
  cookie: string,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${office.base}/incidents/INC-1/${name}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, location: response.headers.get('location'), html: await response.text() };
}

/** Fills in a form of the page and sends it. */
const fill = async (name: string, fields: Record<string, string>, cookie: string) =>
  send(name, { ...(await formOf(name, cookie)), ...fields }, cookie);

const incident = () => office.memory.views.get('default:INC-1')!.view.incident;

describe('the forms on the page of an incident', () => {
  it('carry out every command, lead back to the page, and say what was done', async () => {
    const cookie = office.cookie('admin', 'wall');
    const done: [string, Record<string, string>][] = [
      ['join', {}],
      ['ack', {}],
      ['note', { text: 'error rate is falling' }],
      ['update', { text: 'We are on it' }],
      ['assign', { person: 'ben', role: 'commander' }],
      ['severity', { severity: 'SEV-1' }],
      ['title', { title: 'Checkout is slow' }],
      ['mitigate', { note: '' }],
      ['leave', {}],
      ['resolve', { note: 'rolled back' }],
      ['reopen', { note: 'not at all' }],
      ['resolve', {}],
      ['close', {}],
    ];
    for (const [name, fields] of done) {
      const { status, location } = await fill(name, fields, cookie);
      expect([name, status, location]).toEqual([name, 303, `/incidents/INC-1?did=${name}`]);
      expect(await read(location!, cookie)).toMatch(/<p id="said" class="said" role="status">[^<]+<\/p>/);
    }
    expect(incident()).toMatchObject({
      status: 'closed',
      title: 'Checkout is slow',
      severity: 'SEV-1',
      responders: [{ person: { id: 'ben', name: 'Ben' }, role: 'commander' }],
    });
    const events = office.memory.events.get('default:INC-1')!;
    expect(events.find(({ type }) => type === 'noted')).toMatchObject({
      text: 'error rate is falling',
      by: { id: 'token:wall', name: 'wall' },
    });
    expect(events.find(({ type }) => type === 'mitigated')).not.toHaveProperty('note');
    expect(await read('/incidents/INC-1', cookie)).toContain('A closed incident changes no more.');
  });

  it('are noted in the audit as done on the page, by whom', async () => {
    await fill('ack', {}, office.cookie('responder', 'ops'));
    await office.afterwards.ended(1_000);
    expect(office.memory.auditEntries.at(-1)).toMatchObject({
      action: 'ack',
      incident: 'INC-1',
      person: 'token:ops',
      via: 'page',
      outcome: 'done',
    });
  });

  it('have one effect when they are sent twice', async () => {
    const cookie = office.cookie('responder');
    const fields = { ...(await formOf('note', cookie)), text: 'once' };
    const answers = [await send('note', fields, cookie), await send('note', fields, cookie)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const notes = office.memory.events.get('default:INC-1')!.filter(({ type }) => type === 'noted');
    expect(notes).toHaveLength(1);
  });

  it('redact secrets', async () => {
    await fill('note', { text: 'the key is AKIAIOSFODNN7EXAMPLE' }, office.cookie('responder'));
    expect(JSON.stringify(office.memory.events.get('default:INC-1'))).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['an empty note', 'note', { text: '  ' }, 422, 'text'],
    ['a severity that there is none', 'severity', { severity: 'SEV-9' }, 422, 'severity'],
    ['a person whom nobody knows', 'assign', { person: 'nobody' }, 422, 'there is no person'],
    ['what the status does not allow', 'close', {}, 409, 'INC-1'],
    ['a field that is not of the form', 'ack', { sudo: '1' }, 422, 'sudo'],
  ])('refuse %s, say why and keep what was typed', async (_, name, fields, status, reason) => {
    const cookie = office.cookie('admin');
    const form = { form: (await formOf('note', cookie)).form!, delivery: 'a-delivery-of-mine' };
    const refused = await send(name, { ...form, ...fields }, cookie);
    expect(refused.status).toBe(status);
    const [, said = ''] = /<p id="said" class="said problem" role="status">([^<]+)/.exec(refused.html) ?? [];
    expect(said).toContain(reason);
    expect(refused.html).toContain('data-live="/live/INC-1"');
  });

  it('stand open with what was typed when they were refused', async () => {
    const cookie = office.cookie('admin');
    const { html } = await fill('title', { title: '<b>'.repeat(100) }, cookie);
    expect(html).toMatch(/<details id="do-title"[^>]* open/);
    expect(html).toContain(`value="${'&lt;b>'.repeat(100)}"`);
  });

  it('are those alone that the reader may use and the status allows', async () => {
    const forms = async (cookie: string) =>
      [...(await read('/incidents/INC-1', cookie)).matchAll(/data-command="(\w+)"/g)].map(([, name]) => name);
    expect(await forms(office.cookie('viewer'))).toEqual([]);
    const responder = await forms(office.cookie('responder'));
    expect(responder).toEqual([
      'ack',
      'mitigate',
      'resolve',
      'note',
      'update',
      'link',
      'hold',
      'severity',
      'title',
      'join',
    ]);
    expect(await forms(office.cookie('commander'))).toEqual([
      ...responder.slice(0, 7),
      'assign',
      ...responder.slice(7),
    ]);
    expect(await forms('')).toEqual([]);
    expect(await read('/incidents/INC-1', '')).toContain('href="/sign-in?next=%2Fincidents%2FINC-1"');
  });

  it('are refused to who may not, whatever they send', async () => {
    const viewer = office.cookie('viewer');
    const token = /name="form" value="([^"]+)"/.exec(await read('/incidents', viewer))![1]!;
    const { status, html } = await send('ack', { form: token }, viewer);
    expect(status).toBe(403);
    expect(html).toContain('You may not acknowledge an incident');
    expect(incident().status).toBe('open');
  });

  it('tell nobody of a private incident who may not see it', async () => {
    await office.command('declare --private Somebody steals');
    const cookie = office.cookie('responder');
    const { form = '' } = await formOf('note', cookie);
    const post = (id: string) =>
      fetch(`${office.base}/incidents/${id}/ack`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie },
        body: new URLSearchParams({ form }),
      });
    const [hidden, none] = [await post('INC-2'), await post('INC-7')];
    expect([hidden.status, none.status]).toEqual([404, 404]);
    expect((await hidden.text()).replaceAll('INC-2', 'INC-7')).toBe(await none.text());
  });

  it('say that Temporal keeps what no worker answers', async () => {
    const cookie = office.cookie('responder');
    const fields = await formOf('ack', cookie);
    office.temporal.outage = 'no worker';
    const { location } = await send('ack', fields, cookie);
    expect(location).toBe('/incidents/INC-1?did=ack&later=');
    expect(await read(location!, cookie)).toContain('Accepted. No worker answers just now');
  });

  it('have an allowance', async () => {
    const { limits } = office.config.access;
    office.access({ limits: { ...limits, person: { count: 1, perMs: 60_000 } } });
    const cookie = office.cookie('responder');
    expect((await fill('ack', {}, cookie)).status).toBe(303);
    const { status, html } = await fill('note', { text: 'more' }, cookie);
    expect(status).toBe(429);
    expect(html).toContain('That was too much at once.');
  });
});

describe('another site', () => {
  it.each<[string, Record<string, string>]>([
    ['says by Sec-Fetch-Site that it is one', { 'sec-fetch-site': 'cross-site' }],
    ['is a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['has an origin of its own', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
  ])('that %s changes nothing, even with a token of the page', async (_, headers) => {
    const cookie = office.cookie('admin');
    const fields = await formOf('ack', cookie);
    const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const response = await fetch(`${office.base}/incidents/INC-1/ack`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, ...kept },
      body: new URLSearchParams(fields),
    });
    expect(response.status).toBe(403);
    expect(incident().status).toBe('open');
  });

  it('changes nothing without a token of the page, nor with that of another session', async () => {
    const cookie = office.cookie('admin');
    const { form: foreign = '', ...rest } = await formOf('ack', office.cookie('admin', 'other'));
    const tries: Record<string, string>[] = [{}, { form: '' }, { form: foreign }, { form: 'guessed' }];
    for (const form of tries) expect((await send('ack', { ...rest, ...form }, cookie)).status).toBe(403);
    expect(incident().status).toBe('open');
  });

  it('changes nothing by a form of another kind', async () => {
    const cookie = office.cookie('admin');
    const { form = '' } = await formOf('ack', cookie);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json']) {
      const response = await fetch(`${office.base}/incidents/INC-1/ack`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body: JSON.stringify({ form }),
      });
      expect(response.status).toBe(403);
    }
    expect((await fetch(`${office.base}/incidents/INC-1/ack`, { headers: { cookie } })).status).toBe(405);
    expect(incident().status).toBe('open');
  });
});

describe('who is not signed in', () => {
  it('is asked to sign in, and nothing is done', async () => {
    office.access({ anonymousReading: false });
    const { status, html } = await send('ack', { form: 'x' }, '');
    expect(status).toBe(401);
    expect(html).toContain('action="/sign-in"');
    office.access({ anonymousReading: true });
    expect((await send('ack', { form: 'x' }, '')).status).toBe(403);
    expect(incident().status).toBe('open');
  });
});

describe('what was sent about an incident', () => {
  const entry = {
    tenant: 'default',
    incident: 'INC-1',
    instance: 'main-slack',
    target: 'main-slack/C1',
    attempts: 1,
    plannedAt: 1_000,
  };

  it('stands on its page, with the state of each and why it failed', async () => {
    office.memory.sends.push(
      { ...entry, key: 'default:INC-1:new card:main-slack/#incidents', status: 'sent', settledAt: 2_000 },
      { ...entry, key: 'default:INC-1:4:card:main-slack/#incidents', status: 'sent' },
      { ...entry, key: 'default:INC-1:5:card:main-slack/#incidents', status: 'planned' },
      {
        ...entry,
        key: 'default:INC-1:2:page:Ana:main-slack/@U0ANA',
        target: 'main-slack/@U0ANA',
        status: 'failed',
        code: 'user_not_found',
        reason: 'Slack knows <nobody> of this id',
        attempts: 3,
        instead: 'Teams is in trouble',
      },
      { ...entry, key: 'default:INC-1:3:main-slack/#incidents', status: 'uncertain', reason: 'no answer' },
    );
    const html = await read('/incidents/INC-1', '');
    expect(html).toMatch(
      /main-slack\/#incidents.*send sent">sent.*2 times, the last.*send planned">being sent/s,
    );
    expect(html).toMatch(
      /Ana.*send failed">failed.*attempt 3.*Slack knows &lt;nobody> of this id \(user_not_found\)/s,
    );
    expect(html).toContain('because of Teams is in trouble');
    expect(html).toMatch(/send uncertain">not known.*no answer/s);
  });

  it('is left out while the store does not tell, and the page is there', async () => {
    office.memory.down.add('ledger');
    const html = await read('/incidents/INC-1', '');
    expect(html).toContain('Checkout is down');
    expect(html).not.toContain('Notifications');
  });
});

describe('a configuration that was refused', () => {
  it('is told on every page, and to who runs Muster with every line', async () => {
    office.refusedConfiguration = {
      at: office.now,
      reason: 'all of it',
      problems: [{ path: 'teams.x', line: 3, column: 5, message: 'there is no <person> y' }],
    };
    for (const path of ['/incidents', '/incidents/INC-1', '/providers']) {
      expect(await read(path, office.cookie('admin'))).toMatch(
        /A newer configuration was refused.*3:5 teams.x: there is no &lt;person> y/s,
      );
      const anybody = await read(path, '');
      expect(anybody).toContain('A newer configuration was refused');
      expect(anybody).not.toContain('teams.x');
    }
  });
});
