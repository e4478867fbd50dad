import { describe, expect, it } from 'vitest';
import { discordSettings } from '../../../../src/chat/discord/settings.ts';

const LEAST = { botToken: 'a.b.c', applicationId: '1100000000000000001', guildId: '1100000000000000002' };
const publicKey = 'ab'.repeat(32);

function problems(given: object): string[] {
  const read = discordSettings.safeParse(given);
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
}

describe("Discord's settings", () => {
  it('need three things in mode gateway, and the key too in mode http', () => {
    expect(discordSettings.parse(LEAST)).toMatchObject({
      mode: 'gateway',
      apiUrl: 'https://discord.com/api',
    });
    expect(problems({ ...LEAST, mode: 'http' })).toEqual(['publicKey']);
    expect(problems({ ...LEAST, mode: 'http', publicKey })).toEqual([]);
    expect(problems({})).toEqual(['botToken', 'applicationId', 'guildId']);
  });

  it.each<[string, unknown]>([
    ['botToken', 'Bot a.b.c'],
    ['botToken', ''],
    ['applicationId', Number('1100000000000000001')],
    ['guildId', 'my-server'],
    ['publicKey', 'ab'],
    ['categoryId', 'incidents'],
    ['apiUrl', 'discord.com'],
    ['timeoutMs', 1],
  ])('refuses %s: %s', (key, value) => {
    expect(problems({ ...LEAST, [key]: value })).toEqual([key]);
  });
});
