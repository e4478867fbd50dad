import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogueOf } from './catalogue.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => {
    // As without the setting: more than parameters may have.
    one.config = { ...one.config, server: { ...one.config.server, bodyLimitBytes: 1_000_000 } };
  });
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'google.search': {
        formats: ['google {{query}}'],
        parameters: {
          query: { type: 'string', required: true },
          count: { type: 'integer', default: 10, maximum: 100 },
        },
      },
      'ops.restart': {
        formats: ['restart {{host}}'],
        parameters: {
          host: { type: 'string', required: true },
          password: { type: 'string', secret: true, default: 'of the configuration' },
        },
        approval: { people: [], withinMs: 600_000 },
      },
      'ops.wipe': { formats: ['wipe {{disk}}'], access: { roles: ['admin'] }, parameters: { disk: {} } },
      'ops.drain': {
        formats: ['drain {{host}}'],
        immutable: { zone: 'staging' },
        parameters: { host: {}, zone: {} },
      },
      'one.deploy': { formats: ['deploy {{app}}'], parameters: { app: {} } },
      'two.deploy': { formats: ['deploy {{service}}'], parameters: { service: {} } },
    }),
  };
});
afterEach(() => office.close());

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: Record<string, unknown>;
}

async function asked(
  method: 'GET' | 'POST',
  path: string,
  {
    body,
    role = 'responder',
    key,
  }: { body?: object; role?: 'viewer' | 'responder' | 'commander' | 'admin'; key?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${office.base}/api/v1/runs${path}`, {
    method,
    headers: {
      authorization: `Bearer ${office.token(role)}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: (await response.json()) as Record<string, unknown>,
  };
}
const ordered = (body: object, more: Parameters<typeof asked>[2] = {}) =>
  asked('POST', '', { body, ...more });
const orders = () => office.memory.runs.orders();

describe('starting a run', () => {
  it('is done by a sentence or by the name of an action, from no channel', async () => {
    const begun = await ordered({ text: 'google StackStorm', parameters: { count: 7 } });
    expect(begun).toMatchObject({
      status: 201,
      location: '/api/v1/runs/RUN-1',
      body: {
        id: 'RUN-1',
        alias: 'google.search',
        status: 'running',
        parameters: { query: 'StackStorm', count: 7 },
      },
    });
    expect(await ordered({ action: 'google.search', parameters: { query: 'x' } })).toMatchObject({
      status: 201,
      body: { id: 'RUN-2', parameters: { query: 'x', count: 10 } },
    });
    expect(orders()).toHaveLength(2);
    for (const order of orders()) expect(order).not.toHaveProperty('origin');
  });

  it('happens once under one key', async () => {
    const body = { text: 'google StackStorm' };
    const [first, second] = [await ordered(body, { key: 'k-1' }), await ordered(body, { key: 'k-1' })];
    expect(second.body).toEqual(first.body);
    expect(orders()).toHaveLength(1);
  });

  it('says of each parameter what is wrong, and takes no secret', async () => {
    expect(
      await ordered({ action: 'google.search', parameters: { count: 1_000, colour: 'blue' } }),
    ).toMatchObject({
      status: 422,
      body: {
        problems: expect.arrayContaining([
          { path: 'parameters.count', message: expect.any(String) as string },
          { path: 'parameters.colour', message: expect.stringMatching(/is no parameter/) as string },
          { path: 'parameters.query', message: 'is needed' },
        ]) as unknown,
      },
    });
    const secret = await ordered({
      action: 'ops.restart',
      parameters: { host: 'web1', password: 'hunter2' },
    });
    expect(secret.status).toBe(422);
    expect(JSON.stringify([secret.body, office.memory.auditEntries])).not.toMatch(/hunter2/);
    expect(orders()).toEqual([]);
  });

  it('says of parameters that are too large for a run how large they are, and how large they may be', async () => {
    const message = expect.stringMatching(/^takes 1290\d\d bytes of JSON, .* 128000 together/) as string;
    const parameters = { query: '記'.repeat(43_000) };
    for (const body of [
      { action: 'google.search', parameters },
      { text: 'google StackStorm', parameters },
    ])
      expect(await ordered(body)).toMatchObject({
        status: 422,
        body: { problems: [{ path: 'parameters.query', message }] },
      });
    expect(orders()).toEqual([]);
  });

  it('is not done by the name of an action whose alias fixes what it runs with', async () => {
    const parameters = { host: 'web1', zone: 'production' };
    expect(await ordered({ action: 'ops.drain', parameters })).toMatchObject({ status: 404 });
    expect(await ordered({ text: 'drain web1', parameters: { zone: 'production' } })).toMatchObject({
      status: 422,
    });
    expect(await ordered({ text: 'drain web1' })).toMatchObject({
      status: 201,
      body: { parameters: { zone: 'staging' } },
    });
  });

  it('is refused where nothing or several things are meant, and where it is not theirs', async () => {
    expect(await ordered({ text: 'gogle StackStorm' })).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/google \{\{query\}\}/) as string },
    });
    expect(await ordered({ text: 'deploy shop' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/one\.deploy or two\.deploy/) as string },
    });
    expect(await ordered({ text: 'deploy shop', alias: 'two.deploy' })).toMatchObject({ status: 201 });
    expect(await ordered({ action: 'ops.wipe', parameters: { disk: 'a' } })).toMatchObject({ status: 404 });
    expect(await ordered({ text: 'google x' }, { role: 'viewer' })).toMatchObject({ status: 403 });
    expect(await ordered({ text: 'google x', incident: 'INC-9' })).toMatchObject({ status: 404 });
    for (const body of [{}, { text: 'x', action: 'y' }, { action: 'y', alias: 'z' }, { text: 'x', more: 1 }])
      expect(await ordered(body)).toMatchObject({ status: 422 });
    expect(orders().map(({ action }) => action)).toEqual(['two.deploy']);
  });
});

describe('runs', () => {
  it('are listed in pages, the newest first, to those who may know of them', async () => {
    await ordered({ text: 'google a' });
    await ordered({ text: 'wipe disk1' }, { role: 'admin' });
    await ordered({ text: 'google b' });
    const ids = ({ body }: Answer) => (body['runs'] as { id: string }[]).map(({ id }) => id);
    expect(ids(await asked('GET', ''))).toEqual(['RUN-3', 'RUN-1']);
    expect(ids(await asked('GET', '', { role: 'admin' }))).toEqual(['RUN-3', 'RUN-2', 'RUN-1']);
    const page = await asked('GET', '?limit=1');
    expect([ids(page), page.body['next']]).toEqual([['RUN-3'], 3]);
    const next = await asked('GET', '?limit=1&before=3');
    expect([ids(next), next.body['next']]).toEqual([['RUN-1'], undefined]);
    expect(await asked('GET', '/RUN-2')).toMatchObject({ status: 404 });
    expect(await asked('GET', '/RUN-2/output')).toMatchObject({ status: 404 });
    expect(await asked('GET', '/INC-2')).toMatchObject({ status: 404 });
    expect(await asked('GET', '', { role: 'viewer' })).toMatchObject({ status: 403 });
  });

  it('show what each attempt printed', async () => {
    await ordered({ text: 'google a' });
    const printed = { pieces: [{ stream: 'stdout', text: 'found\n' } as const], dropped: 3 };
    office.memory.runs.printed.set('RUN-1/1', printed);
    expect((await asked('GET', '/RUN-1/output')).body).toEqual({
      run: 'RUN-1',
      attempt: 1,
      attempts: 1,
      ...printed,
    });
    expect(await asked('GET', '/RUN-1/output?attempt=2')).toMatchObject({ status: 404 });
    await ordered({ text: 'restart web1' });
    expect((await asked('GET', '/RUN-2/output')).body).toEqual({
      run: 'RUN-2',
      attempt: 0,
      attempts: 0,
      pieces: [],
      dropped: 0,
    });
  });

  it('show the steps of a chain, and what each of them printed', async () => {
    await ordered({ text: 'google a' });
    const step = { place: '2', task: 'look', action: 'core.local', status: 'failed', attempts: 2 } as const;
    office.memory.runs.step('RUN-1', step);
    const pieces = [{ stream: 'stderr', text: 'not found' } as const];
    office.memory.runs.printed.set('RUN-1/2/2', { pieces, dropped: 0 });
    expect((await asked('GET', '/RUN-1')).body).toMatchObject({ steps: [step] });
    expect((await asked('GET', '/RUN-1/output?step=2')).body).toEqual({
      run: 'RUN-1',
      step: '2',
      attempt: 2,
      attempts: 2,
      pieces,
      dropped: 0,
    });
    expect(await asked('GET', '/RUN-1/output?step=3')).toMatchObject({ status: 404 });
  });

  it('are approved by somebody else who may, declined and cancelled', async () => {
    const restart = () =>
      ordered({ action: 'ops.restart', parameters: { host: 'web1' } }, { role: 'commander' });
    expect(await restart()).toMatchObject({
      body: { status: 'awaiting_approval', parameters: { host: 'web1' } },
    });
    expect(await asked('POST', '/RUN-1/approve', { role: 'commander' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/RUN-1 is yours/) as string },
    });
    expect(await asked('POST', '/RUN-1/approve')).toMatchObject({ status: 403 });
    expect(await asked('POST', '/RUN-1/approve', { role: 'admin' })).toMatchObject({
      status: 200,
      body: { status: 'running', approved: { by: { id: expect.any(String) as string } } },
    });
    await restart();
    expect(await asked('POST', '/RUN-2/decline', { role: 'admin' })).toMatchObject({
      body: { status: 'declined' },
    });
    expect(await asked('POST', '/RUN-2/cancel', { role: 'admin' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/RUN-2 is over/) as string },
    });
    expect(await asked('POST', '/RUN-1/cancel', { role: 'commander' })).toMatchObject({
      body: { status: 'running', cancelled: { by: { id: expect.any(String) as string } } },
    });
  });
});
