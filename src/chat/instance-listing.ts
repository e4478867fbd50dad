import { ago } from '../incident/age.ts';
import type { InstanceState, InstanceStatus } from './instance-status.ts';
import type { Message } from './message.ts';
import type { Span } from './text.ts';
import { counted } from '../text/counted.ts';

export const STATE_EMOJI: Readonly<Record<InstanceState, string>> = {
  connected: '🟢',
  connecting: '🟡',
  disconnected: '⚪',
  error: '🔴',
};

/** @returns how often calls failed, as `rate_limited 3, unexpected 1`; the most frequent first. */
export function errorCounts(errors: InstanceStatus['errors']): string {
  const counts = Object.entries(errors).toSorted(([, a], [, b]) => b - a);
  return counts.map(([code, count]) => `${code} ${count}`).join(', ');
}

function lines(status: InstanceStatus, now: number): Span[] {
  const { instance, platform, state, problem, lastSuccessAt, latencyMs, calls, errors } = status;
  const failed = errorCounts(errors);
  const facts = [
    platform,
    state,
    lastSuccessAt === undefined ? 'never succeeded' : `last success ${ago(lastSuccessAt, now)}`,
    ...(latencyMs === undefined ? [] : [`answers in ${latencyMs} ms`]),
    counted(calls, 'call'),
    ...(failed === '' ? [] : [`failed: ${failed}`]),
  ];
  return [
    `${STATE_EMOJI[state]} `,
    { bold: instance },
    ` ${facts.join(' · ')}`,
    ...(problem === undefined ? [] : [`\n${problem}`]),
  ];
}

/**
 * @returns how the provider instances are, one after the other.
 * @param now epoch milliseconds.
 */
export function instancesMessage(statuses: readonly InstanceStatus[], now: number): Message {
  const unwell = statuses.filter(({ state }) => state !== 'connected').map(({ instance }) => instance);
  const all = counted(statuses.length, 'provider instance');
  const partly = statuses
    .filter(({ state, problem }) => state === 'connected' && problem !== undefined)
    .map(({ instance }) => instance);
  const connected =
    unwell.length === 0 ? `${all}, all connected` : `${all}; not connected: ${unwell.join(', ')}`;
  return {
    summary: partly.length === 0 ? connected : `${connected}; in part not well: ${partly.join(', ')}`,
    heading: all,
    ...(unwell.length + partly.length === 0 && { accent: 'good' }),
    sections: statuses.map((status) => ({ text: lines(status, now) })),
  };
}
