import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incidentWorkflowId } from '../../src/incident/id.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import { eventually } from '../harness/eventually.ts';
import { InboxSystem } from '../harness/inbox-system.ts';
import { SandboxHand } from '../harness/sandbox-hand.ts';

/** A notification of Alertmanager of one group with one alert, which began at a minute. */
function notification(status: 'firing' | 'resolved', minute = 1, service = 'checkout'): string {
  const labels = { alertname: 'HighErrorRate', service, severity: 'critical' };
  const at = (second: string): string => `2026-11-21T02:${String(minute).padStart(2, '0')}:${second}Z`;
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    alerts: [
      {
        status,
        labels,
        annotations: { summary: '5 % of requests fail' },
        startsAt: at('00'),
        endsAt: status === 'resolved' ? at('30') : '0001-01-01T00:00:00Z',
        fingerprint: `a7f7${service}`,
      },
    ],
  });
}

describe('an alert', () => {
  let inbox: InboxSystem;
  let ana: SandboxHand;
  beforeAll(async () => {
    inbox = await InboxSystem.start(`
services: { checkout: { name: Checkout }, ledger: {} }
notifications: { default: [sandbox/#general] }
alerts:
  rules:
    - { name: quick, settle: 1s, title: '{title} in {service}' }
`);
    ana = new SandboxHand(inbox.system.baseUrl, 'ana');
  });
  afterAll(() => inbox.stop());

  const card = async (what: RegExp) =>
    eventually(`#general shows ${what.source}`, async () =>
      (await ana.sees('general')).find(({ text }) => what.test(text)),
    );

  /** Waits until this is kept as what came of a delivery. */
  const came = async (key: string, outcomes: readonly object[]) =>
    eventually('what came of it is kept', async () => {
      const { inbox: store } = await inbox.stores();
      const kept = await store.find({ tenant: 'default', integration: 'alerts' }, key);
      expect(kept?.outcomes).toMatchObject(outcomes);
      return true;
    });

  it('that fires opens an incident in chat, and resolves it when it has cleared; the next is another, which follows it', async () => {
    expect((await inbox.send(notification('firing'))).status).toBe(202);
    await card(/INC-1 SEV-1 open: 5 % of requests fail in checkout/);
    const [line] = await inbox.workedOff(1);
    await came(line!.key, [{ of: 'a7f7checkout', incidents: ['INC-1'] }]);
    await inbox.send(notification('resolved'));
    await card(/INC-1 SEV-1 resolved: 5 % of requests fail in checkout/);
    await inbox.send(notification('firing', 2));
    await card(/INC-2 SEV-1 open/);
    await eventually('it says what it follows', async () => {
      const events = await (await inbox.stores()).timeline.read('default', 'INC-2', 1_000);
      return events.some((event) => event.type === 'alerts_changed' && event.after?.incident === 'INC-1');
    });
    const api = await inbox.system.api();
    await eventually('the audit says who declared them', async () => {
      const { status, body } = await api.request('GET', '/audit');
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain('alert alerts');
      return true;
    });
  });

  it('that is followed hears a command that is sent again once, as Temporal itself answers it from what was done', async () => {
    const client = await inbox.system.temporal();
    const handle = client.workflow.getHandle(incidentWorkflowId('default', 'INC-2'));
    const note = (text: string) =>
      handle.executeUpdate<CommandReply, [unknown]>('note', {
        args: [{ text, by: { id: 'ana', name: 'Ana' }, deliveryId: 'sent-again' }],
        updateId: 'sent-again',
      });
    const first = await note('rolled back');
    expect(await note('rolled back')).toEqual(first);
    const { events = [] } = await handle.fetchHistory();
    const accepted = (events ?? []).filter(
      (one) =>
        one.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId === 'sent-again',
    );
    expect(accepted).toHaveLength(1);
    await eventually('it is on the timeline', async () => {
      const told = await (await inbox.stores()).timeline.read('default', 'INC-2', 1_000);
      const notes = told.filter((event) => event.type === 'noted' && event.text === 'rolled back');
      expect(notes.length).toBeLessThanOrEqual(1);
      return notes.length === 1;
    });
    await client.connection.close();
  });

  it('of a service in maintenance opens none, until the maintenance is ended', async () => {
    expect(await ana.types('/im maintenance ledger 2h upgrade')).toMatch(/open no incident/);
    await inbox.send(notification('firing', 1, 'ledger'));
    const log = await inbox.workedOff(4);
    await came(log[3]!.key, [{ text: 'held back by the maintenance of ledger (upgrade)' }]);
    expect(await ana.types('/im maintenance list')).toMatch(/ledger/);
  });
});
