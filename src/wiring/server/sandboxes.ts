import type { Router } from 'express';
import type { InstanceContext } from '../../chat/platform.ts';
import type { SandboxSettings } from '../../chat/sandbox/settings.ts';
import { VOCABULARY } from '../../command/vocabulary.ts';
import { allTenants } from '../../config/config.ts';
import { sandboxGuard } from '../../http/sandbox-guard.ts';
import { sandboxRouter } from '../../http/sandbox.ts';
import { BUILT } from '../assembly.ts';
import type { Ground } from './ground.ts';

/** The chat to try Muster by, where the configuration has one. */
export interface Sandboxes {
  /** @returns those of the configuration in force. */
  readonly all: () => readonly InstanceContext[];
  /** Keeps the sandbox's surfaces, which need no sign-in, from those that may not reach them. */
  readonly guard: Router;
  readonly router: Router;
}

/** @param listensOn address on which the server listens. @param stop ends the event streams. */
export function createSandboxes(
  { assembly, baseUrl, configOf }: Ground,
  listensOn: string,
  stop: AbortSignal,
): Sandboxes {
  const { config, redact, log } = assembly;
  const all = (): InstanceContext[] =>
    allTenants(config()).flatMap(({ tenant, chat }) =>
      [...chat].flatMap(([instance, { platform }]) => (platform === 'sandbox' ? [{ tenant, instance }] : [])),
    );
  return {
    all,
    guard: sandboxGuard({
      isSandbox: (name) => all().some(({ instance }) => instance === name),
      anonymousReading: () => config().access.anonymousReading,
      baseUrl,
      listensOn,
    }),
    router: sandboxRouter({
      instances: () =>
        all().map((context) => ({
          ...context,
          settings: configOf(context.tenant).chat.get(context.instance)?.settings as SandboxSettings,
          store: assembly.sandboxStore(context),
          adapter: assembly.instances().get(context.instance).inbound,
        })),
      commands: VOCABULARY.map(({ name, usage, help }) => ({ name, usage, summary: help })),
      assets: BUILT.assets,
      now: Date.now,
      redact,
      log,
      stop,
    }),
  };
}
