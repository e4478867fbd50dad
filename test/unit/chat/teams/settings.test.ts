import { describe, expect, it } from 'vitest';
import { isBot, teamsSettings } from '../../../../src/chat/teams/settings.ts';
import { BOT, problemsOf } from './fixture.ts';

describe('the settings of Microsoft Teams', () => {
  it('are those of a bot unless said otherwise, in the public cloud', () => {
    const settings = teamsSettings.parse(BOT);
    expect(isBot(settings)).toBe(true);
    expect(settings).toMatchObject({
      mode: 'bot',
      graph: false,
      serviceUrl: 'https://smba.trafficmanager.net/teams/',
      issuers: ['https://api.botframework.com'],
    });
  });

  it('need all that a bot needs', () => {
    expect(problemsOf({})).toEqual([
      'appId is required in mode bot',
      'appPassword is required in mode bot',
      'tenantId is required in mode bot',
    ]);
    expect(problemsOf({ ...BOT, appId: 'muster' })[0]).toMatch(/^appId must be an id/);
  });

  it('need one of the two webhooks in mode webhooks, and nothing of a bot', () => {
    const webhooks = { mode: 'webhooks', outgoingSecret: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ=' };
    expect(problemsOf(webhooks)).toEqual([]);
    expect(isBot(teamsSettings.parse(webhooks))).toBe(false);
    expect(problemsOf({ mode: 'webhooks' })[0]).toMatch(/^workflowUrl is required/);
    expect(problemsOf({ ...webhooks, appId: BOT.appId })).toEqual([
      'appId is used in mode bot only: remove it',
    ]);
    expect(problemsOf({ ...BOT, workflowUrl: 'https://example.com/x' })[0]).toMatch(
      /^workflowUrl is used in mode/,
    );
    expect(problemsOf({ ...webhooks, outgoingSecret: 'not base64!' })[0]).toMatch(/^outgoingSecret/);
  });
});
