import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/chat/error.ts';
import type { Handle, Listener, ListenerStatus, Report } from '../../src/chat/listener.ts';
import { slack } from '../../src/chat/slack/platform.ts';
import { Unavailable } from '../../src/http/unavailable.ts';
import { notConnected, startListeners } from '../../src/listening.ts';

const inbound = slack.createInbound(
  slack.settings.parse({ botToken: 'xoxb-1', signingSecret: 's' }),
  { tenant: 'default', instance: 'main-slack' },
  undefined,
);
const away = new ChatError('outcome_unknown', 'chat.main-slack Socket Mode: Slack refuses (internal_error).');
const refused = new ChatError('authentication_failed', 'Slack refuses the app-level token (token_revoked).');
const challenge = { kind: 'challenge', answer: 'c' } as const;

/** A listener that does nothing by itself. */
class Still implements Listener {
  readonly platform = 'slack';
  readonly instance: string;
  readonly #refusal: Error | undefined;
  state: ListenerStatus = { state: 'connected', since: 0 };
  handle: Handle | undefined;
  report: Report = () => undefined;

  constructor(instance = 'main-slack', refusal?: Error) {
    this.instance = instance;
    this.#refusal = refusal;
  }

  start(handle: Handle, report: Report): Promise<void> {
    this.handle = handle;
    this.report = report;
    return this.#refusal ? Promise.reject(this.#refusal) : Promise.resolve();
  }

  stop = (): Promise<void> => Promise.resolve();
  status = (): ListenerStatus => this.state;
}

let lines: Record<string, unknown>[];
let log: Logger;
beforeEach(() => {
  lines = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  };
  log = pino({ formatters: { level: (level) => ({ level }) } }, new Writable({ write }));
});

async function started(...listeners: Still[]): Promise<void> {
  const receive = () => Promise.resolve({ status: 200, contentType: 'text/plain', body: 'taken' });
  const instances = listeners.map((listener) => ({ tenant: 'default', inbound, listener }));
  await startListeners([{ tenant: 'default', inbound }, ...instances], receive, log);
}

describe('listening', () => {
  it('hands on what comes', async () => {
    const listener = new Still();
    await started(listener);
    expect(await listener.handle?.(challenge)).toMatchObject({ body: 'taken' });
  });

  it('logs each failed attempt with the wait until the next, a refused token as an error', async () => {
    const listener = new Still();
    await started(listener);
    listener.report({ kind: 'attempt failed', error: away, nextMs: 5_000 });
    listener.report({ kind: 'attempt failed', error: refused, nextMs: 60_000 });
    const whose = { instance: 'main-slack', platform: 'slack' };
    expect(lines).toMatchObject([
      { ...whose, level: 'warn', nextMs: 5_000, msg: `${away.message} The next attempt is in 5 s.` },
      { ...whose, level: 'error', nextMs: 60_000, code: 'authentication_failed' },
    ]);
  });

  it('logs connections that are lost and regained; a renewal is no warning', async () => {
    const listener = new Still();
    await started(listener);
    listener.report({ kind: 'connected', again: false, awayMs: 80 });
    listener.report({ kind: 'lost', reason: 'Slack closed the connection', renewed: false, nextMs: 500 });
    listener.report({ kind: 'connected', again: true, awayMs: 700 });
    listener.report({ kind: 'lost', reason: 'Slack closed (refresh)', renewed: true, nextMs: 500 });
    expect(lines).toMatchObject([
      { level: 'info', msg: 'chat.main-slack listens' },
      {
        level: 'warn',
        msg: 'chat.main-slack: Slack closed the connection. The next attempt is in 0.5 s.',
      },
      { level: 'info', awayMs: 700, msg: 'chat.main-slack listens again' },
      { level: 'info' },
    ]);
  });

  it.each([
    ['what is for another workspace', new ChatError('invalid_webhook', 'of another workspace'), 'warn'],
    ['a refused token', refused, 'error'],
    ['a store that is away', new Unavailable('the store is away', undefined), 'warn'],
    ['what nobody foresaw', new TypeError('x is undefined'), 'error'],
  ])('logs a failed delivery with its ids: %s', async (_what, error, level) => {
    const listener = new Still();
    await started(listener);
    listener.report({ kind: 'delivery failed', error, deliveryId: 'Ev1', envelope: 'e-1' });
    expect(lines).toMatchObject([
      {
        level,
        instance: 'main-slack',
        deliveryId: 'Ev1',
        envelope: 'e-1',
        err: { message: error.message },
      },
    ]);
  });

  it('goes on with the other instances when one is refused, which it says', async () => {
    const listener = new Still('good');
    await started(new Still('bad', refused), listener);
    expect(lines).toMatchObject([{ level: 'error', instance: 'bad', code: 'authentication_failed' }]);
    expect(listener.handle).toBeDefined();
  });

  it('hides no fault of its own', async () => {
    await expect(started(new Still('bad', new TypeError('x is undefined')))).rejects.toThrow(TypeError);
  });
});

describe('the ready lines', () => {
  it('name who is not connected, and why', () => {
    const [there, trying, ended] = [new Still(), new Still('trying'), new Still('ended')];
    trying.state = { state: 'connecting', since: 0, problem: away.message };
    ended.state = { state: 'stopped', since: 0, problem: refused.message };
    expect(notConnected([there, trying, ended])).toEqual([
      `Slack trying: not connected yet, ${away.message}`,
      `Slack ended: not connected, ${refused.message}`,
    ]);
  });
});
