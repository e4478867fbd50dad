import { z } from 'zod';
import { CHAT_ERRORS, ChatError } from '../error.ts';
import type { ChatUser } from '../provider.ts';
import type { TeamsClient } from './client.ts';
import { teamsCode } from './errors.ts';
import type { KnownPerson, KnownTeam, References } from './references.ts';
import type { BotSettings } from './settings.ts';
import type { Teams } from './teams.ts';

/** A member as the roster tells of them (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context). */
const memberSchema = z.object({
  id: z.string().min(1),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

const pageSchema = z.object({ members: z.array(memberSchema), continuationToken: z.string().nullish() });

/** Members of a page of the roster; Teams gives 500 at most. */
const PAGE = 500;

/** What Teams says of somebody who is not in a conversation. */
const ABSENT: ReadonlySet<string> = new Set([
  'MemberNotFoundInConversation',
  'ConversationNotFound',
  'UnknownUser',
]);

/** The people in the teams in which the app is installed. */
export class People {
  readonly #client: TeamsClient;
  readonly #teams: Teams;
  readonly #references: References;
  readonly #settings: BotSettings;
  readonly #instance: string;

  constructor(
    client: TeamsClient,
    teams: Teams,
    references: References,
    settings: BotSettings,
    instance: string,
  ) {
    this.#client = client;
    this.#teams = teams;
    this.#references = references;
    this.#settings = settings;
    this.#instance = instance;
  }

  /** @param id object id in Entra, or Teams' own. @throws ChatError `user_not_found`. */
  async find(id: string): Promise<ChatUser> {
    const known = await this.#references.person(id);
    if (known?.conversation !== undefined) {
      const member = await this.member(known.conversation, id, known.serviceUrl);
      if (member) return this.#read(member);
    }
    for (const team of await this.#allTeams()) {
      const member = await this.member(team.id, id, team.serviceUrl);
      if (member) return this.#read(member);
    }
    throw this.#absent(id);
  }

  /** @throws ChatError `user_not_found`. */
  async findByEmail(email: string): Promise<ChatUser> {
    for (const team of await this.#allTeams()) {
      let token: string | undefined;
      do {
        const page = await this.#page(team, token);
        const found = page.members.find((member) => member.email?.toLowerCase() === email.toLowerCase());
        if (found) return this.#read(found);
        token = page.continuationToken ?? undefined;
      } while (token !== undefined);
    }
    throw this.#absent(email);
  }

  /** @returns somebody's entry in the roster of a conversation; undefined when they are not in it. */
  async member(conversation: string, id: string, serviceUrl: string): Promise<Member | undefined> {
    try {
      const found = await this.#client.connector('member of a conversation', serviceUrl, (connector) =>
        connector.getConversationMember(encodeURIComponent(id), encodeURIComponent(conversation)),
      );
      const read = memberSchema.safeParse(found);
      return read.success ? read.data : undefined;
    } catch (error) {
      if (ABSENT.has(teamsCode(error) ?? '')) return undefined;
      throw error;
    }
  }

  async #page(team: KnownTeam, token: string | undefined): Promise<z.infer<typeof pageSchema>> {
    const url = `/v3/conversations/${encodeURIComponent(team.id)}/pagedmembers`;
    const params = { pageSize: String(PAGE), ...(token !== undefined && { continuationToken: token }) };
    const page = await this.#client.connector(
      'members of a team',
      team.serviceUrl,
      async ({ httpClient }) => (await httpClient.get(url, { params })).data,
    );
    const read = pageSchema.safeParse(page);
    return read.success ? read.data : { members: [] };
  }

  /** Without a team nobody can be found by its roster, which is no failure of the platform. */
  async #allTeams(): Promise<KnownTeam[]> {
    return this.#teams.all().catch((error: unknown) => {
      if (error instanceof ChatError && !CHAT_ERRORS[error.code].retry) return [];
      throw error;
    });
  }

  /** The address is the directory's, which our own administrators keep; of guests it is somebody else's. */
  #read({ id, aadObjectId, objectId, name, email, userRole, tenantId }: Member): ChatUser {
    const elsewhere = tenantId && tenantId.toLowerCase() !== this.#settings.tenantId.toLowerCase();
    const outsider = Boolean(elsewhere) || userRole === 'guest' || userRole === 'anonymous';
    const object = aadObjectId ?? objectId;
    return {
      id: object?.toLowerCase() ?? id,
      name: name ?? id,
      ...(!outsider && email && { verifiedEmail: email }),
      ...(outsider && { outsider: true }),
    };
  }

  #absent(who: string): ChatError {
    const message = `chat.${this.#instance}: ${who} is in none of the teams in which the app is installed; check the id, or install the app in a team of theirs.`;
    return new ChatError('user_not_found', message);
  }
}

/** @returns the reference to somebody from whom nothing has come so far. */
export function stranger(id: string, serviceUrl: string): KnownPerson {
  return { mri: id, serviceUrl };
}
