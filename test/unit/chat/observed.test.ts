import { expect, it } from 'vitest';
import { ChatError } from '../../../src/chat/error.ts';
import { observed, type Call } from '../../../src/chat/observed.ts';
import type { ChatUser, Provider } from '../../../src/chat/provider.ts';
import { Deferred } from '../../harness/deferred.ts';

/** A provider with a secret of its own, as real ones have. */
class Phone {
  readonly instance = 'phone';
  readonly #user: ChatUser = { id: 'U1', name: 'Ana' };
  ended = false;
  answer = new Deferred();

  lanes(): Promise<[]> {
    return Promise.resolve([]);
  }
  findUser(): Promise<ChatUser> {
    return Promise.resolve(this.#user);
  }
  async archive(): Promise<void> {
    await this.answer.promise;
  }
  disconnect(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
}

function watch(): { phone: Phone; provider: Provider; calls: Call[]; pass: (ms: number) => void } {
  const phone = new Phone();
  const calls: Call[] = [];
  let now = 0;
  const provider = observed(
    phone as unknown as Provider,
    (_, call) => calls.push(call),
    () => now,
  );
  return { phone, provider, calls, pass: (ms) => (now += ms) };
}

it('tells how long a call took, and hands on its answer', async () => {
  const { phone, provider, calls, pass } = watch();
  expect(await provider.findUser('U1')).toEqual({ id: 'U1', name: 'Ana' });
  const archiving = provider.archive('C1');
  pass(40);
  phone.answer.resolve(undefined);
  await archiving;
  expect(calls).toEqual([
    { operation: 'findUser', ms: 0 },
    { operation: 'archive', ms: 40 },
  ]);
  expect(provider.instance).toBe('phone');
});

it('tells nothing of a reckoning that asks the platform nothing: it would pass for a success', async () => {
  const { provider, calls } = watch();
  expect(await provider.lanes('send', { channel: 'C1' })).toEqual([]);
  expect(calls).toEqual([]);
});

it('tells the code of a failure, and fails the same', async () => {
  const { phone, provider, calls } = watch();
  const failure = new ChatError('rate_limited', 'slow down');
  phone.answer.reject(failure);
  await expect(provider.archive('C1')).rejects.toBe(failure);
  expect(calls).toEqual([{ operation: 'archive', code: 'rate_limited', reason: 'slow down', ms: 0 }]);
});

it('calls what no provider declares unexpected', async () => {
  const { phone, provider, calls } = watch();
  phone.answer.reject(new TypeError('x is undefined'));
  await expect(provider.archive('C1')).rejects.toThrow(TypeError);
  expect(calls).toMatchObject([{ code: 'unexpected' }]);
});

it('disconnects when what was asked before has been answered', async () => {
  const { phone, provider } = watch();
  const archiving = provider.archive('C1');
  const ending = provider.disconnect();
  await new Promise(setImmediate);
  expect(phone.ended).toBe(false);
  phone.answer.resolve(undefined);
  await Promise.all([archiving, ending]);
  expect(phone.ended).toBe(true);
});
