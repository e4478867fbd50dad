import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRole } from '../../src/access/role.ts';
import type { SwapInput } from '../../workflows/swap/messages.ts';
import { Office } from './office.ts';

/** A Saturday. Ana and Ben take turns of a day from 09:00 UTC on, Ana today; the weekends of Search are Ben's. */
const NOW = Date.parse('2026-11-21T12:00Z');
let office: Office;
beforeEach(async () => {
  office = await Office.open((one) => {
    one.now = NOW;
  });
});
afterEach(() => office.close());

async function types(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}
const offers = () => [...office.swaps.values()];

describe('/im swap', () => {
  it('asks somebody to take one’s next shift, until it begins', async () => {
    expect(await types('swap <@U0BEN>')).toMatch(
      /Ben.* is asked to take your on-call for .*Payments primary/,
    );
    const from = Date.parse('2026-11-23T09:00Z');
    expect(offers()).toMatchObject([
      {
        tenant: 'default',
        expiresAt: from,
        offer: { asker: { id: 'ana' }, other: { id: 'ben' }, gives: { schedule: 'payments', from } },
        ways: { asker: [{ instance: 'main-slack', user: 'U0ANA' }], other: [{ user: 'U0BEN' }] },
      },
    ]);
    expect(offers()[0]?.offer.takes).toBeUndefined();
    expect(office.memory.auditEntries).toMatchObject([{ action: 'swap:ask', outcome: 'done' }]);
  });

  it('swaps the shifts that are named, by a time and a schedule', async () => {
    await types('swap @ben wednesday with tuesday payments');
    expect(offers()[0]?.offer).toMatchObject({
      gives: { schedule: 'payments', from: Date.parse('2026-11-25T09:00Z') },
      takes: { schedule: 'payments', from: Date.parse('2026-11-24T09:00Z') },
    });
    expect(offers()[0]?.expiresAt).toBe(Date.parse('2026-11-24T09:00Z'));
  });

  it('takes the shift that begins on a day, not the rest of an override that ends on it', async () => {
    const [from, until] = [Date.parse('2026-11-22T22:00Z'), Date.parse('2026-11-23T02:00Z')];
    const rest = { id: 'o-rest22', people: ['ana'], from, until, by: { id: 'ben', name: 'Ben' } };
    office.memory.overrides.set('default:payments', [{ ...rest, madeAt: NOW }]);
    await types('swap @ben monday');
    expect(offers()[0]?.offer.gives.from).toBe(Date.parse('2026-11-23T09:00Z'));
  });

  it.each<[string, RegExp]>([
    ['swap', /Say whom and which shift/],
    ['swap @nobody', /do not know @nobody/],
    ['swap @ana', /with themselves/],
    ['swap <@U0STRANGER>', /nobody of the configuration/],
    ['swap @ben search', /You are not on call/],
    ['swap @ben whenever', /whenever.* is neither a schedule nor a time/],
    ['swap accept x', /Which offer/],
    ['swap accept s-aaaaaa', /no offer s-aaaaaa/],
  ])('%s: says what is missing or wrong', async (text, reason) => {
    expect(await types(text)).toMatch(reason);
    expect(offers()).toEqual([]);
  });

  it('of a shift that both have is refused: one less would be on call', async () => {
    const [from, until] = [Date.parse('2026-11-23T09:00Z'), Date.parse('2026-11-24T09:00Z')];
    const both = { id: 'o-both22', people: ['ana', 'ben'], from, until, by: { id: 'ben', name: 'Ben' } };
    office.memory.overrides.set('default:payments', [{ ...both, madeAt: NOW }]);
    expect(await types('swap @ben monday')).toMatch(
      /Ben is on call for Payments primary then already: there would be one less/,
    );
    expect(await types('swap @ben wednesday with monday 12:00')).toMatch(
      /You are on call for .* then already/,
    );
    expect(offers()).toEqual([]);
  });

  it('is answered by typing or pressing, by who was asked, or by who may decide for others', async () => {
    await types('swap @ana', 'U0BEN');
    const id = offers()[0]?.offer.id ?? '';
    expect(id).toMatch(/^s-[a-z2-9]{6}$/);
    expect(await types(`swap accept ${id}`, 'U0BEN')).toMatch(/Only Ana can answer/);
    expect(await types(`swap accept ${id}`)).toMatch(/Accepted/);
    const press = {
      type: 'block_actions',
      trigger_id: 'press-1',
      user: { id: 'U0ANA', username: 'ana' },
      channel: { id: 'D1' },
      container: { type: 'message', channel_id: 'D1', message_ts: '1.1' },
      actions: [{ type: 'button', action_id: `0:swap-no ${id}`, value: `swap-no ${id}`, action_ts: '1' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(press) }).toString();
    expect((await office.slack('interactions', body)).status).toBe(200);
    expect(office.swapAnswers.map(({ by, yes, decides }) => [by.id, yes, decides])).toEqual([
      ['ben', true, false],
      ['ana', true, true],
      ['ana', false, true],
    ]);
  });

  it('needs a permission', async () => {
    expect(await types('swap @ben', 'U0STRANGER')).toMatch(/may not put somebody on call/);
  });
});

describe('an offer that is over', () => {
  it.each([
    ['swapped', 'Ben takes the shift of Ana'],
    ['declined', 'Ben declined'],
    ['expired', 'nobody answered before the shift began'],
  ] as const)('that was %s says what became of it', async (state, became) => {
    await types('swap @ben');
    const [{ offer, expiresAt }] = offers() as [SwapInput];
    office.swapsOver.set(offer.id, { offer, expiresAt, state });
    expect(await types(`swap accept ${offer.id}`, 'U0BEN')).toContain(`This offer is over: ${became}.`);
  });
});

describe('/im swap list', () => {
  it('says which offers wait for an answer, of one schedule too', async () => {
    expect(await types('swap list')).toMatch(/No offer of a shift waits/);
    await types('swap <@U0BEN>');
    const listed = await types('swap list');
    expect(listed).toMatch(/s-[a-z2-9]{6}.*Ben.* is asked to take that of .*Ana.* for .*Payments primary/);
    expect(await types('swap list search')).toMatch(/No offer of a shift waits/);
    expect(await types('swap list nowhere')).toMatch(/no schedule/i);
  });
});

describe('a shift of somebody else', () => {
  it('is offered only by who may decide for others', async () => {
    // Ben is no commander here.
    expect(await types('swap @ana --for @cy', 'U0BEN')).toMatch(
      /Only .* can offer a shift of theirs|do not know @cy/,
    );
    expect(offers()).toEqual([]);
    expect(await types('swap @ana --for @ben')).toMatch(/Ana.* is asked to take/);
    expect(offers()[0]?.offer).toMatchObject({ asker: { id: 'ben' }, other: { id: 'ana' } });
  });
});

describe('offers of shifts by the API', () => {
  const path = '/schedules/payments/swaps';
  async function ask(
    method: string,
    at: string,
    { body, role = 'commander', key }: { body?: object; role?: AccessRole; key?: string } = {},
  ): Promise<{
    status: number;
    location: string | null;
    body: Record<string, unknown> & { detail?: string };
  }> {
    const response = await fetch(`${office.base}/api/v1${at}`, {
      method,
      headers: {
        authorization: `Bearer ${office.token(role)}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const found = (await response.json()) as Record<string, unknown> & { detail?: string };
    return { status: response.status, location: response.headers.get('location'), body: found };
  }

  it('are made, listed, looked at, accepted and taken back', async () => {
    const wish = {
      asker: 'ana',
      other: 'ben',
      shift: '2026-11-25T10:00:00Z',
      inReturn: { shift: '2026-11-24T10:00:00Z' },
    };
    const made = await ask('POST', path, { body: wish, key: 'one' });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({
      state: 'asked',
      asker: { id: 'ana', name: 'Ana' },
      other: { id: 'ben', name: 'Ben' },
      gives: { schedule: 'payments', from: '2026-11-25T09:00:00.000Z' },
      takes: { schedule: 'payments', from: '2026-11-24T09:00:00.000Z' },
      expiresAt: '2026-11-24T09:00:00.000Z',
    });
    const id = String(made.body.id);
    expect(made.location).toBe(`/api/v1${path}/${id}`);
    expect((await ask('POST', path, { body: wish, key: 'one' })).body.id).toBe(id);
    expect(office.swaps.size).toBe(1);
    expect((await ask('GET', path, { role: 'viewer' })).body).toMatchObject({ swaps: [{ id }] });
    expect((await ask('GET', '/schedules/search/swaps')).body).toEqual({ swaps: [] });
    expect((await ask('GET', `${path}/${id}`)).body).toMatchObject({ id, state: 'asked' });
    expect((await ask('GET', `/schedules/search/swaps/${id}`)).status).toBe(404);
    expect((await ask('POST', `${path}/${id}/accept`)).body).toMatchObject({ id, state: 'accepted' });
    expect((await ask('POST', `${path}/${id}/decline`)).body).toMatchObject({ state: 'declined' });
    expect((await ask('DELETE', `${path}/${id}`)).body).toMatchObject({ state: 'declined' });
    expect(office.swapAnswers.map(({ yes, decides }) => [yes, decides])).toEqual([
      [true, true],
      [false, true],
      [false, true],
    ]);
  });

  it('are neither made nor accepted for others by who may not decide for them', async () => {
    const wish = { asker: 'ana', other: 'ben' };
    const refused = await ask('POST', path, { body: wish, role: 'responder' });
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'Only Ana, or who may change who is on call for others, can offer a shift of theirs.',
    ]);
    const { body } = await ask('POST', path, { body: wish });
    const accepted = await ask('POST', `${path}/${String(body.id)}/accept`, { role: 'responder' });
    expect([accepted.status, accepted.body.detail]).toEqual([409, 'Only Ben can answer that.']);
    expect((await ask('POST', path, { body: wish, role: 'viewer' })).status).toBe(403);
  });

  it.each<[object, number, RegExp]>([
    [{}, 422, /other/],
    [{ asker: 'ana', other: 'nobody' }, 422, /nobody is nobody of the configuration/],
    [{ asker: 'ana', other: 'ana' }, 422, /with themselves/],
    [{ asker: 'ana', other: 'ben', shift: '2026-11-24T10:00:00Z' }, 409, /Ana is not on call then/],
    [{ other: 'ben' }, 409, /not on call in the next 60 days/],
  ])('are refused with the reason: %j', async (body, status, reason) => {
    const refused = await ask('POST', path, { body });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([status, expect.stringMatching(reason)]);
    expect(office.swaps.size).toBe(0);
  });

  it('of another tenant, or none, are not found', async () => {
    expect((await ask('POST', `${path}/s-aaaaaa/accept`)).status).toBe(404);
    expect((await ask('POST', '/schedules/nowhere/swaps', { body: { other: 'ben' } })).status).toBe(404);
  });
});
