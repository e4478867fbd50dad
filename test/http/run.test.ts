import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../src/action/action.ts';
import { LEAK, Office } from './office.ts';
import { catalogueOf } from './catalogue.ts';
import { SlackHand } from './slack-hand.ts';
import { sandboxWayIn } from './ways-in/sandbox.ts';
import { Tap } from './ways-in/tap.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'google.search': {
        formats: ['google {{query}} and return {{count=5}} results', 'google {{query}}'],
        parameters: {
          query: { type: 'string', required: true },
          count: { type: 'integer', default: 10, maximum: 100 },
        },
      },
      'ops.restart': {
        formats: ['restart {{host}}', 'restart'],
        parameters: {
          host: { type: 'string', required: true, description: 'Which machine', pattern: '^[a-z0-9]+$' },
          force: { type: 'boolean', default: false },
          password: { type: 'string', secret: true, default: 'of the configuration' },
        },
        approval: { people: [], withinMs: 600_000 },
      },
      'ops.wipe': { formats: ['wipe {{disk}}'], access: { roles: ['admin'] }, parameters: { disk: {} } },
      'ops.failover': {
        formats: ['failover {{database}}'],
        access: { roles: [], people: ['ben'] },
        parameters: { database: { type: 'string', required: true } },
      },
      'one.deploy': { formats: ['deploy {{app}}'], parameters: { app: {} } },
      'two.deploy': { formats: ['deploy {{service}}'], parameters: { service: {} } },
    }),
  };
});
afterEach(() => office.close());

const BEN = 'U0BEN';
const types = (text: string, user = 'U0ANA'): Promise<string> => new SlackHand(office, user).types(text);
const ana = () => new SlackHand(office);
const orders = () => office.memory.runs.orders();
const audited = () => office.memory.auditEntries.filter(({ action }) => action.startsWith('run'));

describe('/im run', () => {
  it('runs the action of the alias that a sentence matches, where it was typed', async () => {
    expect(await types('run google StackStorm and return 7 results')).toMatch(/RUN-1.*google\.search.* runs/);
    expect(orders()).toMatchObject([
      {
        id: 'RUN-1',
        action: 'google.search',
        alias: 'google.search',
        parameters: { query: 'StackStorm', count: 7 },
        asked: { by: { id: 'ana' } },
        roles: office.config.people.get('ana')!.roles,
        origin: { instance: 'main-slack' },
        plan: { timeoutMs: 60_000, attempts: 1 },
      },
    ]);
    expect(audited()).toMatchObject([
      {
        action: 'run',
        outcome: 'done',
        about: 'RUN-1 google.search query="StackStorm" count=7',
        person: 'ana',
      },
    ]);
  });

  it('runs once, however often the platform sends it', async () => {
    await ana().types('run google StackStorm', 'the same');
    await ana().types('run google StackStorm', 'the same');
    expect(orders()).toHaveLength(1);
  });

  it('says of each parameter what is wrong, and repeats no value', async () => {
    const answer = await types('run google StackStorm and return many results');
    expect(answer).toMatch(/google\.search.*was not run.*count.*must be a whole number/s);
    expect(await types('run google x colour=blue')).toMatch(/colour.*is no parameter of this action/s);
    expect(orders()).toEqual([]);
  });

  it('takes no secret, neither as a parameter that is one nor in another, and keeps none', async () => {
    expect(await types('run restart web1 password=hunter2')).toMatch(/password.*none is taken from chat/s);
    expect(await types(`run google ${LEAK}`)).toMatch(/query.*none is taken from chat/s);
    expect(orders()).toEqual([]);
    await types('run restart web1');
    expect(orders()[0]?.parameters).toEqual({ host: 'web1', force: false });
    expect(JSON.stringify([office.memory.auditEntries, [...office.memory.questions.values()]])).not.toMatch(
      /hunter2|AKIA|of the configuration/,
    );
  });

  it('asks in a form for what is missing, and runs it when that is sent', async () => {
    await types('run restart force=yes');
    const [opened] = office.modals;
    expect(opened?.modal).toMatchObject({
      id: 'run',
      inputs: [
        { id: 'host', label: 'Host', placeholder: 'Which machine' },
        { id: 'force', type: 'select', optional: true },
      ],
    });
    expect(JSON.stringify(opened)).not.toMatch(/password/i);
    expect(await ana().submits(opened!.modal, { host: 'Web 1' })).toMatch(/errors.*host.*must match/);
    expect(orders()).toEqual([]);
    await ana().submits(opened!.modal, { host: 'web1' });
    await ana().submits(opened!.modal, { host: 'web1' });
    expect(orders()).toMatchObject([{ id: 'RUN-1', parameters: { host: 'web1', force: true } }]);
  });

  it('asks for what was left empty, where only a blank stands', async () => {
    await types('run google    and return 3 results');
    expect(orders()).toEqual([]);
    const [opened] = office.modals;
    expect(opened?.modal.inputs).toMatchObject([{ id: 'query' }, { id: 'count', initial: '3' }]);
    await ana().submits(opened!.modal, { query: 'Muster', count: '3' });
    expect(orders()).toMatchObject([{ parameters: { query: 'Muster', count: 3 } }]);
  });

  it('takes quotes as phones make them', async () => {
    await types('run google “Stack Storm” count=“7”');
    expect(orders()).toMatchObject([{ parameters: { query: 'Stack Storm', count: 7 } }]);
  });

  it('asks which of several aliases is meant, and runs the one that is pressed', async () => {
    const answer = await types('run deploy shop');
    expect(answer).toMatch(/Which of these.*deploy \{\{app\}\}.*deploy \{\{service\}\}/s);
    expect(orders()).toEqual([]);
    const [, action = ''] = /"(yes:[\w-]+\.1)"/.exec(answer) ?? [];
    await ana().presses(action);
    await ana().presses(action);
    expect(orders()).toMatchObject([{ action: 'two.deploy', parameters: { service: 'shop' } }]);
  });

  it('suggests what was meant by a slip, and what there is', async () => {
    expect(await types('run gogle StackStorm')).toMatch(/Nothing that you may run.*google \{\{query\}\}/s);
    expect(orders()).toEqual([]);
  });

  it('is refused to who may not run anything, and that is audited', async () => {
    expect(await types('run google StackStorm', 'U0STRANGER')).toMatch(/You may not run actions/);
    expect(orders()).toEqual([]);
    expect(audited()).toMatchObject([{ action: 'run', outcome: 'refused' }]);
  });

  it('says to try again while Temporal is away, and runs once', async () => {
    office.temporal.outage = 'unavailable';
    const sent = () => office.command('run google StackStorm', { delivery: 'the same' });
    expect((await sent()).status).toBe(503);
    expect(orders()).toEqual([]);
    office.temporal.outage = undefined;
    expect((await sent()).status).toBe(200);
    expect(orders()).toHaveLength(1);
  });
});

describe('what somebody may not run', () => {
  it('is to them as if it were not there: not run, not suggested, not listed', async () => {
    expect(await types('run wipe disk1', BEN)).toMatch(/Nothing that you may run/);
    expect(await types('run wip disk1', BEN)).not.toMatch(/wipe \{\{/);
    expect(await types('run help', BEN)).not.toMatch(/wipe/);
    expect(await types('run help')).toMatch(/wipe/);
    expect(await types('run failover orders')).toMatch(/Nothing that you may run/);
    expect(await types('run help')).not.toMatch(/failover/);
    expect(orders()).toEqual([]);
  });

  it('has no runs, for them', async () => {
    await types('run failover orders', BEN);
    await types('run google StackStorm', BEN);
    expect(await types('runs RUN-1')).toMatch(/There is no run RUN-1/);
    expect(await types('cancel RUN-1')).toMatch(/There is no run RUN-1/);
    expect(await types('runs')).not.toMatch(/RUN-1\b/);
    expect(await types('runs')).toMatch(/RUN-2\b/);
    expect(await types('runs', BEN)).toMatch(/RUN-1\b/);
  });
});

describe('/im runs', () => {
  it('shows one as its card, linked to its page, with buttons for what the reader may do', async () => {
    await types('run restart web1');
    const own = await types('runs RUN-1');
    expect(own).toMatch(/RUN-1 ops\.restart.*host=web1.*https:\/\/muster\.example\/runs\/RUN-1/s);
    expect(own).toMatch(/run-cancel/);
    expect(own).not.toMatch(/run-approve/);
    expect(await types('runs RUN-1', BEN)).not.toMatch(/run-(?:approve|cancel)/);
    await types('run restart web2', BEN);
    expect(await types('runs RUN-2')).toMatch(/run-approve.*run-decline.*run-cancel/s);
    expect(await types('runs')).toMatch(/https:\/\/muster\.example\/runs\/RUN-2/);
  });
});

describe('a run that needs approval', () => {
  beforeEach(() => types('run restart web1', BEN));

  it('waits for somebody else, by command or by button', async () => {
    expect(await types('approve RUN-1', BEN)).toMatch(/You may not approve/);
    await ana().presses('run-approve RUN-1');
    expect(office.memory.runs.query('default:run:RUN-1')).toMatchObject({
      status: 'running',
      approved: { by: { id: 'ana' } },
    });
    expect(await types('decline RUN-1')).toMatch(/RUN-1 runs already: Ana has approved it/);
    expect(audited()).toMatchObject([
      { action: 'run', outcome: 'done' },
      { action: 'run:approve', outcome: 'done', about: 'RUN-1 ops.restart', person: 'ana' },
      { action: 'run:decline', outcome: 'refused', about: 'RUN-1 ops.restart' },
    ]);
  });

  it('is declined, after which nothing can be done with it', async () => {
    expect(await types('decline RUN-1')).toMatch(/is declined/);
    expect(await types('cancel RUN-1')).toMatch(/RUN-1 is over: it was declined/);
  });

  it('is taken back by who ordered it, and by nobody else without the permission', async () => {
    expect(await types('cancel RUN-1', BEN)).toMatch(/is cancelled/);
    await types('run google StackStorm');
    expect(await types('cancel RUN-2', BEN)).toMatch(/You may not approve and decline runs of others/);
    expect(await types('cancel RUN-2')).toMatch(/is being ended/);
  });

  it('is found before a worker has recorded it', async () => {
    office.memory.runs.recording = false;
    await types('run restart web2', BEN);
    expect(await types('approve RUN-2')).toMatch(/RUN-2.*is approved/);
  });

  it('has no approval from who ordered it', async () => {
    await types('run restart web3');
    expect(await types('approve RUN-2')).toMatch(/RUN-2 is yours: somebody else has to decide/);
  });
});

it('a run that nobody but who orders it could approve is refused, and why is said', async () => {
  const { catalogue } = office.config;
  const action = catalogue.actions.get('google.search')!;
  const stuck = { ...action, approval: { people: ['ben'], withinMs: 600_000 } };
  office.config = {
    ...office.config,
    catalogue: { ...catalogue, actions: new Map([...catalogue.actions, [stuck.ref, stuck]]) },
  };
  expect(await types('run google StackStorm', BEN)).toMatch(
    /Nobody else than you may approve what google\.search does.*actions\.google\.search\.approval\.people/s,
  );
  expect(orders()).toEqual([]);
  expect(audited()).toMatchObject([{ action: 'run', outcome: 'refused', person: 'ben' }]);
  expect(await types('run google StackStorm')).toMatch(/RUN-1/);
});

it('a run that is for others to decide on says their names', async () => {
  const { catalogue, people } = office.config;
  const action = catalogue.actions.get('google.search')!;
  const named = { ...action, approval: { people: ['dora', 'ben'], withinMs: 600_000 } };
  office.config = {
    ...office.config,
    people: new Map([...people, ['dora', { ...people.get('ana')!, id: 'dora', name: 'Dora Marsh' }]]),
    catalogue: { ...catalogue, actions: new Map([...catalogue.actions, [named.ref, named]]) },
  };
  await types('run google StackStorm', BEN);
  expect(await types('approve RUN-1')).toMatch(/RUN-1 is decided on by Dora Marsh or Ben\./);
});

it('a run whose action is there no more is approved by whom it named, seen by who ordered it, and by nobody else', async () => {
  const { catalogue } = office.config;
  const action = catalogue.actions.get('google.search')!;
  const having = (actions: ReadonlyMap<string, Action>) => {
    office.config = { ...office.config, catalogue: { ...catalogue, actions } };
  };
  const approvedBy = (person: string) => {
    const named = { ...action, approval: { people: [person], withinMs: 600_000 } };
    having(new Map([...catalogue.actions, [named.ref, named]]));
  };
  approvedBy('ben');
  await types('run google StackStorm');
  approvedBy('dora');
  await types('run google StackStorm');
  await types('run google StackStorm', BEN);
  having(new Map([...catalogue.actions].filter(([ref]) => ref !== action.ref)));
  expect(await types('runs RUN-2', BEN)).toMatch(/There is no run RUN-2/);
  expect(await types('runs RUN-3', BEN)).toMatch(/RUN-3.*google\.search/s);
  expect(await types('approve RUN-1', BEN)).toMatch(/RUN-1.*is approved/);
  expect(await types('runs RUN-1', BEN)).toMatch(/RUN-1.*google\.search/s);
});

describe('a mention', () => {
  const says = async (text: string): Promise<string> => {
    const { text: told, buttons } = await ana().mentions(text);
    return [told, ...buttons.keys()].join('\n');
  };

  it('runs what an alias says, below the message, where it is no word of incidents', async () => {
    expect(await says('google StackStorm')).toMatch(/RUN-1/);
    expect(orders()).toMatchObject([
      { parameters: { query: 'StackStorm' }, origin: { thread: expect.any(String) as string } },
    ]);
    await says('please run restart web1');
    expect(orders()[1]).toMatchObject({ action: 'ops.restart' });
  });

  it('runs what it says after “run”, whatever words of incidents are in it, or after “!”', async () => {
    await says('run google status of payments');
    await says('!google who is on call');
    expect(orders()).toMatchObject([
      { parameters: { query: 'status of payments' } },
      { parameters: { query: 'who is on call' } },
    ]);
    expect(await says('!gogle StackStorm')).toMatch(/Nothing that you may run.*google \{\{query\}\}/s);
  });

  it('that is not understood gets what of both may have been meant', async () => {
    const answer = await says('gogle StackStorm');
    expect(answer).toMatch(/did not understand.*google \{\{query\}\}.*Open incidents/s);
    expect(orders()).toEqual([]);
  });

  it('approves and cancels runs that it names', async () => {
    await types('run restart web1', BEN);
    expect(await says('please approve run 1')).toMatch(/is approved/);
    expect(await says('cancel RUN-1')).toMatch(/is being ended/);
  });
});

describe('a line that begins with !', () => {
  const deliveries = () => office.memory.deliveryRecords.size;

  it('runs what it says, once, below the message', async () => {
    const { text } = await ana().writes('!google StackStorm');
    expect(text).toMatch(/RUN-1/);
    expect(orders()).toMatchObject([
      {
        parameters: { query: 'StackStorm' },
        origin: { channel: 'C1', thread: expect.any(String) as string },
      },
    ]);
  });

  it('suggests what was meant by a slip, and says what there is', async () => {
    expect((await ana().writes('!gogle StackStorm')).text).toMatch(/google \{\{query\}\}/);
    expect((await ana().writes('!help wipe')).text).toMatch(/ops\.wipe/);
    expect(orders()).toEqual([]);
  });

  it('is neither answered nor kept where it is like nothing that can be run', async () => {
    expect(await ana().writes('!important: bring the cake')).toMatchObject({ text: '' });
    expect(await ana().writes('google StackStorm')).toMatchObject({ text: '' });
    expect(deliveries()).toBe(0);
  });

  it('is not answered where it is like what its author may not run', async () => {
    expect(await new SlackHand(office, BEN).writes('!wipe disk1')).toMatchObject({ text: '' });
    expect(await new SlackHand(office, 'U0STRANGER').writes('!google StackStorm')).toMatchObject({
      text: '',
    });
    expect(orders()).toEqual([]);
  });
});

describe('what is missing where no form can be opened', () => {
  const FORM = 'Open the form';
  const inputs = (nth = 0) => office.modals[nth]?.modal.inputs;

  it.each([
    ['after !', () => ana().writes('!restart force=yes')],
    ['after a mention', () => ana().mentions('run restart force=yes')],
  ])(
    'is asked for by a button %s: the form has what was said, and runs below the message',
    async (_, say) => {
      const told = await say();
      expect(told.text).toMatch(/ops\.restart was not run.*host=… is needed.*Which machine/s);
      expect(told.text).toContain('/im run restart force=yes host=… runs it.');
      expect(office.modals).toEqual([]);
      await ana().presses(told.buttons.get(FORM)!);
      expect(inputs()).toMatchObject([{ id: 'host' }, { id: 'force', initial: 'true' }]);
      await ana().submits(office.modals[0]!.modal, { host: 'web1', force: 'true' });
      expect(orders()).toMatchObject([
        {
          action: 'ops.restart',
          parameters: { host: 'web1', force: true },
          origin: { channel: 'C1', thread: expect.any(String) as string },
        },
      ]);
    },
  );

  it('is run by what the answer says to type', async () => {
    const { text } = await ana().writes('!restart force=yes');
    const [, line = ''] = /\/im (run .*) runs it\./.exec(text) ?? [];
    await types(line.replace('…', 'web1'));
    expect(orders()).toMatchObject([{ parameters: { host: 'web1', force: true } }]);
  });

  it('runs where it was said, though the button is pressed in a direct message', async () => {
    const { buttons } = await ana().writes('!restart');
    await ana().presses(buttons.get(FORM)!, 'D9');
    await ana().submits(office.modals[0]!.modal, { host: 'web1' });
    const answer = await ana().writes('!deploy shop');
    await ana().presses(answer.buttons.get('two.deploy')!, 'D9');
    const there = { instance: 'main-slack', channel: 'C1', thread: expect.any(String) as string };
    expect(orders()).toMatchObject([{ origin: there }, { origin: there }]);
  });

  it('is asked of nobody else', async () => {
    const { buttons } = await ana().writes('!restart');
    const told = await new SlackHand(office, BEN).presses(buttons.get(FORM)!);
    expect(told.text).toMatch(/Nobody remembers that form/);
    expect(office.modals).toEqual([]);
  });

  it('is told of what does not fit, which no form has: without the value, and without a button', async () => {
    const told = await ana().writes(`!restart force=${LEAK}`);
    expect(told.text).toMatch(/force.*none is taken from chat.*Say it again with host=…/s);
    expect(told.text).not.toContain(LEAK);
    expect([...told.buttons]).toEqual([]);
    expect(office.memory.questions.size).toBe(0);
  });

  it('is asked for by a button in the sandbox, too', async () => {
    const tap = await Tap.open(office.base);
    const sandbox = await sandboxWayIn({ office, tap });
    const known = office.config.people.get('ana')!;
    const people = new Map([['ana', { ...known, chat: { ...known.chat, page: 'ana' } }]]);
    office.config = { ...office.config, people };
    const said = { deliveryId: randomUUID(), user: 'ana', channel: 'general', exclaimed: true };
    const line = await sandbox.signed(Buffer.from(JSON.stringify({ ...said, text: 'restart force=yes' })));
    const { body } = await tap.send({ ...line, path: '/chat/page/mentions' });
    expect(body).toContain('/im run restart force=yes host=…');
    const [, asked = ''] = /"open:run ([\w-]{16})"/.exec(body) ?? [];
    const { body: shown } = await sandbox.presses({ command: 'open:run', incident: asked });
    expect(JSON.parse(shown)).toMatchObject({
      kind: 'modal',
      modal: { inputs: [{ id: 'host' }, { id: 'force', initial: 'true' }] },
    });
    expect((await sandbox.submits({ host: 'web1' })).body).toMatch(/RUN-1/);
    expect(orders()).toMatchObject([{ parameters: { host: 'web1', force: true } }]);
    await tap.close();
  });
});
