import type { ZodType } from 'zod';
import type { InboundAdapter } from './inbound.ts';
import type { Listener } from './listener.ts';
import type { PlatformMemory } from './memory.ts';
import type { Provider } from './provider.ts';

/** What a provider instance gets besides its own settings. */
export interface InstanceContext {
  readonly tenant: string;
  readonly instance: string;
}

/** What the composition root lends to platforms; each names in its type which of it it needs. */
export interface Lent {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Public address of an instance's surface: `<base>/chat/<instance>/<surface>`. */
  readonly address: (context: InstanceContext, surface: string) => string;
  readonly memory: (context: InstanceContext) => PlatformMemory;
}

/**
 * One chat platform: the only thing that the rest of the program knows of it. A new platform is a folder with one of
 * these and a line in `src/chat/platforms.ts`.
 * @typeParam Settings what the configuration says under `chat.<instance>` besides `platform`.
 * @typeParam Resources what the composition root must lend it, such as a store.
 */
export interface Platform<Settings = unknown, Resources = unknown> {
  readonly name: string;
  readonly settings: ZodType<Settings>;
  createProvider(settings: Settings, context: InstanceContext, resources: Resources): Provider;
  createInbound(settings: Settings, context: InstanceContext, resources: Resources): InboundAdapter;
  /** @returns the way in that Muster opens itself; undefined when the settings want none. */
  createListener?(settings: Settings, context: InstanceContext, resources: Resources): Listener | undefined;
}
