import { teamsSettings } from '../../../../src/chat/teams/settings.ts';

export const BOT = {
  appId: '11112222-3333-4444-5555-666677778888',
  appPassword: 'secret',
  tenantId: 'f0e1d2c3-b4a5-4697-8899-aabbccddeeff',
};

/** @returns the messages of what is wrong with settings, by path; none when they are right. */
export function problemsOf(settings: unknown): string[] {
  const read = teamsSettings.safeParse(settings);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}
