import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/chat/error.ts';
import { LEAK, Office } from './office.ts';
import { ownMs } from '../harness/own-time.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const textOf = async (response: Response): Promise<string> => JSON.stringify(await response.json());
const incidents = () => [...office.temporal.running.values()].map(({ incident }) => incident);

describe('a delivery that is repeated', () => {
  it('gets its first answer again and has no second effect', async () => {
    const first = await office.command('declare Checkout is down', { delivery: 'D1' });
    const again = await office.command('declare Checkout is down', {
      delivery: 'D1',
      headers: { 'x-slack-retry-num': '1' },
    });
    expect(await again.text()).toBe(await first.text());
    expect(incidents()).toHaveLength(1);
    expect(office.memory.auditEntries).toHaveLength(1);
  });

  it('is worked on again when the first try died before it was answered', async () => {
    office.memory.deliveryRecords.set('default:main-slack:D2', {
      text: 'declare Checkout is down',
      times: 1,
    });
    const response = await office.command('declare Checkout is down', { delivery: 'D2' });
    expect(await textOf(response)).toContain('INC-1');
    expect(incidents()).toHaveLength(1);
  });

  it('declares nothing twice when the first try died after Temporal had it', async () => {
    office.memory.down.add('audit');
    await office.command('declare Checkout is down', { delivery: 'D3' });
    office.memory.down.clear();
    office.memory.deliveryRecords.delete('default:main-slack:D3');
    expect(await textOf(await office.command('declare Checkout is down', { delivery: 'D3' }))).toContain(
      'INC-1',
    );
    expect(incidents()).toHaveLength(1);
  });

  it('has the same answer even if it comes twice at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => office.command('declare At once', { delivery: 'D4' })),
    );
    const texts = await Promise.all(answers.map(textOf));
    expect(new Set(texts).size).toBe(1);
    expect(incidents()).toHaveLength(1);
  });

  it('is worked on again after a 503', async () => {
    office.temporal.outage = 'unavailable';
    expect((await office.command('declare Later', { delivery: 'D5' })).status).toBe(503);
    office.temporal.outage = undefined;
    expect(await textOf(await office.command('declare Later', { delivery: 'D5' }))).toContain('INC-1');
    expect(office.memory.auditEntries.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
  });
});

describe('an answer', () => {
  it('is stored, which the sender does not wait for and the end of the process does', async () => {
    await office.command('declare Stored', { delivery: 'D6' });
    await office.afterwards.ended();
    expect(office.memory.deliveryRecords.get('default:main-slack:D6')?.answer).toMatchObject({ status: 200 });
  });

  it('may be a form, with the severity of the configuration already chosen', async () => {
    await office.command('declare', { delivery: 'D6f' });
    const { inputs } = office.modals[0]!.modal;
    expect(inputs.find(({ id }) => id === 'severity')).toMatchObject({ initial: 'SEV-2' });
  });

  it.each(['declare Not stored', 'ack INC-1', 'note INC-1 Still looking', 'close INC-1'])(
    'of "%s" that could not be stored is the same when the delivery comes again',
    async (text) => {
      await office.command('declare Checkout is down');
      office.memory.hanging.add('deliveries.answered');
      const first = await office.command(text, { delivery: 'D7' });
      office.memory.hanging.clear();
      office.now += 60_000;
      const again = await office.command(text, { delivery: 'D7' });
      expect(office.memory.deliveryRecords.get('default:main-slack:D7')?.times).toBe(2);
      expect(first.status).toBe(200);
      if (!text.startsWith('close')) expect(await again.text()).toBe(await first.text());
      else expect(await textOf(again)).toContain('INC-1 was declared 1 minute ago by Ana; resolve it first');
      expect(incidents()).toHaveLength(text.startsWith('declare') ? 2 : 1);
      expect([...office.memory.events.values()].flat()).toHaveLength(text.startsWith('close') ? 1 : 2);
    },
  );

  it('that could not be stored is noted in the log', async () => {
    office.openModal = () => {
      office.memory.down.add('deliveries');
      return Promise.resolve();
    };
    expect((await office.command('declare', { delivery: 'D7' })).status).toBe(200);
    await office.afterwards.ended();
    const about = { level: 40, msg: 'the answer could not be stored; look at the document store' };
    expect(office.log).toContainEqual(expect.objectContaining({ ...about, deliveryId: 'D7' }));
  });

  it('that the platform takes only by its API is left with Temporal, once', async () => {
    const body = JSON.stringify({
      type: 'event_callback',
      event_id: 'Ev1',
      event: { type: 'app_mention', user: 'U0ANA', text: '<@B1> list', channel: 'C9', ts: '17.1' },
    });
    for (let i = 0; i < 2; i++) expect((await office.slack('events', body)).status).toBe(200);
    expect(office.laterReplies).toMatchObject([
      { key: 'default:reply:main-slack:Ev1', to: { channel: 'C9' }, thread: { channel: 'C9', id: '17.1' } },
    ]);
  });

  it('that Temporal does not take is a 503', async () => {
    office.temporal.outage = 'unavailable';
    const event = { type: 'app_mention', user: 'U0ANA', text: '<@B1> help', channel: 'C9', ts: '17.1' };
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev2', event });
    expect((await office.slack('events', body)).status).toBe(503);
  });

  it('of a challenge comes without any store', async () => {
    office.memory.down.add('everything');
    const response = await office.slack('events', '{"type":"url_verification","challenge":"c-1"}');
    expect(await response.text()).toContain('c-1');
  });
});

describe('a command that no worker carries out in time', () => {
  it('is kept by Temporal as a signal, and its sender is told', async () => {
    await office.command('declare Checkout is down');
    office.temporal.outage = 'no worker';
    expect(await textOf(await office.command('ack INC-1'))).toContain('accepted, confirming');
    expect(office.temporal.signals).toMatchObject([
      {
        name: 'ack',
        argument: { by: { id: 'ana' }, confirmTo: { instance: 'main-slack', channel: 'C1', user: 'U0ANA' } },
      },
    ]);
  });
});

describe('a form', () => {
  it('that cannot be opened is said to be so', async () => {
    office.openModal = () => Promise.reject(new ChatError('rate_limited', 'Slack asks to wait.'));
    const response = await office.command('declare');
    expect(response.status).toBe(200);
    expect(await textOf(response)).toContain('could not be opened: Slack asks to wait.');
    expect(office.log).toContainEqual(expect.objectContaining({ level: 40, code: 'rate_limited' }));
  });

  it('that is not opened in time is said to be so, within the 3 seconds of the platform', async () => {
    office.openModal = () => new Promise(() => undefined);
    const before = ownMs();
    expect(await textOf(await office.command('declare'))).toContain('could not be opened');
    expect(ownMs() - before).toBeLessThan(3_000);
  });

  it('is not opened for who may not declare, which is noted', async () => {
    expect(await textOf(await office.command('declare', { user: 'U0STRANGER' }))).toContain('declare');
    expect(office.modals).toEqual([]);
    expect(office.memory.auditEntries).toMatchObject([
      { person: 'main-slack/U0STRANGER', action: 'declare', outcome: 'refused' },
    ]);
  });
});

describe('the trail of a delivery', () => {
  it('is one line in the log for the delivery and one for the command, with all ids', async () => {
    await office.command('declare Checkout is down', { delivery: 'D8' });
    const lines = office.log.filter(({ level }) => level === 30);
    expect(lines).toEqual([
      expect.objectContaining({
        instance: 'main-slack',
        deliveryId: 'D8',
        action: 'declare',
        incident: 'INC-1',
        person: 'ana',
        outcome: 'done',
        ms: expect.any(Number) as number,
      }),
      expect.objectContaining({
        instance: 'main-slack',
        deliveryId: 'D8',
        kind: 'command',
        status: 200,
        repeated: false,
        ms: expect.any(Number) as number,
      }),
    ]);
  });

  it('says when a delivery was a repetition', async () => {
    await office.command('list', { delivery: 'D9' });
    await office.command('list', { delivery: 'D9' });
    expect(office.log.map(({ repeated }) => repeated)).toEqual([false, true]);
  });

  it('holds no secret, neither in the record nor in the incident', async () => {
    await office.command(`declare Leaked ${LEAK}`, { delivery: 'D10' });
    expect(JSON.stringify([...office.memory.deliveryRecords])).not.toContain(LEAK);
    expect(JSON.stringify(incidents())).not.toContain(LEAK);
    expect(incidents()).toHaveLength(1);
  });

  it('has what was refused', async () => {
    await office.command('declare Checkout is down');
    await office.command('close INC-1', { user: 'U0BEN' });
    expect(office.memory.auditEntries.at(-1)).toMatchObject({
      person: 'ben',
      action: 'close',
      incident: 'INC-1',
      outcome: 'refused',
      reason: expect.stringContaining('permission "close"') as string,
    });
  });
});

describe('who is seen in chat', () => {
  it('is noted, mapped or not', async () => {
    await office.command('list', { user: 'U0ANA' });
    await office.command('list', { user: 'U0STRANGER' });
    expect([...office.memory.seen.values()]).toMatchObject([
      { instance: 'main-slack', user: 'U0ANA', person: 'ana' },
      { instance: 'main-slack', user: 'U0STRANGER', person: 'main-slack/U0STRANGER' },
    ]);
  });

  it('gets an answer also when they cannot be noted', async () => {
    office.memory.down.add('people');
    expect((await office.command('list')).status).toBe(200);
    expect(office.log).toContainEqual(expect.objectContaining({ level: 40, instance: 'main-slack' }));
    office.memory.down.clear();
    await office.command('list');
    expect(office.memory.seen.size).toBe(1);
  });
});

describe('too much at once', () => {
  const person = { count: 3, perMs: 60_000 };
  const instance = { count: 5, perMs: 60_000 };
  const say = async (user: string): Promise<string> => textOf(await office.command('list', { user }));

  it('of one person is refused and noted, and leaves room for the others', async () => {
    office.access({ limits: { person, instance: { ...instance, count: 4 } } });
    for (let i = 0; i < 3; i++) expect(await say('U0ANA')).not.toContain('too much');
    for (let i = 0; i < 5; i++)
      expect(await say('U0ANA')).toMatch(/too much at once. Try again in \d+ seconds/);
    expect(office.memory.auditEntries).toHaveLength(5);
    expect(office.memory.auditEntries[0]).toMatchObject({
      person: 'main-slack/U0ANA',
      action: 'command',
      outcome: 'refused',
    });
    expect(await say('U0BEN')).not.toContain('too much');
  });

  it('of a whole instance is refused', async () => {
    office.access({ limits: { person, instance } });
    const answers: string[] = [];
    for (let user = 0; user < 6; user++) answers.push(await say(`U${user}`));
    expect(answers.map((text) => text.includes('too much'))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('who declares an incident that pages nobody', () => {
  it.each(['', ' --private'])('is told so at once%s, with the settings that would help', async (flag) => {
    const { severity, timeZone } = office.config.defaults;
    office.config = { ...office.config, defaults: { severity, timeZone } };
    const text = await textOf(await office.command(`declare Checkout is down${flag}`));
    expect(text).toContain('NOBODY IS PAGED');
    expect(text).toContain('defaults.escalation');
  });

  it('hears nothing of it when somebody is paged', async () => {
    expect(await textOf(await office.command('declare Checkout is down'))).not.toContain('NOBODY');
  });
});
