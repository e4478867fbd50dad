import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  await office.command('declare Checkout is down');
});
afterEach(() => office.close());

const says = async (text: string, user = 'U0ANA', delivery?: string): Promise<string> =>
  (await office.command(text, { user, ...(delivery !== undefined && { delivery }) })).text();

async function api(
  method: string,
  path: string,
  body?: unknown,
  token = office.token('responder'),
  key?: string,
) {
  const response = await fetch(`${office.base}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { actions: { id: string }[] } & Record<string, unknown>,
  };
}

const items = async () => (await api('GET', '/incidents/INC-1/actions')).body.actions;

describe('an action item', () => {
  it('is added, given, dated, finished and reopened in chat, and its owner is reminded', async () => {
    expect(await says('action 1 add an alert @ben by 2099-03-01')).toMatch(
      /Added\. .*INC-1-1.* add an alert, .*Ben.*, due /,
    );
    expect([...office.temporal.lookedAfter.keys()]).toEqual(['default:action:INC-1-1']);
    expect(await says('action assign 1-1 me')).toMatch(/Given to Ana/);
    expect(await says('action due INC-1-1 2099-04-01')).toContain('Due date set');
    expect(await says('action list --mine')).toMatch(/Your action items: 1.*INC-1-1/s);
    expect(await says('action list --mine', 'U0BEN')).toContain('none to be done');
    expect(await says('action done 1-1')).toContain('Done.');
    expect(await says('action done 1-1')).toContain('INC-1-1 is done already: Ana did it');
    expect(await says('action list')).toContain('none to be done');
    expect(await says('action 1')).toMatch(/Action items of INC-1: 1.*add an alert/s);
    expect(await says('action reopen 1-1')).toContain('Open again');
    expect(await items()).toMatchObject([
      { id: 'INC-1-1', owner: { id: 'ana' }, due: '2099-04-01T23:59:59.999Z', state: 'open' },
    ]);
    expect(await says('status 1')).toMatch(/Action items of INC-1: 1/);
    expect(await says('postmortem 1')).toContain('Action items: 1 of 1 still to be done');
  });

  it('is one however often the same is sent, and has no secret', async () => {
    for (let n = 0; n < 2; n++) await says(`action 1 rotate ${LEAK}`, 'U0ANA', 'the-same');
    for (let n = 0; n < 2; n++)
      await api(
        'POST',
        '/incidents/INC-1/actions',
        { text: 'one more' },
        office.token('responder', 'r'),
        'key-1',
      );
    const found = await items();
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain(LEAK);
  });

  it.each([
    ['action 1 @nobody-here add an alert', 'I do not know @nobody-here'],
    ['action add an alert', 'Which incident?'],
    ['action done', 'Which action item?'],
    ['action done 1-9', 'There is no action item INC-1-9'],
    ['action done 1-1 now', 'takes only the item'],
    ['action due 1-1 someday', 'is no date'],
    ['action list everything', 'does not understand'],
    ['action 99 x', 'There is no incident INC-99'],
  ])('%s is refused with what to do', async (text, message) => {
    await says('action 1 add an alert');
    expect(await says(text)).toContain(message);
  });

  it('is not written while Temporal is away: nobody would be reminded', async () => {
    await says('action 1 add an alert');
    office.temporal.outage = 'unavailable';
    const { status } = await api('PATCH', '/incidents/INC-1/actions/1', { done: true });
    expect(status).toBe(503);
    office.temporal.outage = undefined;
    expect(await items()).toMatchObject([{ state: 'open' }]);
  });

  it('is for who may see the incident and change action items', async () => {
    await says('action 1 add an alert', 'U0BEN');
    const viewer = office.token('viewer');
    expect((await api('POST', '/incidents/INC-1/actions', { text: 'x' }, viewer)).status).toBe(403);
    expect((await api('GET', '/actions', undefined, viewer)).body.actions).toHaveLength(1);
    await says('declare Secret --private');
    await says('action 2 tell nobody');
    expect(await says('action 2 tell all', 'U0BEN')).toContain('There is no incident INC-2');
    expect(await says('action list', 'U0BEN')).not.toContain('tell nobody');
    await says('action assign 2-1 @ben');
    expect(await says('action list', 'U0BEN')).toContain('tell nobody');
    await office.afterwards.ended();
    expect(office.memory.auditEntries).toContainEqual(
      expect.objectContaining({ action: 'assign action', incident: 'INC-2', person: 'ana', outcome: 'done' }),
    );
  });

  it('is changed by the API: what is null is forgotten', async () => {
    const due = '2099-01-01T00:00:00.000Z';
    const made = await api('POST', '/incidents/INC-1/actions', { text: 'x', owner: 'ben', due });
    expect(made).toMatchObject({ status: 201, body: { id: 'INC-1-1', owner: { name: 'Ben' }, due } });
    const changed = await api('PATCH', '/incidents/INC-1/actions/1', { owner: null, due: null, text: 'y' });
    expect(changed.body).toMatchObject({ text: 'y', state: 'open' });
    expect(changed.body).not.toHaveProperty('owner');
    expect(changed.body).not.toHaveProperty('due');
    expect((await api('PATCH', '/incidents/INC-1/actions/1', { owner: 'who' })).status).toBe(422);
    expect((await api('PATCH', '/incidents/INC-1/actions/x', {})).status).toBe(404);
  });

  it('is added and finished on the page of the post-mortem', async () => {
    const cookie = office.cookie('responder');
    const page = async (): Promise<string> =>
      (await fetch(`${office.base}/incidents/INC-1/postmortem`, { headers: { cookie } })).text();
    const form = /name="form" value="([^"]+)"/.exec(await page())![1]!;
    const sends = (fields: Record<string, string>) =>
      fetch(`${office.base}/incidents/INC-1/actions`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams({ form, ...fields }),
      });
    const adding = { delivery: 'one-form-action', text: 'add an alert', owner: 'ben', due: '2099-03-01' };
    for (let n = 0; n < 2; n++) expect((await sends(adding)).status).toBe(303);
    expect(await items()).toMatchObject([{ owner: { id: 'ben' }, due: '2099-03-01T23:59:59.999Z' }]);
    expect((await sends({ number: '1', done: 'true' })).status).toBe(303);
    expect(await items()).toMatchObject([{ state: 'done' }]);
    expect((await sends({ delivery: 'another-form', text: ' ' })).status).toBe(422);
  });
});
