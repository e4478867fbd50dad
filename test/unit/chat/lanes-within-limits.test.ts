import { describe, expect, it } from 'vitest';
import { lanesOf as discordLanes } from '../../../src/chat/discord/lanes.ts';
import { askLane, FRESH_LANE, LEAD_MS, type Lane, type Turn } from '../../../src/chat/lane.ts';
import { lanesOf as mattermostLanes } from '../../../src/chat/mattermost/lanes.ts';
import { lanesOf as slackLanes } from '../../../src/chat/slack/lanes.ts';
import { lanesOf as teamsLanes } from '../../../src/chat/teams/lanes.ts';
import { Rates as DiscordRates } from '../../fakes/discord/rates.ts';
import { Rates as MattermostRates } from '../../fakes/mattermost/rates.ts';
import { Rates as SlackRates } from '../../fakes/slack/rates.ts';
import { Rates as TeamsRates } from '../../fakes/teams/rates.ts';

const START = Date.UTC(2026, 2, 1, 12);

/** How many want to go out at once: more than any limit takes. */
const MANY = 150;

/** @returns when each may go out who asks all of these lanes, everybody at the same moment: epoch milliseconds. */
function instants(lanes: readonly Lane[]): number[] {
  const states = new Map(lanes.map(({ name }) => [name, FRESH_LANE]));
  const uses: number[] = [];
  const coming = Array.from({ length: MANY }, () => ({
    at: START,
    turn: undefined as Turn | undefined,
    goes: START,
    left: lanes,
  }));
  while (coming.length > 0) {
    coming.sort((one, two) => one.at - two.at);
    const next = coming[0]!;
    const [lane, ...left] = next.left;
    if (!lane) {
      uses.push(next.goes);
      coming.shift();
      continue;
    }
    const asked = { urgency: 'page' as const, turn: next.turn, now: next.at };
    const answer = askLane(lane, states.get(lane.name)!, asked);
    states.set(lane.name, answer.state);
    if (answer.kind === 'go')
      Object.assign(next, { left, goes: Math.max(next.goes, answer.at), turn: undefined });
    else Object.assign(next, { turn: answer.turn, at: next.at + Math.max(1, answer.waitMs - LEAD_MS) });
  }
  return uses.sort((one, two) => one - two);
}

/** How often what goes out so is refused by a platform that counts. */
function refused(lanes: readonly Lane[], refuses: (now: number) => unknown): number {
  return instants(lanes).filter((at) => refuses(at) !== undefined).length;
}

const channel = { channel: 'incidents' };

describe('what goes out as its lanes let it is never refused', () => {
  it.each(['send', 'update', 'pin', 'createChannel', 'sendPrivately'] as const)(
    'by Slack: %s',
    (operation) => {
      const rates = new SlackRates();
      rates.on = true;
      const method = {
        send: 'chat.postMessage',
        update: 'chat.update',
        pin: 'pins.add',
        createChannel: 'conversations.create',
        sendPrivately: 'chat.postEphemeral',
      }[operation];
      expect(refused(slackLanes(operation, channel), (now) => rates.refuse(method, channel, now))).toBe(0);
    },
  );

  it.each([
    ['send', 'POST /channels/:/messages', {}],
    ['update', 'PATCH /channels/:/messages/:', {}],
    ['createChannel', 'POST /guilds/:/channels', {}],
  ] as const)('by Discord: %s', (operation, endpoint, body) => {
    const rates = new DiscordRates();
    rates.on = true;
    const lanes = discordLanes(operation, channel);
    expect(refused(lanes, (now) => rates.refuse(endpoint, ['incidents'], body, now))).toBe(0);
  });

  it('by Mattermost, though each makes three requests', () => {
    const rates = new MattermostRates();
    rates.on = true;
    rates.maxBurst = 10;
    const lanes = mattermostLanes(rates.perSecond);
    const thrice = (now: number): unknown =>
      [1, 2, 3].map(() => rates.refuse('POST /posts', now)).find((wait) => wait !== undefined);
    expect(refused(lanes, thrice)).toBe(0);
  });

  it.each(['send', 'update'] as const)('by Teams: %s', (operation) => {
    const rates = new TeamsRates();
    rates.on = true;
    const path = ['v3', 'conversations', '19:x@thread.tacv2', 'activities'];
    const lanes = teamsLanes(operation, { channel: '19:x@thread.tacv2' });
    expect(refused(lanes, (now) => rates.refuse('POST', path, {}, now))).toBe(0);
  });
});

describe('without lanes', () => {
  const now = START;
  const counting = (refuse: () => unknown): number => {
    let taken = 0;
    while (refuse() === undefined && taken < 1_000) taken++;
    return taken;
  };

  it('each platform refuses what is beyond its limits', () => {
    const [discord, mattermost, teams] = [new DiscordRates(), new MattermostRates(), new TeamsRates()];
    for (const rates of [discord, mattermost, teams]) rates.on = true;
    const path = ['v3', 'conversations', '19:x@thread.tacv2', 'activities'];
    expect(counting(() => discord.refuse('POST /channels/:/messages', ['1'], {}, now))).toBe(5);
    expect(counting(() => discord.refuse('PATCH /channels/:', ['1'], { topic: 'x' }, now))).toBe(2);
    expect(counting(() => discord.refuse('GET /users/:', ['@me'], {}, now))).toBe(50 - 5 - 2);
    expect(discord.refuse('GET /users/:', ['@me'], {}, now)).toEqual({ seconds: 1, global: true });
    expect(counting(() => mattermost.refuse('POST /posts', now))).toBe(101);
    expect(counting(() => mattermost.refuse('POST /posts', now + 1_000))).toBe(10);
    expect(counting(() => teams.refuse('POST', path, {}, now))).toBe(7);
    expect(counting(() => teams.refuse('POST', ['v3', 'conversations'], {}, now))).toBe(7);
    expect(counting(() => teams.refuse('GET', ['v3', 'teams', 'x'], {}, now))).toBe(30 - 7 - 7);
    expect(counting(() => teams.refuse('POST', path, {}, now + 1_500))).toBe(1);
  });
});
