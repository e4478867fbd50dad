import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_ERRORS } from '../../../../src/chat/error.ts';
import { note } from '../../../../src/chat/message.ts';
import { MATTERMOST_ERRORS, mattermostId } from '../../../../src/chat/mattermost/errors.ts';
import { MattermostProvider } from '../../../../src/chat/mattermost/provider.ts';
import { refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeMattermost, type FakeMattermost } from '../../../fakes/mattermost/fake.ts';
import { context, needs, settings } from './fixture.ts';

let fake: FakeMattermost;
let provider: MattermostProvider;
const made = (more: object = {}) =>
  new MattermostProvider(settings({ url: fake.url, botToken: BOT_TOKEN, ...more }), context, needs().lent);
const find = () => provider.findUser(fake.state.bot.id);

beforeEach(async () => {
  fake = await startFakeMattermost();
  provider = made();
});
afterEach(() => fake.close());

describe("Mattermost's error ids", () => {
  it.each(Object.entries(MATTERMOST_ERRORS))('%s', async (id, [code, remedy]) => {
    fake.failNext('GET /users/:user', { id, status: 400 });
    const error = await refusal(find(), code);
    expect(error.message).toContain(`chat.main-mattermost users: Mattermost refuses (${id})`);
    expect(error.message).toContain(remedy);
    expect(error.message).not.toContain(BOT_TOKEN);
    expect(mattermostId(error)).toBe(id);
  });

  it.each([
    [401, 'authentication_failed'],
    [403, 'permission_denied'],
    [400, 'message_rejected'],
    [404, 'message_rejected'],
    [413, 'message_rejected'],
    [501, 'operation_not_supported'],
    [500, 'outcome_unknown'],
    [503, 'outcome_unknown'],
  ] as const)('one that is unknown, with status %d, is %s', async (status, code) => {
    fake.failNext('GET /users/:user', { id: 'app.brand.new.app_error', status });
    await refusal(find(), code);
  });

  it('is not what something between says', async () => {
    fake.failNext('GET /users/:user', { id: '<h1>no</h1>', status: 403 });
    expect((await refusal(find(), 'connection_failed')).message).not.toContain('<h1>');
  });
});

describe('waiting', () => {
  it.each([
    ['rate limited', 7000],
    ['rate limited by reset', 7000],
    ['rate limited without wait', 10_000],
  ] as const)('%s: %d ms', async (fault, ms) => {
    fake.failNext('GET /users/:user', fault);
    expect((await refusal(find(), 'rate_limited')).retryAfterMs).toBe(ms);
    expect(CHAT_ERRORS.rate_limited.retry).toBe(true);
  });

  it('takes a reset that is an instant for one', async () => {
    fake.retryAfter = Math.ceil(Date.now() / 1000) + 5;
    fake.failNext('GET /users/:user', 'rate limited by reset');
    const { retryAfterMs } = await refusal(find(), 'rate_limited');
    expect(retryAfterMs).toBeGreaterThan(3000);
    expect(retryAfterMs).toBeLessThanOrEqual(6000);
  });
});

describe('what comes from elsewhere', () => {
  it('a page in place of an answer leaves it open whether anything was done', async () => {
    fake.failNext('GET /users/:user', 'garbage');
    await refusal(find(), 'outcome_unknown');
  });

  it('a redirect is not followed: the token is for url alone', async () => {
    fake.failNext('GET /users/:user', 'redirect');
    const error = await refusal(find(), 'connection_failed');
    expect(error.message).toMatch(/301.*url/);
  });

  it('silence ends after timeoutMs', async () => {
    provider = made({ timeoutMs: 100 });
    fake.failNext('GET /users/:user', 'hang');
    expect((await refusal(find(), 'outcome_unknown')).message).toContain('TimeoutError');
  });

  it('a post that was made and not confirmed is found', async () => {
    provider = made({ timeoutMs: 200 });
    const { id } = fake.addChannel('incidents');
    fake.failNext('POST /posts', 'hang after');
    await refusal(provider.send({ channel: id }, note(['x'], 'x'), { key: 'k' }), 'outcome_unknown');
    expect(await provider.find({ channel: id }, 'k', Date.now() - 1000)).toMatchObject({ channel: id });
  });

  it('an address where nobody is has no connection', async () => {
    await fake.close();
    expect((await refusal(find(), 'connection_failed')).message).toMatch(/ECONNREFUSED.*url/);
  });
});
