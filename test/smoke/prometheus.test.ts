import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain } from '../../src/chat/text.ts';
import { eventually } from '../harness/eventually.ts';
import { InboxSystem } from '../harness/inbox-system.ts';
import { findPrometheus, Prometheus } from '../harness/prometheus.ts';
import { SandboxHand } from '../harness/sandbox-hand.ts';

const programs = findPrometheus();

describe('a real Prometheus with a real Alertmanager', () => {
  let inbox: InboxSystem;
  let prometheus: Prometheus | undefined;
  let ana: SandboxHand;
  beforeAll(async () => {
    if (!programs) return;
    inbox = await InboxSystem.start(`
people: { ana: { name: Ana, chat: { sandbox: ana } } }
teams: { payments: { members: [ana] } }
services: { checkout: { team: payments }, ledger: { team: payments } }
escalation: { standard: { steps: [{ notify: ['person:ana'], wait: 1h }] } }
defaults: { escalation: standard, severity: SEV-3 }
notifications: { default: [sandbox/#general] }
alerts: { rules: [{ name: quick, match: { integration: alerts }, settle: 1s }] }
`);
    ana = new SandboxHand(inbox.system.baseUrl, 'ana');
    // The address is set as the guide of the integration says it.
    const { body } = await (await inbox.system.api()).request('GET', '/integrations/alerts/guide');
    const { steps } = body as { steps: { copy?: string }[] };
    const receiver = steps.map(({ copy }) => copy).find((copy) => copy?.startsWith('receivers:'));
    expect(receiver).toContain('/in/alerts/');
    prometheus = await Prometheus.start(programs, receiver!.replace(/url: .*/, `url: ${inbox.address}`));
  });
  afterAll(async () => {
    if (!programs) return;
    await prometheus?.stop();
    await inbox.stop();
  });

  const shows = async (place: string | undefined, what: RegExp) =>
    eventually(`${place ?? 'ana'} sees ${what.source}`, async () =>
      (await ana.sees(place)).find(({ text }) => what.test(text)),
    );
  const heads = async (place?: string): Promise<string[]> =>
    (await ana.sees(place)).map(({ view }) => view.heading ?? '');

  it('opens, pages and resolves, once each, whatever dies between', async ({ skip }) => {
    if (!prometheus) return skip('prometheus and alertmanager are not on PATH');
    prometheus.fails('checkout', 0.12);
    const card = await shows('general', /INC-1 SEV-1 open: checkout fails 12% of its requests/);
    const page = await shows(undefined, /You are paged: INC-1 SEV-1/);
    const facts = card.view.sections.flatMap(({ fields = [] }) => fields);
    expect(Object.fromEntries(facts.map(({ label, value }) => [label, plain(value)]))).toMatchObject({
      Service: 'checkout',
      Team: 'payments',
      Alerts: '1 fires, by alerts',
    });
    for (const { text } of [card, page]) expect(text).toMatch(/Seen at shop\.[^]*Graph · Runbook/);

    // Alertmanager sends it again and again.
    const sendsMore = async (): Promise<unknown> => inbox.workedOff((await inbox.lines()).length + 3);
    await sendsMore();

    await inbox.system.server?.kill9();
    prometheus.fails('ledger', 0.3);
    await inbox.system.startServer();
    await shows('general', /INC-2 SEV-1 open: ledger fails 30% of its requests/);
    await shows(undefined, /You are paged: INC-2 SEV-1/);

    await prometheus.killAlertmanager();
    await prometheus.startAlertmanager();
    await sendsMore();
    prometheus.fails('checkout', 0);
    prometheus.fails('ledger', 0);
    await shows('general', /INC-1 SEV-1 resolved/);
    await shows('general', /INC-2 SEV-1 resolved/);

    const cards = (await heads('general')).filter((head) => / (open|resolved): /.test(head));
    expect(new Set(cards.map((head) => head.split(' ')[0]))).toEqual(new Set(['INC-1', 'INC-2']));
    const pages = (await heads()).filter((head) => head.startsWith('You are paged'));
    expect(pages.map((head) => head.split(' ')[3])).toEqual(['INC-1', 'INC-2']);
  }, 400_000);
});
