import { z } from 'zod';
import type { PlatformMemory } from '../memory.ts';
import { userId, type TeamsActivity } from './activity.ts';
import { isChannel, readConversation } from './conversation.ts';

/** What is known of somebody: `mri` is Teams' own id of them, `29:…`; `conversation` the chat with Muster alone. */
const person = z.object({
  mri: z.string(),
  name: z.string().optional(),
  conversation: z.string().optional(),
  serviceUrl: z.string(),
});
export type KnownPerson = z.infer<typeof person>;

/** A team in which the app is installed: `group` is its id in Microsoft Graph. */
const team = z.object({ group: z.string().optional(), name: z.string().optional(), serviceUrl: z.string() });
export type KnownTeam = z.infer<typeof team> & { readonly id: string };

/** A channel or group chat from which something came. */
const place = z.object({ team: z.string().optional(), serviceUrl: z.string() });
export type KnownPlace = z.infer<typeof place>;

const bot = z.object({ id: z.string(), name: z.string().optional(), serviceUrl: z.string() });
export type KnownBot = z.infer<typeof bot>;

function without<T extends object>(record: T): T {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined && value !== null),
  ) as T;
}

/**
 * Where conversations can be gone on with: what verified requests said, kept for all processes. Teams can be written to
 * only where it has been heard from, at the address that it named.
 */
export class References {
  readonly #memory: PlatformMemory;
  /** What this process knows to be stored, as JSON: what is the same is not written again. */
  readonly #stored = new Map<string, string>();

  constructor(memory: PlatformMemory) {
    this.#memory = memory;
  }

  /**
   * Remembers what a verified activity tells.
   * @param activity verified: its `serviceUrl` is called from now on, with the bot's token.
   */
  async remember(activity: TeamsActivity): Promise<void> {
    const { serviceUrl, conversation, channelData, from, recipient } = activity;
    const { channel } = readConversation(conversation.id);
    const personal = conversation.conversationType === 'personal';
    const writes: Promise<void>[] = [];
    if (recipient) writes.push(this.#put('bot', { id: recipient.id, name: recipient.name, serviceUrl }));
    if (channelData?.team) {
      const { id, aadGroupId, name } = channelData.team;
      if (this.#left(activity)) writes.push(this.#delete(`team/${id}`));
      else writes.push(this.#merge(`team/${id}`, team, { group: aadGroupId, name, serviceUrl }));
    }
    if (!personal) {
      const where = channelData?.channel?.id ?? channel;
      writes.push(
        this.#put(`place/${where}`, {
          team: isChannel(where) ? channelData?.team?.id : undefined,
          serviceUrl,
        }),
      );
    }
    if (from.id.startsWith('29:')) {
      const chat = personal ? { conversation: conversation.id } : {};
      const known = { mri: from.id, name: from.name, serviceUrl, ...chat };
      if (personal && this.#left(activity)) writes.push(this.#delete(`person/${userId(from)}`));
      else writes.push(this.#merge(`person/${userId(from)}`, person, known));
      if (from.aadObjectId) writes.push(this.#put(`mri/${from.id}`, userId(from)));
    }
    await Promise.all(writes);
  }

  /** Was the app taken out of there? */
  #left({ type, action, recipient, membersRemoved, channelData }: TeamsActivity): boolean {
    if (type === 'installationUpdate') return action?.startsWith('remove') ?? false;
    if (type !== 'conversationUpdate') return false;
    if (channelData?.eventType === 'teamDeleted' || channelData?.eventType === 'teamHardDeleted') return true;
    return (membersRemoved ?? []).some(({ id }) => id === recipient?.id);
  }

  bot(): Promise<KnownBot | undefined> {
    return this.#get('bot', bot);
  }

  person(id: string): Promise<KnownPerson | undefined> {
    return this.#get(`person/${id}`, person);
  }

  /** @param conversation id of the chat with this person alone; undefined forgets it. */
  async setConversation(id: string, known: KnownPerson, conversation: string | undefined): Promise<void> {
    await this.#put(`person/${id}`, { ...known, conversation });
  }

  place(id: string): Promise<KnownPlace | undefined> {
    return this.#get(`place/${id}`, place);
  }

  async setPlace(id: string, known: KnownPlace): Promise<void> {
    await this.#put(`place/${id}`, known);
  }

  /** @returns the user's id for Muster by Teams' own, `29:…`. */
  objectId(mri: string): Promise<string | undefined> {
    return this.#get(`mri/${mri}`, z.string());
  }

  /** @returns every team in which the app is known to be installed. */
  async teams(): Promise<KnownTeam[]> {
    const all = await this.#memory.list('team/');
    return [...all].flatMap(([key, value]) => {
      const read = team.safeParse(value);
      return read.success ? [{ ...read.data, id: key.slice('team/'.length) }] : [];
    });
  }

  async #get<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const read = schema.safeParse(await this.#memory.get(key));
    return read.success ? read.data : undefined;
  }

  /** Keeps what was known before where the new says nothing. */
  async #merge(key: string, schema: z.ZodType<object>, fresh: object): Promise<void> {
    if (this.#stored.get(key)?.startsWith(`${JSON.stringify(without(fresh))}\n`)) return;
    const before = (await this.#get(key, schema)) ?? {};
    const whole = { ...before, ...without(fresh) };
    if (JSON.stringify(before) !== JSON.stringify(whole)) await this.#memory.put(key, whole);
    this.#stored.set(key, `${JSON.stringify(without(fresh))}\n`);
  }

  async #put(key: string, value: unknown): Promise<void> {
    const whole = typeof value === 'object' && value !== null ? without(value) : value;
    const json = JSON.stringify(whole);
    if (this.#stored.get(key) === json) return;
    await this.#memory.put(key, whole);
    this.#stored.set(key, json);
  }

  async #delete(key: string): Promise<void> {
    this.#stored.delete(key);
    await this.#memory.delete(key);
  }
}
