import { ChatError, type ChatErrorCode } from '../error.ts';
import { connectionCodes, notSent } from '../../transport/not-sent.ts';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

type Row = readonly [code: ChatErrorCode, remedy: string];

const TOKEN = 'install the app again and put its Bot User OAuth Token into botToken';
const SCOPE =
  'add the scope that is missing to the app (muster slack-manifest lists them all) and install it again';
const POLICY = "a policy of the workspace forbids it: ask the workspace's administrators";
const GONE = 'choose another channel in the configuration, or restore it';
const MEMBER = 'invite the bot to the channel';
const PERSON = 'check the user id in the configuration';
const CONTENT = 'this is a fault in how Muster draws the message; please report it';
const PREVIEW =
  'add the domain of server.baseUrl to the app under "Event Subscriptions" (muster slack-manifest has it)';
const WAIT = 'it will be tried again';

/** Slack's error codes in Muster's terms, from the error tables of the Web API methods that Muster calls. */
export const SLACK_ERRORS: Readonly<Record<string, Row>> = {
  not_authed: ['authentication_failed', TOKEN],
  invalid_auth: ['authentication_failed', TOKEN],
  account_inactive: ['authentication_failed', TOKEN],
  token_revoked: ['authentication_failed', TOKEN],
  token_expired: ['authentication_failed', TOKEN],
  not_allowed_token_type: ['authentication_failed', TOKEN],

  missing_scope: ['permission_denied', SCOPE],
  no_permission: ['permission_denied', SCOPE],
  access_denied: ['permission_denied', POLICY],
  accesslimited: ['permission_denied', POLICY],
  ekm_access_denied: ['permission_denied', POLICY],
  enterprise_is_restricted: ['permission_denied', POLICY],
  org_login_required: ['permission_denied', POLICY],
  team_access_not_granted: ['permission_denied', POLICY],
  two_factor_setup_required: ['permission_denied', POLICY],
  restricted_action: ['permission_denied', POLICY],
  restricted_action_non_threadable_channel: ['permission_denied', POLICY],
  restricted_action_read_only_channel: ['permission_denied', POLICY],
  restricted_action_thread_only_channel: ['permission_denied', POLICY],
  user_is_restricted: ['permission_denied', POLICY],
  cant_invite: ['permission_denied', POLICY],
  cant_invite_self: ['permission_denied', POLICY],
  cant_archive_general: ['permission_denied', POLICY],
  cant_archive_required: ['permission_denied', POLICY],
  cant_update_message: ['permission_denied', 'only the app that wrote a message may change it'],
  cant_delete_message: ['permission_denied', 'only the app that wrote a message may delete it'],
  compliance_exports_prevent_deletion: ['permission_denied', POLICY],
  edit_window_closed: ['permission_denied', POLICY],
  not_in_channel: ['permission_denied', MEMBER],
  ura_max_channels: ['permission_denied', POLICY],
  no_external_invite_permission: ['permission_denied', POLICY],

  channel_not_found: ['channel_not_found', `${GONE}; if it is private, ${MEMBER}`],
  is_archived: ['channel_not_found', GONE],
  channel_is_archived: ['channel_not_found', GONE],

  user_not_found: ['user_not_found', PERSON],
  users_not_found: ['user_not_found', PERSON],
  user_not_visible: ['user_not_found', PERSON],
  user_disabled: ['user_not_found', PERSON],
  user_not_in_channel: ['user_not_found', 'the user is not in that channel: invite the user first'],
  no_user: ['user_not_found', PERSON],
  cannot_dm_bot: ['user_not_found', 'the user is an app: choose a person'],
  messages_tab_disabled: ['permission_denied', "switch on the app's Messages tab under App Home"],

  message_not_found: ['message_not_found', 'it was deleted, or it belongs to another channel'],
  thread_not_found: ['message_not_found', 'the message that began the thread was deleted'],

  // chat.unfurl
  cannot_find_channel: ['channel_not_found', `${GONE}; if it is private, ${MEMBER}`],
  cannot_find_message: ['message_not_found', 'it was deleted, or it belongs to another channel'],
  cannot_find_service: ['permission_denied', PREVIEW],
  cannot_unfurl_url: ['permission_denied', PREVIEW],
  cannot_unfurl_message: ['message_rejected', 'the message was changed and has the address no more'],
  cannot_prompt: ['permission_denied', 'the person has switched previews of this app off'],
  cannot_auth_user: ['permission_denied', POLICY],
  cannot_parse_attachment: ['message_rejected', CONTENT],
  invalid_unfurls_format: ['message_rejected', CONTENT],
  missing_channel: ['message_rejected', CONTENT],
  missing_ts: ['message_rejected', CONTENT],
  missing_unfurls: ['message_rejected', CONTENT],

  // oauth.v2.access
  invalid_code: [
    'authentication_failed',
    'begin the installation again: a code is worth something once, for ten minutes',
  ],
  code_already_used: [
    'authentication_failed',
    'begin the installation again: a code is worth something once',
  ],
  invalid_client_id: ['authentication_failed', 'copy "Client ID" from "Basic Information" into clientId'],
  bad_client_secret: [
    'authentication_failed',
    'copy "Client Secret" from "Basic Information" into clientSecret',
  ],
  bad_redirect_uri: [
    'authentication_failed',
    'set server.baseUrl to the address that is among the redirect URLs of the app (muster slack-manifest has it)',
  ],
  invalid_grant_type: ['authentication_failed', 'update Muster'],
  oauth_authorization_url_mismatch: [
    'authentication_failed',
    'correct authorizeUrl: it ends with /oauth/v2/authorize',
  ],
  invalid_team_for_non_distributed_app: [
    'authentication_failed',
    'switch on "Manage Distribution" of the app, or install it into its own workspace alone',
  ],

  // views.open and views.publish
  not_enabled: ['permission_denied', 'switch on the Home tab of the app under "App Home"'],
  hash_conflict: ['message_rejected', 'the page was changed at the same time: open it again'],
  duplicate_external_id: ['message_rejected', CONTENT],
  view_too_large: ['message_rejected', CONTENT],
  push_limit_reached: ['message_rejected', 'close the open form first'],

  // bookmarks.add
  permission_denied: ['permission_denied', POLICY],
  too_many_bookmarks: ['permission_denied', 'remove bookmarks of the channel: Slack allows 100'],
  invalid_link: ['message_rejected', 'set server.baseUrl to an address that begins with https://'],
  invalid_bookmark_type: ['message_rejected', CONTENT],
  invalid_emoji: ['message_rejected', CONTENT],
  invalid_entity_id: ['message_rejected', CONTENT],
  not_implemented: ['operation_not_supported', 'this kind of account cannot do that'],
  is_bot: ['operation_not_supported', 'Slack does not let apps do that'],

  name_taken: ['name_taken', 'choose another channel name'],

  method_not_supported_for_channel_type: [
    'operation_not_supported',
    'Slack has no such operation for this kind of channel',
  ],
  unknown_method: [
    'operation_not_supported',
    'this address of the Web API (apiUrl) does not have the method',
  ],
  method_deprecated: ['operation_not_supported', 'Slack has withdrawn the method: update Muster'],
  deprecated_endpoint: ['operation_not_supported', 'Slack has withdrawn the method: update Muster'],

  msg_too_long: ['message_rejected', CONTENT],
  no_text: ['message_rejected', CONTENT],
  invalid_blocks: ['message_rejected', CONTENT],
  invalid_blocks_format: ['message_rejected', CONTENT],
  msg_blocks_too_long: ['message_rejected', CONTENT],
  invalid_attachments: ['message_rejected', CONTENT],
  too_many_attachments: ['message_rejected', CONTENT],
  invalid_metadata_format: ['message_rejected', CONTENT],
  invalid_metadata_schema: ['message_rejected', CONTENT],
  metadata_too_large: ['message_rejected', CONTENT],
  metadata_must_be_sent_from_app: ['message_rejected', CONTENT],
  invalid_arguments: ['message_rejected', CONTENT],
  invalid_name: ['message_rejected', 'choose another channel name'],
  invalid_name_maxlength: ['message_rejected', 'choose a shorter channel name'],
  invalid_name_punctuation: ['message_rejected', 'choose another channel name'],
  invalid_name_required: ['message_rejected', 'choose another channel name'],
  invalid_name_specials: ['message_rejected', 'choose another channel name'],
  too_long: ['message_rejected', 'choose a shorter text'],
  cannot_reply_to_message: ['message_rejected', 'Slack takes no answers to that kind of message'],
  message_limit_exceeded: ['message_rejected', 'the workspace has reached its limit of messages'],
  expired_trigger_id: ['message_rejected', "press again: Slack waits only 3 seconds for a press's modal"],
  exchanged_trigger_id: ['message_rejected', 'press again: one press opens one modal'],
  invalid_trigger_id: ['message_rejected', 'press again'],
  trigger_expired: ['message_rejected', "press again: Slack waits only 3 seconds for a press's modal"],
  trigger_exchanged: ['message_rejected', 'press again: one press opens one modal'],

  ratelimited: ['rate_limited', WAIT],
  rate_limited: ['rate_limited', WAIT],

  // Not done, and of passing nature: Slack could not read the request, or is moving the workspace.
  request_timeout: ['connection_failed', WAIT],
  team_added_to_org: ['connection_failed', WAIT],

  // "It's possible some aspect of the operation succeeded before the error was raised", say Slack's error tables.
  fatal_error: ['outcome_unknown', WAIT],
  internal_error: ['outcome_unknown', WAIT],
  service_unavailable: ['outcome_unknown', WAIT],
};

/** @returns Slack's own code of a refusal such as `not_in_channel`; undefined when Slack did not answer. */
export function slackCode(error: unknown): string | undefined {
  const origin = error instanceof ChatError ? error.cause : error;
  return origin instanceof WebAPIPlatformError ? origin.data.error : undefined;
}

function refused(answer: WebAPIPlatformError, what: string): ChatError {
  const { error, needed } = answer.data as { error: string; needed?: unknown };
  // What is no code at all was not written by Slack but by something between, which may have passed the request on.
  if (!/^[a-z_0-9]{1,80}$/.test(error)) {
    const message = `${what}: the answer was not Slack's; look at apiUrl and at proxies on the way.`;
    return new ChatError('outcome_unknown', message, { cause: answer });
  }
  const [code, remedy] = SLACK_ERRORS[error] ?? (['message_rejected', 'Slack gives no remedy'] as const);
  const details = typeof needed === 'string' ? ` (${error}, needed: ${needed})` : ` (${error})`;
  return new ChatError(code, `${what}: Slack refuses${details}; ${remedy}.`, { cause: answer });
}

/**
 * Says in Muster's terms why a call to Slack failed.
 * @param error whatever the Web API client rejected with.
 * @param what the failed call for the operator: instance and method, never a secret.
 */
export function toChatError(error: unknown, what: string): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof WebAPIPlatformError) return refused(error, what);
  if (error instanceof WebAPIRateLimitedError) {
    const message = `${what}: Slack asks to wait ${error.retryAfter} s.`;
    return new ChatError('rate_limited', message, { retryAfterMs: error.retryAfter * 1000, cause: error });
  }
  if (error instanceof WebAPIHTTPError) {
    const unknown = error.statusCode >= 500;
    const message = `${what}: HTTP status ${error.statusCode}; ${unknown ? WAIT : 'look at apiUrl and at proxies on the way'}.`;
    return new ChatError(unknown ? 'outcome_unknown' : 'connection_failed', message, { cause: error });
  }
  const origin = error instanceof WebAPIRequestError ? error.original : error;
  const codes = connectionCodes(origin);
  const notConnected = notSent(codes);
  if (notConnected) {
    const message = `${what}: no connection (${notConnected}); look at apiUrl, the network and proxies.`;
    return new ChatError('connection_failed', message, { cause: error });
  }
  const name = origin instanceof Error ? origin.name : 'error';
  const reason = codes[0] && /^[A-Z_]+$/.test(codes[0]) ? codes[0] : name;
  const message = `${what}: the connection broke before Slack answered (${reason}); Slack may have done it all the same.`;
  return new ChatError('outcome_unknown', message, { cause: error });
}
