import { ActivityFailure, ApplicationFailure, isCancellation, log } from '@temporalio/workflow';
import type { DutyNews } from '../../activities/duty.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import { sendPatiently } from '../patient-send.ts';

/** Tells something by the first way that works. */
export async function tell({ what, ways }: DutyNews): Promise<void> {
  for (const way of ways) {
    try {
      await sendPatiently(way, what);
      return;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('somebody could not be told of on-call duty', { instance: way.instance, what, error });
    }
  }
}

/** @returns whether no worker that was asked has it in its configuration. */
export function isNotConfigured(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === NOT_CONFIGURED
  );
}
