import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { ChatError, type ChatErrorCode } from '../error.ts';
import { connectionCodes, notSent } from '../../transport/not-sent.ts';

type Row = readonly [code: ChatErrorCode, remedy: string];

const TOKEN = 'reset the token on the page "Bot" of the application and put the new one into botToken';
const RIGHTS =
  "give the bot's role the permissions that the README lists, in the server and in the channel or its category";
const GONE = 'choose another channel in the configuration, or restore it';
const SERVER = 'check guildId, and that the bot was added to that server';
const PERSON = 'check the user id in the configuration';
const CLOSED =
  'the person must be a member of the server and allow direct messages from its members (Privacy Settings of the server)';
const CONTENT = 'this is a fault in how Muster draws the message; please report it';
const WORDS = 'the server forbids these words (AutoMod): allow them for the bot';
const FULL = 'delete what is no longer needed in the server';
const PRESS = 'press or type again: Discord waits only 3 seconds for an answer';
const KIND = 'Discord has no such operation for this kind of channel; choose a text channel';
const WAIT = 'it will be tried again';

/** Discord's JSON error codes in Muster's terms (https://docs.discord.com/developers/topics/opcodes-and-status-codes). */
export const DISCORD_ERRORS: Readonly<Record<number, Row>> = {
  10002: ['authentication_failed', 'check applicationId'],
  10003: ['channel_not_found', GONE],
  10004: ['permission_denied', SERVER],
  10007: ['user_not_found', 'the user is no member of the server'],
  10008: ['message_not_found', 'it was deleted, or it belongs to another channel'],
  10009: ['message_not_found', WAIT],
  10011: ['message_rejected', CONTENT],
  10012: ['authentication_failed', TOKEN],
  10013: ['user_not_found', PERSON],
  10015: ['message_rejected', PRESS],
  10062: ['message_rejected', PRESS],
  10063: ['message_not_found', 'the command was removed; it is registered again when Muster starts'],

  20001: ['permission_denied', 'botToken must be the token of a bot'],
  20009: ['message_rejected', CONTENT],
  20012: ['authentication_failed', 'check that applicationId is that of the bot'],
  20016: [
    'rate_limited',
    "the channel's slow mode holds for the bot: give it the permission Manage Messages",
  ],
  20022: ['rate_limited', WAIT],
  20028: ['rate_limited', WAIT],
  20029: ['rate_limited', WAIT],
  20031: ['message_rejected', WORDS],

  30003: ['message_rejected', 'the channel has 250 pins: unpin some'],
  30013: ['permission_denied', `the server has 500 channels: ${FULL}`],
  30032: ['permission_denied', 'the server has no room for more commands'],
  30033: ['permission_denied', 'the thread has 1000 members'],
  30034: ['rate_limited', WAIT],
  30046: ['rate_limited', WAIT],

  40001: ['authentication_failed', TOKEN],
  40002: ['authentication_failed', 'verify the account that owns the application'],
  40003: ['rate_limited', WAIT],
  40004: ['connection_failed', WAIT],
  40005: ['message_rejected', CONTENT],
  40006: ['connection_failed', WAIT],
  40007: ['user_not_found', 'the user is banned from the server'],
  40009: ['connection_failed', WAIT],
  40012: ['authentication_failed', TOKEN],
  40041: ['message_rejected', CONTENT],
  40043: ['outcome_unknown', WAIT],
  40058: ['operation_not_supported', KIND],
  40060: ['message_rejected', 'press again: one press has one answer'],
  40062: ['rate_limited', WAIT],
  40067: ['operation_not_supported', KIND],
  40333: ['connection_failed', 'Cloudflare blocks this machine: look at apiUrl and at proxies on the way'],

  50001: ['permission_denied', RIGHTS],
  50002: ['permission_denied', 'botToken must be the token of a bot'],
  50003: ['operation_not_supported', KIND],
  50005: ['permission_denied', 'only the bot that wrote a message may change it'],
  50006: ['message_rejected', CONTENT],
  50007: ['permission_denied', CLOSED],
  50008: ['operation_not_supported', KIND],
  50009: ['permission_denied', RIGHTS],
  50010: ['authentication_failed', 'add a bot to the application'],
  50013: ['permission_denied', RIGHTS],
  50014: ['authentication_failed', TOKEN],
  50019: ['message_not_found', 'it was deleted, or it belongs to another channel'],
  50021: ['message_rejected', 'it is a message of Discord itself'],
  50024: ['operation_not_supported', KIND],
  50025: ['authentication_failed', TOKEN],
  50027: ['message_rejected', PRESS],
  50033: ['user_not_found', PERSON],
  50035: ['message_rejected', CONTENT],
  50041: ['operation_not_supported', 'Discord has withdrawn this version of its API: update Muster'],
  50055: ['permission_denied', SERVER],
  50068: ['message_rejected', CONTENT],
  50074: ['permission_denied', 'a Community server needs that channel'],
  50083: ['channel_not_found', 'the thread is archived: open it again'],
  50109: ['message_rejected', CONTENT],
  50278: ['permission_denied', CLOSED],
  60003: ['permission_denied', 'the owner of the application must switch on two-factor authentication'],

  110001: ['connection_failed', WAIT],
  130000: ['connection_failed', WAIT],
  160002: ['permission_denied', RIGHTS],
  160004: ['name_taken', 'the message has a thread'],
  160005: ['permission_denied', 'the thread is locked: give the bot the permission Manage Threads'],
  160006: ['permission_denied', 'the server has too many active threads: archive some'],
  160007: ['permission_denied', 'the server has too many active threads: archive some'],
  200000: ['message_rejected', WORDS],
  200001: ['message_rejected', WORDS],
  240000: [
    'message_rejected',
    "the server's filter of harmful links forbids it: allow the addresses of Muster",
  ],
};

/** What an HTTP status means where Discord gives no code of its own. */
export const DISCORD_STATUSES: Readonly<Record<number, Row>> = {
  400: ['message_rejected', CONTENT],
  401: ['authentication_failed', TOKEN],
  403: ['permission_denied', RIGHTS],
  404: ['channel_not_found', 'look at apiUrl and the ids in the configuration'],
  405: ['operation_not_supported', 'Discord has withdrawn the method: update Muster'],
  413: ['message_rejected', CONTENT],
};

/** The wait when Discord asks for one without saying how long, in milliseconds. */
const UNSTATED_WAIT = 60_000;

/** @returns Discord's own code of a refusal such as 10003; undefined when Discord did not answer with one. */
export function discordCode(error: unknown): number | undefined {
  const origin = error instanceof ChatError ? error.cause : error;
  return origin instanceof DiscordAPIError && typeof origin.code === 'number' ? origin.code : undefined;
}

function refused(error: DiscordAPIError, what: string): ChatError {
  const code = discordCode(error) ?? 0;
  const [ours, remedy] = DISCORD_ERRORS[code] ??
    DISCORD_STATUSES[error.status] ?? ['message_rejected', 'Discord gives no remedy'];
  const details = error.message.replace(/\s+/g, ' ').slice(0, 300);
  const said = code === 0 ? `status ${error.status}` : `${code}: ${details}`;
  const message = `${what}: Discord refuses (${said}); ${remedy}.`;
  const wait = ours === 'rate_limited' ? { retryAfterMs: UNSTATED_WAIT } : {};
  return new ChatError(ours, message, { cause: error, ...wait });
}

/**
 * Says in Muster's terms why a call to Discord failed.
 * @param error whatever the REST client rejected with.
 * @param what the failed call for the operator: instance and method, never a secret.
 */
export function toChatError(error: unknown, what: string): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof RateLimitError) {
    const wait = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout);
    const retryAfterMs = wait > 0 && Number.isFinite(wait) ? Math.ceil(wait) : UNSTATED_WAIT;
    const whose = error.global ? ' with everything' : '';
    const message = `${what}: Discord asks to wait ${Math.ceil(retryAfterMs / 1000)} s${whose}.`;
    return new ChatError('rate_limited', message, { retryAfterMs, cause: error });
  }
  if (error instanceof DiscordAPIError) return refused(error, what);
  if (error instanceof HTTPError) {
    const message = `${what}: HTTP status ${error.status}; ${WAIT}.`;
    return new ChatError('outcome_unknown', message, { cause: error });
  }
  const codes = connectionCodes(error);
  const notConnected = notSent(codes);
  if (notConnected) {
    const message = `${what}: no connection (${notConnected}); look at apiUrl, the network and proxies.`;
    return new ChatError('connection_failed', message, { cause: error });
  }
  const name = error instanceof Error ? error.name : 'error';
  const reason = codes[0] && /^[A-Z_]+$/.test(codes[0]) ? codes[0] : name;
  const message = `${what}: the connection broke before Discord answered (${reason}); Discord may have done it all the same.`;
  return new ChatError('outcome_unknown', message, { cause: error });
}
