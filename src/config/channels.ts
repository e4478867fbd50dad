import { targetName, type ChannelTarget, type StepTarget } from '../escalation/policy.ts';
import { CHANNEL_PATTERN } from './fields.ts';

/** @returns channels as they are written, `main-slack/#incidents`, each once. */
export function channelsOf(list: readonly string[]): ChannelTarget[] {
  return unique(
    list.map((text): ChannelTarget => {
      const [, instance = '', channel = ''] = CHANNEL_PATTERN.exec(text) ?? [];
      return { kind: 'channel', instance, channel };
    }),
  );
}

/** @returns the targets without those that come again. */
export function unique<T extends StepTarget>(targets: readonly T[]): T[] {
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}
