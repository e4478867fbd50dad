import type { InstanceContext } from '../platform.ts';
import type { MattermostClient } from './client.ts';
import { ChatError } from '../error.ts';
import type { MattermostSettings } from './settings.ts';

/** Who the bot is and in which team it works. */
export interface Place {
  readonly bot: { readonly id: string; readonly name: string };
  readonly team: { readonly id: string; readonly name: string };
  /** Does nobody get in with an e-mail address that they have not verified (the server's RequireEmailVerification)? */
  readonly emailsVerified: boolean;
}

/** Asks the server once for what does not change; what failed is asked anew. */
export class Home {
  readonly #client: MattermostClient;
  readonly #settings: MattermostSettings;
  readonly #instance: string;
  #known: Promise<Place> | undefined;

  constructor(client: MattermostClient, settings: MattermostSettings, context: InstanceContext) {
    this.#client = client;
    this.#settings = settings;
    this.#instance = context.instance;
  }

  /** @throws ChatError of the calls that it takes. */
  get(signal?: AbortSignal): Promise<Place> {
    // Whoever comes later must not fail by the signal of who came first.
    if (signal?.aborted) return this.ask(signal);
    this.#known ??= this.ask().catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  /** Asks in any case. @throws ChatError `authentication_failed` also when the account is disabled. */
  async ask(signal?: AbortSignal): Promise<Place> {
    const { teamId, teamName } = this.#settings;
    const me = await this.#client.call('users/me', (api) => api.getMe(), signal);
    if (me.delete_at > 0) {
      const message = `chat.${this.#instance}: the bot account ${me.username} is disabled; enable it under Integrations, Bot Accounts.`;
      throw new ChatError('authentication_failed', message);
    }
    const [team, config] = await Promise.all([
      this.#client.call(
        'team',
        (api) => (teamId === undefined ? api.getTeamByName(teamName ?? '') : api.getTeam(teamId)),
        signal,
      ),
      this.#client.call('config/client', (api) => api.getClientConfig(), signal),
    ]);
    return {
      bot: { id: me.id, name: me.username },
      team: { id: team.id, name: team.name },
      emailsVerified: config.RequireEmailVerification === 'true',
    };
  }
}
