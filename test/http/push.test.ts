import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantConfig } from '../../src/config/config.ts';
import { Patience } from '../../src/http/patience.ts';
import { awaitedUntil as awaitedUntilBy } from '../../src/http/tickets.ts';
import type { TicketOrder, TicketOutcome } from '../../workflows/ticket/messages.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  configure({});
  await office.command('declare Checkout is down --service checkout');
  await says('action 1 add an alert');
});
afterEach(() => office.close());

const OPERATIONS = { tracker: 'hub', place: 'acme/operations' };
const PAYMENTS = { tracker: 'jira', place: 'PAY' };

/** Action items of checkout become tickets in Jira, all others on GitHub. */
function configure(items: Partial<TenantConfig['actionItems']>, defaults = true): void {
  const { config } = office;
  const services = new Map(config.services);
  services.set('checkout', { ...services.get('checkout')!, tracker: PAYMENTS });
  const { tracker: _, ...others } = config.defaults;
  office.config = {
    ...config,
    services,
    defaults: { ...others, ...(defaults && { tracker: OPERATIONS }) },
    actionItems: { push: 'asked', private: 'text', ...items },
  };
}

const says = async (text: string, user = 'U0ANA'): Promise<string> =>
  (await office.command(text, { user })).text();

const issueOf = ({ tracker, place }: TicketOrder): TicketOutcome => ({
  issue: { tracker, key: `${place}-7`, url: `https://${tracker}.example/7` },
});
const orders = () =>
  [...office.temporal.tickets].map(([id, { tracker, place }]) => [id, `${tracker}/${place}`]);

async function api(path: string, body?: unknown, token = office.token('responder')) {
  const response = await fetch(`${office.base}/api/v1/incidents/INC-1/actions${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('an action item', () => {
  it('is pushed where its service says, and the answer has the ticket', async () => {
    office.temporal.ticketOutcome = issueOf;
    const said = await says('action push 1-1');
    expect(said).toMatch(/Pushed\. .*INC-1-1.*add an alert/s);
    expect(said).toContain('PAY-7');
    expect(orders()).toEqual([['default:ticket:INC-1-1', 'jira/PAY']]);
    const [order] = office.temporal.tickets.values();
    expect(order).toMatchObject({ asked: { by: { id: 'ana' } } });
    // Whoever has little time left is told by a message, which is sent later than the answer.
    const { asked, awaitedUntil = Infinity } = order!;
    expect(awaitedUntil - asked.at).toBeLessThanOrEqual(1_500);
    const hasty = new Patience(1_000);
    expect(awaitedUntilBy(5_000, hasty) - 5_000).toBeLessThanOrEqual(500);
  });

  it('is on its way while nobody knows more, and who asked is told so', async () => {
    expect(await says('action push 1-1')).toContain('On its way: you are told when it is there.');
    expect((await api('/1/push')).status).toBe(202);
  });

  it('is not pushed, with the reason and what to do', async () => {
    office.temporal.ticketOutcome = () => ({
      failure: { code: 'permission_denied', message: 'Give the token the right.' },
    });
    expect(await says('action push 1-1')).toContain(
      'INC-1-1 was not pushed to jira/PAY. Give the token the right.',
    );
    expect(await api('/1/push')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Give the token the right.') as string },
    });
  });

  it('is pushed by the API, where the configuration names the place alone', async () => {
    office.temporal.ticketOutcome = issueOf;
    const pushed = await api('/1/push', { to: 'hub' });
    expect(pushed).toMatchObject({
      status: 200,
      body: { issue: { tracker: 'hub', key: 'acme/operations-7' } },
    });
    expect(await api('/1/push', { to: 'hub/acme/secret' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('it is one of jira/PAY, hub/acme/operations') as string },
    });
    expect((await api('/1/push', { where: 'x' })).status).toBe(422);
    expect((await api('/9/push')).status).toBe(404);
    expect((await api('/1/push', {}, office.token('viewer'))).status).toBe(403);
  });

  it.each([
    ['action push', 'Which action item?'],
    ['action push 1-9', 'There is no action item INC-1-9'],
    ['action push 1-1 to the moon', 'takes the item and at most a tracker'],
    ['action push 1-1 to nowhere', 'The configuration names no nowhere: it is one of jira/PAY'],
  ])('%s is refused with what to do', async (text, message) => {
    expect(await says(text)).toContain(message);
    expect(orders()).toEqual([]);
  });

  it('that has nowhere to go says which settings to look at', async () => {
    configure({}, false);
    await office.command('declare Mail is slow');
    await says('action 2 add an alert');
    expect(await says('action push 2-1')).toContain(
      'Nothing says where action items of INC-2 become tickets: set defaults.tracker',
    );
  });

  it('is pushed once at a time, not at all while Temporal is away, and is noted in the audit', async () => {
    office.temporal.outage = 'unavailable';
    expect((await api('/1/push')).status).toBe(503);
    expect(orders()).toEqual([]);
    office.temporal.outage = undefined;
    await says('action push 1-1');
    await says('action push 1-1');
    expect(orders()).toHaveLength(1);
    await office.afterwards.ended();
    expect(office.memory.auditEntries).toContainEqual(
      expect.objectContaining({ action: 'push action', incident: 'INC-1', person: 'ana', outcome: 'done' }),
    );
  });

  it('of a private incident is for who may see that, and stays here where the configuration says so', async () => {
    await says('declare Secret --private');
    await says('action 2 tell nobody');
    expect(await says('action push 2-1', 'U0BEN')).toContain('There is no incident INC-2');
    configure({ private: 'nothing' });
    expect(await says('action push 2-1')).toContain(
      'actionItems.private of the configuration lets no ticket be made',
    );
    configure({ private: 'nothing', push: 'made' });
    await says('action 2 tell nobody else');
    expect(orders()).toEqual([]);
  });

  it('is pushed as soon as it is made, or after its incident is closed, where the configuration says so', async () => {
    configure({ push: 'made' });
    await says('action 1 write a runbook');
    expect(orders()).toEqual([['default:ticket:INC-1-2', 'jira/PAY']]);
    configure({ push: 'closed' });
    await says('action 1 test the runbook');
    expect(orders()).toHaveLength(1);
    await says('resolve 1');
    await says('close 1');
    await says('action 1 show the runbook');
    expect(orders().map(([id]) => id)).toEqual(['default:ticket:INC-1-2', 'default:ticket:INC-1-4']);
    expect([...office.temporal.tickets.values()].map(({ asked }) => asked.by.id)).toEqual([
      'muster',
      'muster',
    ]);
  });

  it('is pushed on the page of the post-mortem, by a button that is there where there is a tracker', async () => {
    const cookie = office.cookie('responder');
    const page = async (): Promise<string> =>
      (await fetch(`${office.base}/incidents/INC-1/postmortem`, { headers: { cookie } })).text();
    const shown = await page();
    expect(shown).toContain('Push to the bug tracker: add an alert');
    const form = /name="form" value="([^"]+)"/.exec(shown)![1]!;
    const sent = await fetch(`${office.base}/incidents/INC-1/actions`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ form, number: '1', push: 'true' }),
    });
    expect(sent.status).toBe(303);
    expect(orders()).toHaveLength(1);
    office.config = {
      ...office.config,
      services: new Map(),
      defaults: { severity: 'SEV-2', timeZone: 'UTC' },
    };
    expect(await page()).not.toContain('Push to the bug tracker');
  });

  it('says who gave it to its owner, unless they took it themselves', async () => {
    const given = async () => {
      const headers = { authorization: `Bearer ${office.token('responder')}` };
      const response = await fetch(`${office.base}/api/v1/incidents/INC-1/actions`, { headers });
      const { actions } = (await response.json()) as { actions: { given?: { by: { id: string } } }[] };
      return actions.map((item) => item.given);
    };
    await says('action assign 1-1 me');
    expect(await given()).toEqual([undefined]);
    await says('action assign 1-1 @ben');
    expect(await given()).toMatchObject([{ by: { id: 'ana' } }]);
    const [before] = await given();
    office.now += 60_000;
    await says('action assign 1-1 @ben');
    expect(await given()).toEqual([before]);
    await says('action assign 1-1 me', 'U0BEN');
    expect(await given()).toEqual([before]);
    await says('action 1 write a runbook @ben');
    await says('action 1 test the runbook @ana');
    expect((await given()).map((mark) => mark?.by.id)).toEqual(['ana', 'ana', undefined]);
  });
});
