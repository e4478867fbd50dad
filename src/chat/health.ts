import { ChatError } from './error.ts';
import type { Health } from './provider.ts';

/**
 * Makes an answer about an instance's health of a call that succeeds when it is well.
 * @param check rejects when it is not. @param now milliseconds of a clock that only goes forward.
 */
export async function healthOf(check: () => Promise<unknown>, now: () => number): Promise<Health> {
  const begun = now();
  try {
    await check();
    return { ok: true, latencyMs: Math.round(now() - begun) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, reason, ...(error instanceof ChatError && { code: error.code }) };
  }
}
