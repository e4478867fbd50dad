import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { PlatformMemory } from '../memory.ts';
import type { InstanceContext } from '../platform.ts';
import type { Vault } from './vault.ts';
import type { Workspace } from './workspace.ts';

/** A token of a person who installed the app, with what it may do. */
export interface UserToken {
  readonly user: string;
  readonly token: string;
  readonly scopes: readonly string[];
}

/** The app in one workspace, or in all of an organisation. */
export interface Installation {
  readonly workspace: Workspace;
  readonly name: string;
  readonly botToken: string;
  /** The bot's user id. */
  readonly bot: string;
  readonly scopes: readonly string[];
  readonly userTokens: readonly UserToken[];
  /** When it was installed last, epoch milliseconds. */
  readonly at: number;
}

const strings = z.array(z.string());
const stored = z.object({
  workspace: z.object({
    team: z.string(),
    enterprise: z.string().optional(),
    wholeOrganisation: z.boolean(),
  }),
  name: z.string(),
  bot: z.string(),
  scopes: strings,
  at: z.number(),
  sealed: z.string(),
});
const secrets = z.object({
  botToken: z.string(),
  userTokens: z.array(z.object({ user: z.string(), token: z.string(), scopes: strings })),
});

const PREFIX = 'installation:';
/** How long this process believes what it read, in milliseconds: another may have installed or removed the app. */
const FRESH_MS = 5_000;

/** The configured workspaces in which the app is installed, with their tokens sealed. */
export class Installations {
  readonly #configured: ReadonlySet<string>;
  readonly #memory: PlatformMemory;
  readonly #vault: Vault;
  readonly #context: InstanceContext;
  readonly #now: () => number;
  readonly #read = new Map<string, { found: Promise<Installation | undefined>; until: number }>();

  /** @param configured ids of workspaces and organisations: the token of another one, kept from before, counts nothing. */
  constructor(
    configured: Iterable<string>,
    memory: PlatformMemory,
    vault: Vault,
    context: InstanceContext,
    now: () => number,
  ) {
    this.#configured = new Set(configured);
    this.#memory = memory;
    this.#vault = vault;
    this.#context = context;
    this.#now = now;
  }

  /** @returns undefined where the app is not installed, or may not be. @throws ChatError `authentication_failed` when its token cannot be opened; what the memory throws. */
  find(team: string): Promise<Installation | undefined> {
    if (!this.#configured.has(team)) return Promise.resolve(undefined);
    const known = this.#read.get(team);
    if (known && known.until > this.#now()) return known.found;
    const found = this.#load(team);
    this.#read.set(team, { found, until: this.#now() + FRESH_MS });
    found.catch(() => this.#read.delete(team));
    return found;
  }

  /** @returns the ids of all configured workspaces that have it. */
  async teams(): Promise<string[]> {
    const kept = [...(await this.#memory.list(PREFIX)).keys()].map((key) => key.slice(PREFIX.length));
    return kept.filter((team) => this.#configured.has(team));
  }

  /** Keeps an installation; the tokens of people who installed it before stay. */
  async add(installation: Installation): Promise<void> {
    const { team } = installation.workspace;
    const before = await this.#load(team).catch(() => undefined);
    const fresh = new Set(installation.userTokens.map(({ user }) => user));
    const others = (before?.userTokens ?? []).filter(({ user }) => !fresh.has(user));
    await this.#save({ ...installation, userTokens: [...others, ...installation.userTokens] });
  }

  /** Forgets a workspace, unless the app was installed there after that. @param at epoch milliseconds. */
  async remove(team: string, at: number): Promise<void> {
    const known = stored.safeParse(await this.#memory.get(PREFIX + team));
    if (known.success && known.data.at > at) return;
    await this.#memory.delete(PREFIX + team);
    this.#read.delete(team);
  }

  /** Forgets tokens of people. */
  async removeUsers(team: string, users: readonly string[]): Promise<void> {
    const known = await this.#load(team);
    if (!known) return;
    const userTokens = known.userTokens.filter(({ user }) => !users.includes(user));
    if (userTokens.length < known.userTokens.length) await this.#save({ ...known, userTokens });
  }

  async #load(team: string): Promise<Installation | undefined> {
    const value = await this.#memory.get(PREFIX + team);
    if (value === undefined) return undefined;
    const { workspace, sealed, ...rest } = stored.parse(value);
    const { secret, stale } = this.#vault.open(sealed, this.#place(team));
    const { enterprise, ...home } = workspace;
    const opened = secrets.parse(JSON.parse(secret));
    const installation: Installation = {
      ...rest,
      ...opened,
      workspace: { ...home, ...(enterprise !== undefined && { enterprise }) },
    };
    if (stale) await this.#save(installation);
    return installation;
  }

  async #save({ botToken, userTokens, ...open }: Installation): Promise<void> {
    const { team } = open.workspace;
    const sealed = this.#vault.seal(JSON.stringify({ botToken, userTokens }), this.#place(team));
    await this.#memory.put(PREFIX + team, { ...open, sealed });
    this.#read.delete(team);
  }

  /** A token opens for its own tenant, instance and workspace alone, wherever in the store it is put. */
  #place(team: string): string[] {
    const { tenant, instance } = this.#context;
    return [tenant, instance, team];
  }
}

/** @returns the refusal of what concerns a workspace that does not have the app. @param setting such as `chat.main-slack`. */
export function notInstalled(setting: string, team: string | undefined, address: string): ChatError {
  const where = team === undefined ? 'in no workspace' : `in the Slack workspace ${team}`;
  const message = `${setting}: the app is not installed ${where}${team === undefined ? '' : ', or no more'}. Open ${address} in a browser to install it.`;
  return new ChatError('authentication_failed', message);
}
