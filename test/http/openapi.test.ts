import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/incident/command.ts';
import { openApiDocument } from '../../src/http/api/openapi.ts';
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
    query?: string;
    body?: unknown;
    token?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<number> {
  const { id = 'INC-1', query = '', body, token = office.token('admin'), headers = {} } = asked;
  const response = await fetch(`${office.base}${template.replace('{id}', id)}${query}`, {
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
    expect(await described('get', '/api/v1/incidents', { query: '?limit=1' })).toBe(200);
    await office.command('list', { user: 'U0STRANGER' });
    expect(await described('get', '/api/v1/people')).toBe(200);
    expect(await described('delete', '/api/v1/people/links/{instance}/{user}')).toBe(404);
    expect(await described('get', '/api/v1/audit')).toBe(200);
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
