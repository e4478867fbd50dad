import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Bench, DELIVERY, HEARTBEAT_TIMEOUT_MS } from './bench.ts';

describe('a message', () => {
  it('is sent, and the ledger knows where it stands', async () => {
    const bench = new Bench();
    const ref = await bench.run('deliver', DELIVERY);
    expect(bench.provider.sent).toMatchObject([{ ref, key: DELIVERY.key, to: { channel: 'C1' } }]);
    expect(bench.ledger.entries.get(DELIVERY.key)).toMatchObject({ status: 'sent', ref, target: 'main/C1' });
    expect(bench.outcomes).toEqual(['main sent']);
  });

  it('that was sent is not sent again by a later attempt', async () => {
    const bench = new Bench();
    const ref = await bench.run('deliver', DELIVERY);
    expect(await bench.run('deliver', DELIVERY, 2)).toEqual(ref);
    expect(bench.provider.calls).toEqual(['send']);
  });

  it('whose worker died is looked for before it is sent: found, it is not sent again', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'reset after');
    const failure = await bench.failure('deliver', DELIVERY);
    expect(failure).toMatchObject({ type: 'outcome_unknown', nonRetryable: false });
    expect(bench.status).toBe('uncertain');
    const ref = await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['send', 'find']);
    expect(bench.provider.sent.map((one) => one.ref)).toEqual([ref]);
    expect(bench.status).toBe('sent');
  });

  it('is looked for also when the ledger only says that it was planned', async () => {
    const bench = new Bench();
    await bench.ledger.plan(
      { key: DELIVERY.key, tenant: 'default', instance: 'main', target: 'main/C1' },
      bench.now,
    );
    await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['find', 'send']);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('is sent again when it is not found', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'reset before');
    await bench.failure('deliver', DELIVERY);
    await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['send', 'find', 'send']);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('by an instance that the configuration names no more has failed for good, and the ledger says why', async () => {
    const bench = new Bench();
    bench.removed = true;
    for (const name of ['deliver', 'page'] as const)
      expect(await bench.failure(name, DELIVERY)).toMatchObject({
        type: 'provider_not_found',
        nonRetryable: true,
      });
    expect(bench.ledger.entries.get(DELIVERY.key)).toMatchObject({
      status: 'failed',
      code: 'provider_not_found',
    });
    expect(bench.outcomes).toEqual(['main provider_not_found', 'main provider_not_found']);
  });

  it('that was sent before its instance was removed stays sent, and one of unknown outcome stays unknown', async () => {
    const bench = new Bench();
    const ref = await bench.run('deliver', DELIVERY);
    bench.removed = true;
    expect(await bench.run('deliver', DELIVERY, 2)).toEqual(ref);
    bench.removed = false;
    const other = { ...DELIVERY, key: 'another' };
    bench.provider.trouble('send', 'reset after');
    await bench.failure('deliver', other);
    bench.removed = true;
    await bench.failure('deliver', other, 2);
    expect(bench.ledger.entries.get('another')).toMatchObject({ status: 'uncertain' });
  });

  it('waits as told after a rate limit, and is not looked for: it was not done', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'rate limited');
    const failure = await bench.failure('deliver', DELIVERY);
    expect(failure).toMatchObject({ type: 'rate_limited', nonRetryable: false, nextRetryDelay: 7_000 });
    expect(bench.status).toBe('failed');
    await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['send', 'send']);
    expect(bench.outcomes).toEqual(['main rate_limited', 'main sent']);
  });

  it.each(['channel_not_found', 'authentication_failed', 'permission_denied', 'message_rejected'] as const)(
    'that fails for good with %s is not tried again by Temporal',
    async (code) => {
      const bench = new Bench();
      bench.provider.trouble('send', { code });
      const failure = await bench.failure('deliver', DELIVERY);
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect(failure).toMatchObject({ type: code, nonRetryable: true });
      expect(bench.ledger.entries.get(DELIVERY.key)).toMatchObject({ status: 'failed', code });
    },
  );

  it('that cannot be searched for is sent: twice is better than never', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'reset before');
    bench.provider.trouble('find', { code: 'permission_denied' });
    await bench.failure('deliver', DELIVERY);
    await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.sent).toHaveLength(1);
    expect(bench.warnings).toHaveLength(1);
  });

  it('stays uncertain while the search fails for a time', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'reset after');
    bench.provider.trouble('find', 'rate limited');
    await bench.failure('deliver', DELIVERY);
    const failure = await bench.failure('deliver', DELIVERY, 2);
    expect(failure).toMatchObject({ type: 'rate_limited', nextRetryDelay: 7_000 });
    expect(bench.status).toBe('uncertain');
    await bench.run('deliver', DELIVERY, 3);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('keeps to itself what is unforeseen, as an outcome that nobody knows', async () => {
    const bench = new Bench();
    bench.provider.onSend = () => {
      throw new TypeError('undefined is not a function');
    };
    const failure = await bench.failure('deliver', DELIVERY);
    expect(failure).toMatchObject({ type: 'unexpected', nonRetryable: false });
    expect(bench.status).toBe('uncertain');
  });

  it('shown to one person has no address and is not searched for', async () => {
    const bench = new Bench();
    const privately = { ...DELIVERY, privatelyTo: 'U1' };
    bench.provider.trouble('sendPrivately', 'reset before');
    await bench.failure('deliver', privately);
    expect(await bench.run('deliver', privately, 2)).toBeUndefined();
    expect(bench.provider.calls).toEqual(['sendPrivately', 'sendPrivately']);
    expect(bench.provider.sent).toMatchObject([{ privatelyTo: 'U1' }]);
  });

  it('meant for one person goes to them directly where the platform has no private replies, and once', async () => {
    const bench = new Bench();
    bench.provider.capabilities = { ...bench.provider.capabilities, privateReplies: false };
    bench.provider.trouble('send', 'reset after');
    const privately = { ...DELIVERY, privatelyTo: 'U1', thread: { channel: 'C1', id: '1' } };
    await bench.failure('deliver', privately);
    await bench.run('deliver', privately, 2);
    expect(bench.provider.sent).toMatchObject([{ to: { user: 'U1' } }]);
  });
});

describe('without the ledger', () => {
  it('a message goes out all the same', async () => {
    const bench = new Bench();
    bench.ledger.down = true;
    expect(await bench.run('page', DELIVERY)).toBeDefined();
    expect(bench.provider.calls).toEqual(['send']);
    expect(bench.warnings[0]).toMatchObject({ fields: { key: DELIVERY.key } });
  });

  it('a later attempt looks on the platform first', async () => {
    const bench = new Bench();
    bench.ledger.down = true;
    bench.provider.trouble('send', 'reset after');
    await bench.failure('page', DELIVERY);
    await bench.run('page', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['send', 'find']);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('a ledger that comes back knows nothing of what was sent meanwhile: the platform is asked', async () => {
    const bench = new Bench();
    bench.ledger.down = true;
    bench.provider.trouble('send', 'reset after');
    await bench.failure('page', DELIVERY);
    bench.ledger.down = false;
    await bench.run('page', DELIVERY, 2);
    expect(bench.provider.calls).toEqual(['send', 'find']);
    expect(bench.provider.sent).toHaveLength(1);
  });
});

describe('a page', () => {
  it('asks the incident before a second attempt, not before the first', async () => {
    const bench = new Bench();
    bench.provider.trouble('send', 'rate limited');
    await bench.failure('page', DELIVERY);
    expect(bench.asked).toEqual([]);
    await bench.run('page', DELIVERY, 2);
    expect(bench.asked).toEqual([{ workflowId: 'default:incident:INC-1', key: DELIVERY.key }]);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('that is no longer wanted is not sent', async () => {
    const bench = new Bench();
    bench.wanted = () => Promise.resolve(false);
    await expect(bench.run('page', DELIVERY, 2)).rejects.toMatchObject({
      type: 'not_wanted',
      nonRetryable: true,
    });
    expect(bench.provider.calls).toEqual([]);
  });

  it('whose incident cannot be asked fails and is tried again', async () => {
    const bench = new Bench();
    bench.wanted = () => Promise.reject(new Error('no worker answered the query'));
    const failure = await bench.failure('page', DELIVERY, 2);
    expect(failure.message).toBe('no worker answered the query');
    expect(bench.provider.calls).toEqual([]);
  });

  it('that is cancelled before it is sent is not sent', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    surroundings.cancel();
    await expect(bench.runIn(surroundings, 'page', DELIVERY)).rejects.toThrow(CancelledFailure);
    expect(bench.provider.calls).toEqual([]);
  });

  it('that is cancelled while it is sent ends as cancelled, its outcome unknown', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    bench.provider.onSend = (when, signal) => {
      if (when === 'after') return;
      surroundings.cancel();
      signal?.throwIfAborted();
    };
    await expect(bench.runIn(surroundings, 'page', DELIVERY)).rejects.toThrow(CancelledFailure);
    expect(bench.provider.sent).toEqual([]);
    expect(bench.status).toBe('uncertain');
  });

  it('that was sent before the cancellation arrived counts as sent', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    bench.provider.onSend = (when) => {
      if (when === 'after') surroundings.cancel();
    };
    expect(await bench.runIn(surroundings, 'page', DELIVERY)).toEqual({ channel: 'C1', id: 'm1' });
    expect(bench.status).toBe('sent');
  });

  it('heartbeats while it is under way, so that a cancellation can reach it', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    const beats = new Promise<void>((resolve) => {
      let count = 0;
      surroundings.on('heartbeat', () => (++count === 2 ? resolve() : undefined));
    });
    bench.provider.onSend = (when) => (when === 'before' ? beats : undefined);
    await bench.runIn(surroundings, 'page', DELIVERY);
    expect(bench.provider.sent).toHaveLength(1);
  });
});

describe('a worker that stood still', () => {
  /** @returns a promise of the attempt's next heartbeat. */
  const beat = (surroundings: ReturnType<Bench['attempt']>): Promise<void> =>
    new Promise((resolve) => surroundings.once('heartbeat', () => resolve()));
  const standStill = (bench: Bench): void => void (bench.now += HEARTBEAT_TIMEOUT_MS + 1);

  it.each(['page', 'deliver'] as const)(
    'for longer than the heartbeat time-out sends no %s: another attempt does',
    async (name) => {
      const bench = new Bench();
      bench.ledger.gate = () => standStill(bench);
      const failure = await bench.failure(name, DELIVERY);
      expect(failure).toMatchObject({ type: 'worker_stalled', nonRetryable: false });
      expect(bench.provider.calls).toEqual([]);
      expect(bench.status).toBe('planned');
      expect(bench.warnings).toMatchObject([{ fields: { key: DELIVERY.key } }]);
      bench.ledger.gate = () => undefined;
      await bench.run(name, DELIVERY, 2);
      expect(bench.provider.sent).toHaveLength(1);
    },
  );

  it('sends nothing also when a heartbeat goes out first', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    bench.ledger.gate = () => {
      standStill(bench);
      return beat(surroundings);
    };
    await expect(bench.runIn(surroundings, 'page', DELIVERY)).rejects.toMatchObject({
      type: 'worker_stalled',
    });
    expect(bench.provider.calls).toEqual([]);
  });

  it('while it asked whether the page is wanted does not believe the answer', async () => {
    const bench = new Bench();
    bench.wanted = () => {
      standStill(bench);
      return Promise.resolve(true);
    };
    expect(await bench.failure('page', DELIVERY, 2)).toMatchObject({ type: 'worker_stalled' });
    expect(bench.provider.sent).toEqual([]);
  });

  it('is told from one that is slow and heartbeats', async () => {
    const bench = new Bench();
    const surroundings = bench.attempt(1);
    bench.ledger.gate = async () => {
      for (let beats = 0; beats < 3; beats++) {
        bench.now += HEARTBEAT_TIMEOUT_MS / 2;
        await beat(surroundings);
      }
    };
    await bench.runIn(surroundings, 'page', DELIVERY);
    expect(bench.provider.sent).toHaveLength(1);
  });
});

describe('people in a message', () => {
  const message = {
    ...DELIVERY.message,
    sections: [
      {
        text: [{ person: 'ana', name: 'Ana' }, ' and ', { person: 'ben', name: 'Ben' }],
        fields: [{ label: 'Commander', value: [{ person: 'ana', name: 'Ana' }] }],
        footnote: [{ person: 'ben', name: 'Ben' }],
      },
    ],
  };

  it('become users of the platform, and names where it does not know them', async () => {
    const bench = new Bench();
    await bench.run('deliver', { ...DELIVERY, message });
    const user = { user: 'U1', name: 'Ana' };
    expect(bench.provider.sent[0]?.message.sections).toEqual([
      { text: [user, ' and ', 'Ben'], fields: [{ label: 'Commander', value: [user] }], footnote: ['Ben'] },
    ]);
  });

  it('do so on an edited card too', async () => {
    const bench = new Bench();
    const ref = { channel: 'C1', id: 'm1' };
    const edit = { key: 'edit', tenant: 'default', incident: 'INC-1', instance: 'main', ref, message };
    await bench.run('editCard', edit);
    expect(bench.provider.edits[0]?.message.sections[0]?.footnote).toEqual(['Ben']);
    await bench.run('editCard', edit, 2);
    expect(bench.provider.calls).toEqual(['update']);
  });
});
