import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { startEverywhere, type Accounts, type Everywhere } from '../harness/everywhere.ts';
import { outcome } from '../harness/patiently.ts';
import { settled } from '../harness/settled.ts';
import { idIn } from '../harness/slack-system.ts';

/** The platforms that are put in trouble; Slack is what stands in for them, and has such tests of its own. */
const NAMES = ['discord', 'mattermost', 'teams'] as const;
type Name = (typeof NAMES)[number];

/** An incident of each severity is announced on one platform, and its service pages Ana on the same. */
const SEVERITIES: Record<Name, string> = { discord: 'SEV-1', mattermost: 'SEV-2', teams: 'SEV-3' };

/** Every message, to channels and to people, on each platform. */
const SENDING = {
  discord: 'POST /channels/:/messages',
  mattermost: 'POST /posts',
  teams: 'connector',
} as const;

type Fault = 'rate limited' | 'server error' | 'reset' | 'reset after' | 'hang' | 'hang after';

let here: Everywhere;

/** Each platform pages its own Ana. */
const response = (accounts: Accounts): string => `
people:
  ana: { name: Ana, chat: { slack: '${accounts.slack.ana}' } }
${NAMES.map((name) => `  ${name}-ana: { name: Ana, chat: { ${name}: '${accounts[name].ana}' } }`).join('\n')}
services:
${NAMES.map((name) => `  ${name}: { name: ${name}, escalation: ${name} }`).join('\n')}
escalation:
  standard: { steps: [{ notify: ['person:ana'], wait: 30m }] }
${NAMES.map((name) => `  ${name}: { steps: [{ notify: ['person:${name}-ana'], wait: 30m }] }`).join('\n')}
notifications:
${NAMES.map((name) => `  ${SEVERITIES[name]}: ['${name}/#incidents']`).join('\n')}
  default: ['slack/#incidents']
  fallback: ['slack/#incidents']
# A check of a platform's health would meet a fault that is meant for what is sent.
health: { every: 1h }
`;

const fail = (name: Name, fault: Fault, times: number): void => {
  const { discord, mattermost, teams } = here;
  if (name === 'discord') discord.failNext(SENDING.discord, fault, times);
  else if (name === 'mattermost') mattermost.failNext(SENDING.mattermost, fault, times);
  else teams.failNext(SENDING.teams, fault, times);
};

/** The cards of an incident in the channel of its platform. */
const cards = (name: Name, title: string) =>
  here[name].seen('incidents').filter(({ text }) => text.includes(title));
/** The pages that Ana got of an incident on its platform. */
const pages = (name: Name, id: string) =>
  here[name].directMessages(here.people[name].ana.id).filter(({ text }) => text.includes(id));

/** Declares one incident for each platform. @returns their ids. */
async function declare(title: string): Promise<Record<Name, string>> {
  const api = await here.system.api();
  const [discord, mattermost, teams] = await Promise.all(
    NAMES.map((name) => api.declare(`${title} on ${name}`, { severity: SEVERITIES[name], service: name })),
  );
  return { discord: discord!, mattermost: mattermost!, teams: teams! };
}

/** Presses "Acknowledge" on the card as Ben, on the incident's own platform. */
async function acknowledges(name: Name, id: string, title: string): Promise<void> {
  const { discord, mattermost, teams, people, system } = here;
  const [card] = cards(name, title);
  if (name === 'discord') {
    const channel = discord.channel('incidents').id;
    await discord.presses(people.discord.ben, { channel, id: card!.id }, 'Acknowledge');
  } else if (name === 'mattermost') {
    const channel = mattermost.state.channelNamed('incidents').id;
    await mattermost.presses(people.mattermost.ben, { channel, id: card!.id }, 'Acknowledge');
  } else {
    const channel = teams.organisation.channelNamed('incidents').id;
    await teams.presses(people.teams.ben, { channel, id: card!.id }, 'Acknowledge');
  }
  const api = await system.api();
  await eventually(`${id} is acknowledged`, async () => (await api.incident(id)).status === 'acknowledged');
}

/** Waits until all is sent that is to be sent of an incident. */
async function toldOf(name: Name, id: string, title: string): Promise<void> {
  await eventually(`the card of ${title} stands`, () => cards(name, title).length > 0, 60_000);
  await eventually(`Ana is paged on ${name}`, () => pages(name, id).length > 0, 60_000);
  await settled(here.system, id);
}

/** Microsoft Graph shows a bot no chats with people: what became of a message there cannot be found out. */
const cannotLook = (name: Name): boolean => name === 'teams';

beforeAll(async () => {
  here = await startEverywhere({ response });
});
afterAll(() => here.stop());

describe('Discord, Mattermost and Microsoft Teams in trouble', () => {
  const faults: [Fault, number, string][] = [
    ['rate limited', 2, 'asks to wait'],
    ['server error', 3, 'answers with errors'],
    ['reset', 2, 'breaks connections'],
    ['reset after', 2, 'breaks connections after it took what was sent'],
    ['hang', 2, 'says nothing'],
    ['hang after', 2, 'takes what was sent and says nothing'],
  ];

  it.each(faults)(
    '%s, %d times: each message stands once, and its button works',
    async (fault, times, how) => {
      const { discord, mattermost, teams } = here;
      discord.api.retryAfter = 1;
      mattermost.retryAfter = 1;
      teams.retryAfter = 1;
      for (const name of NAMES) fail(name, fault, times);
      const ids = await declare(how);
      await Promise.all(
        NAMES.map(async (name) => {
          const [id, title] = [ids[name], `${how} on ${name}`];
          await toldOf(name, id, title);
          expect(cards(name, title), name).toHaveLength(1);
          const most = cannotLook(name) && fault.endsWith('after') ? 1 + times : 1;
          expect(pages(name, id).length, name).toBeLessThanOrEqual(most);
          expect(here[name].faultsLeft, name).toBe(0);
          await acknowledges(name, id, title);
        }),
      );
    },
  );

  it('and a worker killed with -9 between sending and noting: nothing is sent twice', async () => {
    for (const name of NAMES) fail(name, 'hang after', 10);
    const title = 'Killed after sending';
    const ids = await declare(title);
    await Promise.all(
      NAMES.map(async (name) => {
        await eventually(`the card stands on ${name}`, () => cards(name, title).length > 0);
        await eventually(`Ana is paged on ${name}`, () => pages(name, ids[name]).length > 0);
      }),
    );
    await here.system.worker?.kill9();
    // Where the platform itself would know a message again, its memory is over by now: it must be looked for.
    here.discord.guild.nonces.clear();
    for (const name of NAMES) here[name].recover();
    await here.system.startWorker();
    await Promise.all(
      NAMES.map(async (name) => {
        await settled(here.system, ids[name]);
        expect(cards(name, title), name).toHaveLength(1);
        expect(pages(name, ids[name]).length, name).toBeLessThanOrEqual(cannotLook(name) ? 4 : 1);
        await acknowledges(name, ids[name], title);
      }),
    );
  });

  it('with a token that is revoked: the fallback hears, the timeline says why, and it can be acknowledged', async () => {
    const { discord, mattermost, teams, slack, people, system } = here;
    discord.api.revoked = true;
    mattermost.revokeToken();
    teams.revokeToken();
    const title = 'The token is revoked';
    const ids = await declare(title);
    const api = await system.api();
    const channel = slack.workspace.channelNamed('incidents').id;
    await Promise.all(
      NAMES.map(async (name) => {
        const id = ids[name];
        const told = await slack.expectMessage('incidents', `${title} on ${name}`, 60_000);
        expect(idIn(told.text)).toBe(id);
        await eventually(
          `${id} says why`,
          async () => {
            const failed = (await api.timeline(id)).filter(({ type }) => type === 'notification_failed');
            return failed.some(({ text }) => text.includes(`${name}/`)) && failed.length >= 2;
          },
          60_000,
        );
        await eventually(`${id} shows the problem`, async () =>
          (await api.incident(id)).problems.some(({ code }) => code === 'authentication_failed'),
        );
        expect(cards(name, title)).toEqual([]);
        const { ben } = people.slack;
        const acknowledged = await outcome(
          async () => (await slack.types(ben, channel, `ack ${id}`)).body,
          () => slack.whispers(ben.id, channel),
        );
        expect(acknowledged).toContain('acknowledged');
      }),
    );
  });
});
