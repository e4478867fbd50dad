import type { Response } from 'express';

/**
 * Every way in which a request is refused. The status is chosen for what senders do with it: platforms stop delivering
 * after 4xx and try again after 5xx.
 */
export const REFUSALS = {
  unknown_address: { status: 404, title: 'There is nothing at this address' },
  unknown_instance: { status: 404, title: 'There is no such provider instance' },
  not_authentic: { status: 401, title: 'The request is not authentic' },
  unauthenticated: { status: 401, title: 'A valid API token is needed' },
  not_permitted: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This method is not possible here' },
  impossible: { status: 409, title: 'This is not possible now' },
  too_large: { status: 413, title: 'The body is too large' },
  wrong_type: { status: 415, title: 'The body has a type that is not read here' },
  unreadable: { status: 400, title: 'The body cannot be read' },
  invalid: { status: 422, title: 'The request is understood but not valid' },
  misdirected: { status: 421, title: 'This server has another name' },
  too_many: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'A part of Muster does not answer' },
  failed: { status: 500, title: 'Muster failed' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** What is wrong with one place of what was sent; with a position where it was a file. */
export interface RefusedPart {
  readonly path: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A request that is refused, on its way to the one place that answers refusals. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly code: RefusalCode;
  readonly retryAfterSeconds: number | undefined;
  /** What is wrong, place by place. */
  readonly problems: readonly RefusedPart[] | undefined;
  /** What else is said to a program: members besides those of every refusal. */
  readonly said: Readonly<Record<string, unknown>> | undefined;
  /** HTML in place of problem details, where a person reads it. */
  readonly page: string | undefined;

  /** @param detail what is wrong and what to do; shown to the sender. */
  constructor(
    code: RefusalCode,
    detail: string,
    more: {
      retryAfterSeconds?: number;
      problems?: readonly RefusedPart[];
      said?: Readonly<Record<string, unknown>>;
      page?: string;
      cause?: unknown;
    } = {},
  ) {
    super(detail, more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.problems = more.problems;
    this.said = more.said;
    this.page = more.page;
  }
}

/** Answers with problem details, or with the page that the refusal has. Source: RFC 9457. */
export function refuse(response: Response, refusal: HttpRefusal): void {
  const { status, title } = REFUSALS[refusal.code];
  // RFC 6750, 3: who is not authenticated is told how to be.
  if (refusal.code === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer realm="muster"');
  if (refusal.retryAfterSeconds !== undefined) response.set('Retry-After', String(refusal.retryAfterSeconds));
  if (refusal.page !== undefined) {
    // What a program does by Retry-After, a browser does by this.
    if (refusal.retryAfterSeconds !== undefined) response.set('Refresh', String(refusal.retryAfterSeconds));
    response.status(status).type('html').send(refusal.page);
    return;
  }
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title,
        status,
        code: refusal.code,
        detail: refusal.message,
        ...(refusal.problems && { problems: refusal.problems }),
        ...refusal.said,
      }),
    );
}
