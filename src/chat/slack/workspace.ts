import type { AuthTestResponse, UsersInfoResponse } from '@slack/web-api';
import { ChatError } from '../error.ts';
import type { InstanceContext } from '../platform.ts';
import type { SlackClient } from './client.ts';
import type { SlackSettings } from './settings.ts';

/** The workspace that an instance is for. */
export interface Workspace {
  /** `T…`, or `E…` for an app that is installed for a whole organisation. */
  readonly team: string;
  /** The Enterprise organisation that it belongs to, `E…`. */
  readonly enterprise?: string;
  /** The app is installed for every workspace of the organisation. */
  readonly wholeOrganisation: boolean;
}

/** How long Slack has to say which workspace a token is of, in milliseconds: an answer is due within 3 s. */
const ASKING_MS = 1_500;

/**
 * Knows the workspace of an instance: what `teamId` says, else what Slack says of the bot token, asked once.
 */
export class Home {
  readonly #client: SlackClient;
  readonly #teamId: string | undefined;
  readonly #setting: string;
  #known: Promise<Workspace> | undefined;

  constructor(client: SlackClient, settings: SlackSettings, context: InstanceContext) {
    this.#client = client;
    this.#teamId = settings.teamId;
    this.#setting = `chat.${context.instance}`;
  }

  /** @throws ChatError of the call to Slack; it is asked again next time. */
  async get(): Promise<Workspace> {
    const team = this.#teamId;
    if (team !== undefined) {
      const wholeOrganisation = team.startsWith('E');
      return { team, wholeOrganisation, ...(wholeOrganisation && { enterprise: team }) };
    }
    this.#known ??= this.test(AbortSignal.timeout(ASKING_MS)).then(({ workspace }) => workspace);
    try {
      return await this.#known;
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }

  /**
   * Asks Slack whose the bot token is.
   * @throws ChatError `authentication_failed` also when the token is of another workspace than `teamId` says.
   */
  async test(signal?: AbortSignal): Promise<{ me: AuthTestResponse; workspace: Workspace }> {
    const me = await this.#client.call('auth.test', (web) => web.auth.test(), signal);
    const workspace = {
      team: me.team_id ?? '',
      wholeOrganisation: me.is_enterprise_install ?? false,
      ...(me.enterprise_id && { enterprise: me.enterprise_id }),
    };
    const wanted = this.#teamId ?? workspace.team;
    if (wanted !== workspace.team && !(workspace.wholeOrganisation && wanted === workspace.enterprise)) {
      const message = `${this.#setting}: botToken is of the workspace ${workspace.team} (${me.team ?? ''}), but teamId says ${wanted}. Correct the one that is wrong.`;
      throw new ChatError('authentication_failed', message);
    }
    return { me, workspace };
  }
}

/**
 * Does somebody belong to the workspace, or to the organisation that it is part of? Members of other companies share
 * channels with us by Slack Connect (https://docs.slack.dev/apis/slack-connect).
 */
export function isMember(user: NonNullable<UsersInfoResponse['user']>, home: Workspace): boolean {
  if (user.is_stranger) return false;
  const teams = [user.team_id, ...(user.teams ?? []), ...(user.enterprise_user?.teams ?? [])];
  const organisations = [user.enterprise_id, user.enterprise_user?.enterprise_id];
  return (
    teams.includes(home.team) || (home.enterprise !== undefined && organisations.includes(home.enterprise))
  );
}
