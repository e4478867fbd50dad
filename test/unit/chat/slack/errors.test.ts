import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_ERRORS, type ChatErrorCode } from '../../../../src/chat/error.ts';
import { note } from '../../../../src/chat/message.ts';
import { SLACK_ERRORS } from '../../../../src/chat/slack/errors.ts';
import { SlackProvider } from '../../../../src/chat/slack/provider.ts';
import { slackSettings } from '../../../../src/chat/slack/settings.ts';
import { refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { context } from './fixture.ts';

function provider(apiUrl: string, timeoutMs = 2000): SlackProvider {
  return new SlackProvider(
    slackSettings.parse({ botToken: BOT_TOKEN, signingSecret: 's', apiUrl, timeoutMs }),
    context,
  );
}

const message = note(['hello'], 'hello');

let fake: FakeSlack;
beforeEach(async () => {
  fake = await startFakeSlack();
});
afterEach(() => fake.close());

function send(slack = provider(fake.url), signal?: AbortSignal): Promise<unknown> {
  const channel = fake.workspace.channels.keys().next().value ?? fake.addChannel('incidents').id;
  return slack.send({ channel }, message, { key: 'k', ...(signal && { signal }) });
}

describe("Slack's error codes", () => {
  it.each(Object.entries(SLACK_ERRORS))('%s', async (error, [code, remedy]) => {
    fake.failNext('chat.delete', { error });
    const refused = await refusal(provider(fake.url).delete({ channel: 'C0000000001', id: '1.1' }), code);
    expect(refused.message).toContain('chat.main-slack chat.delete');
    expect(refused.message).toContain(error);
    expect(refused.message).toContain(remedy);
  });

  it.each<[string, ChatErrorCode]>([
    ['token_revoked', 'authentication_failed'],
    ['invalid_auth', 'authentication_failed'],
    ['missing_scope', 'permission_denied'],
    ['channel_not_found', 'channel_not_found'],
    ['is_archived', 'channel_not_found'],
    ['user_not_found', 'user_not_found'],
    ['message_not_found', 'message_not_found'],
    ['name_taken', 'name_taken'],
    ['invalid_blocks', 'message_rejected'],
    ['ratelimited', 'rate_limited'],
    ['fatal_error', 'outcome_unknown'],
    ['internal_error', 'outcome_unknown'],
  ])('%s is %s', (error, code) => {
    expect(SLACK_ERRORS[error]?.[0]).toBe(code);
  });

  it('has a remedy for every code, and no code that Muster does not know', () => {
    for (const [code, remedy] of Object.values(SLACK_ERRORS)) {
      expect(CHAT_ERRORS).toHaveProperty(code);
      expect(remedy).not.toBe('');
    }
  });

  it('says which scope is missing', async () => {
    fake.failNext('chat.postMessage', { error: 'missing_scope', needed: 'chat:write' });
    expect((await refusal(send(), 'permission_denied')).message).toContain('needed: chat:write');
  });

  it('treats a code that Slack adds as a refusal, without trying again', async () => {
    fake.failNext('chat.postMessage', { error: 'something_new' });
    expect((await refusal(send(), 'message_rejected')).message).toContain('something_new');
    expect(fake.calls.map((call) => call.method)).toEqual(['chat.postMessage']);
  });

  it('never shows the token', async () => {
    for (const fault of ['server error', 'reset', 'garbage', { error: 'invalid_auth' }] as const) {
      fake.failNext('chat.postMessage', fault);
      const error = await send().catch((caught: unknown) => caught as Error);
      expect((error as Error).message).not.toContain(BOT_TOKEN);
    }
  });
});

describe('failures on the way', () => {
  async function serving(
    answer: Parameters<typeof createServer>[1],
    test: (url: string) => Promise<void>,
  ): Promise<void> {
    const server: Server = createServer({}, answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('429 tells how long to wait', async () => {
    fake.retryAfter = 31;
    fake.failNext('chat.postMessage', 'rate limited');
    expect((await refusal(send(), 'rate_limited')).retryAfterMs).toBe(31_000);
  });

  it('429 without a wait means a minute', async () => {
    fake.failNext('chat.postMessage', 'rate limited without wait');
    expect((await refusal(send(), 'rate_limited')).retryAfterMs).toBe(60_000);
  });

  it('5xx leaves the outcome open', async () => {
    fake.failNext('chat.postMessage', 'server error');
    await refusal(send(), 'outcome_unknown');
  });

  it('a reset leaves the outcome open, before as after', async () => {
    fake.failNext('chat.postMessage', 'reset');
    await refusal(send(), 'outcome_unknown');
    fake.failNext('chat.postMessage', 'reset after');
    await refusal(send(), 'outcome_unknown');
    expect(fake.seen('incidents')).toHaveLength(1);
  });

  it('no answer in time leaves the outcome open', async () => {
    fake.failNext('chat.postMessage', 'hang');
    expect((await refusal(send(provider(fake.url, 100)), 'outcome_unknown')).message).toContain(
      'TimeoutError',
    );
  });

  it('half an answer leaves the outcome open', async () => {
    await serving(
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"ok":', () => request.socket.resetAndDestroy());
      },
      async (url) => {
        await refusal(send(provider(url)), 'outcome_unknown');
      },
    );
  });

  it("an answer that is not Slack's leaves the outcome open and points to apiUrl", async () => {
    fake.failNext('chat.postMessage', 'garbage');
    expect((await refusal(send(), 'outcome_unknown')).message).toContain('apiUrl');
  });

  it('a status that Slack does not use means that it was not reached', async () => {
    await serving(
      (_, response) => response.writeHead(404).end('nothing here'),
      async (url) => {
        expect((await refusal(send(provider(url)), 'connection_failed')).message).toContain('apiUrl');
      },
    );
  });

  it('a redirect is not followed, because it would take the token elsewhere', async () => {
    let followed = 0;
    await serving(
      (request, response) => {
        if (request.url === '/elsewhere') followed += 1;
        response.writeHead(307, { location: '/elsewhere' }).end();
      },
      async (url) => {
        await refusal(send(provider(url)), 'outcome_unknown');
      },
    );
    expect(followed).toBe(0);
  });

  it('a refused connection means not done', async () => {
    const { url } = fake;
    await fake.close();
    const error = await refusal(send(provider(url)), 'connection_failed');
    expect(error.message).toContain('ECONNREFUSED');
    await refusal(send(provider(url.replace('127.0.0.1', 'localhost'))), 'connection_failed');
  });

  it('a name that does not exist means not done', async () => {
    await refusal(send(provider('http://slack.invalid/api/')), 'connection_failed');
  });

  it('a call that its caller gives up ends at once, outcome open', async () => {
    fake.failNext('chat.postMessage', 'hang');
    const giveUp = new AbortController();
    const sending = send(provider(fake.url, 60_000), giveUp.signal);
    const arrived = await fake.until(
      () => fake.calls.find((call) => call.method === 'chat.postMessage'),
      2000,
    );
    expect(arrived).toBeDefined();
    giveUp.abort();
    await refusal(sending, 'outcome_unknown');
  });

  it('nothing is tried twice by the client', async () => {
    fake.failNext('chat.postMessage', 'server error', 5);
    await refusal(send(), 'outcome_unknown');
    expect(fake.calls).toHaveLength(1);
  });
});
