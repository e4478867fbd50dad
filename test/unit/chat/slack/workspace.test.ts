import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbound, InboundRequest } from '../../../../src/chat/inbound.ts';
import { SlackInbound } from '../../../../src/chat/slack/inbound.ts';
import { originOf } from '../../../../src/chat/slack/origin.ts';
import { SlackProvider } from '../../../../src/chat/slack/provider.ts';
import { slackSettings, type SlackSettings } from '../../../../src/chat/slack/settings.ts';
import {
  commandDelivery,
  httpBody,
  mentionDelivery,
  pressDelivery,
  submitDelivery,
  type Delivery,
} from '../../../fakes/slack/deliveries.ts';
import { BOT_TOKEN, SIGNING_SECRET, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { TEAM, type FakeUser } from '../../../fakes/slack/workspace.ts';
import { card, refusal } from '../../../contract/expectations.ts';
import { context, fixture } from './fixture.ts';

const ELSEWHERE = 'T0000000666';
let fake: FakeSlack;
beforeEach(async () => {
  fake = await startFakeSlack();
});
afterEach(() => fake.close());

function settings(more: object = {}): SlackSettings {
  const secrets = { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET };
  return slackSettings.parse({ ...secrets, apiUrl: fake.url, ...more });
}
const inbound = (more?: object): SlackInbound => new SlackInbound(settings(more), context);
const provider = (more?: object): SlackProvider => new SlackProvider(settings(more), context);

function sent(delivery: Delivery): InboundRequest {
  const { body } = httpBody(delivery);
  const headers = fake.sign(SIGNING_SECRET, body, Date.now());
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    surface: delivery.surface,
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: Buffer.from(body),
    receivedAt: Date.now(),
  };
}

function command(team: string = TEAM.id): Delivery {
  const made = commandDelivery(fake.workspace, fake.addUser('ana'), 'C1', '/im', 'list');
  return { ...made, payload: { ...made.payload, team_id: team } };
}

const calls = (): string[] => fake.calls.map(({ method }) => method);

describe('a signed request', () => {
  it('is believed when it comes from the workspace that the bot token is of; Slack is asked once', async () => {
    const way = inbound();
    await way.authenticate(sent(command()));
    await way.authenticate(sent(command()));
    expect(calls()).toEqual(['auth.test']);
  });

  it('of another workspace in which the app is installed is refused, naming both', async () => {
    const refused = await refusal(inbound().authenticate(sent(command(ELSEWHERE))), 'invalid_webhook');
    expect(refused.message).toContain('chat.main-slack');
    expect(refused.message).toContain(ELSEWHERE);
    expect(refused.message).toContain(TEAM.id);
  });

  it('is held to teamId, without asking Slack, where that is set', async () => {
    const way = inbound({ teamId: ELSEWHERE });
    await way.authenticate(sent(command(ELSEWHERE)));
    await refusal(way.authenticate(sent(command())), 'invalid_webhook');
    expect(calls()).toEqual([]);
  });

  it('is not believed while Slack does not say whose the token is, and is once it does', async () => {
    const way = inbound();
    fake.failNext('auth.test', 'server error');
    const failure: unknown = await way.authenticate(sent(command())).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ChatError' });
    expect(failure).not.toMatchObject({ code: 'invalid_webhook' });
    await way.authenticate(sent(command()));
  });

  it('that names no workspace, as a check of the address does, needs none', async () => {
    await inbound().authenticate(sent({ surface: 'events', payload: { type: 'url_verification' } }));
    expect(calls()).toEqual([]);
  });
});

describe('the workspace of a payload', () => {
  const json = (name: string): unknown => JSON.parse(fixture(name)) as unknown;

  it.each([
    ['block-actions.json', { team: 'T9TK3CUKW' }],
    ['view-submission.json', { team: 'T9TK3CUKW' }],
    ['app-mention.json', { team: 'T123ABC456' }],
    ['url-verification.json', {}],
  ])('is read from %s', (name, origin) => {
    expect(originOf(json(name))).toEqual(origin);
  });

  it('is that of the installation where a channel is shared with others', () => {
    const event = { team_id: ELSEWHERE, authorizations: [{ team_id: TEAM.id, enterprise_id: null }] };
    expect(originOf(event)).toEqual({ team: TEAM.id });
    const submission = { team: { id: ELSEWHERE }, view: { app_installed_team_id: TEAM.id } };
    expect(originOf(submission)).toEqual({ team: TEAM.id });
  });

  it('may be that of an organisation for which the app is installed as a whole', async () => {
    const press = { team: null, enterprise: { id: 'E1ORG' }, user: { team_id: 'T2' } };
    expect(originOf(press)).toEqual({ team: 'T2', enterprise: 'E1ORG' });
    const way = inbound({ teamId: 'E1ORG' });
    const delivery = (enterprise: string): InboundRequest =>
      sent({ surface: 'events', payload: { ...press, enterprise: { id: enterprise } } });
    await way.authenticate(delivery('E1ORG'));
    await refusal(way.authenticate(delivery('E2ORG')), 'invalid_webhook');
  });
});

describe('somebody of another company, in a channel shared with it', () => {
  let eve: FakeUser;
  beforeEach(() => {
    eve = fake.addUser('eve');
    eve.teamId = ELSEWHERE;
  });

  it('is marked wherever a delivery shows it', async () => {
    const channel = fake.addChannel('shared').id;
    const ref = await provider().send({ channel }, card('x'), { key: 'k' });
    const message = fake.messages(channel).find(({ ts }) => ts === ref.id)!;
    const view = { callback_id: 'declare', private_metadata: '{}', blocks: [] };
    const deliveries = (user: FakeUser): Delivery[] => [
      pressDelivery(fake.workspace, user, message, 'Acknowledge'),
      mentionDelivery(fake.workspace, user, channel, 'status'),
      submitDelivery(fake.workspace, user, { id: 'V1', view }, {}),
    ];
    const users = (user: FakeUser): unknown[] =>
      deliveries(user).map(
        (delivery) => (inbound().parse(sent(delivery)) as Extract<Inbound, { user: object }>).user,
      );
    for (const user of users(eve)) expect(user).toMatchObject({ id: eve.id, outsider: true });
    for (const user of users(fake.addUser('ana'))) expect(user).not.toHaveProperty('outsider');
  });

  it('is an outsider whose address is not trusted', async () => {
    expect(await provider().findUser(eve.id)).toEqual({ id: eve.id, name: 'eve', outsider: true });
    expect(await provider().findUserByEmail(eve.email)).not.toHaveProperty('verifiedEmail');
  });

  it('is one also when Slack says no more than that they are a stranger', async () => {
    Object.assign(eve, { teamId: TEAM.id, kind: 'stranger' });
    expect(await provider().findUser(eve.id)).toEqual({ id: eve.id, name: 'eve', outsider: true });
  });
});

describe("an e-mail address of one's own workspace", () => {
  it.each([
    ['member', {}, true],
    ['bot', {}, false],
    ['guest', {}, false],
    ['single-channel guest', {}, false],
    ['guest', { guestsByEmail: true }, true],
    ['single-channel guest', { guestsByEmail: true }, true],
    ['bot', { guestsByEmail: true }, false],
  ] as const)('of a %s with %j is trusted: %s', async (kind, more, trusted) => {
    const user = Object.assign(fake.addUser('ana'), { kind });
    const found = await provider(more).findUser(user.id);
    expect('verifiedEmail' in found).toBe(trusted);
    expect(found).not.toHaveProperty('outsider');
    user.confirmed = false;
    expect(await provider(more).findUser(user.id)).not.toHaveProperty('verifiedEmail');
  });
});

describe('a bot token', () => {
  it('of another workspace than teamId says is refused when connecting', async () => {
    const refused = await refusal(provider({ teamId: ELSEWHERE }).connect(), 'authentication_failed');
    expect(refused.message).toMatch(
      new RegExp(`botToken is of the workspace ${TEAM.id} .*teamId says ${ELSEWHERE}`),
    );
    expect(await provider({ teamId: TEAM.id }).connect()).toMatchObject({ name: 'muster' });
  });
});
