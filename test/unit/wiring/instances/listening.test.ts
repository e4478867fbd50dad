import { lentTo } from '../../../fakes/lent.ts';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/chat/error.ts';
import type { Handle, Listener, ListenerStatus, Report } from '../../../../src/chat/listener.ts';
import { slack } from '../../../../src/chat/slack/platform.ts';
import { Unavailable } from '../../../../src/http/unavailable.ts';
import { Deferred } from '../../../harness/deferred.ts';
import {
  Listening,
  notConnected,
  type Listened,
  type ListenerWatch,
} from '../../../../src/wiring/instances/listening.ts';

const inbound = slack.createInbound(
  slack.settings.parse({ botToken: 'xoxb-1', signingSecret: 's' }),
  { tenant: 'default', instance: 'main-slack' },
  lentTo(),
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
  /** Everything that it was asked, in order. */
  readonly did: string[] = [];
  /** Settles when its first attempt has ended. */
  connecting: Promise<void> = Promise.resolve();
  /** Settles when its handlers have answered. */
  atWork: Promise<void> = Promise.resolve();

  constructor(instance = 'main-slack', refusal?: Error) {
    this.instance = instance;
    this.#refusal = refusal;
  }

  start(handle: Handle, report: Report): Promise<void> {
    this.did.push('start');
    this.handle = handle;
    this.report = report;
    return this.#refusal ? Promise.reject(this.#refusal) : this.connecting;
  }

  stop(): Promise<void> {
    this.did.push('stop');
    return this.atWork.then(() => void this.did.push('stopped'));
  }

  status = (): ListenerStatus => this.state;
}

let lines: Record<string, unknown>[];
let log: Logger;
/** What is told of listeners: their instance, and `turned` or `heard` or `silent`. */
let told: string[];
const watch: ListenerWatch = {
  listens: (instance, _listener, turned) => told.push(`${instance} ${turned ? 'turned' : 'heard'}`),
  silent: (instance) => told.push(`${instance} silent`),
};
beforeEach(() => {
  lines = [];
  told = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  };
  log = pino({ formatters: { level: (level) => ({ level }) } }, new Writable({ write }));
});

/** Instances with these listeners, and one without. */
const having = (...listeners: Still[]): Listened[] => [
  { tenant: 'default', inbound },
  ...listeners.map((listener) => ({ tenant: 'default', inbound, listener })),
];

async function started(...listeners: Still[]): Promise<Listening> {
  const receive = () => Promise.resolve({ status: 200, contentType: 'text/plain', body: 'taken' });
  const listening = new Listening(receive, log, watch);
  await listening.follow(having(...listeners));
  return listening;
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

  it('tells whoever watches of all that changes and is heard, and of the end', async () => {
    const listener = new Still();
    const listening = await started(listener);
    listener.report({ kind: 'heard' });
    listener.report({ kind: 'connected', again: true, awayMs: 700 });
    await listening.stop();
    expect(told).toEqual(['main-slack turned', 'main-slack heard', 'main-slack turned', 'main-slack silent']);
    expect(lines).toHaveLength(1);
  });

  it('hides no fault of its own', async () => {
    await expect(started(new Still('bad', new TypeError('x is undefined')))).rejects.toThrow(TypeError);
  });
});

describe('a new configuration', () => {
  it('starts and ends only the listeners that it changes', async () => {
    const [stays, goes, comes] = [new Still('stays'), new Still('goes'), new Still('comes')];
    const listening = await started(stays, goes);
    await listening.follow(having(stays, comes));
    expect([stays.did, goes.did, comes.did]).toEqual([['start'], ['start', 'stop', 'stopped'], ['start']]);
    expect(listening.listeners()).toEqual([stays, comes]);
  });

  it('ends the earlier listener of an instance only when the later one has made its attempt', async () => {
    const [earlier, later] = [new Still(), new Still()];
    const listening = await started(earlier);
    const attempt = new Deferred();
    later.connecting = attempt.promise;
    const following = listening.follow(having(later));
    await new Promise(setImmediate);
    expect([earlier.did, later.did]).toEqual([['start'], ['start']]);
    attempt.resolve(undefined);
    await following;
    expect(earlier.did).toEqual(['start', 'stop', 'stopped']);
  });

  it('ends the earlier listener also when the later one is refused', async () => {
    const earlier = new Still();
    const listening = await started(earlier);
    await listening.follow(having(new Still('main-slack', refused)));
    expect(earlier.did).toContain('stopped');
  });

  it('waits for the handlers of a listener that is removed', async () => {
    const listener = new Still();
    const listening = await started(listener);
    const answer = new Deferred();
    listener.atWork = answer.promise;
    let ended = false;
    const following = listening.follow([]).then(() => (ended = true));
    await new Promise(setImmediate);
    expect([listener.did, ended]).toEqual([['start', 'stop'], false]);
    answer.resolve(undefined);
    await following;
    expect(listener.did).toEqual(['start', 'stop', 'stopped']);
  });

  it('ends a listener that is removed while it makes its first attempt', async () => {
    const listener = new Still();
    const attempt = new Deferred();
    listener.connecting = attempt.promise;
    const listening = await started();
    const first = listening.follow(having(listener));
    const second = listening.follow([]);
    attempt.resolve(undefined);
    await Promise.all([first, second]);
    expect(listener.did).toEqual(['start', 'stop', 'stopped']);
  });

  it('leaves nothing running when all ends', async () => {
    const listeners = [new Still('one'), new Still('two')];
    const listening = await started(...listeners);
    await listening.stop();
    expect(listeners.map(({ did }) => did.at(-1))).toEqual(['stopped', 'stopped']);
    expect(listening.listeners()).toEqual([]);
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
