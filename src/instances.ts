import type { Config } from './config/config.ts';
import type { InboundAdapter } from './chat/inbound.ts';
import type { Listener } from './chat/listener.ts';
import type { InstanceContext, Platform } from './chat/platform.ts';
import type { Provider } from './chat/provider.ts';
import { Registry } from './chat/registry.ts';

/** One configured provider instance. */
export interface Instance {
  readonly tenant: string;
  readonly provider: Provider;
  readonly inbound: InboundAdapter;
  /** The way in that Muster opens itself, where the settings want one. */
  readonly listener?: Listener;
}

/**
 * Builds the provider instances that the configuration names.
 * @param resources what platforms are lent, such as the sandbox's store.
 */
export function createInstances(
  config: Config,
  tenant: string,
  platforms: readonly Platform[],
  resources: unknown,
): Registry<Instance> {
  const instances = new Registry<Instance>();
  for (const [instance, { platform: name, settings }] of config.chat) {
    const platform = platforms.find((candidate) => candidate.name === name);
    if (!platform) throw new Error(`chat.${instance}: there is no platform ${name}`);
    const context: InstanceContext = { tenant, instance };
    const listener = platform.createListener?.(settings, context, resources);
    instances.add(instance, {
      tenant,
      provider: platform.createProvider(settings, context, resources),
      inbound: platform.createInbound(settings, context, resources),
      ...(listener && { listener }),
    });
  }
  return instances;
}
