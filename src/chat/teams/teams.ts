import { ChatError } from '../error.ts';
import type { TeamsClient } from './client.ts';
import { isChannel, isConversationId, readConversation } from './conversation.ts';
import type { KnownTeam, References } from './references.ts';
import type { BotSettings } from './settings.ts';

/** A channel where it is known of which team. */
export interface TeamChannel {
  readonly id: string;
  readonly name: string;
  readonly team: KnownTeam;
}

/** Where a conversation is gone on with. */
export interface Place {
  readonly id: string;
  readonly serviceUrl: string;
}

interface ConversationList {
  readonly conversations?: readonly { readonly id?: string; readonly name?: string | null }[];
}

/** Teams calls the first channel of a team by no name. */
const GENERAL = 'General';

/** The teams in which the app is installed, and their channels by name or id. */
export class Teams {
  readonly #client: TeamsClient;
  readonly #references: References;
  readonly #settings: BotSettings;
  readonly #instance: string;
  /** Channels by name in lower case: Teams finds a name only by listing all. */
  readonly #byName = new Map<string, TeamChannel>();

  constructor(client: TeamsClient, references: References, settings: BotSettings, instance: string) {
    this.#client = client;
    this.#references = references;
    this.#settings = settings;
    this.#instance = instance;
  }

  /** @returns the teams that the settings mean. @throws ChatError `channel_not_found` when the app is in none of them. */
  async all(): Promise<KnownTeam[]> {
    const { teamId } = this.#settings;
    const known = await this.#references.teams();
    const meant = known.filter(
      ({ id, group }) => teamId === undefined || same(id, teamId) || same(group, teamId),
    );
    if (meant.length > 0) return meant;
    const where = teamId === undefined ? 'a team' : `the team ${teamId} (teamId)`;
    throw this.#gone(
      `Teams has not told of ${where}: install the app there, or mention it there once if it is installed`,
    );
  }

  /** @returns the one team in which channels are created. */
  async home(): Promise<KnownTeam> {
    const [first, ...others] = await this.all();
    if (!first || others.length > 0)
      throw this.#gone(
        `the app is installed in ${others.length + 1} teams; name the one for new channels as teamId`,
      );
    return first;
  }

  /**
   * @param nameOrId of a channel by name or id, or a conversation's id.
   * @throws ChatError `channel_not_found`.
   */
  async place(nameOrId: string, signal?: AbortSignal): Promise<Place> {
    const id = isConversationId(nameOrId) ? nameOrId : (await this.named(nameOrId, signal)).id;
    const known = await this.#references.place(readConversation(id).channel);
    if (known) return { id, serviceUrl: known.serviceUrl };
    const { serviceUrl } =
      (isChannel(id) ? (await this.all())[0] : await this.#references.bot()) ?? this.#settings;
    return { id, serviceUrl };
  }

  /** @returns the team of a channel; the one of the settings when nothing has come from the channel so far. */
  async of(channel: string): Promise<KnownTeam> {
    const known = await this.#references.place(readConversation(channel).channel);
    const team = known?.team && (await this.#references.teams()).find(({ id }) => id === known.team);
    return team || this.home();
  }

  /** @param name with or without `#`, in any case. */
  async named(name: string, signal?: AbortSignal): Promise<TeamChannel> {
    const wanted = name.replace(/^#/, '').trim().toLowerCase();
    const known = this.#byName.get(wanted);
    if (known) return known;
    for (const team of await this.all()) {
      const found = (await this.#channels(team, signal)).find((one) => one.name.toLowerCase() === wanted);
      if (!found) continue;
      this.#byName.set(wanted, found);
      return found;
    }
    throw this.#gone(
      `#${wanted} is in none of the teams of this instance; check its name, or choose another channel`,
    );
  }

  /** Notes that a channel cannot be written to any more: another may have its name by now. */
  forget(channel: string): void {
    for (const [name, { id }] of this.#byName) if (id === channel) this.#byName.delete(name);
  }

  async #channels(team: KnownTeam, signal?: AbortSignal): Promise<TeamChannel[]> {
    const url = `/v3/teams/${encodeURIComponent(team.id)}/conversations`;
    const listed = await this.#client.connector(
      'list of channels',
      team.serviceUrl,
      async ({ httpClient }) => (await httpClient.get<ConversationList>(url)).data,
      signal,
    );
    return (listed.conversations ?? []).flatMap(({ id, name }) =>
      id ? [{ id, name: name ?? GENERAL, team }] : [],
    );
  }

  #gone(why: string): ChatError {
    return new ChatError('channel_not_found', `chat.${this.#instance}: ${why}.`);
  }
}

function same(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
