import { HttpError } from '@microsoft/agents-hosting';
import { describe, expect, it } from 'vitest';
import { CHAT_ERRORS, ChatError } from '../../../../src/chat/error.ts';
import { TEAMS_ERRORS, TEAMS_STATUSES, teamsCode, toChatError } from '../../../../src/chat/teams/errors.ts';

function answer(status: number, data: unknown, headers: Record<string, string> = {}): HttpError {
  const config = { method: 'post', url: '/v3/conversations' };
  const response = { status, statusText: '', headers: new Headers(headers), data, config };
  return new HttpError(`Request failed with status ${status}`, response, config);
}

const STATUS: Partial<Record<string, number>> = { rate_limited: 429, outcome_unknown: 500 };
const translate = (error: unknown) => toChatError(error, 'chat.main-teams send');

describe('errors of Microsoft Teams', () => {
  it.each(Object.entries(TEAMS_ERRORS))('%s has its code and says what to do', (code, [expected, remedy]) => {
    const error = translate(answer(STATUS[expected] ?? 400, { error: { code, message: 'x' } }));
    expect(error.code).toBe(expected);
    expect(error.message).toContain('chat.main-teams send');
    expect(error.message).toContain(code);
    if (expected !== 'rate_limited') expect(error.message).toContain(remedy);
  });

  it.each(Object.entries(TEAMS_STATUSES))('status %s without a code is understood', (status, [expected]) => {
    expect(translate(answer(Number(status), '')).code).toBe(expected);
  });

  it('waits as long as Microsoft asks: seconds, a date, or its usual window', () => {
    expect(translate(answer(429, '', { 'retry-after': '7' })).retryAfterMs).toBe(7000);
    expect(translate(answer(429, '', { 'retry-after': '0.5' })).retryAfterMs).toBe(500);
    expect(translate(answer(429, '')).retryAfterMs).toBe(30_000);
    const date = new Date(Date.now() + 60_000).toUTCString();
    const wait = translate(answer(429, '', { 'retry-after': date })).retryAfterMs ?? 0;
    expect(wait).toBeGreaterThan(55_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });

  it.each([500, 502, 503, 504])(
    'after status %s nobody knows whether it was done, and it may be tried again',
    (status) => {
      const { code } = translate(answer(status, { error: { code: 'BadArgument' } }));
      expect(code).toBe('outcome_unknown');
      expect(CHAT_ERRORS[code].retry).toBe(true);
    },
  );

  it('tries again after 412, which has done nothing', () => {
    const { code } = translate(answer(412, { error: { code: 'PreconditionFailed' } }));
    expect(CHAT_ERRORS[code]).toMatchObject({ retry: true, outcome: 'not done' });
  });

  it('finds the code within the message, as Teams sends it of people who block the app', () => {
    const message =
      '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is blocked from message writes."}';
    const error = translate(answer(403, { errorCode: 209, message }));
    expect(error.code).toBe('permission_denied');
    expect(teamsCode(error)).toBe('MessageWritesBlocked');
  });

  it('understands what Teams says in words only', () => {
    const unknown = answer(400, {
      error: { code: 'BadSyntax', message: 'Invalid user identity in provided tenant' },
    });
    expect(translate(unknown).code).toBe('user_not_found');
    const taken = answer(400, {
      error: { code: 'BadRequest', message: 'Channel name already existed, please use other name.' },
    });
    expect(translate(taken).code).toBe('name_taken');
  });

  it('knows what was never sent, and what may have been', () => {
    const refusedConnection = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    });
    expect(translate(refusedConnection).code).toBe('connection_failed');
    const reset = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }),
    });
    expect(translate(reset).code).toBe('outcome_unknown');
    expect(translate(new DOMException('timeout', 'TimeoutError')).code).toBe('outcome_unknown');
  });

  it('repeats no text of the answer, which may hold a secret, and keeps errors that are ours', () => {
    const error = translate(answer(403, { error: { code: 'x'.repeat(200), message: 'token=abc' } }));
    expect(error.message).not.toContain('token=abc');
    expect(error.message).not.toContain('xxx');
    const own = new ChatError('user_not_found', 'nobody');
    expect(translate(own)).toBe(own);
  });
});
