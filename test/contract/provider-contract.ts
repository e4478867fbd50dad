import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderHarness } from './harness.ts';
import { errorContract } from './errors.ts';
import { channelContract } from './channels.ts';
import { fallbackContract } from './fallback.ts';
import { looksContract } from './looks.ts';
import { messageContract } from './messages.ts';
import { safetyContract } from './safety.ts';

/** Gives each part of the suite the harness of the test that is running. */
export type Current = () => ProviderHarness;

/**
 * The suite that every provider passes. Each test gets a harness of its own.
 * @param name the platform, for the report.
 * @param make starts a fresh fake with a provider connected to it.
 */
export function describeProvider(name: string, make: () => Promise<ProviderHarness>): void {
  describe(`provider contract: ${name}`, () => {
    let harness: ProviderHarness | undefined;
    const current: Current = () => {
      if (!harness) throw new Error('the harness exists only while a test runs');
      return harness;
    };
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    });

    it('says who the bot is and that it is well', async () => {
      const { provider } = current();
      const bot = await provider.connect();
      expect(bot.id).not.toBe('');
      expect(bot.name).not.toBe('');
      expect(await provider.health()).toEqual({ ok: true, latencyMs: expect.any(Number) as number });
      await provider.disconnect();
    });

    messageContract(current);
    fallbackContract(current);
    safetyContract(current);
    channelContract(current);
    looksContract(current);
    errorContract(current);
  });
}
