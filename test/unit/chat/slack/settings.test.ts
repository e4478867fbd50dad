import { describe, expect, it } from 'vitest';
import { slackSettings } from '../../../../src/chat/slack/settings.ts';

function problems(settings: object): string[] {
  const read = slackSettings.safeParse(settings);
  return read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe("Slack's settings", () => {
  it('need a token and a signing secret, and have defaults for the rest', () => {
    expect(slackSettings.parse({ botToken: 'xoxb-1', signingSecret: 's' })).toEqual({
      botToken: 'xoxb-1',
      authorizeUrl: 'https://slack.com/oauth/v2/authorize',
      workspaces: [],
      userScopes: [],
      signingSecret: 's',
      mode: 'http',
      guestsByEmail: false,
      apiUrl: 'https://slack.com/api/',
      timeoutMs: 30_000,
    });
  });

  it.each([
    [{ signingSecret: 's' }, /^botToken: /],
    [{ botToken: 'xoxp-user', signingSecret: 's' }, /^botToken: .*Bot User OAuth Token/],
    [{ botToken: 'xoxb-1' }, /^signingSecret: is required in mode http/],
    [{ botToken: 'xoxb-1', signingSecret: '' }, /^signingSecret: is empty/],
    [
      { botToken: 'xoxb-1', signingSecret: 's', previousSigningSecret: '' },
      /^previousSigningSecret: is empty/,
    ],
    [{ botToken: 'xoxb-1', mode: 'socket' }, /^appToken: is required in mode socket/],
    [{ botToken: 'xoxb-1', mode: 'socket', appToken: 'xoxb-1' }, /^appToken: .*connections:write/],
    [{ botToken: 'xoxb-1', signingSecret: 's', apiUrl: 'ftp://slack.com' }, /^apiUrl: /],
    [{ botToken: 'xoxb-1', signingSecret: 's', teamId: 'muster' }, /^teamId: .*T…/],
    [{ botToken: 'xoxb-1', signingSecret: 's', timeoutMs: 0 }, /^timeoutMs: /],
    [{ botToken: 'xoxb-1', signingSecret: 's', tokn: 1 }, /tokn/],
  ])('say what is wrong with %j', (settings, problem) => {
    expect(problems(settings)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });

  it('describe every field, for editors', () => {
    for (const [name, field] of Object.entries(slackSettings.shape))
      expect(field.description, name).toMatch(/.{20}/);
  });
});
