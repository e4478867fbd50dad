import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Office } from './office.ts';
import { discordWayIn } from './ways-in/discord.ts';
import { mattermostWayIn } from './ways-in/mattermost.ts';
import { sandboxWayIn } from './ways-in/sandbox.ts';
import { slackWayIn } from './ways-in/slack.ts';
import { Tap, type Answered, type Recorded } from './ways-in/tap.ts';
import { teamsWayIn } from './ways-in/teams.ts';
import { at, withHeaders, type Gesture, type MakeWayIn, type WayIn } from './ways-in/way-in.ts';

const PLATFORMS: readonly (readonly [string, MakeWayIn])[] = [
  ['slack', slackWayIn],
  ['discord', discordWayIn],
  ['mattermost', mattermostWayIn],
  ['teams', teamsWayIn],
  ['sandbox', sandboxWayIn],
];
const GESTURES: readonly Gesture[] = ['command', 'press', 'form'];

describe.each(PLATFORMS)('bad input by the way in of %s', (_, make) => {
  let office: Office;
  let tap: Tap;
  let wayIn: WayIn;
  beforeEach(async () => {
    heard = 0;
    office = await Office.open();
    office.access({ policy: { ...office.config.access.policy, unmapped: 'commander' } });
    tap = await Tap.open(office.base);
    wayIn = await make({ office, tap });
  });
  afterEach(async () => {
    await Promise.all([wayIn.close(), tap.close()]);
    await office.close();
  });

  const running = () => [...office.temporal.running.values()].map(({ incident }) => incident);
  const deliveries = () => office.memory.deliveryRecords.size;
  let heard: number;
  /** Everything that people were told since the last time, in an answer and after it, without its markup. */
  function told({ body }: Answered): string {
    const later = office.laterReplies.slice(heard);
    heard += later.length;
    return `${body} ${JSON.stringify(later)}`.replaceAll('\\', '');
  }

  /** Does something genuine. @returns how Ana sent it. */
  async function does(gesture: Gesture): Promise<Recorded> {
    const genuine: Record<Gesture, () => Promise<Answered>> = {
      command: () => wayIn.declares('Checkout is down'),
      press: () => wayIn.presses({ command: 'ack', incident: 'INC-1' }),
      form: async () => {
        await wayIn.presses({ command: 'open:declare' });
        return wayIn.submits({ title: 'Checkout is down', severity: 'SEV-2' });
      },
    };
    if (gesture === 'press') await wayIn.declares('Checkout is down');
    const answer = await genuine[gesture]();
    expect(answer.status, answer.body).toBe(200);
    expect(running()).toMatchObject([
      { title: 'Checkout is down', status: gesture === 'press' ? 'acknowledged' : 'open' },
    ]);
    return tap.recorded;
  }

  /** Sends what must be refused, and holds Muster to having done nothing, not even noted that it came. */
  async function refused(request: Recorded, status: number | readonly number[]): Promise<void> {
    const before = [deliveries(), running(), office.memory.auditEntries.length];
    const answer = await tap.send(request);
    expect([status].flat(), answer.body).toContain(answer.status);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status: answer.status });
    expect([deliveries(), running(), office.memory.auditEntries.length]).toEqual(before);
  }

  it.each(GESTURES)('none: a %s that is genuine is carried out', async (gesture) => {
    await does(gesture);
  });

  it('forged, or for somebody else, is not believed', async () => {
    for (const { of, make: forge, what } of wayIn.forgeries) {
      office.temporal.running.clear();
      office.memory.forgetNumbers();
      const genuine = await does(of);
      await refused(await forge(genuine), 401).catch((error: unknown) => {
        throw new Error(`a ${of} ${what}`, { cause: error });
      });
    }
  });

  it.each(GESTURES)('is a %s to another instance or tenant, which does not believe it', async (gesture) => {
    const genuine = await does(gesture);
    for (const { instance } of wayIn.others.filter(({ of }) => of.includes(gesture)))
      await refused(at(instance, genuine), 401);
  });

  it.each(GESTURES)('is a %s that is too old', async (gesture) => {
    const { [gesture]: age } = wayIn.stale;
    const genuine = await does(gesture);
    if (age === undefined) {
      // What bears no time is known again by its id.
      expect((await tap.send(genuine)).status).toBe(200);
      expect(running()).toHaveLength(1);
      return;
    }
    office.now += age;
    await refused(genuine, 401);
  });

  it.each(GESTURES)(
    'is a %s that is replayed: it gets its first answer and does nothing more',
    async (gesture) => {
      const genuine = await does(gesture);
      const [first] = running();
      const later = office.laterReplies.length;
      const answers = await Promise.all([tap.send(genuine), tap.send(genuine)]);
      for (const { status } of answers) expect(status).toBe(200);
      expect(answers[1]).toEqual(answers[0]);
      expect(running()).toEqual([first]);
      expect(office.laterReplies).toHaveLength(later);
    },
  );

  it('is a form that is sent again, because nobody seemed to answer', async () => {
    await wayIn.presses({ command: 'open:declare' });
    const values = { title: 'Checkout is down', severity: 'SEV-2' };
    const first = await wayIn.submits(values);
    const again = await wayIn.submits(values);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(running()).toMatchObject([{ id: 'INC-1' }]);
    await wayIn.presses({ command: 'open:note', incident: 'INC-1' });
    for (const text of ['Still looking', 'Still looking', 'Found it']) await wayIn.submits({ text });
    const notes = [...office.memory.events.values()].flat().filter(({ type }) => type === 'noted');
    expect(notes).toMatchObject([{ text: 'Still looking' }, { text: 'Found it' }]);
    // Opened anew it is another form, whatever is put into it.
    await wayIn.presses({ command: 'open:declare' });
    await wayIn.submits(values);
    expect(running()).toHaveLength(2);
  });

  it('is a form with something wrong in it, which is right the second time', async () => {
    await wayIn.presses({ command: 'open:declare' });
    const wrong = await wayIn.submits({ title: '   ', severity: 'SEV-2' });
    expect(wrong.status).toBe(200);
    expect(wrong.body).toContain('Say what is wrong');
    expect(running()).toEqual([]);
    await wayIn.submits({ title: 'Checkout is down', severity: 'SEV-2' });
    expect(running()).toHaveLength(1);
  });

  it('is a button pressed on an incident that is closed', async () => {
    await wayIn.declares('Checkout is down');
    for (const word of ['ack', 'resolve', 'close']) await wayIn.types(word, 'INC-1');
    expect(running()).toMatchObject([{ status: 'closed' }]);
    const before = running();
    const pressed = await wayIn.presses({ command: 'ack', incident: 'INC-1' });
    expect(pressed.status).toBe(200);
    expect(told(pressed)).toMatch(/INC-1 is closed/);
    await wayIn.presses({ command: 'open:note', incident: 'INC-1' });
    const noted = await wayIn.submits({ text: 'Too late' });
    expect(noted.status).toBe(200);
    expect(told(noted)).toMatch(/INC-1 is closed/);
    expect(running()).toEqual(before);
  });

  it('is about an incident that does not exist', async () => {
    const pressed = await wayIn.presses({ command: 'ack', incident: 'INC-99' });
    expect(pressed.status).toBe(200);
    expect(told(pressed)).toContain('There is no incident INC-99');
  });

  it('is the button of another version of Muster, or belongs to somebody else altogether', async () => {
    await wayIn.declares('Checkout is down');
    const before = running();
    const pressed = await wayIn.presses({ command: 'frobnicate', incident: 'INC-1' });
    expect(pressed.status).toBe(200);
    expect(told(pressed)).toContain('another version');
    for (const { what, send } of wayIn.unknown) {
      const { status } = await send();
      expect([200, 400], what).toContain(status);
    }
    expect(running()).toEqual(before);
    expect(office.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it('is a press whose trigger grew too old for a form', async (context) => {
    if (!wayIn.delays) return context.skip('a form needs no trigger there, or it cannot be late');
    wayIn.delays();
    const late = await wayIn.presses({ command: 'open:declare' });
    expect(late.status).toBe(200);
    expect(told(late)).toMatch(/The form could not be opened:.*again/);
  });

  it('has a body that cannot be read, is too large, is packed or is of another type', async () => {
    const { headers, ...genuine } = await does('command');
    const read = async (bytes: Buffer | string) => wayIn.signed(Buffer.from(bytes));
    for (const odd of ['', '{"a":', 'null', '[]', '"x"', '\u0000', 'a=b', '['.repeat(30_000)])
      await refused(await read(odd), [400, 401]);
    await refused(await read(Buffer.from([0x22, 0xff, 0xfe, 0x22])), [400, 401]);
    await refused(await read('x'.repeat(65 * 1024)), 413);
    await refused({ ...genuine, headers: { ...headers, 'content-encoding': 'gzip' } }, 415);
    await refused(withHeaders({ ...genuine, headers }, { 'content-type': 'text/xml' }), 415);
    await refused({ ...genuine, headers, path: '/chat/nobody/commands' }, 404);
    await refused({ ...genuine, headers, path: genuine.path.replace(/[^/]+$/, 'teapots') }, 404);
  });
});
