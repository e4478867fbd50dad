import { RETRY_MS, type ActionKind, type RunLimits } from '../kind.ts';
import type { DescribedAction } from './order.ts';
import { pluginSettings, type WrittenPluginSettings } from './settings.ts';

const TIMEOUT_MS = 60_000;

export const plugin: ActionKind<WrittenPluginSettings> = {
  name: 'plugin',
  title: 'an action that a plug-in has',
  settings: pluginSettings,
  // What there is to be looked at is in the plug-in.
  check: () => ({ problems: [], warnings: [] }),
  limits: (settings) => pluginLimits(settings, { timeout: TIMEOUT_MS, repeatable: false }),
};

/** @returns how long and how often an action of a plug-in is tried: by what is configured, else by what it says itself. */
export function pluginLimits(
  { timeout, attempts }: WrittenPluginSettings,
  action: Pick<DescribedAction, 'timeout' | 'repeatable'>,
): RunLimits {
  return {
    timeoutMs: timeout ?? action.timeout,
    attempts: action.repeatable ? attempts : 1,
    retryMs: RETRY_MS,
  };
}
