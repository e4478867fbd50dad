import { ChatError, type ChatErrorCode } from '../error.ts';
import { connectionCodes, notSent } from '../../transport/not-sent.ts';

type Row = readonly [code: ChatErrorCode, remedy: string];

const TOKEN = 'create a token for the bot account and put it into botToken';
const ACCOUNT = 'enable the bot account under Integrations, Bot Accounts';
const RIGHT = "give the bot's role the permission, or ask the server's administrators";
const POLICY = "a setting of the server forbids it: ask the server's administrators";
const GONE = 'choose another channel in the configuration, or restore it';
const PERSON = 'check the user id in the configuration';
const TEAM = 'add the person to the team first';
const CONTENT = 'this is a fault in how Muster draws the message; please report it';
const NAME = 'choose another channel name';
const PRESS = "press again: Mattermost waits only 3 seconds for a press's form";
const POST = 'it was deleted, or it belongs to another channel';
const WAIT = 'it will be tried again';

/**
 * Mattermost's error ids in Muster's terms: the `id` of an answer such as `{"id": "app.post.get.app_error", …}`, from
 * the server's source. Older servers have `store.sql_…` where newer ones have `app.…`.
 */
export const MATTERMOST_ERRORS: Readonly<Record<string, Row>> = {
  'api.context.session_expired.app_error': ['authentication_failed', TOKEN],
  'api.context.invalid_token.error': ['authentication_failed', TOKEN],
  'api.context.token_provided.app_error': ['authentication_failed', TOKEN],
  'api.context.mfa_required.app_error': [
    'authentication_failed',
    'use a bot account: it needs no second factor',
  ],
  'api.user.login.inactive.app_error': ['authentication_failed', ACCOUNT],
  'api.user.login.bot_login_forbidden.app_error': ['authentication_failed', TOKEN],

  'api.context.permissions.app_error': ['permission_denied', RIGHT],
  'api.user.get_user_by_email.permissions.app_error': [
    'permission_denied',
    'switch on "Show Email Address" under Site Configuration, Users and Teams',
  ],
  'api.post.update_post.permissions_denied.app_error': ['permission_denied', POLICY],
  'api.post.update_post.permissions_time_limit.app_error': [
    'permission_denied',
    'let posts be edited without a time limit (PostEditTimeLimit -1): cards are edited as long as an incident lives',
  ],
  'api.post.create_post.can_not_post_in_restricted_dm.error': ['permission_denied', POLICY],
  'api.channel.create_channel.direct_channel.team_restricted_error': ['permission_denied', POLICY],
  'api.channel.create_channel.max_channel_limit.app_error': ['permission_denied', POLICY],
  'store.sql_channel.save_channel.limit.app_error': ['permission_denied', POLICY],
  'api.channel.delete_channel.cannot.app_error': ['permission_denied', 'the default channel stays'],
  'api.channel.add_members.user_denied': ['permission_denied', POLICY],
  'api.channel.add_user_to_channel.type.app_error': [
    'permission_denied',
    'nobody can be invited into a direct message',
  ],

  'app.channel.get.existing.app_error': ['channel_not_found', GONE],
  'app.channel.get.find.app_error': ['outcome_unknown', WAIT],
  'store.sql_channel.get.existing.app_error': ['channel_not_found', GONE],
  'app.channel.get_by_name.missing.app_error': ['channel_not_found', GONE],
  'store.sql_channel.get_by_name.missing.app_error': ['channel_not_found', GONE],
  'api.post.create_post.can_not_post_to_deleted.error': ['channel_not_found', GONE],
  'api.channel.delete_channel.deleted.app_error': ['channel_not_found', GONE],
  'api.channel.update_channel.deleted.app_error': ['channel_not_found', GONE],
  'api.channel.add_user_to_channel.deleted.app_error': ['channel_not_found', GONE],
  'app.team.get.find.app_error': [
    'channel_not_found',
    'check teamName or teamId, and add the bot to the team',
  ],
  'app.team.get_by_name.missing.app_error': [
    'channel_not_found',
    'check teamName or teamId, and add the bot to the team',
  ],

  'app.user.missing_account.const': ['user_not_found', PERSON],
  'store.sql_user.missing_account.const': ['user_not_found', PERSON],
  'app.user.get.app_error': ['outcome_unknown', WAIT],
  'store.sql_user.get.app_error': ['user_not_found', PERSON],
  'api.channel.create_direct_channel.invalid_user.app_error': ['user_not_found', PERSON],
  'api.channel.add_user.to.channel.failed.deleted.app_error': ['user_not_found', TEAM],
  'app.team.get_member.missing.app_error': ['user_not_found', TEAM],
  'store.sql_team.get_member.missing.app_error': ['user_not_found', TEAM],

  'app.post.get.app_error': ['message_not_found', POST],
  'store.sql_post.get.app_error': ['message_not_found', POST],
  'api.post.update_post.find.app_error': ['message_not_found', POST],
  'api.post.update_post.permissions_details.app_error': ['message_not_found', POST],
  'api.post.create_post.root_id.app_error': [
    'message_not_found',
    'the message that began the thread was deleted, or is itself an answer',
  ],
  'api.post.create_post.channel_root_id.app_error': [
    'message_not_found',
    'the message that began the thread stands in another channel',
  ],

  'store.sql_channel.save_channel.exists.app_error': ['name_taken', NAME],
  'store.sql_channel.save_channel.previously.app_error': ['name_taken', NAME],
  'store.sql_channel.save.archived_channel.app_error': ['name_taken', NAME],

  'api.context.404.app_error': [
    'operation_not_supported',
    'this server does not have it: look at url, and at the version of the server',
  ],
  'api.context.not_implemented.app_error': ['operation_not_supported', 'this server does not have it'],
  'api.command.disabled.app_error': [
    'operation_not_supported',
    'switch on custom slash commands under Integrations, Integration Management',
  ],
  'api.channel.bookmark.channel_bookmark.license.error': [
    'operation_not_supported',
    'bookmarks need a licence: leave the setting bookmarks out',
  ],
  'api.command.duplicate_trigger.app_error': ['message_rejected', 'choose another trigger word'],

  'api.context.invalid_body_param.app_error': ['message_rejected', CONTENT],
  'api.context.invalid_param.app_error': ['message_rejected', CONTENT],
  'api.context.invalid_url_param.app_error': ['message_rejected', CONTENT],
  'interactive_message.decode_trigger_id.expired': ['message_rejected', PRESS],
  'interactive_message.decode_trigger_id.missing_data': ['message_rejected', PRESS],
  'interactive_message.decode_trigger_id.base64_decode_failed': ['message_rejected', PRESS],
  'interactive_message.decode_trigger_id.base64_decode_failed_signature': ['message_rejected', PRESS],
  'interactive_message.decode_trigger_id.signature_decode_failed': ['message_rejected', PRESS],
  'interactive_message.decode_trigger_id.verify_signature_failed': ['message_rejected', PRESS],

  // Not done: the server sheds load.
  'api.context.server_busy.app_error': ['connection_failed', WAIT],
  // The same post is being made by an earlier attempt.
  'api.post.deduplicate_create_post.pending': ['outcome_unknown', WAIT],
  'api.post.deduplicate_create_post.failed_to_get': ['outcome_unknown', WAIT],
  'api.post.deduplicate_create_post.cache_error': ['outcome_unknown', WAIT],
};

/** A refusal as Mattermost's server words it, with what the HTTP answer adds. */
export class MattermostRefusal extends Error {
  override readonly name = 'MattermostRefusal';
  readonly status: number;
  /** Mattermost's own id of the error; undefined when the answer was none of Mattermost's. */
  readonly id: string | undefined;
  /** How long the server asks to wait, in milliseconds. */
  readonly waitMs: number | undefined;

  constructor(status: number, id: string | undefined, waitMs?: number) {
    super(`status ${status}${id === undefined ? '' : ` (${id})`}`);
    this.status = status;
    this.id = id;
    this.waitMs = waitMs;
  }
}

/** The wait when the server asks for one without saying how long, in milliseconds: its limits are counted per second. */
const UNSTATED_WAIT = 10_000;

/** What can be said of an error by its status alone. */
function byStatus(status: number): Row {
  if (status === 401) return ['authentication_failed', TOKEN];
  if (status === 403) return ['permission_denied', RIGHT];
  if (status === 501) return ['operation_not_supported', 'this server does not have it'];
  if (status >= 500) return ['outcome_unknown', WAIT];
  return ['message_rejected', 'Mattermost gives no remedy'];
}

function refused(answer: MattermostRefusal, what: string): ChatError {
  const { status, id, waitMs } = answer;
  if (status === 429) {
    const retryAfterMs = waitMs ?? UNSTATED_WAIT;
    const message = `${what}: Mattermost asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
    return new ChatError('rate_limited', message, { retryAfterMs, cause: answer });
  }
  // What has no id was not written by Mattermost but by something between, which may have passed the request on.
  if (id === undefined || !/^[a-z0-9_.-]{1,120}$/i.test(id)) {
    const unknown = status >= 500 || status < 300;
    const remedy = unknown ? WAIT : 'look at url and at proxies on the way';
    const code = unknown ? 'outcome_unknown' : 'connection_failed';
    return new ChatError(code, `${what}: HTTP status ${status}, not from Mattermost; ${remedy}.`, {
      cause: answer,
    });
  }
  const [code, remedy] = MATTERMOST_ERRORS[id] ?? byStatus(status);
  return new ChatError(code, `${what}: Mattermost refuses (${id}); ${remedy}.`, { cause: answer });
}

/** @returns Mattermost's own id of a refusal; undefined when Mattermost did not answer. */
export function mattermostId(error: unknown): string | undefined {
  const origin = error instanceof ChatError ? error.cause : error;
  return origin instanceof MattermostRefusal ? origin.id : undefined;
}

/**
 * Says in Muster's terms why a call to Mattermost failed.
 * @param error whatever the call rejected with.
 * @param what the failed call for the operator: instance and operation, never a secret.
 */
export function toChatError(error: unknown, what: string): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof MattermostRefusal) return refused(error, what);
  const codes = connectionCodes(error);
  const notConnected = notSent(codes);
  if (notConnected) {
    const message = `${what}: no connection (${notConnected}); look at url, the network and proxies.`;
    return new ChatError('connection_failed', message, { cause: error });
  }
  const name = error instanceof Error ? error.name : 'error';
  const reason = codes[0] && /^[A-Z_]+$/.test(codes[0]) ? codes[0] : name;
  const message = `${what}: the connection broke before Mattermost answered (${reason}); Mattermost may have done it all the same.`;
  return new ChatError('outcome_unknown', message, { cause: error });
}
