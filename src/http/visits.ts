import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { noticePage } from '../dashboard/notice-page.tsx';
import { signInPage, type OpenIdWay } from '../dashboard/sign-in-page.tsx';
import type { Frame, Notice } from '../dashboard/frame.ts';
import type { Standing } from '../config/standing.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import type { Permission } from '../access/permission.ts';
import { cookieOf } from './cookies.ts';
import { same } from '../signature/shared-secret.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { onlyMethod } from './method.ts';
import { isFromOwnPage } from './own-page.ts';
import { noticesOf } from './notices.ts';
import type { Readers } from './reader.ts';
import { REFUSALS, HttpRefusal } from './refusal-table.ts';
import { cameFrom, localAddress, withoutNews } from './local-address.ts';
import { THEME_COOKIE } from './theme.ts';

/** Bytes that a form of ours may have: a section of a post-mortem of the greatest length, encoded. */
const FORM_LIMIT = '256kb';

export interface VisitDependencies {
  readonly readers: Readers;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox: () => string | undefined;
  /** Which configuration is in force here. */
  readonly standing: () => Standing;
  /** Whether somebody may do something, without a trace of the question. */
  readonly may: (caller: Caller, permission: Permission) => boolean;
  /** How somebody signs in besides by a token who wants to see an address. */
  readonly openid: (next: string) => OpenIdWay | undefined;
  /** Address for people. */
  readonly baseUrl: () => string;
}

/** Somebody who looks at a page. */
export interface Visit {
  readonly reader: Caller;
  /** What stands around the page. */
  readonly frame: Frame;
  readonly request: Request;
  readonly response: Response;
}

/** Somebody who has sent a form of ours. */
export interface Submitted extends Visit {
  /** What was filled in; of a name that comes twice the last. */
  readonly fields: Readonly<Record<string, string>>;
}

/** @returns what makes a form that is sent twice one: the id that its page gave it, or else the sending itself. */
export function formDelivery({ reader, fields }: Submitted): string {
  const { delivery = '' } = fields;
  return /^[\w-]{8,80}$/.test(delivery) ? `${reader.person.id}:${delivery}` : reader.deliveryId;
}

/** Where pages are added, each with a reader who is known and a frame around it. */
export type Visits = ReturnType<typeof createVisits>;

export function createVisits(router: Router, deps: VisitDependencies) {
  function noticesFor(reader: Caller): Notice[] {
    // The file is that of all tenants; only who runs Muster is told what stands in it.
    const own = reader.tenant === DEFAULT_TENANT && reader.signedIn !== undefined;
    return deps.may(reader, 'configuration') ? noticesOf(deps.standing(), own) : [];
  }

  function frameOf(reader: Caller, request: Request): Frame {
    const sandbox = deps.sandbox();
    const theme = cookieOf(request, THEME_COOKIE);
    return {
      path: request.path,
      here: withoutNews(request.originalUrl),
      notices: noticesFor(reader),
      audit: deps.may(reader, 'audit'),
      runs: deps.may(reader, 'run'),
      integrations: deps.may(reader, 'integrations'),
      ...(sandbox !== undefined && { sandbox }),
      ...(reader.signedIn && { signedIn: reader.signedIn }),
      ...((theme === 'dark' || theme === 'light') && { theme }),
    };
  }

  async function visitOf(request: Request, response: Response): Promise<Visit | undefined> {
    // What one reader may see must not be kept for the next.
    response.set('Cache-Control', 'no-store');
    const reader = await deps.readers.readerOf(request);
    if (reader) {
      const visit = { reader, frame: frameOf(reader, request), request, response };
      response.locals.visit = visit;
      return visit;
    }
    const next =
      request.method === 'GET' ? localAddress(request.originalUrl) : cameFrom(request.get('referer'));
    response.status(401).send(signInPage({ next, openid: deps.openid(next) }));
    return undefined;
  }

  /** A form counts only where it is of a page of ours that this very session was shown. */
  function refuseForeign({ reader, request }: Visit, token: unknown): void {
    if (!isFromOwnPage(request, deps.baseUrl()))
      throw new HttpRefusal('not_permitted', 'This form was sent from another site. Open the page itself.');
    if (!reader.signedIn) throw new HttpRefusal('not_permitted', 'Sign in first: this changes something.');
    if (typeof token !== 'string' || !same(token, reader.signedIn.formToken)) {
      const detail = 'This form is of an earlier sign-in. Load the page again and send it once more.';
      throw new HttpRefusal('not_permitted', detail);
    }
  }

  return {
    /** Adds a page. */
    get(path: string, page: (visit: Visit) => Promise<void>): void {
      router.get(path, async (request, response) => {
        const visit = await visitOf(request, response);
        if (visit) await page(visit);
      });
    },

    /** Adds what a form of ours is sent to, by somebody who is signed in. */
    post(path: string, work: (submitted: Submitted) => Promise<void>): void {
      router.post(
        path,
        express.urlencoded({ extended: false, limit: FORM_LIMIT }),
        async (request, response) => {
          const visit = await visitOf(request, response);
          if (!visit) return;
          const body = (request.body ?? {}) as Record<string, unknown>;
          refuseForeign(visit, body.form);
          const given = Object.entries(body).flatMap(([name, value]): [string, string][] => {
            const last: unknown = Array.isArray(value) ? value.at(-1) : value;
            return typeof last === 'string' && name !== 'form' ? [[name, last]] : [];
          });
          await work({ ...visit, fields: Object.fromEntries(given) });
        },
      );
    },

    /**
     * Has what fails at a path, or below it, answered otherwise than elsewhere.
     * @param refusal what it is answered as; undefined: as elsewhere. The visit is absent where it is not known who reads.
     */
    failing(
      path: string,
      refusal: (error: unknown, request: Request, visit: Visit | undefined) => HttpRefusal | undefined,
    ): void {
      const answer: ErrorRequestHandler = (error: unknown, request, response, next) => {
        next(refusal(error, request, response.locals.visit as Visit | undefined) ?? error);
      };
      router.use(path, answer);
    },

    /** Refuses what was not added. @param methods such as `GET, POST`. */
    only(path: string, methods: string): void {
      router.route(path).all(onlyMethod(methods));
    },

    /** Answers with a page that says why something is refused. @param what was not found, where it was not. */
    refuse({ frame, response, reader }: Visit, { denied, message }: Denied, what = 'incident'): void {
      const { status } = REFUSALS[denied];
      const title = denied === 'not_found' ? `No such ${what}` : REFUSALS[denied].title;
      const offer = denied === 'not_found' && !reader.signedIn;
      response
        .status(status)
        .send(noticePage({ frame, title, text: message, ...(offer && { next: frame.here }) }));
    },
  };
}
