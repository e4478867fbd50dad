import type { Logger } from 'pino';
import type { InboundAdapter } from '../chat/inbound.ts';
import { ensureChannels, maySee } from '../chat/sandbox/channel.ts';
import type { SandboxPerson, SandboxSettings } from '../chat/sandbox/settings.ts';
import type { SandboxStore } from '../chat/sandbox/store.ts';
import { HttpRefusal } from './refusal-table.ts';
import { Tail } from './sandbox-tail.ts';

/** What the page needs of one sandbox. */
export interface SandboxInstance {
  readonly tenant: string;
  readonly instance: string;
  readonly settings: SandboxSettings;
  readonly store: SandboxStore;
  /** Verifies that a request is our own page's. */
  readonly adapter: Pick<InboundAdapter, 'authenticate'>;
}

/** A sandbox that is being served. */
export interface OpenSandbox extends SandboxInstance {
  readonly tail: Tail;
  /** Creates the channels of the beginning that are missing, once for each settings. */
  readonly prepare: () => Promise<void>;
}

/** The sandboxes of the configuration in force; it may be another at each request. */
export class OpenSandboxes {
  readonly #instances: () => readonly SandboxInstance[];
  readonly #options: { now: () => number; log: Pick<Logger, 'warn'>; pollMs: number };
  readonly #tails = new WeakMap<SandboxStore, Tail>();
  readonly #prepared = new WeakMap<SandboxSettings, Promise<void>>();

  /** @param options with `now` in epoch milliseconds, and how often the store is looked at, in milliseconds. */
  constructor(
    instances: () => readonly SandboxInstance[],
    options: { now: () => number; log: Pick<Logger, 'warn'>; pollMs: number },
  ) {
    this.#instances = instances;
    this.#options = options;
  }

  /**
   * @param name undefined for the first.
   * @throws HttpRefusal `unknown_instance`, naming what exists.
   */
  get(name?: unknown): OpenSandbox {
    const all = this.#instances();
    const found = name === undefined ? all[0] : all.find((one) => one.instance === name);
    if (found) return { ...found, tail: this.#tail(found), prepare: () => this.#prepare(found) };
    const known = all.map((one) => one.instance).join(', ') || 'none';
    const detail = `There is no such sandbox; configured with platform sandbox: ${known}.`;
    throw new HttpRefusal('unknown_instance', detail);
  }

  /** @returns whether these are still the settings in force. */
  isCurrent({ instance, settings }: SandboxInstance): boolean {
    return this.#instances().some((one) => one.instance === instance && one.settings === settings);
  }

  #tail({ store, instance }: SandboxInstance): Tail {
    const { log, pollMs } = this.#options;
    const tail =
      this.#tails.get(store) ??
      new Tail(store, pollMs, (error) => {
        log.warn({ err: error, instance }, 'the sandbox cannot read its changes: check MONGODB_URI');
      });
    this.#tails.set(store, tail);
    return tail;
  }

  #prepare({ store, settings }: SandboxInstance): Promise<void> {
    const preparing =
      this.#prepared.get(settings) ??
      ensureChannels(store, settings.channels, this.#options.now()).catch((error: unknown) => {
        this.#prepared.delete(settings);
        throw error;
      });
    this.#prepared.set(settings, preparing);
    return preparing;
  }
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
