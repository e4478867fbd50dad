import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { catalogueOf } from './catalogue.ts';
import { LEAK, Office } from './office.ts';
import { SlackHand } from './slack-hand.ts';

const BEN = 'U0BEN';
const runbook = (name: string, more: Partial<Runbook> = {}): [string, Runbook] => [
  name,
  {
    name,
    title: `Do ${name}`,
    runs: { action: 'ops.restart' },
    parameters: { host: '{{ incident.service }}', reason: '{{ incident.id }}: {{ incident.title }}' },
    statuses: ['open', 'acknowledged', 'mitigated'],
    button: true,
    ...more,
  },
];

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'ops.restart': {
        formats: ['restart {{host}}'],
        parameters: {
          host: { type: 'string', required: true },
          reason: { type: 'string' },
          password: { type: 'string', secret: true, default: 'of the configuration' },
        },
      },
      'ops.scale': {
        formats: ['scale {{service}} to {{size}}'],
        parameters: {
          service: { type: 'string', required: true },
          size: { type: 'integer', required: true, maximum: 9 },
        },
        approval: { people: [], withinMs: 600_000 },
        immutable: { service: 'checkout' },
      },
      'ops.wipe': { formats: ['wipe'], access: { roles: ['admin'] } },
    }),
    runbooks: new Map([
      runbook('restart'),
      runbook('note', { parameters: { host: '{{ incident.id }}' } }),
      runbook('scale', { runs: { alias: 'ops.scale' }, parameters: {} }),
      runbook('wipe', { runs: { action: 'ops.wipe' }, parameters: {} }),
      runbook('other', { services: ['ledger'] }),
      runbook('grave', { severities: ['SEV-1'], parameters: { host: 'db' } }),
      runbook('broken', { parameters: { host: "{{ incident.title | regex_replace('(', '') }}" } }),
    ]),
  };
  const [service = ''] = office.config.services.keys();
  await types(`declare ${LEAK} checkout is down --sev 2 --service ${service}`);
  office.temporal.place('INC-1', { instance: 'main-slack', channel: 'C1', card: '1.1', own: false });
  await types('note INC-1 recorded');
});
afterEach(() => office.close());

const types = (text: string, user = 'U0ANA'): Promise<string> => new SlackHand(office, user).types(text);
const presses = async (nth: number, name: string, user = 'U0ANA'): Promise<string> =>
  (await new SlackHand(office, user).presses(`runbook:${nth}:${name} INC-1`)).text;
const orders = () => office.memory.runs.orders();
const audited = () => office.memory.auditEntries.filter(({ action }) => action === 'run');

describe('the press of a runbook', () => {
  it('runs its action with what it gives of the incident, as who pressed, below the card', async () => {
    expect(await presses(0, 'restart')).toMatch(/RUN-1.*ops\.restart.* runs/);
    const [service] = office.config.services.keys();
    expect(orders()).toMatchObject([
      {
        id: 'RUN-1',
        action: 'ops.restart',
        asked: { by: { id: 'ana' } },
        incident: 'INC-1',
        runbook: { name: 'restart', title: 'Do restart' },
        origin: { instance: 'main-slack', channel: 'C1', thread: '1.1' },
      },
    ]);
    const { host, reason } = orders()[0]!.parameters;
    expect(host).toBe(service);
    expect(reason).toMatch(/^INC-1: \[redacted.* checkout is down$/);
    expect(JSON.stringify(orders())).not.toMatch(/of the configuration|AKIA/);
    expect(audited()).toMatchObject([
      {
        outcome: 'done',
        incident: 'INC-1',
        person: 'ana',
        about: expect.stringMatching(/^RUN-1 ops\.restart by restart host=/) as string,
      },
    ]);
  });

  it('shows the run of a private incident in no other channel than its own', async () => {
    await types('declare Theft --private');
    await types('note INC-2 recorded');
    const ana = new SlackHand(office);
    await ana.presses('runbook:0:note INC-2');
    expect(orders()[0]?.incident).toBe('INC-2');
    expect(orders()[0]?.origin).toBeUndefined();
    office.temporal.place('INC-2', { instance: 'main-slack', channel: 'C2', own: true });
    await types('note INC-2 placed');
    await ana.presses('runbook:1:note INC-2');
    expect(orders()[1]?.origin).toEqual({ instance: 'main-slack', channel: 'C2' });
  });

  it('runs it once, however often and by whomever what was shown is pressed', async () => {
    await presses(0, 'restart');
    expect(await presses(0, 'restart')).toMatch(/RUN-1/);
    expect(await presses(0, 'restart', BEN)).toMatch(/Ana has ordered it already: it is RUN-1/);
    expect(orders()).toHaveLength(1);
    expect(audited().map(({ person, outcome }) => `${person} ${outcome}`)).toEqual([
      'ana done',
      'ana done',
      'ben refused',
    ]);
  });

  it('runs it again once the card shows that it was run', async () => {
    await presses(0, 'restart');
    const status = () => office.memory.views.get('default:INC-1')?.view.runbooks;
    expect(status()).toContainEqual({ name: 'restart', title: 'Do restart', nth: 0 });
    const by = { id: 'ana', name: 'Ana' };
    const news = { run: 'RUN-1', action: 'ops.restart', runbook: { name: 'restart', title: 'Do restart' } };
    office.temporal.ran('INC-1', { ...news, change: 'ordered', by });
    office.temporal.ran('INC-1', { ...news, change: 'failed' });
    expect(status()).toContainEqual({ name: 'restart', title: 'Do restart', nth: 1 });
    expect(await presses(1, 'restart')).toMatch(/RUN-2/);
    expect(orders()).toHaveLength(2);
  });

  it('asks in a form for what is missing, without what is given, and runs it once', async () => {
    await presses(0, 'scale');
    const [opened] = office.modals;
    expect(opened?.modal).toMatchObject({ id: 'run', title: 'Run scale', inputs: [{ id: 'size' }] });
    expect(opened?.modal.inputs).toHaveLength(1);
    const ana = new SlackHand(office);
    expect(await ana.submits(opened!.modal, { size: '20' })).toMatch(/errors.*size/);
    expect(orders()).toEqual([]);
    await ana.submits(opened!.modal, { size: '3' });
    await ana.submits(opened!.modal, { size: '3' });
    expect(orders()).toMatchObject([
      {
        alias: 'ops.scale',
        parameters: { service: 'checkout', size: 3 },
        plan: { approval: { people: [] } },
        runbook: { name: 'scale' },
      },
    ]);
  });

  it('is refused to who may not run what it runs, as if it were not there', async () => {
    expect(await presses(0, 'wipe', BEN)).toMatch(/There is no runbook wipe that you may run/);
    expect(await presses(0, 'gone')).toMatch(/There is no runbook gone that you may run/);
    expect(await presses(0, 'restart', 'U0STRANGER')).toMatch(/You may not run actions/);
    expect(orders()).toEqual([]);
    expect(await presses(0, 'wipe')).toMatch(/RUN-1/);
  });

  it('says why it does not fit the incident, as that stands now', async () => {
    expect(await presses(0, 'other')).toMatch(/“Do other” is a runbook of ledger, and INC-1 is not/);
    expect(await presses(0, 'grave')).toMatch(/“Do grave” is a runbook of SEV-1, and INC-1 is SEV-2/);
    await types('resolve INC-1 done');
    expect(await presses(0, 'restart')).toMatch(/INC-1 is resolved/);
    expect(orders()).toEqual([]);
  });

  it('whose template cannot be rendered says so', async () => {
    expect(await presses(0, 'broken')).toMatch(/The runbook broken cannot be run: /);
    expect(orders()).toEqual([]);
  });
});

it('a run says by the API by which runbook it was ordered', async () => {
  await presses(0, 'restart');
  const response = await fetch(`${office.base}/api/v1/runs/RUN-1`, {
    headers: { authorization: `Bearer ${office.token('commander')}` },
  });
  expect(await response.json()).toMatchObject({
    incident: 'INC-1',
    runbook: { name: 'restart', title: 'Do restart' },
  });
});

describe('/im runbooks', () => {
  it('lists what this person may run for the incident, with buttons', async () => {
    const listed = await types('runbooks INC-1');
    expect(listed).toMatch(/restart.*Do restart.*ops\.restart/s);
    expect(listed).toMatch(/runbook:0:restart INC-1/);
    expect(listed).toMatch(/wipe/);
    expect(listed).not.toMatch(/other|grave/);
    expect(await types('runbooks INC-1', BEN)).not.toMatch(/wipe/);
    expect(await types('runbooks INC-9')).toMatch(/There is no incident INC-9/);
  });

  it('runs one by its name, with what it does not give itself', async () => {
    expect(await types('runbook INC-1 restart')).toMatch(/RUN-1/);
    expect(await types('runbooks INC-1 scale size=4')).toMatch(/RUN-2/);
    expect(orders()[1]).toMatchObject({ parameters: { size: 4 } });
    expect(await types('runbooks INC-1 restart host=other')).toMatch(
      /host.*is settled by the runbook itself/s,
    );
    const optional = await types('runbooks INC-1 note reason=x');
    expect(optional).toMatch(/reason.*is nothing that ops\.restart needs.*runbooks\.note\.parameters/s);
    expect(optional).not.toMatch(/settled by the runbook/);
    expect(await types('runbooks INC-1 note hst=x')).toMatch(
      /hst.*is no parameter of this action\. Did you mean host\?/s,
    );
    expect(await types(`runbooks INC-1 scale size=4 password=x`)).toMatch(/password.*is no parameter/s);
    expect(orders()).toHaveLength(2);
  });

  it('asks which incident is meant, and takes no other words', async () => {
    expect(await types('runbooks')).toMatch(/Which incident/);
    expect(await types('runbooks INC-1 do it now')).toMatch(/is no name of a runbook/);
  });
});

describe('the page of an incident', () => {
  const wall = () => office.cookie('commander', 'wall');
  const read = async (cookie: string): Promise<string> =>
    (await fetch(`${office.base}/incidents/INC-1`, { headers: { cookie } })).text();
  const formsIn = (html: string) =>
    [...html.matchAll(/action="\/incidents\/INC-1\/runbooks"(.*?)<\/form>/gs)].map(([, inside = '']) =>
      Object.fromEntries(
        [...inside.matchAll(/name="([\w.]+)"(?: value="([^"]*)")?/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
    );
  async function sends(fields: Record<string, string>, cookie = wall()) {
    const response = await fetch(`${office.base}/incidents/INC-1/runbooks`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(fields),
    });
    return { status: response.status, to: response.headers.get('location'), html: await response.text() };
  }

  it('has a form for each runbook that the reader may run, with what has to be entered', async () => {
    const forms = formsIn(await read(wall()));
    expect(forms.map(({ name }) => name)).toEqual(['restart', 'note', 'scale', 'broken']);
    expect(forms.map((form) => 'parameter.size' in form)).toEqual([false, false, true, false]);
    expect(formsIn(await read(office.cookie('admin', 'wall'))).map(({ name }) => name)).toContain('wipe');
    expect(formsIn(await read(office.cookie('viewer', 'wall')))).toEqual([]);
  });

  it('runs them by their forms, once, and says what is wrong', async () => {
    const cookie = wall();
    const [restart, , scale] = formsIn(await read(cookie));
    expect(await sends(restart!, cookie)).toMatchObject({ status: 303, to: '/incidents/INC-1?did=runbook' });
    expect(await sends(restart!, cookie)).toMatchObject({ status: 303 });
    expect(orders()).toMatchObject([{ action: 'ops.restart', asked: { by: { id: 'token:wall' } } }]);
    const many = await sends({ ...scale!, 'parameter.size': '20' }, cookie);
    expect(many.status).toBe(422);
    expect(many.html).toMatch(/It was not run: size /);
    await sends({ ...scale!, 'parameter.size': '3' }, cookie);
    expect(orders()[1]).toMatchObject({ parameters: { service: 'checkout', size: 3 } });
    expect((await sends({ ...restart!, name: 'wipe' }, cookie)).status).toBe(404);
    expect(orders()).toHaveLength(2);
  });

  it('shows what was run for it, and how that stands', async () => {
    const news = { run: 'RUN-3', action: 'ops.restart' };
    const by = { id: 'ana', name: 'Ana' };
    office.temporal.ran('INC-1', {
      ...news,
      change: 'ordered',
      by,
      runbook: { name: 'restart', title: 'Do restart' },
    });
    office.temporal.ran('INC-1', { ...news, change: 'timed_out' });
    expect(await read(wall())).toMatch(/href="\/runs\/RUN-3">RUN-3<\/a> Do restart.*took too long/s);
  });
});
