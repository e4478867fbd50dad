import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/incident/command.ts';
import { openApiDocument } from '../../src/http/api/openapi.ts';
import { catalogueOf } from './catalogue.ts';
import { Office } from './office.ts';

interface Description {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, object> }>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const document = openApiDocument() as Description;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi');

let office: Office;
beforeAll(async () => {
  office = await Office.open();
});
afterAll(() => office.close());

/** Asks the API and holds the answer to what the description says of it. */
async function described(
  method: 'get' | 'post' | 'delete',
  template: string,
  asked: {
    id?: string;
    at?: Record<string, string>;
    query?: string;
    body?: unknown;
    token?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<number> {
  const { id = 'INC-1', at = {}, query = '', body, token = office.token('admin'), headers = {} } = asked;
  const path = Object.entries({ id, ...at }).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    template,
  );
  const response = await fetch(`${office.base}${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const pointer = [
    'paths',
    template.replaceAll('~', '~0').replaceAll('/', '~1'),
    method,
    'responses',
    String(response.status),
    'content',
    type.replaceAll('/', '~1'),
    'schema',
  ].join('/');
  const validate = ajv.getSchema(`openapi#/${pointer}`);
  expect(validate, `${response.status} ${type} of ${method} ${template} is described`).toBeDefined();
  const answer: unknown = await response.json();
  expect(validate?.(answer), `${template}: ${ajv.errorsText(validate?.errors)}`).toBe(true);
  return response.status;
}

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...document });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that is not in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect(references.length).toBeGreaterThan(10);
    for (const ref of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(ref ?? '')?.[1];
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('names every operation once', () => {
    const ids = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...COMMAND_NAMES, 'declare', 'list', 'status']));
  });

  it('is served as it is', async () => {
    const served = (await (await fetch(`${office.base}/api/openapi.json`)).json()) as object;
    expect(served).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('every answer is as described', () => {
  it('through the life of an incident', async () => {
    const body = { title: 'Down', severity: 'SEV-1', service: 'checkout', private: true };
    expect(await described('post', '/api/v1/incidents', { body })).toBe(201);
    const bodies: Partial<Record<string, object>> = {
      assign: { person: 'ben', role: 'commander' },
      note: { text: 'Looking at it' },
      severity: { severity: 'SEV-2' },
      title: { title: 'Checkout is down' },
      resolve: { note: 'Rolled back' },
    };
    const order = [
      'ack',
      'leave',
      'join',
      'assign',
      'note',
      'severity',
      'title',
      'mitigate',
      'resolve',
      'reopen',
    ];
    for (const name of [...order, 'escalate', 'resolve', 'close']) {
      const path = `/api/v1/incidents/{id}/${name}`;
      expect([name, await described('post', path, { body: bodies[name] ?? {} })]).toEqual([name, 200]);
      expect(await described('get', '/api/v1/incidents/{id}')).toBe(200);
    }
    expect(await described('post', '/api/v1/incidents/{id}/ack')).toBe(409);
    expect(await described('get', '/api/v1/incidents/{id}/timeline')).toBe(200);
    expect(await described('get', '/api/v1/incidents/{id}/why')).toBe(200);
    expect(await described('get', '/api/v1/incidents/{id}/why', { id: 'INC-99' })).toBe(404);
    expect(await described('get', '/api/v1/incidents', { query: '?limit=1' })).toBe(200);
    await office.command('list', { user: 'U0STRANGER' });
    expect(await described('get', '/api/v1/people')).toBe(200);
    expect(await described('delete', '/api/v1/people/links/{instance}/{user}')).toBe(404);
    expect(await described('get', '/api/v1/audit')).toBe(200);
    office.refusedConfiguration = {
      at: office.now,
      reason: 'wrong',
      problems: [{ path: 'sla', message: 'no' }],
    };
    expect(await described('get', '/api/v1/configuration')).toBe(200);
    const version = '/api/v1/configuration/versions';
    expect(await described('get', version)).toBe(200);
    expect(await described('get', `${version}/{version}`)).toBe(404);
    expect(await described('post', '/api/v1/configuration/plan', { body: { version: 1 } })).toBe(200);
    const files = [{ file: 'a.yaml', text: 'chat: 1' }];
    expect(await described('post', '/api/v1/configuration/plan', { body: { files } })).toBe(422);
    expect(await described('post', version, { body: { version: 1, base: 1 } })).toBe(409);
    office.managed = true;
    expect(await described('post', version, { body: { version: 1, base: 1 } })).toBe(201);
    expect(await described('post', '/api/v1/im', { body: { text: 'status 1' } })).toBe(200);
    expect(await described('post', '/api/v1/im', { body: { text: 'ack 99' } })).toBe(404);
  });

  it('of schedules and overrides', async () => {
    const one = '/api/v1/schedules/{schedule}';
    const at = { schedule: 'payments' };
    const until = new Date(office.now + 3_600_000).toISOString();
    const body = { people: ['ben'], until };
    expect(await described('get', '/api/v1/schedules')).toBe(200);
    expect(await described('get', '/api/v1/unreachable')).toBe(200);
    expect(await described('get', one, { at })).toBe(200);
    expect(await described('get', one, { at: { schedule: 'nothing' } })).toBe(404);
    expect(await described('post', `${one}/overrides`, { at, body })).toBe(201);
    expect(
      await described('post', `${one}/overrides`, { at, body: { ...body, until: '2020-01-01T00:00:00Z' } }),
    ).toBe(422);
    const override = [...office.memory.overrides.values()].flat()[0]?.id ?? '';
    expect(await described('get', one, { at })).toBe(200);
    expect(await described('get', `${one}/shifts`, { at })).toBe(200);
    expect(await described('get', `${one}/gaps`, { at, query: '?until=2020-01-01T00:00:00Z' })).toBe(422);
    expect(await described('get', `${one}/gaps`, { at: { schedule: 'search' } })).toBe(200);
    expect(await described('get', '/api/v1/shifts', { query: '?person=ben' })).toBe(200);
    expect(await described('get', `${one}/overrides`, { at })).toBe(200);
    expect(await described('get', `${one}/overrides/{override}`, { at: { ...at, override } })).toBe(200);
    expect(await described('delete', `${one}/overrides/{override}`, { at: { ...at, override } })).toBe(200);
    expect(await described('delete', `${one}/overrides/{override}`, { at: { ...at, override } })).toBe(404);
    expect(await described('post', `${one}/feed`, { at })).toBe(201);
    expect(await described('post', '/api/v1/people/{person}/feed', { at: { person: 'nobody' } })).toBe(404);
    expect(await described('get', '/api/v1/feeds')).toBe(200);
    expect(await described('delete', `${one}/feed`, { at })).toBe(200);
    expect(await described('get', '/api/v1/figures', { query: '?by=person' })).toBe(200);
    expect(await described('get', '/api/v1/figures', { query: '?by=colour' })).toBe(422);
  });

  it('of runs', async () => {
    const one = '/api/v1/runs/{run}';
    const before = office.config;
    const parameters = { host: { type: 'string', required: true } } as const;
    const approval = { people: [], withinMs: 60_000 };
    const catalogue = catalogueOf({ 'ops.restart': { formats: ['restart {{host}}'], parameters, approval } });
    office.config = { ...before, catalogue };
    expect(await described('post', '/api/v1/runs', { body: { text: 'restart web1' } })).toBe(201);
    expect(await described('post', '/api/v1/runs', { body: { action: 'ops.restart' } })).toBe(422);
    expect(await described('post', '/api/v1/runs', { body: { action: 'ops.nothing' } })).toBe(404);
    expect(await described('get', '/api/v1/runs')).toBe(200);
    expect(await described('get', '/api/v1/runs', { query: '?limit=0' })).toBe(422);
    const at = { run: 'RUN-1' };
    expect(await described('get', one, { at })).toBe(200);
    expect(await described('get', one, { at: { run: 'RUN-9' } })).toBe(404);
    expect(await described('get', `${one}/output`, { at })).toBe(200);
    expect(await described('post', `${one}/approve`, { at })).toBe(409);
    const token = office.token('commander');
    expect(await described('post', `${one}/approve`, { at, token })).toBe(200);
    expect(await described('post', `${one}/decline`, { at, token })).toBe(409);
    expect(await described('post', `${one}/cancel`, { at, token })).toBe(200);
    office.config = before;
  });

  it('of integrations and deliveries', async () => {
    const one = '/api/v1/integrations/{integration}';
    const at = { integration: 'alerts', key: 'one' };
    office.memory.inbox.deliver('one', {
      brought: { alerts: 1, changes: 0, tickets: 0 },
      outcomes: [{ of: 'a', text: 'opened INC-1', incidents: ['INC-1'] }],
      again: { times: 1, lastAt: office.now },
    });
    office.memory.inbox.standings.set('default:alerts', {
      waitingSince: 0,
      lastRefusedAt: 1,
      repositories: [{ name: 'acme/shop', lastAt: 0 }],
    });
    expect(await described('get', '/api/v1/integrations')).toBe(200);
    expect(await described('get', one, { at })).toBe(200);
    expect(await described('get', one, { at: { integration: 'nothing' } })).toBe(404);
    expect(await described('get', `${one}/deliveries`, { at })).toBe(200);
    expect(await described('get', `${one}/deliveries`, { at, query: '?state=lost' })).toBe(422);
    expect(await described('get', `${one}/deliveries/{key}`, { at })).toBe(200);
    expect(await described('get', `${one}/deliveries/{key}`, { at: { ...at, key: 'no' } })).toBe(404);
    expect(await described('get', `${one}/guide`, { at })).toBe(200);
    expect(await described('post', `${one}/test`, { at })).toBe(202);
    expect(await described('post', `${one}/redeliver`, { at, body: { keys: ['one', 'no'] } })).toBe(202);
    expect(await described('post', `${one}/redeliver`, { at, body: { keys: ['no'] } })).toBe(404);
    expect(await described('post', `${one}/redeliver`, { at, body: {} })).toBe(422);
  });

  it('when no worker answers', async () => {
    await described('post', '/api/v1/incidents', { body: { title: 'Slow' } });
    office.temporal.outage = 'no worker';
    expect(await described('post', '/api/v1/incidents/{id}/ack', { id: 'INC-2' })).toBe(202);
    office.temporal.outage = undefined;
  });

  it('when it is a refusal', async () => {
    const incidents = '/api/v1/incidents';
    expect(await described('get', incidents, { token: 'nobodys-token' })).toBe(401);
    expect(await described('post', incidents, { token: office.token('viewer'), body: { title: 'x' } })).toBe(
      403,
    );
    expect(await described('get', `${incidents}/{id}`, { id: 'INC-99' })).toBe(404);
    expect(await described('post', incidents, { body: '{' })).toBe(400);
    expect(await described('post', incidents, { body: {} })).toBe(422);
    expect(await described('post', incidents, { body: 'x'.repeat(70_000) })).toBe(413);
    expect(await described('post', incidents, { body: 'x', headers: { 'content-type': 'text/plain' } })).toBe(
      415,
    );
    expect(await described('get', incidents, { query: '?limit=0' })).toBe(422);
    office.temporal.outage = 'unavailable';
    expect(await described('post', incidents, { body: { title: 'x' } })).toBe(503);
    office.temporal.outage = undefined;
  });
});
