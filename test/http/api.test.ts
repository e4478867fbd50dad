import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRole } from '../../src/access/role.ts';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a test reads of it is what it checks.
  readonly body: Record<string, unknown> & {
    id: string;
    incidents: { id: string }[];
    incident: { status: string };
  };
}

class ApiCaller {
  readonly #token: string;
  constructor(role: AccessRole, name?: string) {
    this.#token = office.token(role, name);
  }
  async ask(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const response = await fetch(`${office.base}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  }
  declare(title: string, more: object = {}, key?: string): Promise<Answer> {
    return this.ask('POST', '/incidents', { title, ...more }, key);
  }
}

describe('a token', () => {
  it('is kept as a hash alone', () => {
    const token = office.token('admin');
    expect(JSON.stringify([...office.memory.tokensByHash])).not.toContain(token);
    expect(token).toMatch(/^muster_[\w-]{43}$/);
  });

  it.each<[AccessRole, string, string, object | undefined, number]>([
    ['viewer', 'GET', '/incidents', undefined, 200],
    ['viewer', 'GET', '/people', undefined, 200],
    ['viewer', 'GET', '/audit', undefined, 403],
    ['viewer', 'POST', '/incidents', { title: 'x' }, 403],
    ['responder', 'POST', '/incidents', { title: 'x' }, 201],
    ['responder', 'POST', '/incidents/INC-1/close', {}, 403],
    ['admin', 'GET', '/audit', undefined, 200],
  ])('of a %s: %s %s', async (role, method, path, body, status) => {
    await new ApiCaller('admin').declare('There is one');
    const answer = await new ApiCaller(role).ask(method, path, body);
    expect(answer.status).toBe(status);
    if (status !== 403) return;
    expect(answer.body).toMatchObject({ code: 'not_permitted' });
    expect(office.memory.auditEntries.at(-1)).toMatchObject({ outcome: 'refused', via: `api:${role}` });
  });

  it('has an allowance of its own', async () => {
    office.access({ limits: { ...office.config.access.limits, person: { count: 2, perMs: 60_000 } } });
    const busy = new ApiCaller('viewer', 'busy');
    for (let i = 0; i < 2; i++) expect((await busy.ask('GET', '/incidents')).status).toBe(200);
    const refused = await busy.ask('GET', '/incidents');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: 'too_many' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(office.memory.auditEntries).toMatchObject([{ via: 'api:busy', outcome: 'refused' }]);
    expect((await new ApiCaller('viewer', 'other').ask('GET', '/incidents')).status).toBe(200);
  });
});

describe('an incident by the API', () => {
  it('goes through its life', async () => {
    const caller = new ApiCaller('admin');
    const declared = await caller.declare(`Down ${LEAK}`, { severity: 'SEV-1', service: 'Checkout' });
    expect(declared.status).toBe(201);
    expect(declared.headers.get('location')).toBe('/api/v1/incidents/INC-1');
    expect(JSON.stringify(declared.body)).not.toContain(LEAK);
    expect(declared.body.links).toEqual({
      page: 'https://muster.example/incidents/INC-1',
      workflow: 'https://temporal.example/namespaces/default/workflows/default%3Aincident%3AINC-1',
    });
    for (const [command, status] of [
      ['ack', 'acknowledged'],
      ['mitigate', 'mitigated'],
      ['resolve', 'resolved'],
      ['reopen', 'open'],
      ['resolve', 'resolved'],
      ['close', 'closed'],
    ] as const) {
      const { body } = await caller.ask('POST', `/incidents/INC-1/${command}`);
      expect(body.incident.status).toBe(status);
    }
    const refused = await caller.ask('POST', '/incidents/INC-1/ack');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'impossible' });
    const { body } = await caller.ask('GET', '/incidents/INC-1/timeline?limit=2');
    expect((body.events as { type: string }[]).map(({ type }) => type)).toEqual(['resolved', 'closed']);
  });

  it('says which deadlines an acknowledgement cancelled', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Down', { severity: 'SEV-1' });
    const { body } = await caller.ask('POST', '/incidents/INC-1/ack');
    expect(body.cancelled).toEqual(['acknowledge SLA warning', 'acknowledge SLA breach']);
  });

  it('is found whatever way its id is written', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('One');
    for (const id of ['INC-1', 'inc-1', '1', '001'])
      expect((await caller.ask('GET', `/incidents/${id}`)).status).toBe(200);
  });

  it('gives its assignee a name of the configuration, or none', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('One');
    const { body } = await caller.ask('POST', '/incidents/INC-1/assign', {
      person: 'ben',
      role: 'commander',
    });
    expect(body.incident).toMatchObject({
      responders: [{ person: { id: 'ben', name: 'Ben' }, role: 'commander' }],
    });
    expect((await caller.ask('POST', '/incidents/INC-1/assign', { person: 'nobody' })).status).toBe(422);
  });

  it('that names no team we know is not valid, and says which is near', async () => {
    const { status, body } = await new ApiCaller('admin').declare('One', { team: 'payment' });
    expect(status).toBe(422);
    expect(body.detail).toContain('payments');
  });

  it('is kept by Temporal when no worker answers', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('One');
    office.temporal.outage = 'no worker';
    const answer = await caller.ask('POST', '/incidents/INC-1/ack', {}, 'k');
    expect([answer.status, answer.body]).toEqual([202, { accepted: true }]);
    office.temporal.outage = undefined;
    // What was accepted may have been done by now: the same key asks anew.
    expect((await caller.ask('POST', '/incidents/INC-1/ack', {}, 'k')).status).toBe(200);
  });
});

describe('a declaration', () => {
  it('has a title of one line: more would draw paragraphs of their own into pages and mails', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare(' Login fails\r\n\nAcknowledge: https://evil.example\u2028now ');
    const { input } = [...office.temporal.running.values()][0]!;
    expect(input.declaration.title).toBe('Login fails Acknowledge: https://evil.example now');
    const renamed = await caller.ask('POST', '/incidents/INC-1/title', { title: 'Two\nlines' });
    expect(renamed.status).toBe(200);
    const { body } = await caller.ask('GET', '/incidents/INC-1');
    expect(JSON.stringify(body)).toContain('"title":"Two lines"');
  });

  it('keeps out what the configuration calls a secret, and hands those patterns on to the incident', async () => {
    await new ApiCaller('admin').declare('Login of E-123456 fails');
    const { input } = [...office.temporal.running.values()][0]!;
    expect(input.declaration.title).toBe('Login of [redacted: staff-number] fails');
    expect(input.redaction).toEqual([{ name: 'staff-number', source: 'E-\\d{6}', ignoreCase: false }]);
  });
});

describe('a request with an idempotency key', () => {
  it('has one effect and gets its first answer again, headers included', async () => {
    const caller = new ApiCaller('admin');
    const first = await caller.declare('Once', {}, 'key-1');
    const again = await caller.declare('Once', {}, 'key-1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('location')).toBe('/api/v1/incidents/INC-1');
    expect(office.temporal.running.size).toBe(1);
  });

  it('gets its first answer also when the incident has gone on', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Once');
    await caller.ask('POST', '/incidents/INC-1/resolve');
    const first = await caller.ask('POST', '/incidents/INC-1/close', {}, 'key-2');
    const again = await caller.ask('POST', '/incidents/INC-1/close', {}, 'key-2');
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('may put the key into quotes, as the draft has it', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Once', {}, '"key-3"');
    await caller.declare('Once', {}, 'key-3');
    expect(office.temporal.running.size).toBe(1);
  });

  it('is refused when it is another request', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Once', {}, 'key-4');
    const other = await caller.declare('Something else', {}, 'key-4');
    expect([other.status, other.body.code]).toEqual([422, 'invalid']);
    expect((await caller.ask('POST', '/incidents/INC-1/ack', {}, 'key-4')).status).toBe(422);
  });

  it('is another one under another token', async () => {
    await new ApiCaller('admin', 'one').declare('Once', {}, 'key-5');
    await new ApiCaller('admin', 'two').declare('Once', {}, 'key-5');
    expect(office.temporal.running.size).toBe(2);
  });

  it('may be tried again after a refusal and after a 503', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Once');
    expect((await caller.ask('POST', '/incidents/INC-1/close', {}, 'key-6')).status).toBe(409);
    await caller.ask('POST', '/incidents/INC-1/resolve');
    office.temporal.outage = 'unavailable';
    expect((await caller.ask('POST', '/incidents/INC-1/close', {}, 'key-6')).status).toBe(503);
    office.temporal.outage = undefined;
    expect((await caller.ask('POST', '/incidents/INC-1/close', {}, 'key-6')).status).toBe(200);
  });

  it('and none without it: each is a request of its own', async () => {
    const caller = new ApiCaller('admin');
    await caller.declare('Twice');
    await caller.declare('Twice');
    expect(office.temporal.running.size).toBe(2);
  });
});

describe('lists', () => {
  it('come in pages and narrowed', async () => {
    const caller = new ApiCaller('admin', 'ci');
    for (let i = 1; i <= 5; i++) await caller.declare(`Number ${i}`, { severity: i % 2 ? 'sev1' : '2' });
    await caller.ask('POST', '/incidents/INC-2/join');
    await caller.ask('POST', '/incidents/INC-3/resolve');
    const list = async (query: string) => {
      const { body } = await caller.ask('GET', `/incidents?${query}`);
      return [body.incidents.map(({ id }) => id), body.total, body.next];
    };
    expect(await list('limit=2')).toEqual([['INC-5', 'INC-4'], 5, 4]);
    expect(await list('limit=2&cursor=4')).toEqual([['INC-3', 'INC-2'], 5, 2]);
    expect(await list('limit=2&cursor=2')).toEqual([['INC-1'], 5, undefined]);
    expect(await list('severity=SEV-2')).toEqual([['INC-4', 'INC-2'], 2, undefined]);
    expect(await list('status=resolved')).toEqual([['INC-3'], 1, undefined]);
    expect(await list('active=false')).toEqual([['INC-3'], 1, undefined]);
    expect(await list('mine=true')).toEqual([['INC-2'], 1, undefined]);
  });

  it('wait a moment for what their reader has just declared, and for nothing else', async () => {
    const own = new ApiCaller('responder', 'own');
    const other = new ApiCaller('responder', 'other');
    const list = async (caller: ApiCaller) =>
      (await caller.ask('GET', '/incidents')).body.incidents.map(({ id }) => id);
    office.temporal.recording = false;
    await own.declare('Down');
    // The worker is slower than the question, and writes when it has been looked for in vain.
    const late = office.temporal.unrecorded;
    office.memory.missed = () => late.splice(0).forEach((record) => office.memory.record(record));
    expect(await list(other)).toEqual([]);
    expect(await list(own)).toEqual(['INC-1']);
  });

  it('do not wait for long, nor twice, for what no worker records', async () => {
    const own = new ApiCaller('responder', 'own');
    office.temporal.recording = false;
    await own.declare('Down');
    let missed = 0;
    office.memory.missed = () => {
      missed++;
    };
    expect((await own.ask('GET', '/incidents')).body.total).toBe(0);
    expect(missed).toBeGreaterThan(1);
    const before = missed;
    expect((await own.ask('GET', '/incidents')).body.total).toBe(0);
    expect(missed).toBe(before);
  });

  it('and everything else hide private incidents from who is not in them', async () => {
    const owner = new ApiCaller('responder', 'owner');
    await owner.declare('A secret matter', { private: true });
    await owner.declare('A public one');
    const stranger = new ApiCaller('responder', 'stranger');
    expect((await stranger.ask('GET', '/incidents')).body).toMatchObject({
      total: 1,
      incidents: [{ id: 'INC-2' }],
    });
    for (const [method, path] of [
      ['GET', '/incidents/INC-1'],
      ['GET', '/incidents/INC-1/timeline'],
      ['POST', '/incidents/INC-1/ack'],
      ['POST', '/incidents/INC-1/join'],
    ] as const) {
      const { status, body } = await stranger.ask(method, path);
      expect([status, body.detail]).toEqual([404, 'There is no incident INC-1.']);
    }
    expect((await owner.ask('GET', '/incidents')).body.total).toBe(2);
    expect((await new ApiCaller('admin').ask('GET', '/incidents/INC-1')).status).toBe(200);
  });
});

describe('people', () => {
  it('are those of the configuration and those seen in chat', async () => {
    await office.command('list', { user: 'U0BEN' });
    await office.command('list', { user: 'U0STRANGER' });
    const { body } = await new ApiCaller('viewer').ask('GET', '/people');
    expect(body.people).toEqual([
      { id: 'ana', name: 'Ana', roles: ['admin'], instances: ['main-slack'], links: [], mapped: true },
      {
        id: 'ben',
        name: 'Ben',
        roles: ['responder'],
        instances: ['main-slack'],
        links: [],
        mapped: true,
        seenAt: expect.any(String) as string,
      },
      {
        id: 'main-slack/U0STRANGER',
        name: 'u0stranger',
        roles: ['viewer'],
        instances: ['main-slack'],
        links: [],
        mapped: false,
        seenAt: expect.any(String) as string,
      },
    ]);
  });
});

describe('the audit', () => {
  it('tells who tried what, the newest first, in pages', async () => {
    const caller = new ApiCaller('admin', 'ci');
    await caller.declare('One');
    office.now += 1_000;
    await caller.ask('POST', '/incidents/INC-1/close');
    const { body } = await caller.ask('GET', '/audit');
    const entries = body.entries as { action: string; outcome: string; at: string; via: string }[];
    expect(entries).toMatchObject([
      { action: 'close', outcome: 'refused', incident: 'INC-1', via: 'api:ci', person: 'token:ci' },
      { action: 'declare', outcome: 'done', incident: 'INC-1' },
    ]);
    const before = await caller.ask('GET', `/audit?before=${entries[0]?.at ?? ''}`);
    expect(before.body.entries).toHaveLength(1);
    expect((await caller.ask('GET', '/audit?before=yesterday')).status).toBe(422);
  });

  const noted = () =>
    office.memory.auditEntries.map(({ action, incident, outcome }) => [action, incident, outcome].join(' '));

  it('has every reading that is refused, although all have one key', async () => {
    const viewer = new ApiCaller('viewer');
    for (let again = 0; again < 2; again++)
      for (const id of ['INC-901', 'INC-902', 'INC-903'])
        expect((await viewer.ask('GET', `/incidents/${id}`, undefined, 'probe')).status).toBe(404);
    for (let again = 0; again < 2; again++)
      expect((await viewer.ask('GET', '/audit', undefined, 'probe')).status).toBe(403);
    await office.afterwards.ended();
    const readings = ['901', '902', '903'].map((number) => `status INC-${number} refused`);
    expect(noted()).toEqual([...readings, ...readings, 'audit  refused', 'audit  refused']);
  });

  it('has every request that comes under the key of another', async () => {
    const caller = new ApiCaller('responder');
    await caller.declare('One', {}, 'probe');
    for (const [path, body] of [
      ['/incidents', { title: 'Two' }],
      ['/incidents/INC-901/ack', {}],
      ['/incidents/INC-902/ack', {}],
      ['/incidents/INC-902/note', { text: 'first' }],
      ['/incidents/INC-902/note', { text: 'second' }],
    ] as const)
      expect((await caller.ask('POST', path, body, 'probe')).status).toBe(422);
    await office.afterwards.ended();
    expect(noted()).toEqual([
      'declare INC-1 done',
      'declare  refused',
      'ack INC-901 refused',
      'ack INC-902 refused',
      'note INC-902 refused',
      'note INC-902 refused',
    ]);
  });

  it('has a delivery that is repeated once', async () => {
    const viewer = new ApiCaller('viewer');
    for (let again = 0; again < 2; again++)
      expect((await viewer.ask('POST', '/incidents/INC-901/ack', {}, 'again')).status).toBe(403);
    await office.afterwards.ended();
    expect(noted()).toEqual(['ack INC-901 refused']);
  });

  it('does not make what was done look undone when it cannot be written', async () => {
    office.memory.down.add('audit');
    expect((await new ApiCaller('admin').declare('One')).status).toBe(201);
    await office.afterwards.ended();
    expect([...office.temporal.audits.values()]).toMatchObject([{ action: 'declare', outcome: 'done' }]);
  });
});
