import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_ERRORS, type ChatErrorCode } from '../../../../src/chat/error.ts';
import { DISCORD_ERRORS, DISCORD_STATUSES } from '../../../../src/chat/discord/errors.ts';
import { note } from '../../../../src/chat/message.ts';
import { refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeDiscord, type FakeDiscord } from '../../../fakes/discord/fake.ts';
import { providerFor } from './fixture.ts';

const POST = 'POST /channels/:/messages';
const message = note(['hello'], 'hello');

let fake: FakeDiscord;
beforeEach(async () => {
  fake = await startFakeDiscord();
  fake.guild.addChannel('incidents');
});
afterEach(() => fake.close());

function send(signal?: AbortSignal, discord = providerFor(fake)): Promise<unknown> {
  const channel = fake.channel('incidents').id;
  return discord.send({ channel }, message, { key: 'k', ...(signal && { signal }) });
}

describe("Discord's error codes", () => {
  it.each(Object.entries(DISCORD_ERRORS))('%s', async (code, [ours, remedy]) => {
    fake.failNext('DELETE /channels/:/messages/:', { status: 400, code: Number(code), message: 'No.' });
    const deleted = providerFor(fake).delete({
      channel: fake.channel('incidents').id,
      id: '900000000000000001',
    });
    const refused = await refusal(deleted, ours);
    expect(refused.message).toContain('chat.main-discord delete message');
    expect(refused.message).toContain(`${code}: No.`);
    expect(refused.message).toContain(remedy);
    expect(refused.retryAfterMs === undefined).toBe(ours !== 'rate_limited');
  });

  it.each<[number, ChatErrorCode]>([
    [10003, 'channel_not_found'],
    [10004, 'permission_denied'],
    [10007, 'user_not_found'],
    [10008, 'message_not_found'],
    [10013, 'user_not_found'],
    [10062, 'message_rejected'],
    [40001, 'authentication_failed'],
    [40003, 'rate_limited'],
    [50001, 'permission_denied'],
    [50007, 'permission_denied'],
    [50013, 'permission_denied'],
    [50014, 'authentication_failed'],
    [50033, 'user_not_found'],
    [50035, 'message_rejected'],
    [130000, 'connection_failed'],
    [200000, 'message_rejected'],
  ])('%s is %s', (code, ours) => {
    expect(DISCORD_ERRORS[code]?.[0]).toBe(ours);
  });

  it.each(Object.entries(DISCORD_STATUSES))(
    'status %s without a code of its own',
    async (status, [ours, remedy]) => {
      fake.failNext(POST, { status: Number(status), code: 0, message: 'No.' });
      expect((await refusal(send(), ours)).message).toContain(remedy);
    },
  );

  it('has a remedy for every code, and no code that Muster does not know', () => {
    for (const [code, remedy] of [...Object.values(DISCORD_ERRORS), ...Object.values(DISCORD_STATUSES)]) {
      expect(CHAT_ERRORS).toHaveProperty(code);
      expect(remedy).not.toBe('');
    }
  });

  it('treats a code that Discord adds as a refusal, without trying again', async () => {
    fake.failNext(POST, { status: 418, code: 987654, message: 'Something new' });
    expect((await refusal(send(), 'message_rejected')).message).toContain('987654: Something new');
    expect(fake.calls.map(({ endpoint }) => endpoint)).toEqual([POST]);
  });

  it('goes on after a refused token: the next call asks again', async () => {
    fake.api.revoked = true;
    const discord = providerFor(fake);
    await refusal(send(undefined, discord), 'authentication_failed');
    await refusal(send(undefined, discord), 'authentication_failed');
    expect(fake.calls).toHaveLength(2);
    fake.recover();
    await send(undefined, discord);
    expect(fake.seen('incidents')).toHaveLength(1);
  });

  it('never shows the token', async () => {
    for (const fault of ['server error', 'reset', 'garbage', 'forbidden page'] as const) {
      fake.failNext(POST, fault);
      const error = await send().catch((caught: unknown) => caught as Error);
      expect((error as Error).message).not.toContain(BOT_TOKEN);
    }
  });
});

describe('failures without a code', () => {
  it.each<['hang' | 'hang after' | 'stall' | 'server error' | 'garbage', ChatErrorCode]>([
    ['hang', 'outcome_unknown'],
    ['hang after', 'outcome_unknown'],
    ['stall', 'outcome_unknown'],
    ['server error', 'outcome_unknown'],
    ['garbage', 'outcome_unknown'],
  ])('%s is %s', async (fault, code) => {
    fake.failNext(POST, fault);
    await refusal(send(undefined, providerFor(fake, { timeoutMs: 200 })), code);
    expect(fake.calls).toHaveLength(1);
  });

  it('a page of somebody else with 403 is a missing right', async () => {
    fake.failNext('GET /users/:', 'forbidden page');
    await refusal(providerFor(fake).connect(), 'permission_denied');
  });

  it('a caller who gives up is not kept waiting', async () => {
    fake.failNext(POST, 'hang');
    const giving = new AbortController();
    const sent = refusal(send(giving.signal, providerFor(fake, { timeoutMs: 60_000 })), 'outcome_unknown');
    await fake.until(() => fake.calls[0]);
    giving.abort();
    await sent;
  });
});

describe('limits', () => {
  it('waits as long as Discord says, for one limit or for all', async () => {
    for (const fault of ['rate limited', 'rate limited globally'] as const) {
      fake.failNext(POST, fault);
      fake.api.retryAfter = 3;
      expect((await refusal(send(), 'rate_limited')).retryAfterMs).toBe(3000);
    }
  });

  it('a limit on everything holds back every call', async () => {
    const discord = providerFor(fake);
    fake.failNext(POST, 'rate limited globally');
    await refusal(send(undefined, discord), 'rate_limited');
    const asked = fake.calls.length;
    await refusal(discord.findChannel('incidents'), 'rate_limited');
    expect(fake.calls).toHaveLength(asked);
  });

  it('keeps to what an answer said of its limit, without asking', async () => {
    const discord = providerFor(fake);
    // The client learns by the first answer which limit it is, and keeps to it from the second.
    for (const remaining of [1, 0]) {
      fake.api.bucket = { name: 'abc', remaining, resetAfter: 5 };
      await send(undefined, discord);
    }
    const { retryAfterMs = 0 } = await refusal(send(undefined, discord), 'rate_limited');
    expect(retryAfterMs).toBeGreaterThan(3000);
    expect(retryAfterMs).toBeLessThanOrEqual(5000);
    expect(fake.calls).toHaveLength(2);
  });
});
