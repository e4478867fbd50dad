import { quotedWords, waitOf } from '../answer.ts';
import { TrackerError, type TrackerErrorCode } from '../error.ts';

type Row = readonly [code: TrackerErrorCode, remedy: string];

const STATUS: Readonly<Record<number, Row>> = {
  401: ['authentication_failed', 'refuses the token: check `email` and `token`, or make a new token'],
  403: [
    'permission_denied',
    'does not let the token do that: give its account the permissions Browse Projects, Create Issues and Transition Issues; after failed sign-ins it may want a captcha first',
  ],
  404: [
    'place_not_found',
    'knows nothing there, or the token may not see it: check `url`, `deployment` and the project',
  ],
  408: ['outcome_unknown', 'took too long'],
  409: ['outcome_unknown', 'was changing it at the same moment'],
};

/** What of the fields of an issue was refused, and what to do about it. */
const FIELDS: Readonly<Record<string, Row>> = {
  project: [
    'place_not_found',
    'knows no such project, or the token may not make issues in it: check its key',
  ],
  issuetype: ['ticket_rejected', 'has no such type of issue in the project: set `issueType`'],
  priority: [
    'ticket_rejected',
    'does not take that priority there: set `incidents.priorities` to what the project has, or to {}',
  ],
  labels: [
    'ticket_rejected',
    'does not take labels there, by which Muster finds its issues again: put the field Labels on the screen by which issues are made',
  ],
  duedate: [
    'ticket_rejected',
    'does not take a due date there: put the field on the screen by which issues are made, or set `dueDates: false`',
  ],
};

/**
 * @param body of the answer, decoded where that was possible.
 * @returns what an answer means that is not the one expected.
 * Source: Atlassian Developer, "Jira Cloud REST API: Status codes", "Rate limiting".
 */
export function refusal(
  response: { readonly status: number; readonly headers: { get(name: string): string | null } },
  body: unknown,
  { tracker, place, now }: { readonly tracker: string; readonly place: string; readonly now: number },
): TrackerError {
  const { status, headers } = response;
  const what = `Jira (trackers.${tracker})`;
  const after = headers.get('retry-after');
  if (status === 429 || (status === 503 && after !== null)) {
    const retryAfterMs = waitOf(after, now);
    const message = `${what} asks to wait for ${Math.ceil(retryAfterMs / 1000)} s (${status}). It will be tried again.`;
    return new TrackerError('rate_limited', message, { retryAfterMs });
  }
  const { messages, fields } = problemsIn(body);
  const named = Object.keys(fields).find((field) => Object.hasOwn(FIELDS, field));
  const [code, remedy]: Row =
    STATUS[status] ??
    (status >= 500
      ? ['outcome_unknown', 'failed; it will be looked for, and tried again']
      : status >= 300 && status < 400
        ? ['place_not_found', 'sends elsewhere: put the address that Jira answers at into `url`']
        : ((named === undefined ? undefined : FIELDS[named]) ?? [
            'ticket_rejected',
            'refuses the issue: check what the project demands of new issues',
          ]));
  const words = [...messages, ...Object.entries(fields).map(([field, said]) => `${field} ${said}`)].join(
    '; ',
  );
  return new TrackerError(code, `${what}, ${place}: it ${remedy} (${status}${quotedWords(words)}).`);
}

/** An `ErrorCollection`: messages, and problems by field. */
function problemsIn(body: unknown): { messages: string[]; fields: Record<string, string> } {
  const { errorMessages, errors } = (body ?? {}) as { errorMessages?: unknown; errors?: unknown };
  const messages = (Array.isArray(errorMessages) ? errorMessages : []).filter(
    (one): one is string => typeof one === 'string',
  );
  const fields = typeof errors === 'object' && errors !== null ? Object.entries(errors) : [];
  return {
    messages,
    fields: Object.fromEntries(fields.filter((one): one is [string, string] => typeof one[1] === 'string')),
  };
}
