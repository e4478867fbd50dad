import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/chat/provider.ts';
import { card, finds, keeps, refusal, supported } from './expectations.ts';
import type { Fault } from './harness.ts';
import type { Current } from './provider-contract.ts';
import { ownMs } from '../harness/own-time.ts';

/** How long a caller waits, in milliseconds: less than any provider's own time-out. */
const IMPATIENCE_MS = 500;

/** Every failure in Muster's own terms, and what may be concluded from it. */
export function errorContract(current: Current): void {
  describe('failures', () => {
    const send = () =>
      current().provider.send({ channel: current().channel.id }, card('checkout is down'), { key: 'k' });
    const count = async () => (await current().seen(current().channel.id)).length;

    /** Runs the test where the platform can fail so; elsewhere there is nothing to show. */
    function onFault(fault: Fault, what: string, test: () => Promise<void>): void {
      it(`${fault}: ${what}`, async (context) => {
        const cause = current().faults[fault];
        if (!cause) return context.skip(`${current().provider.platform} cannot fail so`);
        await cause();
        await test();
      });
    }

    onFault('rate limited', 'not done, and how long to wait', async () => {
      expect((await refusal(send(), 'rate_limited')).retryAfterMs).toBe(current().usualWaitMs ?? 7000);
      expect(await count()).toBe(0);
      await send();
      expect(await count()).toBe(1);
    });

    onFault('reset before', 'unknown, then not found, then sent once', async () => {
      await refusal(send(), 'outcome_unknown');
      const { provider, channel } = current();
      if (finds(provider)) {
        expect(await provider.find({ channel: channel.id }, 'k', Date.now() - 60_000)).toBeUndefined();
      }
      await send();
      expect(await count()).toBe(1);
    });

    /** What has come without an answer is found, or sent again so that who gets it knows it for the same. */
    async function knownForTheSame(): Promise<void> {
      const { provider, channel, seen } = current();
      const [came] = (await seen(channel.id)).map((m) => m.id);
      expect(came).toBeDefined();
      const found = finds(provider)
        ? await provider.find({ channel: channel.id }, 'k', Date.now() - 60_000)
        : await send();
      expect(found?.id).toBe(came);
      expect(new Set((await seen(channel.id)).map((m) => m.id))).toEqual(new Set([came]));
      if (provider.capabilities.deduplication !== 'none') expect(await count()).toBe(1);
    }

    onFault('reset after', 'unknown, then found, so that nobody reads it twice', async () => {
      await refusal(send(), 'outcome_unknown');
      await knownForTheSame();
    });

    onFault('server error', 'unknown', async () => {
      await refusal(send(), 'outcome_unknown');
    });

    /** A call whose caller waits no longer than this for a platform that says nothing. */
    const sendImpatiently = () => {
      const { provider, channel } = current();
      const signal = AbortSignal.timeout(IMPATIENCE_MS);
      return provider.send({ channel: channel.id }, card('checkout is down'), { key: 'k', signal });
    };

    onFault('hang before', 'unknown as soon as the caller gives up, then sent once', async () => {
      const began = ownMs();
      await refusal(sendImpatiently(), 'outcome_unknown');
      expect(ownMs() - began).toBeLessThan(IMPATIENCE_MS + 1_000);
      await send();
      expect(await count()).toBe(1);
    });

    onFault('hang after', 'unknown, then found, so that nobody reads it twice', async () => {
      await refusal(sendImpatiently(), 'outcome_unknown');
      await knownForTheSame();
    });

    onFault('unreachable', 'connection failed, and the health says so', async () => {
      await refusal(send(), 'connection_failed');
      expect(await current().provider.health()).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/.{10}/) as string,
      });
    });

    onFault('token revoked', 'authentication failed everywhere, and the health says so', async () => {
      await refusal(send(), 'authentication_failed');
      await refusal(current().provider.connect(), 'authentication_failed');
      expect(await current().provider.health()).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/.{10}/) as string,
      });
    });

    onFault('right missing', 'permission denied', async () => {
      await refusal(send(), 'permission_denied');
    });

    it('unknown channel, user and message have their codes', async () => {
      const { provider, channel, absent, lacks } = current();
      if (!lacks?.includes('addressees')) {
        await refusal(
          provider.send({ channel: absent.channel }, card('x'), { key: 'k' }),
          'channel_not_found',
        );
      }
      const unfound = finds(provider) ? 'channel_not_found' : 'operation_not_supported';
      await refusal(provider.find({ channel: absent.channel }, 'k', 0), unfound);
      const gone = { channel: channel.id, id: absent.message };
      if (await supported(keeps(provider), () => provider.update(gone, card('x'))))
        await refusal(provider.update(gone, card('x')), 'message_not_found');
      if (await supported(provider.capabilities.operations.has('delete'), () => provider.delete(gone)))
        await refusal(provider.delete(gone), 'message_not_found');
      if (provider.capabilities.directMessages && !lacks?.includes('addressees')) {
        await refusal(provider.send({ user: absent.user }, card('x'), { key: 'k' }), 'user_not_found');
      }
    });

    it('a call that was given up by its caller is an unknown outcome at most, and soon', async () => {
      const { provider, channel } = current();
      const options = { key: 'k', signal: AbortSignal.abort() };
      const outcome = await provider
        .send({ channel: channel.id }, card('x'), options)
        .catch((error: unknown) => error);
      if ('code' in (outcome as object)) {
        expect(outcome).toMatchObject({
          code: expect.stringMatching(/^(outcome_unknown|connection_failed)$/) as string,
        });
        return;
      }
      // A platform whose client cannot be interrupted has simply sent it.
      expect(await provider.find({ channel: channel.id }, 'k', 0)).toEqual(outcome);
    });

    it('claims only operations that exist', () => {
      for (const operation of current().provider.capabilities.operations)
        expect(OPERATIONS).toContain(operation);
    });
  });
}
