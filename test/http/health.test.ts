import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

let office: Office;
let temporal: () => Promise<unknown>;
beforeEach(async () => {
  temporal = () => Promise.resolve();
  office = await Office.open((one) => {
    one.checks = [
      { name: 'temporal', run: () => temporal() },
      { name: 'document store', run: () => one.memory.stores().tokens.find('any') },
    ];
  });
});
afterEach(() => office.close());

const ready = async (): Promise<[number, unknown, string | null]> => {
  const response = await fetch(`${office.base}/readyz`);
  return [response.status, await response.json(), response.headers.get('retry-after')];
};

describe('readiness', () => {
  it('needs every part', async () => {
    const checks = [
      { name: 'temporal', ok: true },
      { name: 'document store', ok: true },
    ];
    expect(await ready()).toEqual([200, { ok: true, checks }, null]);
  });

  it('is 503 without one, which it names', async () => {
    office.memory.down.add('everything');
    const [status, body, retryAfter] = await ready();
    expect([status, retryAfter]).toEqual([503, '5']);
    expect(body).toMatchObject({
      ok: false,
      checks: [
        { name: 'temporal', ok: true },
        { name: 'document store', ok: false, reason: expect.stringContaining('ECONNREFUSED') as string },
      ],
    });
  });

  it('does not wait for a part that says nothing', async () => {
    temporal = () => new Promise(() => undefined);
    const before = performance.now();
    expect((await ready())[0]).toBe(503);
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it('is another thing than life', async () => {
    office.memory.down.add('everything');
    temporal = () => Promise.reject(new Error('gone'));
    expect((await fetch(`${office.base}/healthz`)).status).toBe(200);
  });
});
