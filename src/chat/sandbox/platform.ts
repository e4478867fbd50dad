import type { Platform } from '../platform.ts';
import { SandboxInbound } from './inbound.ts';
import { SandboxProvider, type SandboxResources } from './provider.ts';
import { sandboxSettings, type SandboxSettings } from './settings.ts';

/** The sandbox: a chat of its own for first use, training and game days. */
export const sandbox: Platform<SandboxSettings, SandboxResources> = {
  name: 'sandbox',
  settings: sandboxSettings,
  createProvider: (settings, context, resources) => new SandboxProvider(settings, context, resources),
  createInbound: (settings, context, resources) =>
    new SandboxInbound(settings, context, resources.sandboxStore(context)),
};
