import { Context } from '@temporalio/activity';
import type { Turn, Urgency } from '../src/chat/lane.ts';
import type { Message, MessageRef } from '../src/chat/message.ts';
import type { Destination, Provider } from '../src/chat/provider.ts';
import type { Effects } from './effect.ts';
import type { Localise } from './localise.ts';

/** A message of a run: where it stands or is to stand, and what it says. */
export interface RunMessage {
  readonly tenant: string;
  readonly instance: string;
  readonly to: Destination;
  /** The same for the same message as it stood at one time. */
  readonly key: string;
  readonly message: Message;
  /** Where it stands already: it is brought to what it says now. */
  readonly posted?: MessageRef | undefined;
  /** Message in whose thread it is posted. */
  readonly thread?: MessageRef | undefined;
  readonly urgency: Urgency;
  readonly turn?: Turn | undefined;
}

export interface RunMessageDependencies {
  readonly provider: (tenant: string, instance: string) => Provider;
  readonly effects: Effects;
  readonly localise: Localise;
}

/** @returns what posts a message of a run once, or edits it once. */
export function createRunMessages(
  deps: RunMessageDependencies,
): (message: RunMessage) => Promise<MessageRef> {
  return ({ tenant, instance, to, key, message, posted, thread, urgency, turn }) => {
    const provider = (): Provider => deps.provider(tenant, instance);
    const localised = (): Promise<Message> => deps.localise(message, instance, tenant);
    const target = 'channel' in to ? `${instance}/${to.channel}` : `${instance}/@${to.user}`;
    const common = { plan: { key, tenant, instance, target }, urgency, turn } as const;
    if (posted)
      return deps.effects<MessageRef>({
        ...common,
        lanes: () => provider().lanes('update', { channel: posted.channel }),
        async act() {
          await provider().update(posted, await localised());
          return posted;
        },
      });
    return deps.effects<MessageRef>({
      ...common,
      lanes: () => provider().lanes('send', to),
      act: async () =>
        provider().send(to, await localised(), {
          key,
          signal: Context.current().cancellationSignal,
          ...(thread && { thread }),
        }),
      async find(since) {
        if (provider().capabilities.deduplication !== 'lookup') return undefined;
        return provider().find(to, key, since, thread);
      },
    });
  };
}
