import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const incident = (id: string) => office.temporal.running.get(`default:incident:${id}`)?.incident;
const said = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer;
  expect(response.status).toBe(200);
  return response.text();
};
const asks = (text: string, user = 'U0BEN'): Promise<string> => said(office.command(text, { user }));

/** Gives everybody whom the configuration does not know this role. */
function admitStrangers(): void {
  office.access({ policy: { ...office.config.access.policy, unmapped: 'responder' } });
}

describe('while the document store is away', () => {
  beforeEach(async () => {
    await office.command('declare Checkout is down');
    office.memory.down.add('everything');
  });

  it.each(['ack INC-1', 'ack 1', '/im ack #1'])('"%s" acknowledges', async (text) => {
    const answer = await asks(text);
    expect(answer).toContain('Ben acknowledged INC-1');
    expect(answer).toContain("Muster's records do not answer at the moment; they follow.");
    expect(incident('INC-1')?.acknowledged?.by).toEqual({ id: 'ben', name: 'Ben' });
  });

  it('the button acknowledges, and its reply is left with Temporal', async () => {
    const payload = {
      type: 'block_actions',
      trigger_id: 'T1',
      user: { id: 'U0BEN', name: 'ben' },
      channel: { id: 'C1' },
      container: { message_ts: '17.1', channel_id: 'C1' },
      actions: [{ type: 'button', action_id: '0:ack INC-1', action_ts: '17.2' }],
    };
    const form = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    for (let again = 0; again < 2; again++) expect(await said(office.slack('interactions', form))).toBe('');
    expect(office.laterReplies).toMatchObject([
      { privatelyTo: 'U0BEN', message: { summary: expect.stringContaining('Ben acknowledged') as string } },
    ]);
    expect(incident('INC-1')?.status).toBe('acknowledged');
  });

  it('a delivery that comes again has one effect and the same answer', async () => {
    const first = await said(office.command('ack INC-1', { user: 'U0BEN', delivery: 'D1' }));
    office.now += 30_000;
    expect(await said(office.command('ack INC-1', { user: 'U0BEN', delivery: 'D1' }))).toBe(first);
    office.memory.down.clear();
    const recorded = await said(office.command('ack INC-1', { user: 'U0BEN', delivery: 'D1' }));
    const textOf = (answer: string): unknown => (JSON.parse(answer) as { text: string }).text;
    expect(textOf(recorded)).toBe(textOf(first));
    expect(incident('INC-1')?.sequence).toBe(2);
  });

  it.each([
    ['resolve INC-1 all is well', 'resolved'],
    ['mitigate INC-1', 'mitigated'],
  ])('"%s" works too, as it names its incident', async (text, status) => {
    await asks(text);
    expect(incident('INC-1')?.status).toBe(status);
  });

  it.each(['ack', 'resolve 1 all is well', 'note 500 errors', 'status INC-1', 'list', 'declare Another'])(
    '"%s" needs the store, and is refused with nothing done',
    async (text) => {
      const response = await office.command(text, { user: 'U0BEN' });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await response.text()).toContain('MONGODB_URI');
      expect(office.told.map(({ message }) => message.summary)).toEqual([
        expect.stringContaining('did NOT take that') as string,
      ]);
      expect(office.temporal.running.size).toBe(1);
      expect(incident('INC-1')?.sequence).toBe(1);
    },
  );

  it('the policy holds', async () => {
    expect(await asks('ack INC-1', 'U0STRANGER')).toContain('needs the permission \\"ack\\"');
    expect(incident('INC-1')?.status).toBe('open');
  });

  it('an incident that is not under way is said to be so', async () => {
    expect(await asks('ack INC-7')).toContain('No incident INC-7 is under way');
  });

  it('Temporal keeps a command that no worker carries out', async () => {
    office.temporal.outage = 'no worker';
    const answer = await asks('ack INC-1');
    expect(answer).toContain('accepted, confirming');
    expect(answer).toContain('they follow');
    expect(office.temporal.signals).toMatchObject([{ name: 'ack', argument: { by: { id: 'ben' } } }]);
  });

  it.each(['unavailable', 'deadline', 'raw unavailable'] as const)(
    'and Temporal too (%s), nobody is told more than is known',
    async (outage) => {
      office.temporal.outage = outage;
      expect((await office.command('ack INC-1', { user: 'U0ANA' })).status).toBe(503);
      expect((await office.command('ack INC-1', { user: 'U0BEN' })).status).toBe(503);
      expect(office.told.map(({ message }) => message.summary)).toEqual([
        expect.stringContaining('It is not known whether') as string,
        expect.stringContaining('did NOT take that') as string,
      ]);
    },
  );

  it('every attempt is kept for the audit by Temporal, once, without its secrets', async () => {
    for (let again = 0; again < 2; again++)
      await office.command('ack INC-1', { user: 'U0BEN', delivery: 'D1' });
    await office.command('close INC-1', { user: 'U0BEN', delivery: 'D2' });
    await office.command(`note INC-1 ${LEAK}`, { user: 'U0BEN', delivery: 'D3' });
    await office.afterwards.ended();
    const by = { tenant: 'default', via: 'main-slack', person: 'ben' };
    expect([...office.temporal.audits.values()]).toEqual([
      expect.objectContaining({ ...by, action: 'ack', outcome: 'done', deliveryId: 'D1' }),
      expect.objectContaining({ ...by, action: 'close', outcome: 'refused', deliveryId: 'D2' }),
      expect.objectContaining({ ...by, action: 'note', outcome: 'done', deliveryId: 'D3' }),
    ]);
    expect(JSON.stringify([...office.temporal.audits])).not.toContain(LEAK);
  });

  it('and Temporal too, the log has the whole of an attempt', async () => {
    office.temporal.outage = 'unavailable';
    await office.command('ack INC-1', { user: 'U0BEN', delivery: 'D1' });
    await office.afterwards.ended();
    const audit: unknown = expect.objectContaining({ person: 'ben', action: 'ack', outcome: 'failed' });
    expect(office.log).toContainEqual(expect.objectContaining({ level: 50, audit }));
  });

  it('who asks for too much is noted in the log alone', async () => {
    const { limits } = office.config.access;
    office.access({ limits: { ...limits, person: { count: 1, perMs: 60_000 } } });
    await asks('help');
    expect(await asks('help')).toContain('too much at once');
    await office.afterwards.ended();
    expect(office.temporal.audits.size).toBe(0);
    const audit: unknown = expect.objectContaining({ person: 'main-slack/U0BEN', outcome: 'refused' });
    expect(office.log).toContainEqual(expect.objectContaining({ level: 50, audit }));
  });

  it('help is given, and forms open', async () => {
    expect(await asks('help')).toContain('declare');
    await asks('declare');
    expect(office.modals).toHaveLength(1);
  });
});

describe.each([
  ['is not recorded yet', (): void => undefined],
  ['cannot be looked up', (): void => void office.memory.down.add('everything')],
])('a private incident that %s', (_, trouble) => {
  beforeEach(async () => {
    admitStrangers();
    office.temporal.recording = false;
    await office.command('declare --private Somebody steals', { user: 'U0BEN' });
    trouble();
  });

  /** @returns what a stranger would be answered if there were no such incident. */
  const ofNone = async (command: string): Promise<string> => {
    const answer = await asks(`${command} INC-7`, 'U0STRANGER');
    expect(answer).toMatch(/There is no incident INC-7|No incident INC-7 is under way/);
    return answer.replaceAll('INC-7', 'INC-1');
  };

  it('is nobody else’s: they are not told that it exists', async () => {
    for (const command of ['ack', 'join', 'resolve'])
      expect(await asks(`${command} INC-1`, 'U0STRANGER')).toBe(await ofNone(command));
    expect(incident('INC-1')?.sequence).toBe(1);
  });

  it('is its declarer’s, and theirs who may see what is private', async () => {
    expect(await asks('note INC-1 I was there', 'U0BEN')).toContain('noted that');
    expect(await asks('ack INC-1', 'U0ANA')).toContain('Ana acknowledged INC-1');
  });

  it('is theirs who were brought in', async () => {
    await asks('assign INC-1 <@U0STRANGER>', 'U0ANA');
    expect(await asks('ack INC-1', 'U0STRANGER')).toContain('acknowledged INC-1');
  });

  it('is nobody’s but its declarer’s when no worker can say who was brought in', async () => {
    office.temporal.outage = 'no worker';
    expect(await asks('ack INC-1', 'U0STRANGER')).toBe(await ofNone('ack'));
    expect(office.temporal.signals).toEqual([]);
    expect(await asks('ack INC-1', 'U0BEN')).toContain('accepted, confirming');
  });
});

describe('an incident that is not recorded yet', () => {
  beforeEach(async () => {
    office.temporal.recording = false;
    await office.command('declare Checkout is down', { user: 'U0ANA' });
  });

  it('is shown as its workflow has it', async () => {
    expect(await asks('status INC-1')).toContain('Checkout is down');
    expect(await asks('status INC-2')).toContain('There is no incident INC-2');
  });

  it('is not denied when no worker says how it stands', async () => {
    office.temporal.outage = 'no worker';
    const response = await office.command('status INC-1');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Check that a worker runs');
  });

  it('takes commands also while no worker runs', async () => {
    office.temporal.outage = 'no worker';
    expect(await asks('ack INC-1')).toContain('accepted, confirming');
  });

  it('by a version that did not note whether it is private is asked itself', async () => {
    const running = office.temporal.running.get('default:incident:INC-1');
    for (const key of ['private', 'declaredBy']) delete running?.memo[key];
    expect(await asks('ack INC-1')).toContain('acknowledged INC-1');
  });

  it('is hidden in its status too when it is private', async () => {
    admitStrangers();
    await office.command('declare --private Somebody steals', { user: 'U0BEN' });
    expect(await asks('status INC-2', 'U0STRANGER')).toContain('There is no incident INC-2');
    expect(await asks('status INC-2', 'U0BEN')).toContain('Somebody steals');
  });

  it.each(['no worker', 'query'] as const)(
    'and private is no incident to others also when its workflow does not say how it stands (%s)',
    async (silent) => {
      admitStrangers();
      await office.command('declare --private Somebody steals', { user: 'U0BEN' });
      if (silent === 'query') office.temporal.hanging.add(silent);
      else office.temporal.outage = silent;
      const token = office.token('responder', 'stranger');
      const read = async (path: string): Promise<[number, string]> => {
        const headers = { authorization: `Bearer ${token}` };
        const response = await fetch(`${office.base}/api/v1/incidents/${path}`, { headers });
        return [response.status, ((await response.json()) as { detail: string }).detail];
      };
      expect(await read('INC-2')).toEqual([404, 'There is no incident INC-2.']);
      expect(await read('INC-2/timeline')).toEqual([404, 'There is no incident INC-2.']);
      expect(await asks('status INC-2', 'U0STRANGER')).toContain('There is no incident INC-2');
      expect(await asks('ack INC-2', 'U0STRANGER')).toContain('There is no incident INC-2');
      // Who knows of it is told the truth, and so is everybody about what is not private.
      for (const [id, user] of [
        ['INC-2', 'U0BEN'],
        ['INC-2', 'U0ANA'],
        ['INC-1', 'U0STRANGER'],
      ] as const)
        expect((await office.command(`status ${id}`, { user })).status).toBe(503);
    },
  );
});
