import type { Logger } from 'pino';
import type { InboundAdapter } from '../chat/inbound.ts';
import { ensureChannels, maySee } from '../chat/sandbox/channel.ts';
import type { SandboxPerson, SandboxSettings } from '../chat/sandbox/settings.ts';
import type { SandboxStore } from '../chat/sandbox/store.ts';
import { HttpRefusal } from './refusal-table.ts';
import { Tail } from './sandbox-tail.ts';

/** What the page needs of one sandbox. */
export interface SandboxInstance {
  readonly instance: string;
  readonly settings: SandboxSettings;
  readonly store: SandboxStore;
  /** Verifies that a request is our own page's. */
  readonly adapter: Pick<InboundAdapter, 'authenticate'>;
}

/** A sandbox that is being served. */
export interface OpenSandbox extends SandboxInstance {
  readonly tail: Tail;
  /** Creates the channels of the beginning, once. */
  readonly prepare: () => Promise<void>;
}

/** @param options with `now` in epoch milliseconds, and how often the store is looked at, in milliseconds. */
export function openSandbox(
  one: SandboxInstance,
  options: { now: () => number; log: Pick<Logger, 'warn'>; pollMs: number },
): OpenSandbox {
  const { now, log, pollMs } = options;
  let prepared: Promise<void> | undefined;
  return {
    ...one,
    tail: new Tail(one.store, pollMs, (error) => {
      const fields = { err: error, instance: one.instance };
      log.warn(fields, 'the sandbox cannot read its changes: check MONGODB_URI');
    }),
    prepare: () =>
      (prepared ??= ensureChannels(one.store, one.settings.channels, now()).catch((error: unknown) => {
        prepared = undefined;
        throw error;
      })),
  };
}

/**
 * @param name undefined for the first.
 * @throws HttpRefusal `unknown_instance`, naming what exists.
 */
export function sandboxOf(open: readonly OpenSandbox[], name: unknown): OpenSandbox {
  const found = name === undefined ? open[0] : open.find((one) => one.instance === name);
  if (found) return found;
  const known = open.map((one) => one.instance).join(', ') || 'none';
  const detail = `There is no such sandbox; configured with platform sandbox: ${known}.`;
  throw new HttpRefusal('unknown_instance', detail);
}

/** @throws HttpRefusal `invalid` when the sandbox has nobody of that id. */
export function personOf(one: OpenSandbox, user: unknown): SandboxPerson {
  const person = one.settings.people.find((candidate) => candidate.id === user);
  if (person) return person;
  const known = one.settings.people.map((candidate) => candidate.id).join(', ');
  throw new HttpRefusal('invalid', `Say as whom: one of ${known} (setting chat.${one.instance}.people).`);
}

/** @throws HttpRefusal `unknown_address` when there is no such channel, or none that the user may see. */
export async function assertReadable(one: OpenSandbox, channel: string, user: string): Promise<void> {
  if (await maySee(one.store, channel, user)) return;
  throw new HttpRefusal('unknown_address', `There is no channel ${channel} here that ${user} can see.`);
}
