import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { encodeAction } from '../../src/chat/element.ts';
import { plain } from '../../src/chat/text.ts';
import { eventually } from '../harness/eventually.ts';
import { LEAK, Office } from './office.ts';

let office: Office;
let deliveries = 0;
beforeEach(async () => {
  office = await Office.open();
  await office.command('declare Checkout is down --service checkout');
});
afterEach(() => office.close());

/** What somebody was answered: all of its words, and its buttons by their labels. */
interface Told {
  readonly text: string;
  readonly buttons: ReadonlyMap<string, string>;
  readonly delivery: Delivery | undefined;
}

async function answered(sent: () => Promise<Response>): Promise<Told> {
  const before = office.laterReplies.length;
  const response = await sent();
  expect(response.status, await response.text()).toBe(200);
  const delivery = office.laterReplies.slice(before).at(-1);
  const { heading = '', summary = '', sections = [], elements = [] } = delivery?.message ?? {};
  const texts = sections.flatMap(({ text = [], footnote = [] }) => [plain(text), plain(footnote)]);
  const buttons = elements.flatMap((one): [string, string][] =>
    one.kind === 'button' ? [[one.label, encodeAction(one.action)]] : [],
  );
  return { text: [heading, summary, ...texts].join('\n'), buttons: new Map(buttons), delivery };
}

function says(
  text: string,
  user = 'U0ANA',
  more: { channel?: string; thread?: string; event?: string } = {},
): Promise<Told> {
  const { channel = 'C1', thread, event = `Ev-${++deliveries}` } = more;
  const about = {
    type: 'app_mention',
    user,
    text: `<@B1> ${text}`,
    channel,
    ts: '17.1',
    ...(thread && { thread_ts: thread }),
  };
  return answered(() =>
    office.slack('events', JSON.stringify({ type: 'event_callback', event_id: event, event: about })),
  );
}

function presses(action: string, user = 'U0ANA', trigger = `press-${++deliveries}`): Promise<Told> {
  const payload = {
    type: 'block_actions',
    trigger_id: trigger,
    user: { id: user, username: user.toLowerCase() },
    channel: { id: 'C1' },
    container: { type: 'message', channel_id: 'C1', message_ts: '1.1' },
    actions: [{ type: 'button', action_id: `0:${action}`, value: action, action_ts: trigger }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return answered(() => office.slack('interactions', body));
}

const incident = (id = 'INC-1') =>
  [...office.temporal.running.values()].find((one) => one.incident.id === id)!.incident;
const changes = (): string[] =>
  office.memory.auditEntries.filter(({ outcome }) => outcome === 'done').map(({ action }) => action);
const button = ({ buttons, text }: Told, label: string): string => {
  const action = buttons.get(label);
  expect(action, `${label} in ${[...buttons.keys()].join(', ')}: ${text}`).toBeDefined();
  return action!;
};

describe('what is said unmistakably', () => {
  it('is done at once, and answered where it was said', async () => {
    const told = await says('could you please ack 1?');
    expect(told.text).toContain('Ana acknowledged INC-1');
    expect(told.delivery).toMatchObject({ privatelyTo: 'U0ANA', thread: { id: '17.1' } });
    expect(incident().status).toBe('acknowledged');
  });

  it('needs no store', async () => {
    office.memory.down.add('everything');
    expect((await says('ack INC-1')).text).toContain('Ana acknowledged INC-1');
  });
});

describe('what could be meant otherwise', () => {
  it('is asked back, and done as it was shown when somebody says yes', async () => {
    const asked = await says(`I think INC-1 is resolved now`);
    expect(asked.text).toContain('Shall I resolve INC-1 (SEV-2, open: Checkout is down)?');
    expect(incident().status).toBe('open');
    const told = await presses(button(asked, 'Resolve INC-1'));
    expect(told.text).toContain('Ana resolved INC-1');
    expect(incident().status).toBe('resolved');
  });

  it('takes its note along, without secrets', async () => {
    const asked = await says(`resolve 1 it was the key ${LEAK}`);
    expect(asked.text).toContain('with the note “it was the key [redacted');
    expect(JSON.stringify([...office.memory.questions])).not.toContain(LEAK);
    await presses(button(asked, 'Resolve INC-1'));
    expect(incident().resolved?.note).toMatch(/^it was the key \[redacted/);
  });

  it('is left when somebody says no, or nothing', async () => {
    const asked = await says('we fixed INC-1');
    expect((await presses(button(asked, 'No'))).text).toContain('Nothing was changed');
    expect(incident().status).toBe('open');
  });

  it.each([
    "don't resolve 1",
    'ben said "resolve INC-1"',
    'close call yesterday',
    'is INC-1 resolved?',
    'hm',
  ])('changes nothing: %j', async (text) => {
    const before = changes();
    await says(text);
    expect(changes()).toEqual(before);
    expect(incident().status).toBe('open');
    expect(office.memory.questions.size).toBe(0);
  });

  it('offers what may have been meant', async () => {
    const told = await says('xyzzy INC-1');
    expect(told.text).toContain('I did not understand that');
    expect((await presses(button(told, 'Summary of INC-1'))).text).toContain('INC-1: Checkout is down');
  });

  it('is asked back about each of several things', async () => {
    const asked = await says('ack 1 and make it a sev1');
    expect([...asked.buttons.keys()]).toEqual(['Acknowledge INC-1', 'Make INC-1 a SEV-1', 'No']);
    await presses(button(asked, 'Make INC-1 a SEV-1'));
    expect(incident()).toMatchObject({ severity: 'SEV-1', status: 'open' });
  });
});

describe('a yes', () => {
  it('that is pressed twice, or by two people, is one', async () => {
    const asked = await says('we need more people on 1');
    const yes = button(asked, 'Escalate INC-1');
    const pages = () => incident().escalation?.round;
    const before = office.temporal.running.size;
    await presses(yes);
    const after = [pages(), incident().sequence];
    await presses(yes);
    await presses(yes, 'U0BEN');
    expect([pages(), incident().sequence]).toEqual(after);
    expect(office.temporal.running.size).toBe(before);
  });

  it('to a declaration that is pressed twice declares one incident', async () => {
    const again = await says('checkout is down again, sev1', 'U0BEN');
    expect(again.text).toContain(
      'Shall I declare an incident: checkout is down again, sev1 (SEV-1, service checkout)?',
    );
    const before = office.temporal.running.size;
    await presses(button(again, 'Declare'), 'U0BEN');
    await presses(button(again, 'Declare'), 'U0BEN');
    expect(office.temporal.running.size).toBe(before + 1);
    expect(incident('INC-2')).toMatchObject({ severity: 'SEV-1', service: 'checkout', team: 'payments' });
  });

  it('of somebody without the permission does nothing, and says why', async () => {
    const asked = await says('42 aside, INC-1 is fixed');
    const yes = button(asked, 'Resolve INC-1');
    expect((await presses(yes, 'U9STRANGER')).text).toContain('You may not resolve an incident');
    expect(incident().status).toBe('open');
    expect((await presses(yes)).text).toContain('Ana resolved');
  });

  it('is not even asked for of somebody without the permission', async () => {
    const told = await says('INC-1 is fixed', 'U9STRANGER');
    expect(told.text).toContain('You may not resolve an incident');
    expect(told.buttons.size).toBe(0);
  });

  it('to what has become impossible is refused', async () => {
    const asked = await says('INC-1 is fixed');
    await says('resolve INC-1', 'U0BEN');
    expect((await presses(button(asked, 'Resolve INC-1'))).text).toMatch(/INC-1 was resolved .* by Ben/);
  });

  it('to a page is asked for anew when the incident has moved on', async () => {
    const asked = await says('wake somebody up for INC-1');
    await says('ack INC-1', 'U0BEN');
    const before = incident().sequence;
    const again = await presses(button(asked, 'Escalate INC-1'));
    expect(again.text).toContain(
      'INC-1 is acknowledged meanwhile. Shall I page the next escalation step of INC-1',
    );
    expect(incident().sequence).toBe(before);
    await presses(button(again, 'Escalate INC-1'));
    expect(incident().sequence).toBeGreaterThan(before);
  });

  it('that comes too late does nothing', async () => {
    const asked = await says('INC-1 is fixed');
    office.now += 16 * 60_000;
    expect((await presses(button(asked, 'Resolve INC-1'))).text).toContain('That was asked 16 minutes ago');
    expect(incident().status).toBe('open');
  });

  it('to a question that nobody asked does nothing', async () => {
    expect((await presses('yes:AAAAAAAAAAAAAAAA.0')).text).toContain('Nobody remembers that question');
    const asked = await says('INC-1 is fixed');
    const yes = button(asked, 'Resolve INC-1');
    expect((await presses(yes.replace('.0', '.7'))).text).toContain('Nobody remembers that question');
    expect(incident().status).toBe('open');
  });

  it('to a mention that Slack sends again is the same question', async () => {
    const asked = await says('INC-1 is fixed', 'U0ANA', { event: 'EvTwice' });
    office.memory.deliveryRecords.clear();
    await says('INC-1 is fixed', 'U0ANA', { event: 'EvTwice' });
    expect(office.memory.questions.size).toBe(1);
    await presses(button(asked, 'Resolve INC-1'));
    expect(incident().status).toBe('resolved');
  });
});

describe('questions', () => {
  it('about who is on it, and who is next', async () => {
    expect((await says("who's on 1?")).text).toContain('Nobody is on it yet');
    await says('ack 1', 'U0BEN');
    expect((await says("who's on INC-1?")).text).toContain('Ben');
  });

  it('about an incident that is the only one need no id', async () => {
    expect((await says("who's on it?")).text).toContain('Who is on INC-1');
    expect((await says('summarise it')).text).toContain('INC-1: Checkout is down');
    const asked = await says('ack it');
    expect(asked.buttons.has('Acknowledge INC-1')).toBe(true);
  });

  it('about one of several are asked back', async () => {
    await office.command('declare Ledger is down');
    const told = await says("who's on it?");
    expect(told.text).toContain('Which one?');
    expect([...told.buttons.keys()]).toEqual(['INC-2', 'INC-1']);
    expect((await says("who's on the checkout incident?")).text).toContain('Who is on INC-1');
    expect((await says('resolve the payments one')).text).toContain('Shall I resolve INC-1');
  });

  it('about a team or service list its incidents', async () => {
    await office.command('declare Ledger is down');
    const told = await says("what's going on with paymnets?");
    expect(told.text).toContain('INC-1');
    expect(told.text).not.toContain('INC-2');
    expect((await says('anything SEV-1 open since yesterday?')).text).toContain('No incident matches');
    expect((await says('anything SEV-2 open since yesterday?')).text).toContain('2 incidents');
  });

  it('by days count them as they begin for who asks, once that is known', async () => {
    office.profile = (_instance, id) => Promise.resolve({ id, name: id, timeZone: 'Asia/Tokyo' });
    const asks = async (): Promise<string> => (await says('anything open since yesterday?')).text;
    office.now = Date.UTC(2031, 2, 9, 12);
    await office.command('declare Ledger is down');
    office.now = Date.UTC(2031, 2, 10, 23, 30);
    expect(await asks()).toContain('INC-2');
    // There it is half past eight on the eleventh, and the ninth is the day before yesterday.
    await eventually('it is known where Ana lives', async () => !(await asks()).includes('INC-2'));
    office.now = Date.UTC(2031, 2, 9, 15);
    await office.command('declare Search is slow');
    office.now = Date.UTC(2031, 2, 10, 23, 30);
    expect(await asks()).toContain('INC-3');
  });

  it('of everything at once changes nothing, and says so above the list', async () => {
    await office.command('declare Ledger is down');
    for (const text of ['close all incidents', 'resolve everything']) {
      const told = await says(text);
      expect(told.text).toContain('Nothing was changed');
      expect(told.text).toMatch(/each incident is (closed|resolved) by itself/);
      expect(told.text).toContain('INC-2');
      expect(told.buttons.size).toBe(0);
    }
    expect([incident().status, incident('INC-2').status]).toEqual(['open', 'open']);
  });

  it('of several that are named is asked for each, of four at once', async () => {
    for (const title of ['Two', 'Three', 'Four', 'Five']) await office.command(`declare ${title} is down`);
    const told = await says('ack 1, 2, 3, 4 and 5');
    expect([...told.buttons.keys()].filter((label) => label.startsWith('Acknowledge'))).toEqual(
      [1, 2, 3, 4].map((n) => `Acknowledge INC-${n}`),
    );
    expect(told.text).toContain('say it again for INC-5');
    expect(incident('INC-3').status).toBe('open');
    await presses(button(told, 'Acknowledge INC-3'));
    expect(incident('INC-3').status).toBe('acknowledged');
    expect(incident('INC-2').status).toBe('open');
  });

  it('about whom an incident would page are answered from the configuration', async () => {
    // Of a team that has a schedule called the same it is told who is on call, whoever would be paged.
    expect((await says('who is on call for payments?')).text).toContain('Payments primary');
    const told = await says('who gets paged for payments?');
    expect(told.text).toContain(
      'An incident of the team Payments is paged by the escalation policy standard',
    );
    expect(told.text).toContain('At once: Ana');
  });

  it('are answered below the card that they are asked under', async () => {
    await office.command('declare Ledger is down');
    office.temporal.place('INC-1', { instance: 'main-slack', channel: 'C1', card: '99.1', own: false });
    expect((await says("who's on it?", 'U0ANA', { thread: '99.1' })).text).toContain('Who is on INC-1');
    expect((await says('ack this please', 'U0BEN', { thread: '99.1' })).text).toContain(
      'Ben acknowledged INC-1',
    );
  });
});

describe('a private incident', () => {
  it('is not told of to who may not know it, by no way of asking', async () => {
    await office.command('declare Salaries leaked --private');
    for (const text of [
      'summarise INC-2',
      "who's on INC-2?",
      'INC-2 is fixed',
      'summarise the latest incident',
      'list all',
    ]) {
      const told = await says(text, 'U0BEN');
      expect(told.text, text).not.toContain('Salaries');
      if (text.includes('INC-2')) expect(told.text, text).toContain('There is no incident INC-2');
    }
  });
});

describe('a person', () => {
  it('is called when somebody says yes: they are told directly, once, and the timeline says so', async () => {
    const asked = await says('page ben for INC-1', 'U0ANA');
    expect(asked.text).toContain('Shall I call Ben to INC-1');
    const calls = () => office.laterReplies.filter(({ key }) => key.includes(':call:'));
    expect(calls()).toEqual([]);
    const yes = button(asked, 'Call Ben to INC-1');
    expect((await presses(yes, 'U0ANA')).text).toContain('Asked Ben for help with INC-1');
    expect(calls().map(({ to }) => to)).toEqual([{ user: 'U0BEN' }]);
    expect(calls()[0]!.message.summary).toContain('Ana asks you for help with INC-1');
    await presses(yes, 'U0ANA');
    expect(calls()).toHaveLength(1);
    expect(changes().filter((action) => action === 'note')).not.toEqual([]);
  });

  it('is not called to a private incident', async () => {
    await office.command('declare Salaries leaked --private');
    const told = await says('page ben for INC-2', 'U0ANA');
    expect(told.text).toContain('INC-2 is private');
    expect(office.laterReplies.filter(({ key }) => key.includes(':call:'))).toEqual([]);
  });
});

describe('a status update', () => {
  it('is posted when its text stands behind a colon, else asked back', async () => {
    const done = await says('update INC-1: A fix is being rolled out', 'U0ANA');
    expect(done.text).toContain('Ana posted a status update of INC-1');
    expect(changes()).toContain('update');
    const asked = await says('post an update on INC-1 saying all is well', 'U0ANA');
    expect(asked.text).toContain('Shall I post the status update “all is well” of INC-1');
  });
});

describe('a team', () => {
  it('says that there is no such team before the next step is paged instead', async () => {
    const asked = await says('escalate INC-1 to the database team');
    expect(asked.text).toMatch(/I know no team “database”: teams are .*Payments/);
    expect([...asked.buttons.keys()][0]).toBe('Escalate INC-1');
  });

  it('is called when somebody says yes: its people are told, once, and the timeline says so', async () => {
    const asked = await says('escalate INC-1 to the payments team', 'U0BEN');
    expect(asked.text).toContain('a message goes to Ana, Ben; the escalation goes on as it is');
    const yes = button(asked, 'Call payments to INC-1');
    const told = await presses(yes, 'U0BEN');
    expect(told.text).toContain('Asked the team Payments for help with INC-1');
    const calls = () => office.laterReplies.filter(({ key }) => key.includes(':call:'));
    expect(calls().map(({ to }) => to)).toEqual([{ user: 'U0ANA' }, { user: 'U0BEN' }]);
    expect(calls()[0]!.message.summary).toContain('Ben asks the team Payments for help with INC-1');
    await presses(yes, 'U0BEN');
    expect(calls()).toHaveLength(2);
    expect(changes().filter((action) => action === 'note')).not.toEqual([]);
  });
});
