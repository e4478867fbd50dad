import { quotedWords, waitOf } from '../../answer.ts';
import { TrackerError, type TrackerErrorCode } from '../../error.ts';

type Row = readonly [code: TrackerErrorCode, remedy: string];

const STATUS: Readonly<Record<number, Row>> = {
  400: ['ticket_rejected', 'refuses what it was told'],
  401: [
    'authentication_failed',
    'refuses the credentials: check `clientId` and `clientSecret`, or make new ones in Jira',
  ],
  403: [
    'permission_denied',
    'does not let the credentials do that: give them the permission Development information',
  ],
  404: ['place_not_found', 'knows no such site: check `cloudId`'],
  408: ['outcome_unknown', 'took too long; it will be told again'],
  413: ['too_large', 'takes less at once; it will be told in smaller parts'],
};

const TOKEN: Row = [
  'authentication_failed',
  'gives no token for the credentials: check `clientId` and `clientSecret`',
];

/** @returns what an answer of Atlassian means that is not the one expected. @param isToken was a token asked for? */
export function developmentRefusal(
  {
    status,
    headers,
    body,
  }: {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    readonly body: unknown;
  },
  {
    tracker,
    now,
    isToken = false,
  }: { readonly tracker: string; readonly now: number; readonly isToken?: boolean },
): TrackerError {
  const what = `Jira (trackers.${tracker}.development)`;
  const after = headers.get('retry-after');
  if (status === 429 || status === 503) {
    const retryAfterMs = waitOf(after, now);
    const message = `${what} asks to wait for ${Math.ceil(retryAfterMs / 1000)} s (${status}). It will be told again.`;
    return new TrackerError('rate_limited', message, { retryAfterMs });
  }
  const [code, remedy]: Row =
    status >= 500
      ? ['outcome_unknown', 'failed; it will be told again']
      : status >= 300 && status < 400
        ? ['place_not_found', 'sends elsewhere, which is not followed: check `url`']
        : isToken
          ? TOKEN
          : (STATUS[status] ?? ['ticket_rejected', 'answers what it does not document: check `url`']);
  return new TrackerError(code, `${what} ${remedy} (${status}${quotedWords(isToken ? '' : wordsIn(body))}).`);
}

/** The list of messages by which Jira tells what is wrong. */
function wordsIn(body: unknown): string {
  const list = Array.isArray(body) ? body : ((body ?? {}) as { errorMessages?: unknown }).errorMessages;
  if (!Array.isArray(list)) return '';
  return list
    .map((one: unknown) => {
      const said = typeof one === 'string' ? one : (one as { message?: unknown } | null)?.message;
      return typeof said === 'string' ? said : '';
    })
    .join('; ');
}
