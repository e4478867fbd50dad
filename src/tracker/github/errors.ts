import { gitHubWaitMs, gitHubWords, type GitHubAnswer } from '../../transport/github-answer.ts';
import { quotedWords } from '../answer.ts';
import { TrackerError, type TrackerErrorCode } from '../error.ts';

type Row = readonly [code: TrackerErrorCode, remedy: string];

const STATUS: Readonly<Record<number, Row>> = {
  400: ['ticket_rejected', 'refuses the issue'],
  401: ['authentication_failed', 'refuses the token: make a new one and set `token`'],
  403: [
    'permission_denied',
    'does not let the token make issues there: give it the permission Issues (read and write) for the repository, and authorise it for single sign-on where the organisation wants that',
  ],
  404: [
    'place_not_found',
    'knows no such repository, or the token may not see it: check its name, and that the token has access to it',
  ],
  410: ['place_not_found', 'has issues switched off there: switch them on in the settings of the repository'],
  408: ['outcome_unknown', 'took too long'],
  422: ['ticket_rejected', 'refuses the issue: check `labels` and what the repository demands of new issues'],
};

const NO_TICKET: Row = [
  'place_not_found',
  'knows no such issue, or the token may not see it: check its number, and that the token has access to the repository',
];

/**
 * @returns what an answer means that is not the one expected.
 * Source: GitHub Docs, "Troubleshooting the REST API", "Rate limits for the REST API".
 */
export function refusal(
  answer: GitHubAnswer,
  {
    tracker,
    place,
    ticket,
    now,
  }: {
    readonly tracker: string;
    readonly place: string;
    /** The key of the ticket that was asked for, where it was one. */
    readonly ticket: string | undefined;
    readonly now: number;
  },
): TrackerError {
  const what = `GitHub (trackers.${tracker})`;
  const { status } = answer;
  const words = gitHubWords(answer.data);
  const retryAfterMs = gitHubWaitMs(answer, now);
  if (retryAfterMs !== undefined) {
    const message = `${what} asks to wait for ${Math.ceil(retryAfterMs / 1000)} s (${status}). It will be tried again.`;
    return new TrackerError('rate_limited', message, { retryAfterMs });
  }
  const [code, remedy]: Row =
    (status === 404 && ticket !== undefined ? NO_TICKET : undefined) ??
    STATUS[status] ??
    (status >= 500
      ? ['outcome_unknown', 'failed; it will be looked for, and tried again']
      : status >= 300 && status < 400
        ? ticket === undefined
          ? ['place_not_found', 'says that the repository has moved: put its new name into the configuration']
          : [
              'ticket_moved',
              `says that ${ticket} is somewhere else now: the event Issues of GitHub's webhooks tells Muster where (an integration of the source github)`,
            ]
        : ['ticket_rejected', 'refuses the issue']);
  return new TrackerError(code, `${what}, ${place}: it ${remedy} (${status}${quotedWords(words)}).`);
}
