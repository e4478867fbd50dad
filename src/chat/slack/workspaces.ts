import { z } from 'zod';
import type { InstanceContext } from '../platform.ts';
import { addressed } from './address.ts';
import { SlackClient } from './client.ts';
import { notInstalled, type Installations } from './installations.ts';
import { assertFrom, originOf, type Origin } from './origin.ts';
import type { SlackSettings } from './settings.ts';
import { Home } from './workspace.ts';

/** The workspaces that an instance believes. */
export interface Workspaces {
  /**
   * @param payload authentic and decoded.
   * @returns the workspace that it comes from, as addresses name it: undefined for the default one.
   * @throws ChatError `invalid_webhook` when it comes from elsewhere; what Slack or the memory answers otherwise.
   */
  of(payload: unknown): Promise<string | undefined>;
}

/** The one workspace of a configured bot token. */
export class OneWorkspace implements Workspaces {
  readonly #home: Home;
  readonly #setting: string;

  /** @param setting names the instance in errors, such as `chat.main-slack`. */
  constructor(home: Home, setting: string) {
    this.#home = home;
    this.#setting = setting;
  }

  async of(payload: unknown): Promise<undefined> {
    const origin = originOf(payload);
    if (origin.team === undefined && origin.enterprise === undefined) return undefined;
    assertFrom(await this.#home.get(), origin, this.#setting);
    return undefined;
  }
}

/** @returns the workspace that the configured bot token is of. */
export function oneWorkspace(settings: SlackSettings, context: InstanceContext): Workspaces {
  const home = new Home(new SlackClient(settings, context), settings, context);
  return new OneWorkspace(home, `chat.${context.instance}`);
}

/** The events by which Slack says that tokens are over (https://docs.slack.dev/reference/events/tokens_revoked). */
const ending = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  /** Epoch seconds. */
  event_time: z.number().default(0),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      tokens: z.object({
        oauth: z.array(z.string()).nullish(),
        bot: z.array(z.string()).nullish(),
      }),
    }),
  ]),
});

/** Every workspace that the app was installed in by {@link InstallPages}. */
export class InstalledWorkspaces implements Workspaces {
  readonly #installations: Installations;
  readonly #teamId: string;
  readonly #setting: string;
  readonly #address: string;

  /** @param teamId the default workspace. @param address of the page that installs the app. */
  constructor(installations: Installations, teamId: string, setting: string, address: string) {
    this.#installations = installations;
    this.#teamId = teamId;
    this.#setting = setting;
    this.#address = address;
  }

  async of(payload: unknown): Promise<string | undefined> {
    const origin = originOf(payload);
    const ended = ending.safeParse(payload);
    if (ended.success) {
      await this.#end(origin, ended.data);
      return undefined;
    }
    if (origin.team === undefined && origin.enterprise === undefined) return undefined;
    for (const team of [origin.team, origin.enterprise]) {
      if (team === undefined) continue;
      const found = await this.#installations.find(team);
      if (!found) continue;
      assertFrom(found.workspace, origin, this.#setting);
      return team === this.#teamId ? undefined : team;
    }
    throw notInstalled(this.#setting, origin.team ?? origin.enterprise, this.#address);
  }

  async #end(
    origin: Origin,
    { event, event_time: seconds, team_id: team, enterprise_id: enterprise }: z.output<typeof ending>,
  ): Promise<void> {
    const homes = new Set([origin.team, origin.enterprise, team, enterprise]);
    for (const home of homes) {
      if (!home) continue;
      // The second in which it happened is not over: an installation within it is the later one.
      const at = seconds * 1000;
      if (event.type === 'app_uninstalled' || (event.tokens.bot ?? []).length > 0) {
        await this.#installations.remove(home, at);
      } else await this.#installations.removeUsers(home, event.tokens.oauth ?? []);
    }
  }
}

/** @returns the mention of a user as it is written outside of its workspace. */
export function mentionsIn(team: string | undefined, text: string): string {
  if (team === undefined) return text;
  return text.replace(
    /<@([UW][A-Z0-9]+)(\|[^>]*)?>/g,
    (_, user: string, label: string | undefined) => `<@${addressed(team, user)}${label ?? ''}>`,
  );
}
