import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChangeTaker } from '../../src/wiring/changes/change-taking.ts';
import type { Answer, Inbound, InboundAdapter } from '../../src/chat/inbound.ts';
import { plainMessage } from '../../src/chat/plain-message.ts';
import type { Change } from '../../src/git/change.ts';
import { placeOf } from '../../src/git/place.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import { notingPages } from '../../src/wiring/alerts/page-noting.ts';
import { AT, commit, deployment, pullRequest, push, REPOSITORY } from '../unit/git/changes.ts';
import { Office } from './office.ts';

/** A platform that takes every answer as it is. */
class Echo implements InboundAdapter {
  readonly platform = 'echo';
  readonly instance = 'main-slack';
  readonly surfaces = ['any'];
  readonly answers: Answer[] = [];
  authenticate(): void {}
  parse(): Inbound {
    throw new Error('nothing is parsed here');
  }
  respond(_: Inbound, answer: Answer) {
    this.answers.push(answer);
    return { http: { status: 200, contentType: 'application/json', body: '{}' }, undelivered: answer };
  }
  repeats = (): boolean => false;
}

const SHA = '463b0001a1b2c3d4e5f60718293a4b5c6d7e8f90';
const PULL = 'https://git.example/acme/payments/pull/42';
const GRAFANA = 'https://grafana.example/d/abc/checkout?from=now-1h';

let office: Office;
let echo: Echo;
beforeEach(async () => {
  office = await Office.open();
  echo = new Echo();
  const checkout = office.config.services.get('checkout')!;
  const repositories = [placeOf('github/acme/payments')!];
  office.config = {
    ...office.config,
    services: new Map([...office.config.services, ['checkout', { ...checkout, repositories }]]),
  };
});
afterEach(() => office.close());

let deliveries = 0;
/** @returns what is shown below a message with these addresses, in words, by address. */
async function paste(links: string[], more: object = {}): Promise<Record<string, string>> {
  const from = { deliveryId: `L${++deliveries}`, user: { id: 'U0ANA', name: 'ana' } };
  const inbound = {
    kind: 'links',
    links,
    message: { channel: 'C1', id: '9.0' },
    channel: 'C1',
    ...from,
    ...more,
  };
  await office.receive({ tenant: 'default', adapter: echo }, inbound as Inbound);
  await office.afterwards.ended();
  const answer = echo.answers.at(-1)!;
  if (answer.kind !== 'previews') return {};
  return Object.fromEntries(
    Object.entries(answer.previews).map(([link, message]) => {
      expect(message).not.toHaveProperty('elements');
      return [link, plainMessage(message)];
    }),
  );
}

async function tells(...changes: Change[]): Promise<void> {
  const stores = office.memory.stores();
  const tell = (where: string, id: IncidentId) => Promise.resolve(office.memory.views.has(`${where}:${id}`));
  const take = createChangeTaker({ stores, tell, redact: (text) => text });
  const context = { tenant: 'default', integration: 'github', delivery: 'd', receivedAt: office.now };
  await take([{ context, some: changes }]);
}

/** Tickets of action items are on record by their addresses. */
const ticket = (url: string) => office.memory.tickets.set(`default:${url}`, { incident: 'INC-1', number: 1 });

describe('an address that is pasted', () => {
  it('of a git server is shown with what Muster has on record: what, whose, how it stands, which service, which incidents', async () => {
    await office.command('declare Checkout is down --service checkout');
    await tells(
      pullRequest('merged', { title: 'INC-1: retry with a limit', source: 'fix/retry', head: SHA }),
      push([commit(SHA, 'Retry with a limit')], { branch: 'fix/retry' }),
    );
    const commitPage = `${REPOSITORY.url}/commit/${SHA}`;
    const compared = `${REPOSITORY.url}/compare/main...fix/retry`;
    const shown = await paste([
      `${PULL}/files`,
      commitPage,
      `${REPOSITORY.url}/commit/${SHA.slice(0, 8)}`,
      compared,
    ]);
    expect(Object.keys(shown)).toHaveLength(4);
    expect(shown[`${PULL}/files`]).toMatch(
      /acme\/payments: #42 INC-1: retry with a limit[^]*merged into main[^]*by Ana[^]*Service[^]*Checkout[^]*INC-1[^]*SEV-2[^]*open[^]*Checkout is down/,
    );
    expect(shown[commitPage]).toMatch(
      /463b000 of acme\/payments on fix\/retry: “Retry with a limit”, by Ana[^]*INC-1/,
    );
    expect(shown[compared]).toMatch(/fix\/retry of acme\/payments at 463b000/);
  });

  it('of a pull request or a release has the incidents that its timeline has it from: named at length, or in a comment', async () => {
    for (const title of ['Checkout is down', 'Search is slow', 'Mail is late', 'Login is odd'])
      await office.command(`declare ${title}`);
    const { url } = REPOSITORY;
    const base = { key: 'x', repository: REPOSITORY, at: AT, type: 'release', action: 'published' } as const;
    await tells(
      pullRequest('opened', { description: 'It ends INC-1.\n> Was it INC-4?' }),
      { ...pullRequest('commented'), comment: { text: 'INC-2 as well' } },
      // What comes without the description takes nothing back.
      pullRequest('merged', {}),
      { ...base, tag: 'v2', name: 'Two', description: 'Is the end of INC-3' },
      { ...base, tag: 'v3', name: 'Three' },
    );
    const pages = { two: `${url}/releases/tag/v2`, three: `${url}/releases/tag/v3` };
    const shown = await paste([PULL, ...Object.values(pages)]);
    expect(shown[PULL]).toMatch(/INC-1[^]*Checkout is down[^]*INC-2[^]*Search is slow/);
    expect(shown[PULL]).not.toMatch(/INC-[34]/);
    expect(shown[pages.two]).toMatch(/INC-3[^]*Mail is late/);
    expect(shown[pages.three]).not.toContain('INC-');
    expect(await (await office.command(`find ${PULL}`)).text()).toContain('Checkout is down');
  });

  it('of a release or a tag is shown by its title, or by where it stands, with services and incidents', async () => {
    await office.command('declare Checkout is down --service checkout');
    const base = { key: 'x', repository: REPOSITORY, at: AT, actor: { name: 'Ana' } };
    await tells(
      push([commit(SHA, 'INC-1: retry with a limit')]),
      { ...base, type: 'tag', action: 'created', name: 'v1.2', commit: SHA },
      { ...base, type: 'tag', action: 'created', name: 'v1.1' },
      { ...base, type: 'tag', action: 'deleted', name: 'v1.1', at: AT + 1 },
      { ...base, type: 'release', action: 'published', tag: 'v2/final', name: 'INC-1 is over' },
    );
    const { url } = REPOSITORY;
    const pages = {
      tag: `${url}/tree/v1.2`,
      gone: `${url}/src/tag/v1.1`,
      release: `${url}/releases/tag/v2%2Ffinal`,
    };
    const shown = await paste([...Object.values(pages), `${url}/releases/tag/v9`]);
    expect(shown[pages.tag]).toMatch(
      /payments: tag v1.2[^]*Tag v1.2 of acme\/payments at 463b000, by Ana[^]*Service[^]*Checkout[^]*INC-1/,
    );
    expect(shown[pages.gone]).toMatch(/Tag v1.1 of acme\/payments, deleted/);
    expect(shown[pages.release]).toMatch(/Release v2\/final of acme\/payments: “INC-1 is over”[^]*SEV-2/);
    expect(Object.keys(shown)).toHaveLength(3);
  });

  it('of a deployment is shown with how it went, that of an environment with the last one', async () => {
    await office.command('declare Checkout is down --service checkout');
    const run = 'https://git.example/acme/payments/actions/runs/7';
    const begun = deployment({ state: 'running', commit: SHA, ref: 'main', url: `${run}/job/8` });
    await tells(
      push([commit(SHA, 'INC-1: retry with a limit')]),
      begun,
      { ...begun, state: 'failed', at: AT + 60_000 },
      // Told late.
      { ...begun, state: 'pending', at: AT - 60_000 },
      deployment({ environment: 'staging', at: AT + 1, url: `${run}/job/9` }),
    );
    const environment = `${REPOSITORY.url}/deployments/Production`;
    const shown = await paste([`${run}/attempts/1`, `${run}/job/9?pr=1`, environment]);
    const failed =
      /payments: deployment to production[^]*Deployment of 463b000 \(main\) of acme\/payments to production: failed, by deployer[^]*Checkout[^]*INC-1/;
    expect(shown[`${run}/attempts/1`]).toMatch(failed);
    expect(shown[environment]).toMatch(failed);
    expect(shown[`${run}/job/9?pr=1`]).toMatch(/to staging: succeeded/);
    expect(await (await office.command(`find ${environment}`)).text()).toMatch(/to production.*failed/);
    expect(await paste([environment], { shared: true })).toEqual({});
  });

  it('of a dashboard is shown with the incidents that it was linked to, or whose alerts came with it', async () => {
    await office.command('declare Checkout is down');
    await office.command(`link 1 ${GRAFANA} The dashboard`);
    await office.afterwards.ended();
    expect(Object.values(await paste(['https://grafana.example/d/abc/renamed?from=now-6h']))).toEqual([
      expect.stringMatching(/Incident[^]*INC-1[^]*Checkout is down/),
    ]);
    await office.command('declare Orders are late');
    const taken = [{ of: 'a', text: 'opened INC-2', incidents: ['INC-2'] as const }];
    const take = notingPages(
      () => Promise.resolve([taken]),
      office.memory.stores().pages,
      (text) => text.replaceAll('hunter2', '***'),
    );
    const links = ['https://prom.example/graph?g0.expr=up', 'https://prom.example/hunter2'];
    const context = { tenant: 'default', integration: 'prom', delivery: 'd', receivedAt: office.now };
    const alert = { key: 'a', status: 'firing', title: 'late', labels: {}, startedAt: 1 } as const;
    const some = [{ ...alert, links: links.map((url) => ({ title: 'graph', url })) }];
    await take([{ context, some }]);
    expect(Object.keys(await paste(links))).toEqual([links[0]]);
    expect([...office.memory.changed.pages.keys()].join()).not.toContain('hunter2');
  });

  it('of a ticket is shown with its action item and what names it', async () => {
    await office.command('declare Checkout is down');
    await office.command('action 1 add an alert @ben');
    ticket('https://jira.example/browse/PAY-17');
    await tells(push([commit(SHA, 'PAY-17 add the alert')]));
    const [shown = ''] = Object.values(
      await paste(['https://jira.example/browse/PAY-17?focusedCommentId=1']),
    );
    expect(shown).toMatch(/INC-1-1, to be done[^]*add an alert[^]*INC-1[^]*Checkout is down/);
  });

  it('of the ticket of a whole incident is shown with the incident', async () => {
    await office.command('declare Checkout is down');
    office.memory.incidentTickets.set('default:https://jira.example/browse/PAY-17', { 'INC-1': 'jira' });
    const pasted = 'https://jira.example/browse/PAY-17?focusedCommentId=1';
    expect((await paste([pasted]))[pasted]).toMatch(/INC-1[^]*Checkout is down/);
  });

  it('is offered as a link of the incident in whose channel it is', async () => {
    await office.command('declare Checkout is down');
    await tells(pullRequest('opened'));
    expect((await paste([PULL]))[PULL]).not.toContain('/im link');
    const place = { instance: 'main-slack', channel: 'C7', own: true };
    const record = office.memory.views.get('default:INC-1')!;
    office.memory.views.set('default:INC-1', { ...record, view: { ...record.view, places: [place] } });
    expect((await paste([PULL], { channel: 'C7' }))[PULL]).toContain(`\`/im link ${PULL}\` puts it on`);
  });

  it('tells nothing of private incidents in a channel, whoever pasted it', async () => {
    await office.command('declare Hidden thing --private');
    await office.command(`link 1 ${GRAFANA}`);
    await office.command('action 1 secret work');
    ticket('https://jira.example/browse/PAY-17');
    office.memory.incidentTickets.set('default:https://jira.example/browse/PAY-18', { 'INC-1': 'jira' });
    await tells(pullRequest('opened', { title: 'Fix of INC-1' }));
    const issues = ['https://jira.example/browse/PAY-17', 'https://jira.example/browse/PAY-18'];
    const shown = await paste([GRAFANA, ...issues, PULL]);
    expect(Object.keys(shown)).toEqual([PULL]);
    expect(JSON.stringify(shown)).not.toMatch(/Hidden|secret work|SEV-/);
    // Who may see it is told so where nobody else reads it.
    const answer = await (await office.command(`find ${GRAFANA}`)).text();
    expect(answer).toContain('Hidden thing');
    const other = await (await office.command(`find ${GRAFANA}`, { user: 'U0BEN' })).text();
    expect(other).toContain('Nothing is on record of that address');
  });

  it('is told by /im find on platforms that preview nothing', async () => {
    await tells(pullRequest('merged'));
    for (const text of [`find ${PULL}`, `find <${PULL}|${PULL}>`, `find <${PULL}>`])
      expect(await (await office.command(text)).text()).toMatch(/#42 Retry with a limit/);
    expect(await (await office.command('find https://elsewhere.example/x')).text()).toContain(
      'Nothing is on record',
    );
  });

  it('is not shown to who may not search, to other companies, of another tenant, or when nothing is on record', async () => {
    await tells(pullRequest('merged'));
    expect(await paste([PULL], { shared: true })).toEqual({});
    const acme = { tenant: 'acme', integration: 'theirs', delivery: 'd', receivedAt: office.now };
    const url = 'https://git.example/acme/secret';
    await office.memory
      .stores()
      .changes.saw('acme', acme.integration, { name: 'acme/secret', url }, office.now, office.now);
    expect(
      await paste([
        `${url}/pull/1`,
        'https://git.example/acme/payments/pull/43',
        'http://169.254.169.254/pull/42',
      ]),
    ).toEqual({});
    office.access({ policy: { ...office.config.access.policy, unmapped: 'none' } });
    expect(await paste([PULL], { user: { id: 'U9', name: 'u9' } })).toEqual({});
  });

  it('is one of five that are looked at of a message', async () => {
    await tells(pullRequest('merged'));
    const many = Array.from({ length: 9 }, (_, n) => `${PULL}?n=${n}`);
    expect(Object.keys(await paste(many))).toEqual(many.slice(0, 5));
  });
});
