import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRole } from '../../src/access/role.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

interface Said {
  readonly text: string;
  readonly id?: string;
  readonly incident?: { readonly id: string; readonly status: string };
  readonly code?: string;
  readonly detail?: string;
}

async function type(
  text: string,
  more: { role?: AccessRole; incident?: string; key?: string } = {},
): Promise<[number, Said]> {
  const { role = 'admin', incident, key } = more;
  const response = await fetch(`${office.base}/api/v1/im`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${office.token(role)}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: JSON.stringify({ text, ...(incident !== undefined && { incident }) }),
  });
  return [response.status, (await response.json()) as Said];
}

describe('a line that a program types', () => {
  it('tells the figures of one team or service', async () => {
    await type('declare Checkout is down --sev 1 --service checkout');
    await type('declare Slow --sev 3');
    office.now += 1_000;
    const [, { text }] = await type('figures this week --service checkout');
    expect(text).toMatch(/^Figures of Checkout, this week\nIncidents: 1 incident \(1 SEV-1\)/);
    const [, unknown] = await type('figures --team paymnets');
    expect(unknown.detail ?? unknown.text).toContain('There is no team "paymnets". Did you mean payments?');
  });

  it('declares, changes and tells as in chat, and says how the incident stands', async () => {
    const [status, declared] = await type('declare Checkout is down --sev 1 --service checkout');
    expect([status, declared.id]).toEqual([200, 'INC-1']);
    expect(declared.text).toContain('declared INC-1 SEV-1: Checkout is down');
    const [, acked] = await type('ack 1');
    expect(acked.incident).toMatchObject({ id: 'INC-1', status: 'acknowledged' });
    const [, shown] = await type('status', { incident: 'INC-1' });
    expect(shown.text).toContain('Checkout is down');
    expect((await type('list'))[1].text).toContain('INC-1');
    expect((await type('oncall payments'))[1].text).toContain('Payments primary');
  });

  it('has one effect when it is sent again under one key', async () => {
    const [first, again] = [
      await type('declare Down', { key: 'k1' }),
      await type('declare Down', { key: 'k1' }),
    ];
    expect(again).toEqual(first);
    expect((await type('declare Down', { key: 'k2' }))[1].id).toBe('INC-2');
  });

  it('is refused by a status, for whatever reason', async () => {
    await type('declare Down');
    await type('resolve 1');
    expect(await type('ack 1')).toMatchObject([409, { code: 'impossible' }]);
    expect(await type('ack 7')).toMatchObject([404, { code: 'not_found' }]);
    expect(await type('close 1', { role: 'responder' })).toMatchObject([403, { code: 'not_permitted' }]);
    expect(await type('status 1', { incident: 'nothing' })).toMatchObject([422, { code: 'invalid' }]);
  });

  it.each([
    ['override cancel o-nope', 404, 'There is no override "o-nope"'],
    ['oncall nothing', 404, 'There is no schedule "nothing"'],
    ['oncall next nothing', 404, 'There is no schedule "nothing"'],
    ['override @nobody 2h payments', 422, 'I do not know @nobody'],
    ['override @ben never payments', 422, ''],
    ['swap accept s-nopeaa', 404, 'There is no offer s-nopeaa'],
    ['swap list nothing', 404, 'There is no schedule "nothing"'],
    ['figures --team nobody', 422, 'There is no team "nobody"'],
    ['action done INC-9.1', 404, 'INC-9'],
  ])('%s is refused by a status too', async (text, status, detail) => {
    const [answered, said] = await type(text);
    expect(answered).toBe(status);
    expect(said.detail).toContain(detail);
  });

  it.each([
    ['akc 1', /Did you mean `\/im ack`/],
    ['ack', /Which incident/],
    ['declare', /declare Checkout returns 500s/],
    ['whoami', /type it in chat/],
    ['link', /type it in chat/],
  ])('%s is not understood, and what to type is said', async (text, detail) => {
    const [status, said] = await type(text);
    expect(status).toBe(422);
    expect(said.detail).toMatch(detail);
  });
});
