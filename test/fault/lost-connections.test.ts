import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOT_TOKEN as DISCORD_TOKEN, startFakeDiscord, type FakeDiscord } from '../fakes/discord/fake.ts';
import {
  BOT_TOKEN as MATTERMOST_TOKEN,
  startFakeMattermost,
  type FakeMattermost,
} from '../fakes/mattermost/fake.ts';
import { commandDelivery } from '../fakes/slack/deliveries.ts';
import { APP_TOKEN, BOT_TOKEN as SLACK_TOKEN, startFakeSlack, type FakeSlack } from '../fakes/slack/fake.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

/** Platforms to which Muster opens a connection of its own. */
const NAMES = ['slack', 'discord', 'mattermost'] as const;

interface Shown {
  readonly instance: string;
  readonly state: string;
  readonly code?: string;
  readonly problem?: string;
}

interface Ready {
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly listeners: readonly { name: string; ok: boolean; reason?: string }[];
  readonly providers: readonly { name: string; state: string }[];
}

let slack: FakeSlack;
let discord: FakeDiscord;
let mattermost: FakeMattermost;
let system: System;

beforeAll(async () => {
  [slack, discord, mattermost] = await Promise.all([
    startFakeSlack(),
    startFakeDiscord(),
    startFakeMattermost(),
  ]);
  discord.guild.addChannel('incidents');
  discord.gateway.heartbeatMs = 1_000;
  const config = `
server: { host: 127.0.0.1 }
chat:
  slack:
    platform: slack
    mode: socket
    apiUrl: ${slack.url}
    botToken: \${SLACK_BOT_TOKEN}
    appToken: \${SLACK_APP_TOKEN}
    timeoutMs: 3000
  discord:
    platform: discord
    apiUrl: ${discord.url}
    botToken: \${DISCORD_BOT_TOKEN}
    applicationId: '${discord.guild.applicationId}'
    guildId: '${discord.guild.id}'
    mode: gateway
    timeoutMs: 3000
  mattermost:
    platform: mattermost
    url: ${mattermost.url}
    botToken: \${MATTERMOST_BOT_TOKEN}
    teamName: ops
    callbackSecret: \${MATTERMOST_CALLBACK_SECRET}
    timeoutMs: 3000
health: { every: 1s }
notifications: { default: ['slack/#incidents'] }
access: { unmapped: responder }
`;
  system = await System.start({
    config,
    env: {
      SLACK_BOT_TOKEN: SLACK_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      DISCORD_BOT_TOKEN: DISCORD_TOKEN,
      MATTERMOST_BOT_TOKEN: MATTERMOST_TOKEN,
      MATTERMOST_CALLBACK_SECRET: 'a callback secret of more than 32 characters',
    },
  });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([slack.close(), discord.close(), mattermost.close()]);
});

/** @returns the instances as `muster providers` shows them, and its exit code. */
async function shown(): Promise<{ code: number | string; providers: readonly Shown[] }> {
  const { output, code } = await muster(['providers', '--json'], { ...system.env, LOG_LEVEL: 'fatal' });
  return { code, ...(JSON.parse(output) as { providers: Shown[] }) };
}

async function readiness(): Promise<Ready> {
  const response = await fetch(`${system.baseUrl}/readyz`);
  expect(response.status).toBe(200);
  return (await response.json()) as Ready;
}

/** Waits until the server says so of itself. @returns all that it says then. */
const isReady = (what: Partial<Ready>): Promise<Ready> =>
  eventually(`it is ${JSON.stringify(what)}`, async () => {
    const now = await readiness();
    expect(now).toMatchObject(what);
    return now;
  });

/** Waits until all three are in this state, for this reason. @returns them as `muster providers` shows them then. */
function allAre(state: string, reason?: string): Promise<readonly Shown[]> {
  const all = NAMES.map((name) => [name, state, reason]);
  return eventually(
    `all are ${state}`,
    async () => {
      if ((await readiness()).providers.some((one) => one.state !== state)) return false;
      const { code, providers } = await shown();
      expect(providers.map((one) => [one.instance, one.state, one.code])).toEqual(all);
      expect(code).toBe(state === 'connected' ? 0 : 1);
      return providers;
    },
    90_000,
  );
}

describe('the connections that Muster opens to Slack, Discord and Mattermost', () => {
  it('are there', async () => {
    await allAre('connected');
    await isReady({ degraded: false });
  });

  it('whose tokens are revoked are in error by the next check, though they are still open, and well again later', async () => {
    slack.revokeToken();
    discord.api.revoked = true;
    mattermost.revokeToken();
    const refused = await allAre('error', 'authentication_failed');
    for (const { problem } of refused) expect(problem).toContain('botToken');
    await isReady({ ok: true, degraded: true });
    for (const fake of [slack, discord, mattermost]) fake.recover();
    await allAre('connected');
  });

  it('that are lost for long are in error, and what was said meanwhile is answered when they are back', async () => {
    for (const connections of [slack.sockets, discord.gateway, mattermost.sockets]) connections.away = true;
    slack.sockets.drop('cut');
    discord.gateway.drop('cut');
    mattermost.sockets.drop('cut');
    await allAre('error', 'not_listening');
    const away = NAMES.map((name) => ({ name, ok: false }));
    const { listeners } = await isReady({ degraded: true, listeners: away });
    for (const { reason } of listeners) expect(reason).toMatch(/^not connected for 3\d s: .{10}/);

    const [ana, mara] = [discord.guild.addUser('ana'), mattermost.addUser('mara')];
    const channel = mattermost.addChannel('incidents', { members: [mattermost.state.bot.id, mara.id] });
    discord.mentions(ana, 'incidents', 'list please');
    mattermost.writes(mara, channel, '@muster list please', [mattermost.state.bot.id]);

    for (const connections of [slack.sockets, discord.gateway, mattermost.sockets]) connections.away = false;
    await allAre('connected');
    await isReady({ degraded: false });
    const answers = /\d+ (active )?incident|no (active )?incident/i;
    await eventually('Ana is answered on Discord', () =>
      [...discord.seen('incidents'), ...discord.directMessages(ana.id)].some(({ text }) =>
        answers.test(text),
      ),
    );
    await eventually('Mara is answered on Mattermost', () =>
      [...mattermost.seen('incidents'), ...mattermost.directMessages(mara.id)].some(({ text }) =>
        answers.test(text),
      ),
    );
    const typing = slack.addUser('ana');
    await eventually('what is typed on Slack is answered', async () => {
      const typed = commandDelivery(slack.workspace, typing, 'C1', '/im', 'list');
      return answers.test(JSON.stringify((await slack.sockets.deliver(typed)) ?? {}));
    });
    // The longest wait between two attempts is half a minute.
  }, 400_000);
});
