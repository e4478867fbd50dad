import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { ownMs } from '../harness/own-time.ts';
import { Office } from './office.ts';
import type { Call } from './fake-temporal.ts';

let office: Office;
afterEach(() => office.close());

const INCIDENT = 'declare Checkout is down';
/** How long chat platforms wait, in milliseconds. */
const PLATFORM_MS = 3_000;

interface Said {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly ms: number;
}

async function timed(answer: Promise<Response>): Promise<Said> {
  const began = ownMs();
  const response = await answer;
  const text = await response.text();
  const ms = ownMs() - began;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text, ms };
}

function press(action: string, user = 'U0BEN'): Promise<Response> {
  const payload = {
    type: 'block_actions',
    trigger_id: `T${Math.random()}`,
    user: { id: user, name: user },
    channel: { id: 'C1' },
    container: { message_ts: '17.1', channel_id: 'C1' },
    actions: [{ type: 'button', action_id: `0:${action}`, action_ts: '17.2' }],
  };
  return office.slack('interactions', new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

function mention(text: string, event = `Ev${Math.random()}`): Promise<Response> {
  const about = { type: 'app_mention', user: 'U0BEN', text: `<@B1> ${text}`, channel: 'C1', ts: '17.1' };
  return office.slack('events', JSON.stringify({ type: 'event_callback', event_id: event, event: about }));
}

const toldBen = (): string[] => {
  for (const delivery of office.told)
    expect(delivery).toMatchObject({ instance: 'main-slack', to: { channel: 'C1' }, privatelyTo: 'U0BEN' });
  return office.told.map(({ message }) => message.summary);
};

/** Something that never answers: a store, one of its operations, or a call of Temporal's. */
function hang(what: string): void {
  const last = what.split(' ').at(-1) ?? '';
  if (what.startsWith('Temporal')) office.temporal.hanging.add(last as Call);
  else office.memory.hanging.add(last);
}

describe('within the time that platforms really have', () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.command(INCIDENT);
  });

  it.each([
    ['the store everything', 'Temporal update'],
    ['the store incidents.find', 'Temporal update'],
    ['the store everything', 'Temporal signal'],
  ])('an acknowledgement is answered although %s and %s hang', async (one, other) => {
    hang(one);
    hang(other);
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.ms).toBeLessThan(PLATFORM_MS);
    expect(said.status).toBe(200);
    expect(said.text).toContain(other === 'Temporal update' ? 'accepted, confirming' : 'acknowledged INC-1');
  });

  it('a refusal comes when everything hangs', async () => {
    hang('the store everything');
    office.temporal.outage = 'hangs';
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.ms).toBeLessThan(PLATFORM_MS);
    expect([said.status, said.retryAfter]).toEqual([503, '5']);
    expect(toldBen()).toEqual([expect.stringContaining('did NOT take that')]);
  });
});

describe('within a shorter time', () => {
  beforeEach(async () => {
    office = await Office.open();
    await office.command(INCIDENT);
    office.patience.answerMs = 400;
  });

  /** Leaves a busy machine time for what does answer. */
  const allowMore = () => void (office.patience.answerMs = 1_500);

  it.each([
    'the store deliveries.receive',
    'the store incidents.findByChannel',
    'the store incidents',
    'the store everything',
  ])('what needs the store is refused when %s hangs, with nothing done', async (what) => {
    hang(what);
    for (const text of ['list', 'status INC-1', 'ack', 'resolve 1 all is well']) {
      if (what.endsWith('findByChannel') && (text === 'list' || text === 'status INC-1')) continue;
      office.told.length = 0;
      const said = await timed(office.command(text, { user: 'U0BEN' }));
      expect(said.ms, text).toBeLessThan(PLATFORM_MS);
      expect([said.status, said.retryAfter], text).toEqual([503, '5']);
      expect(toldBen(), text).toEqual([expect.stringContaining('did NOT take that')]);
    }
    expect(office.temporal.running.get('default:incident:INC-1')?.incident.status).toBe('open');
    expect(office.temporal.signals).toEqual([]);
  });

  it('a declaration is refused when no number comes from the store, also if one comes later', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    office.memory.gates.set('declarations', gate);
    const said = await timed(office.command('declare Late', { user: 'U0BEN' }));
    expect(said.status).toBe(503);
    expect(toldBen()).toEqual([expect.stringContaining('did NOT take that')]);
    release();
    await eventually('the attempt is over', () =>
      office.memory.auditEntries.some(({ action, outcome }) => action === 'declare' && outcome === 'failed'),
    );
    expect(office.temporal.running.size).toBe(1);
  });

  it('an acknowledgement needs neither the records nor who is seen there', async () => {
    allowMore();
    hang('the store everything');
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.status).toBe(200);
    expect(said.text).toContain('acknowledged INC-1');
    expect(said.text).toContain("Muster's records do not answer at the moment; they follow.");
  });

  it.each(['Temporal update', 'Temporal query'])('a command is accepted when %s hangs', async (what) => {
    allowMore();
    hang(what);
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.status).toBe(200);
    if (what === 'Temporal update') {
      expect(said.text).toContain('accepted, confirming');
      expect(office.temporal.signals).toMatchObject([
        { name: 'ack', argument: { by: { id: 'ben' }, confirmTo: { channel: 'C1', user: 'U0BEN' } } },
      ]);
    } else expect(said.text).toContain('acknowledged INC-1');
  });

  it.each(['ack INC-1', 'declare Something else'])(
    'nobody is told that "%s" was or was not taken when Temporal does not say',
    async (text) => {
      office.temporal.outage = 'hangs';
      const said = await timed(office.command(text, { user: 'U0BEN' }));
      expect([said.status, said.retryAfter]).toEqual([503, '5']);
      expect(toldBen()).toEqual([expect.stringContaining('It is not known whether Muster took that')]);
    },
  );

  it('a mention is refused without a word: Slack sends it again', async () => {
    office.temporal.outage = 'hangs';
    const said = await timed(mention('ack INC-1', 'Ev1'));
    expect([said.status, said.retryAfter]).toEqual([503, '5']);
    expect(office.told).toEqual([]);
    office.temporal.outage = undefined;
    allowMore();
    expect((await timed(mention('ack INC-1', 'Ev1'))).status).toBe(200);
    expect(office.laterReplies[0]?.message.summary).toContain('Ben acknowledged INC-1');
  });

  it('a press that was taken is answered although its reply cannot be left, and the reply is sent at once', async () => {
    allowMore();
    hang('Temporal start');
    const said = await timed(press('ack INC-1'));
    expect([said.status, said.text]).toEqual([200, '']);
    expect(toldBen()).toEqual([expect.stringContaining('Ben acknowledged INC-1')]);
  });

  it('a press that was not taken is refused, and who pressed is told so', async () => {
    hang('Temporal update');
    hang('Temporal signal');
    expect((await timed(press('ack INC-1'))).status).toBe(503);
    expect(toldBen()).toEqual([expect.stringContaining('It is not known whether Muster took that')]);
  });

  it('that somebody could not be told is in the log', async () => {
    office.temporal.outage = 'hangs';
    office.tell = () => Promise.reject(new Error('the platform is away too'));
    await press('ack INC-1');
    await office.afterwards.ended();
    const about = { level: 50, msg: 'somebody could not be told what became of what they did' };
    expect(office.log).toContainEqual(expect.objectContaining(about));
  });

  it('nothing is done for somebody of whom nobody says in time who they are', async () => {
    office.identifying = new Promise(() => undefined);
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.status).toBe(503);
    expect(toldBen()).toEqual([expect.stringContaining('did NOT take that')]);
  });

  it('a form that does not open is said to be so', async () => {
    allowMore();
    office.openModal = () => new Promise(() => undefined);
    const said = await timed(office.command('declare'));
    expect(said.status).toBe(200);
    expect(said.text).toContain('could not be opened');
  });

  it.each(['deliveries.answered', 'audit', 'people'])('an answer does not wait for %s', async (what) => {
    allowMore();
    office.memory.hanging.add(what);
    const said = await timed(office.command('ack INC-1', { user: 'U0BEN' }));
    expect(said.status).toBe(200);
    expect(said.text).toContain('acknowledged INC-1');
    expect(said.text).not.toContain('follow');
  });
});
