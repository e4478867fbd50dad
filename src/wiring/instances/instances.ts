import { isDeepStrictEqual } from 'node:util';
import { allTenants, type TenantConfig } from '../../config/config.ts';
import type { InstanceConfig } from '../../config/chat-schema.ts';
import type { InboundAdapter } from '../../chat/inbound.ts';
import type { Listener } from '../../chat/listener.ts';
import type { InstanceContext, Platform } from '../../chat/platform.ts';
import type { Provider } from '../../chat/provider.ts';
import { Registry } from '../../chat/registry.ts';
import type { ConfiguredInstance } from '../../http/providers.ts';

/** One configured provider instance. */
export interface Instance {
  readonly tenant: string;
  /** What the configuration said of it when it was built. */
  readonly configured: InstanceConfig;
  readonly provider: Provider;
  readonly inbound: InboundAdapter;
  /** The way in that Muster opens itself, where the settings want one. */
  readonly listener?: Listener;
}

type Chats = Pick<TenantConfig, 'tenant' | 'chat'>;

/**
 * Builds the provider instances that the configuration names.
 * @param resources what platforms are lent, such as the sandbox's store.
 * @param before the instances in force: those whose settings are the same stay the very same.
 * @param wrap puts something around each provider that is built.
 */
export function createInstances(
  config: Chats & { readonly tenants: ReadonlyMap<string, Chats> },
  platforms: readonly Platform[],
  resources: unknown,
  before = new Registry<Instance>(),
  wrap: (provider: Provider) => Provider = (provider) => provider,
): Registry<Instance> {
  const instances = new Registry<Instance>();
  const all = allTenants(config).flatMap(({ tenant, chat }) =>
    [...chat].map((one) => [tenant, ...one] as const),
  );
  for (const [tenant, instance, configured] of all) {
    const standing = before.has(instance) ? before.get(instance) : undefined;
    if (standing?.tenant === tenant && isDeepStrictEqual(standing.configured, configured)) {
      instances.add(instance, standing);
      continue;
    }
    const { platform: name, settings } = configured;
    const platform = platforms.find((candidate) => candidate.name === name);
    if (!platform) throw new Error(`chat.${instance}: there is no platform ${name}`);
    const context: InstanceContext = { tenant, instance };
    const listener = platform.createListener?.(settings, context, resources);
    instances.add(instance, {
      tenant,
      configured,
      provider: wrap(platform.createProvider(settings, context, resources)),
      inbound: platform.createInbound(settings, context, resources),
      ...(listener && { listener }),
    });
  }
  return instances;
}

/** What a reload means for the instances, by name. A changed one is both built and gone. */
export interface InstanceChange {
  readonly built: readonly Instance[];
  readonly gone: readonly Instance[];
}

/** @returns which instances are new or different, and which no longer serve. */
export function changeBetween(before: Registry<Instance>, after: Registry<Instance>): InstanceChange {
  const [old, fresh] = [new Set(before.all()), new Set(after.all())];
  return {
    built: after.all().filter((instance) => !old.has(instance)),
    gone: before.all().filter((instance) => !fresh.has(instance)),
  };
}

/** @returns what the instances in force are, without what they do. */
export function configuredIn(instances: () => Registry<Instance>): () => ConfiguredInstance[] {
  return () =>
    instances()
      .all()
      .map(({ tenant, provider: { instance, platform }, listener }) => ({
        tenant,
        instance,
        platform,
        listens: listener !== undefined,
      }));
}

/**
 * The provider by which a tenant's messages go.
 * @throws ChatError `provider_not_found`, naming what the tenant has: that another tenant has one of this name is not said.
 */
export function providerOf(instances: Registry<Instance>, tenant: string, name: string): Provider {
  const own = new Registry<Provider>();
  for (const { tenant: owner, provider } of instances.all())
    if (owner === tenant) own.add(provider.instance, provider);
  return own.get(name);
}

/** @param error which may name the instance itself. @returns that an instance cannot be used, and why. */
export function cannotBeUsed(instance: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lead = `chat.${instance}: `;
  const why = message.startsWith(lead) ? message.slice(lead.length) : message;
  return `chat.${instance} cannot be used: ${why}`;
}
