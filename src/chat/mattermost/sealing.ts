import type { InstanceContext, Lent } from '../platform.ts';
import { seal } from './authenticity.ts';
import type { MattermostSettings } from './settings.ts';

/** What buttons of one channel carry, so that a press can be believed. */
export interface Sealing {
  /** @param action an encoded ElementAction. */
  action(action: string): { url: string; context: Record<string, string | number | boolean> };
}

/** What is needed to seal. */
export type SealingNeeds = {
  readonly settings: Pick<MattermostSettings, 'callbackSecret'>;
  readonly context: InstanceContext;
  readonly lent: Pick<Lent, 'now' | 'address'>;
};

/**
 * @param channel id of the channel in which the buttons will stand.
 * @param passing whether they stand in a message that only one person sees and that is stored nowhere.
 */
export function sealingFor(
  { settings, context, lent }: SealingNeeds,
  channel: string,
  passing = false,
): Sealing {
  const url = lent.address(context, 'actions');
  const issued = lent.now();
  return {
    action(action) {
      const signature = seal(settings, context, { kind: 'action', action, channel, passing, issued });
      return { url, context: { action, channel, passing, issued, seal: signature } };
    },
  };
}
