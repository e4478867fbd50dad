import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerCommand } from '../../../../src/chat/mattermost/slash-command.ts';
import { refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeMattermost, type FakeMattermost } from '../../../fakes/mattermost/fake.ts';
import { context, settings } from './fixture.ts';

let fake: FakeMattermost;
const url = 'https://muster.example.com/chat/main-mattermost/commands';
const register = (more: object = {}) =>
  registerCommand(settings({ url: fake.url, botToken: BOT_TOKEN }), context, { url, trigger: 'im', ...more });

beforeEach(async () => {
  fake = await startFakeMattermost();
  fake.state.rights.add('manage_slash_commands');
});
afterEach(() => fake.close());

describe('registering the slash command', () => {
  it('creates it with its autocompletion, and brings it up to date under the same token', async () => {
    const first = await register();
    expect(first).toEqual({ token: expect.stringMatching(/^toke\d{22}$/) as string, done: 'created' });
    expect(fake.state.commands).toMatchObject([
      { trigger: 'im', method: 'P', url, team_id: fake.state.team.id, auto_complete: true },
    ]);
    const moved = `${url}?v=2`;
    expect(await register({ url: moved })).toEqual({ token: first.token, done: 'updated' });
    expect(fake.state.commands).toMatchObject([{ url: moved, token: first.token }]);
    await register({ trigger: 'incident' });
    expect(fake.state.commands).toHaveLength(2);
  });

  it('says that the bot lacks the right', async () => {
    fake.state.rights.delete('manage_slash_commands');
    expect((await refusal(register(), 'permission_denied')).message).toContain("bot's role");
  });
});
