import type { FakeUser } from '../workspace.ts';

/** @returns a user object (https://docs.slack.dev/reference/objects/user-object). */
export function userObject(user: FakeUser): Record<string, unknown> {
  return {
    id: user.id,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted,
    team_id: user.teamId,
    is_bot: user.kind === 'bot',
    is_restricted: user.kind === 'guest' || user.kind === 'single-channel guest',
    is_ultra_restricted: user.kind === 'single-channel guest',
    is_stranger: user.kind === 'stranger',
    is_email_confirmed: user.confirmed,
    ...(user.tz !== undefined && { tz: user.tz }),
    profile: { real_name: user.realName, display_name: '', email: user.email },
  };
}
