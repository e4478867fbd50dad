import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redactText } from '../../src/access/redact.ts';
import { ChatError } from '../../src/chat/error.ts';
import type { Answer, Inbound, Response } from '../../src/chat/inbound.ts';
import { SlackInbound } from '../../src/chat/slack/inbound.ts';
import { slackSettings } from '../../src/chat/slack/settings.ts';
import { Office, SECRET } from './office.ts';

const CODE = /mlink-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}/;

let office: Office;
let deliveries = 0;
const settings = slackSettings.parse({ botToken: 'xoxb-test', signingSecret: SECRET });

/** A platform whose HTTP answers carry nothing. */
class Mute extends SlackInbound {
  override respond(_inbound: Inbound, undelivered: Answer): Response {
    return { http: { status: 200, contentType: 'text/plain', body: '' }, undelivered };
  }
}

beforeEach(async () => {
  office = await Office.open((opening) => {
    for (const instance of ['second', 'third']) {
      opening.adapt(instance, new SlackInbound(settings, { tenant: 'default', instance }));
    }
  });
});
afterEach(() => office.close());

/** Somebody on an instance. */
interface Who {
  readonly instance: string;
  readonly user: string;
  readonly team?: string;
}
const ana: Who = { instance: 'main-slack', user: 'U0ANA' };
const ben: Who = { instance: 'main-slack', user: 'U0BEN' };
const bea: Who = { instance: 'second', user: 'U2BEA' };
const mallory: Who = { instance: 'second', user: 'U2MAL' };

async function types(
  { instance, user }: Who,
  text: string,
  delivery = `command-${++deliveries}`,
): Promise<string> {
  const form = new URLSearchParams({
    command: '/im',
    text,
    trigger_id: delivery,
    user_id: user,
    user_name: user.toLowerCase(),
    channel_id: 'C1',
  });
  const response = await office.slack('commands', form.toString(), { instance });
  const answer = await response.text();
  expect(response.status, answer).toBe(200);
  return answer;
}

/** Presses a button of a link's question. @returns what is told later, for Slack takes no text here. */
async function presses(
  { instance, user }: Who,
  action: string,
  trigger = `press-${++deliveries}`,
): Promise<string> {
  const payload = {
    type: 'block_actions',
    trigger_id: trigger,
    user: { id: user, username: user.toLowerCase() },
    channel: { id: 'C1' },
    container: { type: 'message', channel_id: 'C1', message_ts: '1.1' },
    actions: [{ type: 'button', action_id: `0:${action}`, value: action, action_ts: trigger }],
  };
  const before = office.laterReplies.length;
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const response = await office.slack('interactions', body, { instance });
  expect(response.status).toBe(200);
  return JSON.stringify(office.laterReplies.slice(before).map(({ message }) => message));
}

async function codeOf(who: Who): Promise<string> {
  const answer = await types(who, 'link');
  const [code] = CODE.exec(answer) ?? [];
  expect(code, answer).toBeDefined();
  return code ?? '';
}

const yesOf = (answer: string): string => {
  const [action] = /link-yes [0-9a-f]{32}/.exec(answer) ?? [];
  expect(action, answer).toBeDefined();
  return action ?? '';
};

/** Goes through all of it. */
async function links(asker: Who, claimant: Who): Promise<void> {
  const question = await types(claimant, `link ${await codeOf(asker)}`);
  const yes = yesOf(question);
  await presses(claimant, yes);
  await presses(asker, yes);
}

const whoami = (who: Who): Promise<string> => types(who, 'whoami');
const audited = async (): Promise<string[]> => {
  await office.afterwards.ended(1_000);
  return office.memory.auditEntries.map(
    ({ action, outcome, person, about = '', reason = '' }) =>
      `${action} ${outcome} ${person} ${about}${reason && ` (${reason.slice(0, 40)})`}`,
  );
};

describe('linking two accounts', () => {
  it('takes a code, and a confirmation on both sides', async () => {
    const code = await codeOf(ana);
    const question = await types(bea, `link ${code}`);
    expect(question).toContain('Ana (u0ana on main-slack)');
    expect(await whoami(bea)).toContain('second/U2BEA');
    expect(await presses(bea, yesOf(question))).toContain('is asked to confirm');
    expect(await whoami(bea)).toContain('second/U2BEA');
    expect(await presses(ana, yesOf(question))).toContain('being linked');
    const after = await whoami(bea);
    expect(after).toContain('(ana)');
    expect(after).toContain('you have linked this account');
    expect(after).toContain('admin');
    expect(await whoami(ana)).toContain('u2bea on second (linked)');
    expect(await audited()).toEqual([
      'link:code done ana ',
      'link:claim done second/U2BEA with main-slack/U0ANA',
      'link:confirm done second/U2BEA main-slack/U0ANA and second/U2BEA',
      'link:confirm done ana main-slack/U0ANA and second/U2BEA',
    ]);
  });

  it('makes the configured person of both, whichever made the code', async () => {
    await links(bea, ben);
    expect(await whoami(bea)).toContain('(ben)');
    expect(await whoami(bea)).toContain('responder');
    expect(await whoami(bea)).not.toContain('admin');
  });

  it('leaves the code in no record, log or history', async () => {
    const code = await codeOf(ana);
    await types(bea, `link ${code}`);
    await office.afterwards.ended(1_000);
    const kept = JSON.stringify([
      [...office.memory.deliveryRecords],
      office.memory.auditEntries,
      office.log,
      office.temporal.links.history,
      [...office.temporal.laterReplies],
    ]);
    expect(kept).toContain('U2BEA');
    expect(kept).not.toContain(code);
    expect(redactText(`note 42 ${code}!`)).toBe('note 42 [redacted: link code]!');
  });

  it('tells the code by no reply of Temporal where an answer cannot carry it, but at once', async () => {
    office.adapt('mute', new Mute(settings, { tenant: 'default', instance: 'mute' }));
    expect(await types({ instance: 'mute', user: 'U4' }, 'link')).toBe('');
    await office.afterwards.ended(1_000);
    expect(office.laterReplies).toEqual([]);
    expect(JSON.stringify(office.told)).toMatch(CODE);
  });

  it('gives a delivery that comes again another code, for the first is kept nowhere', async () => {
    const [first] = CODE.exec(await types(ana, 'link', 'same')) ?? [];
    const [second] = CODE.exec(await types(ana, 'link', 'same')) ?? [];
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('keeps people apart whom the configuration names', async () => {
    const { people } = office.config;
    const twoPeople = new Map(people).set('bea', {
      id: 'bea',
      name: 'Bea',
      roles: ['viewer'],
      chat: { second: 'U2BEA' },
    });
    office.config = { ...office.config, people: twoPeople };
    const answer = await types(bea, `link ${await codeOf(ana)}`);
    expect(answer).toContain('two people cannot become one');
    expect((await audited()).at(-1)).toContain('link:claim refused bea');
  });

  it('is overridden by what the configuration comes to say', async () => {
    await links(ana, bea);
    const { people } = office.config;
    const bea2 = { id: 'bea', name: 'Bea', roles: ['viewer'], chat: { second: 'U2BEA' } } as const;
    office.config = { ...office.config, people: new Map(people).set('bea', bea2) };
    const after = await whoami(bea);
    expect(after).toContain('(bea)');
    expect(after).not.toContain('admin');
    expect(await whoami(ana)).not.toContain('second');
  });

  it('gives nothing to who is linked with somebody who is gone from the configuration', async () => {
    await links(ana, bea);
    const people = new Map(office.config.people);
    people.delete('ana');
    office.config = { ...office.config, people };
    expect(await whoami(bea)).toContain('second/U2BEA');
  });

  it('knows the configured person without the store, and a linked one as unmapped', async () => {
    await links(ana, bea);
    await types(ana, 'declare Checkout is down');
    office.memory.down.add('everything');
    expect(await types(ana, 'ack INC-1')).toContain('acknowledged');
    expect(await types(bea, 'resolve INC-1')).toContain('permission');
  });
});

describe('crossing attempts', () => {
  it('refuses the outsider of a shared channel, also who is one only by their profile', async () => {
    office.profile = (_instance, id) =>
      Promise.resolve({ id, name: id, ...(id === 'U2BEA' && { outsider: true }) });
    expect(await types(bea, 'link')).toContain('belongs to another company');
    expect(await types(bea, `link ${await codeOf(ana)}`)).toContain('belongs to another company');
    expect((await audited()).filter((line) => line.includes('refused'))).toHaveLength(2);
  });

  it('links no account of which the platform does not say whose it is', async () => {
    office.profile = () => Promise.reject(new ChatError('connection_failed', 'no route'));
    const form = new URLSearchParams({
      command: '/im',
      text: 'link',
      trigger_id: 'T',
      user_id: 'U2BEA',
      user_name: 'bea',
      channel_id: 'C1',
    });
    const response = await office.slack('commands', form.toString(), { instance: 'second' });
    expect(response.status).toBe(503);
    expect(office.temporal.links.requests.size).toBe(0);
  });

  it('ignores the link of who has become an outsider', async () => {
    await links(ana, bea);
    const { people } = office.config;
    const dora = { id: 'dora', name: 'Dora', email: 'd@example.com', roles: ['viewer'], chat: {} } as const;
    // Somebody could be known by address, so that profiles are looked at.
    office.config = { ...office.config, people: new Map(people).set('dora', dora) };
    office.profile = (_instance, id) => Promise.resolve({ id, name: id, outsider: true });
    expect(await whoami(bea)).toContain('second/U2BEA');
  });

  it('takes no code twice, and none that somebody else has typed', async () => {
    const code = await codeOf(ana);
    const question = await types(bea, `link ${code}`);
    expect(await types(mallory, `link ${code}`)).toContain('Somebody else has used this code');
    await presses(bea, yesOf(question));
    await presses(ana, yesOf(question));
    expect(await types(mallory, `link ${code}`)).toContain('has been used');
    expect(await whoami(mallory)).toContain('second/U2MAL');
    expect((await audited()).filter((line) => line.startsWith('link:claim refused'))).toHaveLength(2);
  });

  it('takes no confirmation of anybody else, nor in another order, nor twice', async () => {
    const question = await types(bea, `link ${await codeOf(ana)}`);
    const yes = yesOf(question);
    expect(await presses(mallory, yes)).toContain('asked somebody else');
    expect(await presses(ben, yes)).toContain('asked somebody else');
    expect(await presses(ana, yes)).toContain('asked somebody else');
    await presses(bea, yes);
    expect(await presses(bea, yes)).toContain('answered that already');
    expect(await presses(mallory, yes)).toContain('asked somebody else');
    expect(await whoami(bea)).toContain('second/U2BEA');
    expect((await audited()).filter((line) => line.startsWith('link:confirm refused'))).toHaveLength(5);
  });

  it('does nothing more for a press that is delivered again', async () => {
    const question = await types(bea, `link ${await codeOf(ana)}`);
    const yes = yesOf(question);
    await presses(bea, yes, 'again');
    await presses(bea, yes, 'again');
    expect(office.temporal.links.requests.values().next().value?.state).toBe('confirmed');
  });

  it('takes nothing after ten minutes, at any stage', async () => {
    const unused = await codeOf(ana);
    const question = await types(bea, `link ${await codeOf(ana)}`);
    await presses(bea, yesOf(question));
    office.now += 10 * 60_000;
    expect(await types(bea, `link ${unused}`)).toContain('has expired');
    expect(await presses(ana, yesOf(question))).toContain('has expired');
    expect(await whoami(bea)).toContain('second/U2BEA');
  });

  it('ends when either declines', async () => {
    const question = await types(bea, `link ${await codeOf(ana)}`);
    const no = yesOf(question).replace('yes', 'no');
    expect(await presses(mallory, no)).toContain('asked somebody else');
    expect(await presses(ana, no)).toContain('Nothing is linked');
    expect(await presses(bea, yesOf(question))).toContain('has been used');
  });

  it.each([
    ['its own account', ana, /account that the code was made for/],
    ['another of the same instance', ben, /Both accounts are on main-slack/],
  ])('links no account with %s', async (_what, claimant, why) => {
    expect(await types(claimant, `link ${await codeOf(ana)}`)).toMatch(why);
  });

  it('links no second account of one instance with a person, nor one twice', async () => {
    await links(ana, bea);
    expect(await types(mallory, `link ${await codeOf(ana)}`)).toContain('has an account on second already');
    expect(await types(bea, `link ${await codeOf(ana)}`)).toContain('known as Ana already');
  });

  it('knows neither codes nor buttons that nobody has made', async () => {
    expect(await types(bea, 'link mlink-0000-0000-0000')).toContain('There is no such code');
    expect(await types(bea, 'link abc-123')).toContain('That is no code');
    // A number is an incident's.
    expect(await types(bea, 'link 1234')).toContain('/im link INC-1234 https://');
    expect(await presses(bea, `link-yes ${'0'.repeat(32)}`)).toContain('There is no such code');
    expect(await presses(bea, 'link-yes INC-1')).toContain('another version');
  });

  it('lets nobody guess', async () => {
    office.linkLimit = { count: 3, perMs: 600_000 };
    for (let tried = 0; tried < 3; tried++)
      expect(await types(mallory, `link mlink-0000-0000-000${tried}`)).toContain('no such code');
    const code = await codeOf(ana);
    expect(await types(mallory, `link ${code}`)).toContain('too often');
    // Nor does that keep others from it.
    expect(await types(bea, `link ${code}`)).toContain('link-yes');
    for (let made = 1; made < 3; made++) await codeOf(ana);
    expect(await types(ana, 'link')).toContain('too often');
  });
});

describe('who is linked', () => {
  it('is one person everywhere: as responder, insider, assignee and in lists', async () => {
    await links(ben, bea);
    await types(ben, 'declare Leak of data --private --sev 1');
    expect(await types(mallory, 'status 1')).toContain('There is no incident');
    expect(await types(bea, 'status 1')).toContain('Leak of data');
    await types(bea, 'join 1');
    expect(await types(ben, 'list --mine')).toContain('Leak of data');
    await types(ana, 'declare Search is slow');
    await types(ana, 'assign 2 <@U0BEN>');
    expect(await types(bea, 'list --mine')).toContain('Search is slow');
    await types({ ...ana, instance: 'main-slack' }, 'declare Cart is slow');
    await links(ana, { instance: 'second', user: 'U2ANA' });
    await types({ instance: 'second', user: 'U2ANA' }, 'assign 3 <@U2BEA>');
    expect(await types(ben, 'list --mine')).toContain('Cart is slow');
  });

  it('still sees the private incident that their account declared before', async () => {
    office.access({ policy: { ...office.config.access.policy, unmapped: 'responder' } });
    await types(bea, 'declare Leak of data --private --sev 1');
    await links(ben, bea);
    expect(await types(bea, 'whoami')).toContain('(ben)');
    expect(await types(bea, 'status 1')).toContain('Leak of data');
    expect(await types(bea, 'list')).toContain('Leak of data');
    expect(await types(bea, 'ack 1')).toContain('acknowledged');
    expect(await types(mallory, 'list')).not.toContain('Leak of data');
  });

  it('ends it from either side', async () => {
    await links(ana, bea);
    expect(await types(bea, 'unlink')).toContain('no longer Ana');
    expect(await whoami(bea)).toContain('second/U2BEA');
    await links(ana, bea);
    expect(await types(ana, 'unlink main-slack')).toContain('no linked account on main-slack');
    expect(await types(ana, 'unlink second')).toContain('no longer Ana');
    expect(await types(ana, 'unlink')).toContain('No account of yours is linked');
    expect(await whoami(bea)).toContain('second/U2BEA');
  });

  it('is asked which one, of several', async () => {
    await links(ana, bea);
    await links(ana, { instance: 'third', user: 'U3ANA' });
    const answer = await types(ana, 'unlink');
    expect(answer).toContain('/im unlink second');
    expect(answer).toContain('/im unlink third');
  });

  it('moves all accounts of an unmapped person to the configured one', async () => {
    const third = { instance: 'third', user: 'U3BEA' };
    await links(bea, third);
    expect(await whoami(third)).toContain('second/U2BEA');
    await links(third, ana);
    expect(await whoami(third)).toContain('(ana)');
    expect(await whoami(bea)).toContain('(ana)');
  });
});

describe('the API', () => {
  const ask = async (
    method: string,
    path: string,
    role: 'admin' | 'commander',
  ): Promise<[number, unknown]> => {
    const response = await fetch(`${office.base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${office.token(role)}` },
    });
    return [response.status, await response.json()];
  };

  it('shows who has linked what, and lets an admin alone end it', async () => {
    await links(ana, bea);
    const third = { instance: 'third', user: 'U3' };
    await links(mallory, third);
    const [, shown] = await ask('GET', '/people', 'commander');
    const people = (shown as { people: { id: string; links: { instance: string; user: string }[] }[] })
      .people;
    const linked = Object.fromEntries(
      people.map(({ id, links }) => [id, links.map(({ instance, user }) => `${instance}/${user}`)]),
    );
    expect(linked).toMatchObject({ ana: ['second/U2BEA'], ben: [], 'second/U2MAL': ['third/U3'] });
    expect(linked).not.toHaveProperty('third/U3');

    const [refused] = await ask('DELETE', '/people/links/second/U2BEA', 'commander');
    expect(refused).toBe(403);
    expect(await whoami(bea)).toContain('(ana)');
    const [status, ended] = await ask('DELETE', '/people/links/second/U2BEA', 'admin');
    expect([status, ended]).toMatchObject([200, { user: 'U2BEA', person: { id: 'ana' } }]);
    expect((await ask('DELETE', '/people/links/second/U2BEA', 'admin'))[0]).toBe(404);
    expect(await whoami(bea)).toContain('second/U2BEA');
    expect((await audited()).filter((line) => line.startsWith('unlink'))).toEqual([
      'unlink done token:admin second/U2BEA',
      expect.stringContaining('unlink refused token:admin'),
    ]);
    const [, audit] = await ask('GET', '/audit', 'admin');
    expect(JSON.stringify(audit)).toContain('"about":"second/U2BEA"');
  });
});

describe('how loud', () => {
  it('is chosen for the person, whichever account they use', async () => {
    await links(ana, bea);
    expect(await types(ana, 'loud')).toContain('urgent');
    expect(await types(bea, 'loud pages')).toContain('only pages notify you');
    expect(await whoami(ana)).toContain('pages: only pages');
    expect(await types(ana, 'loud default')).toContain('urgent');
    expect(await types(ana, 'loud deafening')).toContain('one of pages, urgent, all');
  });
});
