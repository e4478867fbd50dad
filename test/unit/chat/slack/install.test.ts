import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { note } from '../../../../src/chat/message.ts';
import type { Inbound, InboundAdapter, InboundRequest, PageAnswer } from '../../../../src/chat/inbound.ts';
import type { Provider } from '../../../../src/chat/provider.ts';
import { SCOPES } from '../../../../src/chat/slack/manifest.ts';
import { slack } from '../../../../src/chat/slack/platform.ts';
import { slackSettings, type SlackSettings } from '../../../../src/chat/slack/settings.ts';
import { refusal } from '../../../contract/expectations.ts';
import { FakeMemory, lentTo } from '../../../fakes/lent.ts';
import { commandDelivery, httpBody, type Delivery } from '../../../fakes/slack/deliveries.ts';
import { SIGNING_SECRET, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { messageShortcut, reaction } from '../../../fakes/slack/gestures.ts';
import { signSlackRequest } from '../../../fakes/slack/signing.ts';
import type { FakeChannel, FakeUser, Workspace } from '../../../fakes/slack/workspace.ts';
import { context } from './fixture.ts';

const KEY = randomBytes(32).toString('base64');
const PARTNER = 'T0000000002';

let fake: FakeSlack;
let memory: FakeMemory;
let now: number;
let inbound: InboundAdapter;
let provider: Provider;
let ana: FakeUser;
let partner: Workspace;

function settings(more: object = {}): SlackSettings {
  return slackSettings.parse({
    clientId: fake.app.clientId,
    clientSecret: fake.app.clientSecret,
    tokenKey: KEY,
    teamId: fake.workspace.team.id,
    workspaces: [PARTNER],
    signingSecret: SIGNING_SECRET,
    apiUrl: fake.url,
    ...more,
  });
}

function configure(more: object = {}, where = context): void {
  const lent = lentTo({ memory, now: () => now });
  inbound = slack.createInbound(settings(more), where, lent);
  provider = slack.createProvider(settings(more), where, lent);
}

beforeEach(async () => {
  fake = await startFakeSlack();
  memory = new FakeMemory();
  now = Date.now();
  ana = fake.addUser('ana');
  partner = fake.addWorkspace(PARTNER, 'Partner');
  configure();
});
afterEach(() => fake.close());

const ask = (name: string, query: object = {}, cookies: object = {}): Promise<PageAnswer> =>
  inbound.pages!.answer({
    name,
    query: query as Record<string, string>,
    cookies: cookies as Record<string, string>,
    receivedAt: now,
  });

/** A browser that begins an installation; it keeps its cookie. */
async function begin(): Promise<{ to: string; cookies: Record<string, string> }> {
  const { redirect, cookie } = await ask('install');
  return { to: redirect!, cookies: { [cookie!.name]: cookie!.value } };
}

/** Installs the app as somebody does, from the first page to the last. */
async function install(workspace = fake.workspace, user = ana): Promise<PageAnswer> {
  const { to, cookies } = await begin();
  const back = fake.app.consent(workspace, user, to);
  return ask('installed', Object.fromEntries(back.searchParams), cookies);
}

describe('installing the app', () => {
  it('asks Slack for the scopes that are used, and for nothing of people unless it is configured', async () => {
    const { to } = await begin();
    const { origin, pathname, searchParams } = new URL(to);
    expect(`${origin}${pathname}`).toBe('https://slack.com/oauth/v2/authorize');
    expect(searchParams.get('scope')?.split(',')).toEqual(Object.keys(SCOPES));
    expect(searchParams.get('redirect_uri')).toBe('https://muster.example.com/chat/main-slack/installed');
    expect(searchParams.has('user_scope')).toBe(false);
    expect(to).not.toContain(fake.app.clientSecret);
    configure({ userScopes: ['channels:history'] });
    expect(new URL((await begin()).to).searchParams.get('user_scope')).toBe('channels:history');
  });

  it('ends with a token with which Muster works, sealed in the store', async () => {
    await refusal(provider.connect(), 'authentication_failed');
    const answer = await install();
    expect(answer).toMatchObject({ status: 200, page: { title: 'Installed' }, cookie: { maxAgeSeconds: 0 } });
    expect(answer.page?.text).toContain('main-slack/#incidents');
    now += 6_000;
    expect(await provider.connect()).toMatchObject({ id: fake.workspace.bot.id });
    const stored = JSON.stringify([...memory.values]);
    for (const token of fake.app.tokens.keys()) expect(stored).not.toContain(token);
  });

  it.each<[string, (q: Record<string, string>, c: Record<string, string>) => unknown]>([
    ['has no cookie', (_, c) => delete c.muster_install],
    [
      'has the cookie of another browser',
      (_, c) => (c.muster_install = randomBytes(32).toString('base64url')),
    ],
    ['has no state', (q) => delete q.state],
    ['has a forged state', (q) => (q.state = q.state!.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))],
    [
      'has a state that was made to last',
      (q) => (q.state = q.state!.replace(/\.(\d+)\./, '.9999999999999.')),
    ],
    ['took too long', () => (now += 10 * 60_000 + 1)],
  ])('is refused before anything else when it %s', async (_, spoil) => {
    const { to, cookies } = await begin();
    const query = Object.fromEntries(fake.app.consent(fake.workspace, ana, to).searchParams);
    spoil(query, cookies);
    const calls = fake.calls.length;
    expect(await ask('installed', query, cookies)).toMatchObject({ status: 403 });
    expect(fake.calls).toHaveLength(calls);
    expect([...memory.values.keys()].filter((key) => key.startsWith('installation:'))).toEqual([]);
  });

  it('is refused with the state of another instance', async () => {
    const { to, cookies } = await begin();
    const query = Object.fromEntries(fake.app.consent(fake.workspace, ana, to).searchParams);
    configure({}, { tenant: 'default', instance: 'other-slack' });
    expect(await ask('installed', query, cookies)).toMatchObject({ status: 403 });
  });

  it('happens once for each beginning, and what was used is forgotten in time', async () => {
    const { to, cookies } = await begin();
    const first = Object.fromEntries(fake.app.consent(fake.workspace, ana, to).searchParams);
    expect(await ask('installed', first, cookies)).toMatchObject({ status: 200 });
    const again = Object.fromEntries(fake.app.consent(fake.workspace, ana, to).searchParams);
    expect(await ask('installed', again, cookies)).toMatchObject({ status: 403 });
    const used = () => [...memory.values.keys()].filter((key) => key.startsWith('install-state:'));
    expect(used()).toHaveLength(1);
    now += 11 * 60_000;
    await install();
    expect(used()).toHaveLength(1);
  });

  it('happens once also when its end comes twice at the same moment', async () => {
    const { to, cookies } = await begin();
    const ends = [1, 2].map(() => Object.fromEntries(fake.app.consent(fake.workspace, ana, to).searchParams));
    const answers = await Promise.all(ends.map((query) => ask('installed', query, cookies)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('changes nothing when somebody does not agree', async () => {
    const { to, cookies } = await begin();
    const query = Object.fromEntries(fake.app.consent(fake.workspace, ana, to, false).searchParams);
    expect(await ask('installed', query, cookies)).toMatchObject({
      status: 200,
      page: { title: 'Not installed' },
    });
    expect(fake.calls).toEqual([]);
  });

  it('into a workspace that is not configured is refused, and its tokens are given back', async () => {
    configure({ workspaces: [], userScopes: ['channels:history'] });
    const eve = partner.addUser('eve');
    const before = fake.app.tokens.size;
    const answer = await install(partner, eve);
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.page?.text).toContain('chat.main-slack.workspaces');
    expect(fake.app.tokens.size).toBe(before);
    expect(memory.values.has(`installation:${PARTNER}`)).toBe(false);
  });

  it.each([
    ['bad_client_secret', 'clientSecret'],
    ['bad_redirect_uri', 'server.baseUrl'],
    ['invalid_code', 'begin the installation again'],
  ])('says what to do when Slack answers %s', async (error, remedy) => {
    fake.failNext('oauth.v2.access', { error });
    const answer = await install();
    expect(answer).toMatchObject({ status: 502 });
    expect(answer.page?.text).toContain(remedy);
    expect(answer.page?.text).not.toContain(fake.app.clientSecret);
  });
});

describe('keys', () => {
  it('are rotated: what is read is sealed anew, and the former key is not needed any more', async () => {
    await install();
    const fresh = randomBytes(32).toString('base64');
    const before = memory.values.get('installation:T0000000001');
    configure({ tokenKey: fresh, previousTokenKey: KEY });
    await provider.connect();
    expect(memory.values.get('installation:T0000000001')).not.toBe(before);
    configure({ tokenKey: fresh });
    await provider.connect();
    configure();
    const refused = await refusal(provider.connect(), 'authentication_failed');
    expect(refused.message).toContain('chat.main-slack.previousTokenKey');
  });

  it('do not open what was put into the place of another workspace', async () => {
    await install();
    await install(partner, partner.addUser('pia'));
    const theirs = JSON.parse(memory.values.get(`installation:${PARTNER}`)!) as object;
    const ours = JSON.parse(memory.values.get('installation:T0000000001')!) as { sealed: string };
    memory.values.set(`installation:${PARTNER}`, JSON.stringify({ ...theirs, sealed: ours.sealed }));
    configure();
    await refusal(provider.findChannel(`${PARTNER}/#ops`), 'authentication_failed');
  });
});

/** Signs what Slack sends and has it read. */
async function read(delivery: Delivery): Promise<Inbound> {
  const { body } = httpBody(delivery);
  const bytes = Buffer.from(body);
  const headers = Object.fromEntries(
    Object.entries(signSlackRequest(SIGNING_SECRET, bytes, now)).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const request: InboundRequest = { surface: delivery.surface, headers, body: bytes, receivedAt: now };
  await inbound.authenticate(request);
  return inbound.parse(request);
}

describe('two workspaces', () => {
  let pia: FakeUser;
  let ours: FakeChannel;
  let theirs: FakeChannel;
  beforeEach(async () => {
    pia = partner.addUser('pia');
    ours = fake.addChannel('incidents');
    theirs = partner.addChannel('incidents', { members: [partner.bot.id, pia.id] });
    await install();
    await install(partner, pia);
    configure();
  });

  it('have their channels by addresses of their own, although the ids are the same', async () => {
    expect(theirs.id).toBe(ours.id);
    const here = await provider.send({ channel: '#incidents' }, note(['ours'], 'ours'), { key: 'a' });
    const to = { channel: `${PARTNER}/#incidents` };
    const there = await provider.send(to, note(['theirs'], 'theirs'), { key: 'b' });
    expect(here.channel).toBe(ours.id);
    expect(there.channel).toBe(`${PARTNER}/${theirs.id}`);
    expect(ours.messages.map(({ text }) => text)).toEqual(['ours']);
    expect(theirs.messages.map(({ text }) => text)).toEqual(['theirs']);
    await provider.update(there, note(['changed'], 'changed'));
    expect(theirs.messages[0]?.text).toBe('changed');
    expect(await provider.find(to, 'b', 0)).toEqual(there);
    await provider.send(to, note(['below'], 'below'), { key: 'c', thread: there });
    expect(theirs.messages[1]?.threadTs).toBe(there.id);
    await provider.pin(there);
    expect(await provider.findUser(`${PARTNER}/${pia.id}`)).toMatchObject({
      id: `${PARTNER}/${pia.id}`,
      name: 'pia',
    });
    expect(await provider.findChannel(`${PARTNER}/${theirs.id}`)).toMatchObject({
      id: `${PARTNER}/${theirs.id}`,
    });
  });

  it('mention their own people alone; those of the other are named', async () => {
    const both = note(
      [{ user: ana.id, name: 'Ana' }, ' and ', { user: `${PARTNER}/${pia.id}`, name: 'Pia' }],
      'x',
    );
    await provider.send({ channel: '#incidents' }, both, { key: 'a' });
    await provider.send({ channel: `${PARTNER}/#incidents` }, both, { key: 'b' });
    expect(fake.seen(ours.id)[0]).toMatchObject({ pings: [ana.id], text: `@${ana.id} and Pia` });
    const shown = JSON.stringify(theirs.messages[0]?.blocks);
    expect(shown).toContain(`"user_id":"${pia.id}"`);
    expect(shown).toContain('"text":"Ana"');
  });

  it('cannot be invited into, or spoken to in, a channel of the other', async () => {
    await refusal(provider.invite(ours.id, [`${PARTNER}/${pia.id}`]), 'user_not_found');
    const hello = note(['hello'], 'hello');
    const whisper = provider.sendPrivately(`${PARTNER}/${theirs.id}`, ana.id, hello, { key: 'k' });
    await refusal(whisper, 'user_not_found');
    await provider.sendPrivately(`${PARTNER}/${theirs.id}`, `${PARTNER}/${pia.id}`, hello, { key: 'k' });
    expect(partner.ephemerals).toHaveLength(1);
  });

  it('are told apart in what comes from them', async () => {
    expect(await read(commandDelivery(fake.workspace, ana, ours.id, '/im', 'list'))).toMatchObject({
      user: { id: ana.id },
      channel: ours.id,
    });
    const command = await read(commandDelivery(partner, pia, theirs.id, '/im', `assign 7 <@${pia.id}|pia>`));
    expect(command).toMatchObject({
      user: { id: `${PARTNER}/${pia.id}` },
      channel: `${PARTNER}/${theirs.id}`,
      text: `assign 7 <@${PARTNER}/${pia.id}>`,
      trigger: expect.stringMatching(new RegExp(`^${PARTNER}/`)) as string,
    });
    const message = partner.say(theirs, pia, 'it is DNS');
    expect(await read(reaction(partner, pia, message, 'pushpin'))).toMatchObject({
      message: { channel: `${PARTNER}/${theirs.id}`, id: message.ts },
    });
    expect(await read(messageShortcut(partner, pia, message, 'muster_timeline'))).toMatchObject({
      message: { ref: { channel: `${PARTNER}/${theirs.id}` }, author: { id: `${PARTNER}/${pia.id}` } },
    });
  });

  it('a form is opened where the press came from', async () => {
    const modal = { id: 'note', title: 'Note', submit: 'Add', inputs: [], context: {} };
    await provider.openModal(`${PARTNER}/${partner.addTrigger()}`, modal);
    expect([partner.views.length, fake.workspace.views.length]).toEqual([1, 0]);
  });

  it('believe nobody else, and not who says to be of one that has no installation', async () => {
    const stranger = fake.addWorkspace('T0000000009', 'Stranger');
    const delivery = commandDelivery(stranger, stranger.addUser('eve'), 'C0000000001', '/im', 'list');
    await refusal(read(delivery), 'authentication_failed');
  });

  it('are served no more when the configuration names them no more', async () => {
    configure({ workspaces: [] });
    const delivery = commandDelivery(partner, pia, theirs.id, '/im', 'list');
    await refusal(read(delivery), 'authentication_failed');
    const hello = note(['hello'], 'hello');
    const to = { channel: `${PARTNER}/#incidents` };
    await refusal(provider.send(to, hello, { key: 'k' }), 'authentication_failed');
    expect(theirs.messages).toEqual([]);
    for (const [token, workspace] of fake.app.tokens)
      if (workspace === partner) fake.app.tokens.delete(token);
    expect(await provider.health()).toMatchObject({ ok: true });
    expect(await read(commandDelivery(fake.workspace, ana, ours.id, '/im', 'list'))).toMatchObject({
      kind: 'command',
    });
  });

  const revoke = (which: Workspace): void => {
    for (const [token, workspace] of fake.app.tokens) if (workspace === which) fake.app.tokens.delete(token);
  };

  it('are well as the default one is; what is amiss in another is told beside', async () => {
    const well = await provider.health();
    expect(well).toMatchObject({ ok: true });
    expect(well).not.toHaveProperty('troubles');
    revoke(partner);
    expect(await provider.health()).toMatchObject({
      ok: true,
      troubles: [expect.stringContaining(`The workspace ${PARTNER} is not well: chat.main-slack`) as string],
    });
    revoke(fake.workspace);
    const sick = await provider.health();
    expect(sick).toMatchObject({ ok: false, code: 'authentication_failed' });
    expect(sick).not.toHaveProperty('troubles');
  });
});

describe('what Slack ends', () => {
  const event = (body: object, at = now): Delivery => ({
    surface: 'events',
    payload: {
      type: 'event_callback',
      event_id: 'Ev1',
      team_id: fake.workspace.team.id,
      event_time: Math.floor(at / 1000),
      event: body,
    },
  });
  beforeEach(() => install());
  const installed = () => memory.values.has('installation:T0000000001');

  it.each([
    ['app_uninstalled', { type: 'app_uninstalled' }],
    ['tokens_revoked', { type: 'tokens_revoked', tokens: { bot: ['U0MUSTERBOT'] } }],
  ])('is forgotten: %s', async (_, body) => {
    now += 5_000;
    expect((await read(event(body))).kind).toBe('ignored');
    expect(installed()).toBe(false);
    await refusal(read(commandDelivery(fake.workspace, ana, 'C1', '/im', 'list')), 'authentication_failed');
    const refused = await refusal(provider.connect(), 'authentication_failed');
    expect(refused.message).toContain('https://muster.example.com/chat/main-slack/install');
  });

  it('counts nothing once the app was installed again', async () => {
    const before = now - 60_000;
    await read(event({ type: 'app_uninstalled' }, before));
    expect(installed()).toBe(true);
  });

  it('is forgotten of a person alone when it was theirs', async () => {
    configure({ userScopes: ['channels:history'] });
    await install();
    const channel = fake.addChannel('elsewhere', { members: [] });
    fake.failNext('conversations.join', { error: 'restricted_action' }, 9);
    const { ts } = fake.says(ana, channel.id, 'it is DNS');
    expect(await provider.read({ channel: channel.id, id: ts })).toMatchObject({ text: 'it is DNS' });
    now += 5_000;
    await read(event({ type: 'tokens_revoked', tokens: { oauth: [ana.id], bot: [] } }));
    expect(installed()).toBe(true);
    await refusal(provider.read({ channel: channel.id, id: ts }), 'permission_denied');
  });

  it('is believed only when Slack signed it', async () => {
    const { body } = httpBody(event({ type: 'app_uninstalled' }));
    const request = { surface: 'events', headers: {}, body: Buffer.from(body), receivedAt: now };
    await refusal(Promise.resolve(inbound.authenticate(request)), 'invalid_webhook');
    expect(installed()).toBe(true);
  });
});

describe('settings', () => {
  it.each<[object, string]>([
    [{ clientSecret: undefined }, 'clientSecret'],
    [{ tokenKey: undefined }, 'tokenKey'],
    [{ tokenKey: 'c2hvcnQ=' }, 'tokenKey'],
    [{ teamId: undefined }, 'teamId'],
    [{ botToken: 'xoxb-1' }, 'botToken'],
    [{ clientId: undefined }, 'botToken'],
    [{ workspaces: ['partner'] }, 'workspaces.0'],
    [{ userScopes: ['Channels'] }, 'userScopes.0'],
  ])('%j', (more, path) => {
    const { issues = [] } = slackSettings.safeParse({ ...settings(), ...more }).error ?? {};
    expect(issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
