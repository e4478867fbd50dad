/**
 * Every way in which a chat platform can fail, with what may be concluded from it.
 * - `retry`: whether trying the same again later can succeed.
 * - `outcome`: whether the platform may have done what was asked all the same.
 */
export const CHAT_ERRORS = {
  provider_not_found: { retry: false, outcome: 'not done', meaning: 'no provider instance has that name' },
  connection_failed: { retry: true, outcome: 'not done', meaning: 'the platform could not be reached' },
  outcome_unknown: {
    retry: true,
    outcome: 'unknown',
    meaning: 'the connection broke before the platform answered',
  },
  authentication_failed: { retry: false, outcome: 'not done', meaning: 'the platform refuses the token' },
  permission_denied: { retry: false, outcome: 'not done', meaning: 'the token lacks a right or scope' },
  operation_not_supported: {
    retry: false,
    outcome: 'not done',
    meaning: 'the platform has no such operation',
  },
  channel_not_found: {
    retry: false,
    outcome: 'not done',
    meaning: 'the channel does not exist or is archived',
  },
  user_not_found: { retry: false, outcome: 'not done', meaning: 'the user does not exist' },
  message_not_found: { retry: false, outcome: 'not done', meaning: 'the message does not exist' },
  message_rejected: { retry: false, outcome: 'not done', meaning: 'the platform refuses the content' },
  name_taken: { retry: false, outcome: 'not done', meaning: 'a channel of that name exists' },
  invalid_webhook: {
    retry: false,
    outcome: 'not done',
    meaning: 'an inbound request is not authentic or not readable',
  },
  rate_limited: { retry: true, outcome: 'not done', meaning: 'the platform asks to wait' },
} as const;

export type ChatErrorCode = keyof typeof CHAT_ERRORS;

/** A failure of a chat platform in Muster's own terms. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;
  /** How long the platform asks to wait, in milliseconds; only with `rate_limited`. */
  readonly retryAfterMs: number | undefined;

  /** @param message what failed and what the operator can do; names the setting, never a secret. */
  constructor(
    code: ChatErrorCode,
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
