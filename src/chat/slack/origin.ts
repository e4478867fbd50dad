import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { Workspace } from './workspace.ts';

/** Which installation of the app a payload is for. */
export interface Origin {
  /** Id of a workspace, `T…`. */
  readonly team?: string;
  /** Id of an Enterprise organisation, `E…`. */
  readonly enterprise?: string;
}

// What cannot be read here counts as unsaid: the payload's own schema refuses it with a better reason.
const id = z.string().min(1).max(255).nullish().catch(undefined);
const thing = z.object({ id }).nullish().catch(undefined);

const payload = z
  .object({
    view: z.object({ app_installed_team_id: id }).nullish().catch(undefined),
    team: thing,
    enterprise: thing,
    authorizations: z
      .array(z.object({ team_id: id, enterprise_id: id }))
      .nullish()
      .catch(undefined),
    team_id: id,
    enterprise_id: id,
    user: z.object({ team_id: id }).nullish().catch(undefined),
  })
  .catch({});

/**
 * @param read a slash command's form, an interaction or an event, decoded.
 * @returns the installation; nothing where the payload names none, as a check of the address does.
 */
export function originOf(read: unknown): Origin {
  const { view, team, enterprise, authorizations, team_id, enterprise_id, user } = payload.parse(read);
  const [authorization] = authorizations ?? [];
  // In a channel shared with another company a modal says where the app is installed, and an event's own team may be
  // that of who spoke; `team` of an interaction is null when the app is installed for a whole organisation.
  const workspace =
    view?.app_installed_team_id ?? team?.id ?? authorization?.team_id ?? team_id ?? user?.team_id;
  const organisation = enterprise?.id ?? authorization?.enterprise_id ?? enterprise_id;
  return { ...(workspace && { team: workspace }), ...(organisation && { enterprise: organisation }) };
}

/**
 * Holds a payload to the workspace that the instance is for. A signature vouches for the app alone, and an app can be
 * installed in the workspaces of others.
 * @param setting names the instance in the error, such as `chat.main-slack`.
 * @throws ChatError `invalid_webhook` when it comes from an installation elsewhere.
 */
export function assertFrom(home: Workspace, origin: Origin, setting: string): void {
  const { team, enterprise } = origin;
  if (team === undefined && enterprise === undefined) return;
  if (team === home.team || (home.wholeOrganisation && enterprise === home.enterprise)) return;
  throw new ChatError(
    'invalid_webhook',
    `${setting}: the request comes from the Slack workspace ${team ?? enterprise ?? ''}, but this instance is for ${home.team}. ` +
      'Uninstall the app there, or configure an instance with the bot token of that workspace.',
  );
}
