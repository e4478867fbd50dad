import { HttpError } from '@microsoft/agents-hosting';
import { ChatError, type ChatErrorCode } from '../error.ts';
import { connectionCodes, notSent } from '../../transport/not-sent.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';

type Row = readonly [code: ChatErrorCode, remedy: string];

const WAIT = 'it will be tried again';
const INSTALL = 'install the app (muster teams-package) in that team or for that person';
const GONE = 'choose another channel in the configuration, or restore it';
const ADMIN = 'ask an administrator of Teams to allow the app';
const CONTENT = 'this is a fault in how Muster draws the message; please report it';
const SECRET =
  'compare appId, appPassword and tenantId with the app registration; a client secret may have expired';
const RIGHT =
  'grant the app the permissions of Microsoft Graph that the README lists, with the consent of an administrator, or set graph: false';

/**
 * Teams' error codes in Muster's terms: of the Bot Connector
 * (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-agent-conversational-apis)
 * and of Microsoft Graph (https://learn.microsoft.com/graph/errors), and of the token endpoint.
 */
export const TEAMS_ERRORS: Readonly<Record<string, Row>> = {
  BotNotRegistered: ['authentication_failed', `no bot is registered with this appId; ${SECRET}`],
  Unauthorized: ['authentication_failed', SECRET],
  AuthorizationFailed: ['authentication_failed', SECRET],
  InvalidAuthenticationToken: ['authentication_failed', SECRET],
  invalid_client: ['authentication_failed', SECRET],
  invalid_request: ['authentication_failed', SECRET],
  invalid_scope: ['authentication_failed', 'look at botScope and graphUrl: they belong to another cloud'],
  unauthorized_client: ['authentication_failed', SECRET],

  BotDisabledByAdmin: ['permission_denied', ADMIN],
  BotNotInConversationRoster: ['permission_denied', INSTALL],
  ConversationBlockedByUser: [
    'permission_denied',
    'the person, or the moderation of the channel, blocks the app',
  ],
  ForbiddenOperationException: ['permission_denied', INSTALL],
  InvalidBotApiHost: ['permission_denied', 'set serviceUrl to the address of your cloud'],
  NotEnoughPermissions: ['permission_denied', 'only messages of its own can be changed by an app'],
  MessageWritesBlocked: [
    'permission_denied',
    'the person has blocked or removed the app, or the channel takes no messages',
  ],
  Forbidden: ['permission_denied', RIGHT],
  AccessDenied: ['permission_denied', RIGHT],
  Authorization_RequestDenied: ['permission_denied', RIGHT],
  UnknownError: ['permission_denied', RIGHT],

  ConversationNotFound: ['channel_not_found', GONE],
  ActivityNotFoundInConversation: ['message_not_found', 'it was deleted, or it belongs to another channel'],
  MemberNotFoundInConversation: ['user_not_found', 'name a member of a team in which the app is installed'],
  UnknownUser: [
    'user_not_found',
    'check the object id in the configuration: it is of no user of this tenant',
  ],
  Request_ResourceNotFound: ['user_not_found', 'check the object id in the configuration'],
  NameAlreadyExists: ['name_taken', 'choose another channel name'],

  BadArgument: ['message_rejected', CONTENT],
  'Bad Argument': ['message_rejected', CONTENT],
  BadSyntax: ['message_rejected', CONTENT],
  BadRequest: ['message_rejected', CONTENT],
  MessageSizeTooBig: ['message_rejected', CONTENT],

  PreconditionFailed: ['connection_failed', WAIT],
  ServiceError: ['outcome_unknown', WAIT],
  InternalServerError: ['outcome_unknown', WAIT],
  generalException: ['outcome_unknown', WAIT],
  serviceNotAvailable: ['outcome_unknown', WAIT],
  Throttled: ['rate_limited', WAIT],
  TooManyRequests: ['rate_limited', WAIT],
};

/** What an HTTP status means when the answer names no code that is known. */
export const TEAMS_STATUSES: Readonly<Record<number, Row>> = {
  400: ['message_rejected', CONTENT],
  401: ['authentication_failed', SECRET],
  403: ['permission_denied', INSTALL],
  404: ['channel_not_found', GONE],
  409: ['connection_failed', WAIT],
  // "Must also be retried", says Teams of 412, 502 and 504; after the last two it may have been done.
  412: ['connection_failed', WAIT],
  413: ['message_rejected', CONTENT],
  429: ['rate_limited', WAIT],
};

/** What Teams says in words only. */
const WORDS: readonly (readonly [RegExp, keyof typeof TEAMS_ERRORS])[] = [
  [/invalid user identity|failed to decrypt (?:pairwise|conversation) id|user not found/i, 'UnknownUser'],
  [/channel name already exist/i, 'NameAlreadyExists'],
];

/** The wait when Microsoft asks for one without saying how long, in milliseconds: its limits are counted per 30 s. */
const UNSTATED_WAIT = 30_000;

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The codes that an answer's body names, the most telling first: some have JSON within a message. */
function codesIn(body: unknown): string[] {
  const error = property(body, 'error');
  const message = property(error, 'message') ?? property(body, 'message');
  const said = typeof message === 'string' ? message : '';
  const inner = /"subCode"\s*:\s*"(\w+)"/.exec(said)?.[1];
  const worded = WORDS.find(([words]) => words.test(said))?.[1];
  const outer = typeof error === 'string' ? error : property(error, 'code');
  return [inner, worded, outer].filter((code): code is string => typeof code === 'string' && code !== '');
}

/** @returns the code of a refusal such as `BotNotInConversationRoster`; undefined when Microsoft did not answer. */
export function teamsCode(error: unknown): string | undefined {
  const origin = error instanceof ChatError ? error.cause : error;
  if (!(origin instanceof HttpError)) return undefined;
  const codes = codesIn(origin.response.data);
  return codes.find((code) => Object.hasOwn(TEAMS_ERRORS, code)) ?? codes[0];
}

function refused(error: HttpError, what: string): ChatError {
  const { status, headers, data } = error.response;
  const code = teamsCode(error);
  const known = code !== undefined && Object.hasOwn(TEAMS_ERRORS, code) ? TEAMS_ERRORS[code] : undefined;
  const details = code !== undefined && /^[\w ]{1,60}$/.test(code) ? `${status}, ${code}` : String(status);
  if (status === 429 || known?.[0] === 'rate_limited') {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now(), UNSTATED_WAIT);
    const message = `${what}: Microsoft asks to wait ${Math.ceil(wait / 1000)} s (${details}).`;
    return new ChatError('rate_limited', message, { retryAfterMs: wait, cause: error });
  }
  // A status of 5xx beats what the body says: whether something was done is not known.
  const row = status >= 500 ? undefined : (known ?? TEAMS_STATUSES[status]);
  if (row) return new ChatError(row[0], `${what}: Teams refuses (${details}); ${row[1]}.`, { cause: error });
  if (status >= 500)
    return new ChatError('outcome_unknown', `${what}: HTTP status ${details}; ${WAIT}.`, { cause: error });
  const page = typeof data === 'string' ? '; the answer is not Microsoft’s' : '';
  const message = `${what}: HTTP status ${details}${page}; look at serviceUrl, graphUrl and at proxies on the way.`;
  return new ChatError('connection_failed', message, { cause: error });
}

/**
 * Says in Muster's terms why a call to Microsoft failed.
 * @param error whatever the HTTP client of the Agents SDK rejected with.
 * @param what the failed call for the operator: instance and operation, never a secret.
 */
export function toChatError(error: unknown, what: string): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof HttpError) return refused(error, what);
  const codes = connectionCodes(error);
  const notConnected = notSent(codes);
  if (notConnected) {
    const message = `${what}: no connection (${notConnected}); look at serviceUrl, graphUrl, the network and proxies.`;
    return new ChatError('connection_failed', message, { cause: error });
  }
  const name = error instanceof Error ? error.name : 'error';
  const reason = codes[0] && /^[A-Z_]+$/.test(codes[0]) ? codes[0] : name;
  const message = `${what}: the connection broke before Microsoft answered (${reason}); it may have been done all the same.`;
  return new ChatError('outcome_unknown', message, { cause: error });
}
