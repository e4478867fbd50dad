import type { Turn } from '../src/chat/lane.ts';
import type { Message, MessageRef } from '../src/chat/message.ts';
import type { Provider } from '../src/chat/provider.ts';
import type { Effects } from './effect.ts';
import type { UnlessTroubled } from './known-trouble.ts';
import type { Localise } from './localise.ts';

export interface CardEdit {
  /** Idempotency key: incident, event shown, target. */
  readonly key: string;
  readonly tenant: string;
  readonly incident: string;
  readonly instance: string;
  readonly ref: MessageRef;
  readonly message: Message;
  /** Its place in the queue where the platform's limits left no room for it before. */
  readonly turn?: Turn;
  /** As of a delivery. */
  readonly unlessTroubled?: true;
}

export interface CardActivities {
  /** Brings a posted card to the newest state. */
  editCard(edit: CardEdit): Promise<void>;
}

export function createCardActivities(deps: {
  provider: (tenant: string, instance: string) => Provider;
  effects: Effects;
  localise: Localise;
  unlessTroubled: UnlessTroubled;
}): CardActivities {
  return {
    async editCard({ key, tenant, incident, instance, ref, message, turn, unlessTroubled }) {
      await deps.effects<MessageRef>({
        plan: { key, tenant, incident, instance, target: `${instance}/${ref.channel}` },
        urgency: 'quiet',
        ready: () => (unlessTroubled ? deps.unlessTroubled(tenant, instance) : Promise.resolve()),
        turn,
        lanes: () => deps.provider(tenant, instance).lanes('update', { channel: ref.channel }),
        async act() {
          await deps.provider(tenant, instance).update(ref, await deps.localise(message, instance, tenant));
          return ref;
        },
      });
    },
  };
}
