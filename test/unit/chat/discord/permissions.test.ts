import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { archived, guest, isArchived, PERMISSIONS } from '../../../../src/chat/discord/permissions.ts';

describe('the permissions of the bot', () => {
  it('are those that README.md asks for', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(/permissions=(\d+)/.exec(readme)?.[1]).toBe(String(PERMISSIONS));
  });

  it('cover whatever it gives to others or takes from them, as Discord wants', () => {
    const channel = { id: '1', type: 0, permission_overwrites: [] };
    const given = [guest(), ...archived(channel, '2', '3')];
    for (const { allow, deny } of given) {
      expect((BigInt(allow) | BigInt(deny)) & ~PERMISSIONS).toBe(0n);
    }
  });

  it('archive a channel so that it is seen to be', () => {
    const channel = { id: '1', type: 0, permission_overwrites: [] };
    expect(isArchived(channel, '3')).toBe(false);
    const overwrites = archived(channel, '2', '3');
    expect(isArchived({ ...channel, permission_overwrites: overwrites }, '3')).toBe(true);
  });
});
