import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageKey } from '../../src/escalation/page-key.ts';
import { targetName } from '../../src/escalation/policy.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function api(path: string, body?: object, token = office.token('admin')): Promise<Response> {
  return fetch(`${office.base}/api/v1/incidents${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}

async function asks(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}

/** Declares an incident of which the first page is in the ledger as delivered. @returns who was paged. */
async function paged(more: object = {}): Promise<string> {
  expect((await api('', { title: 'Checkout is down', service: 'checkout', ...more })).status).toBe(201);
  expect((await api('/INC-1/escalate', {})).status).toBe(200);
  const events = office.memory.events.get('default:INC-1') ?? [];
  const step = events.find((event) => event.type === 'escalated');
  const [target] = step?.targets ?? [];
  if (!step || target?.kind !== 'person') throw new Error('no person was paged');
  const [contact] = target.contacts;
  const address = `${contact?.instance}/@${contact?.user}`;
  office.memory.sends.push({
    key: pageKey('default:INC-1', step.sequence, targetName(target), address),
    tenant: 'default',
    incident: 'INC-1',
    instance: 'main-slack',
    target: address,
    status: 'sent',
    attempts: 2,
    plannedAt: step.at,
    settledAt: step.at + 2_000,
    ref: { channel: 'D1', id: '1.2' },
  });
  return target.person.name;
}

describe('why who was paged', () => {
  it('is told in chat, by the API and on a page, all the same', async () => {
    const name = await paged();
    const told = await asks('why 1');
    expect(told).toContain('INC-1: why who was paged');
    expect(told).toMatch(new RegExp(`${name}.*delivered .*to main-slack/@U0\\w+ at .*after 2 attempts`));

    const why = (await (await api('/INC-1/why')).json()) as {
      steps: { step: number; pages: { label: string; outcome: string; deliveries: { key: string }[] }[] }[];
    };
    expect(why.steps[0]).toMatchObject({ step: 1, pages: [{ label: name, outcome: 'reached' }] });
    expect(why.steps[0]?.pages[0]?.deliveries.map(({ key }) => key)).toEqual(
      office.memory.sends.map(({ key }) => key),
    );

    office.access({ anonymousReading: true });
    const response = await fetch(`${office.base}/incidents/INC-1/why`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toMatch(new RegExp(`<strong>${name}</strong>.*delivered to main-slack/@U0`));
    const own = await (await fetch(`${office.base}/incidents/INC-1`)).text();
    expect(own).toContain('href="/incidents/INC-1/why"');
  });

  it('is told in plain language too', async () => {
    await paged();
    const body = JSON.stringify({
      type: 'event_callback',
      event_id: 'Ev-why',
      event: {
        type: 'app_mention',
        user: 'U0BEN',
        text: '<@U0MUSTER> why was I paged for 1?',
        channel: 'C1',
        ts: '9.1',
      },
    });
    expect((await office.slack('events', body)).status).toBe(200);
    await expect
      .poll(() => JSON.stringify([office.told, office.laterReplies]))
      .toContain('INC-1: why who was paged');
  });

  it('of a private incident is for its insiders alone', async () => {
    await paged({ private: true });
    expect(await asks('why 1', 'U0STRANGER')).toContain('There is no incident INC-1');
    expect((await api('/INC-1/why', undefined, office.token('responder'))).status).toBe(404);
    expect((await api('/INC-1/why')).status).toBe(200);
    office.access({ anonymousReading: true });
    expect((await fetch(`${office.base}/incidents/INC-1/why`)).status).toBe(404);
  });

  it('is for those who may see incidents', async () => {
    await paged();
    const { policy } = office.config.access;
    office.access({
      policy: { ...policy, permissions: { ...policy.permissions, viewer: [], responder: [] } },
    });
    expect((await api('/INC-1/why', undefined, office.token('responder'))).status).toBe(403);
  });

  it('is not told of another organisation', async () => {
    await paged();
    expect((await api('/INC-1/why', undefined, office.token('admin', 'theirs', 'acme'))).status).toBe(404);
    office.access({ anonymousReading: true });
    expect((await fetch(`${office.base}/incidents/INC-1/why?tenant=acme`)).status).toBe(404);
  });
});
