import { z } from 'zod';
import { CHAT_ERRORS, ChatError } from '../error.ts';
import type { ChatChannel, CreateChannelRequest } from '../provider.ts';
import type { TeamsClient } from './client.ts';
import { isConversationId } from './conversation.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import type { People } from './people.ts';
import type { KnownTeam, References } from './references.ts';
import type { BotSettings } from './settings.ts';
import type { Teams } from './teams.ts';

/** A channel as Microsoft Graph tells of it (https://learn.microsoft.com/graph/api/resources/channel). */
const channelSchema = z.object({
  id: z.string().min(1),
  displayName: z.string(),
  description: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  membershipType: z.string().nullish(),
  isArchived: z.boolean().nullish(),
});
type GraphChannel = z.infer<typeof channelSchema>;

/** @returns a name as Teams takes it: no `~ # % & * { } + / \ : < > ? | ' "`, no point at its ends, 50 characters at most. */
export function channelName(wished: string): string {
  const slug = wished
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, LIMITS.channelName)
    .replace(/^-+|-+$/g, '');
  return slug || 'incident';
}

/** The channels of a team by Microsoft Graph, whose rights an administrator of the organisation has to give. */
export class Channels {
  readonly #client: TeamsClient;
  readonly #teams: Teams;
  readonly #people: People;
  readonly #references: References;
  readonly #settings: BotSettings;
  readonly #instance: string;

  constructor(
    client: TeamsClient,
    teams: Teams,
    people: People,
    references: References,
    settings: BotSettings,
    instance: string,
  ) {
    this.#client = client;
    this.#teams = teams;
    this.#people = people;
    this.#references = references;
    this.#settings = settings;
    this.#instance = instance;
  }

  async create(request: CreateChannelRequest): Promise<ChatChannel> {
    const team = await this.#teams.home();
    const made = await this.#client.graph<unknown>('create a channel', {
      method: 'post',
      url: `${this.#at(team)}/channels`,
      data: {
        displayName: channelName(request.name),
        description: bounded(request.topic, LIMITS.topic),
        ...(request.private ? this.#privately() : { membershipType: 'standard' }),
      },
    });
    const channel = this.#read(made);
    await this.#references.setPlace(channel.id, { team: team.id, serviceUrl: team.serviceUrl });
    return channel;
  }

  /** @throws ChatError `channel_not_found`, also for an archived one. */
  async find(nameOrId: string): Promise<ChatChannel> {
    if (isConversationId(nameOrId)) return this.#read(await this.#get(nameOrId));
    const name = nameOrId.replace(/^#/, '').trim();
    const team = await this.#teams.home();
    const { value } = await this.#client.graph<{ value?: unknown[] }>('find a channel', {
      method: 'get',
      url: `${this.#at(team)}/channels`,
      params: { $filter: `displayName eq '${name.replace(/'/g, "''")}'` },
    });
    if (!value?.[0]) throw this.#gone(`#${name} is not in the team; choose another in the configuration`);
    // Lists leave out whether a channel is archived.
    return this.#read(await this.#get(channelSchema.parse(value[0]).id));
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const { team, id } = await this.#resolve(channel);
    await this.#client.graph('set the description of a channel', {
      method: 'patch',
      url: `${this.#at(team)}/channels/${encodeURIComponent(id)}`,
      data: { description: bounded(topic, LIMITS.topic) },
    });
  }

  /** Who is in the team is in its channels; a private channel has members of its own. */
  async invite(channel: string, users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    const { team, id } = await this.#resolve(channel);
    const secluded = (await this.#get(id)).membershipType !== 'standard';
    let refusal: ChatError | undefined;
    for (const user of users) {
      await this.#add(team, secluded ? id : undefined, user).catch((error: unknown) => {
        // What may pass ends it; the others are still invited when one cannot be.
        if (!(error instanceof ChatError) || CHAT_ERRORS[error.code].retry) throw error;
        refusal ??= error;
      });
    }
    if (refusal) throw refusal;
  }

  async archive(channel: string): Promise<void> {
    const { team, id } = await this.#resolve(channel);
    if ((await this.#get(id)).isArchived) return;
    await this.#client.graph('archive a channel', {
      method: 'post',
      url: `${this.#at(team)}/channels/${encodeURIComponent(id)}/archive`,
      data: {},
    });
    this.#teams.forget(id);
  }

  async #add(team: KnownTeam, channel: string | undefined, user: string): Promise<void> {
    if (await this.#people.member(channel ?? team.id, user, team.serviceUrl)) return;
    const where =
      channel === undefined ? this.#at(team) : `${this.#at(team)}/channels/${encodeURIComponent(channel)}`;
    const request = { method: 'post', url: `${where}/members`, data: this.#membership(user, []) };
    await this.#client.graph('add a member', request).catch((error: unknown) => {
      // The channel has just been looked at: who cannot be found is the user.
      const absent = error instanceof ChatError && error.code === 'channel_not_found';
      throw absent ? new ChatError('user_not_found', error.message, { cause: error.cause }) : error;
    });
  }

  #privately(): object {
    const { channelOwner } = this.#settings;
    if (channelOwner === undefined) {
      const message = `chat.${this.#instance}.channelOwner is missing: Teams makes a private channel only with a person who owns it.`;
      throw new ChatError('operation_not_supported', message);
    }
    return { membershipType: 'private', members: [this.#membership(channelOwner, ['owner'])] };
  }

  #membership(user: string, roles: readonly string[]): object {
    return {
      '@odata.type': '#microsoft.graph.aadUserConversationMember',
      'user@odata.bind': `${this.#settings.graphUrl.replace(/\/+$/, '')}/users('${user.replace(/'/g, "''")}')`,
      roles,
    };
  }

  async #resolve(nameOrId: string): Promise<{ team: KnownTeam; id: string }> {
    if (isConversationId(nameOrId)) return { team: await this.#teams.of(nameOrId), id: nameOrId };
    return this.#teams.named(nameOrId);
  }

  async #get(id: string): Promise<GraphChannel> {
    const found = await this.#client.graph('look at a channel', {
      method: 'get',
      url: `${this.#at(await this.#teams.of(id))}/channels/${encodeURIComponent(id)}`,
    });
    const read = channelSchema.safeParse(found);
    if (!read.success) throw this.#gone(`Graph tells nothing of the channel ${id}`);
    return read.data;
  }

  #read(given: unknown): ChatChannel {
    const read = channelSchema.safeParse(given);
    // It was done; what came of it can be found by its name.
    if (!read.success)
      throw new ChatError(
        'outcome_unknown',
        `chat.${this.#instance}: the answer is not Graph's; look at graphUrl.`,
      );
    const { id, displayName, description, createdDateTime, isArchived } = read.data;
    if (isArchived)
      throw this.#gone(`#${displayName} is archived; choose another in the configuration, or restore it`);
    const createdAt = createdDateTime ? Date.parse(createdDateTime) : Number.NaN;
    return {
      id,
      name: displayName,
      ...(description && { topic: description }),
      ...(!Number.isNaN(createdAt) && { createdAt }),
    };
  }

  #at(team: KnownTeam): string {
    if (team.group !== undefined) return `/teams/${encodeURIComponent(team.group)}`;
    const message = `the team ${team.name ?? team.id} has not told its group id so far: mention the app there once`;
    throw this.#gone(message);
  }

  #gone(why: string): ChatError {
    return new ChatError('channel_not_found', `chat.${this.#instance}: ${why}.`);
  }
}
