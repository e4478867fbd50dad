import { isIP } from 'node:net';
import { Router, type Request, type RequestHandler } from 'express';
import { noticePage } from '../dashboard/notice-page.tsx';
import { isFromOwnPage } from './own-page.ts';
import { HttpRefusal } from './refusal-table.ts';

export interface SandboxGuardDependencies {
  readonly isSandbox: (instance: string) => boolean;
  /** May everybody who reaches the server read incidents? */
  readonly anonymousReading: () => boolean;
  /** Address for people. */
  readonly baseUrl: () => string;
  /** The address that the server listens on: a name stands here only where an operator wrote one. */
  readonly listensOn: string;
}

/** Methods that change nothing. Source: RFC 9110, 9.2.1. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Guards what needs no sign-in: the sandbox, and the pages where everybody may read. Whoever browses on a machine
 * that reaches us could be used by any web site otherwise: one whose name is made to point at our address (DNS
 * rebinding) counts as our own page to the browser, and is known by the name that the browser asks for alone.
 */
export function sandboxGuard(deps: SandboxGuardDependencies): Router {
  const router = Router();
  const guard: RequestHandler = (request, response, next) => {
    const host = hostName(request);
    if (!isOwnName(host, [nameIn(deps.baseUrl()), deps.listensOn])) {
      const detail = `This Muster does not go by the name ${host?.slice(0, 100) ?? '(none)'}. Open ${deps.baseUrl()}; if people are to reach it by this name, set server.baseUrl to that address.`;
      if (!SAFE.has(request.method) || request.accepts(['json', 'html']) !== 'html')
        throw new HttpRefusal('misdirected', detail);
      response.status(421).send(noticePage({ title: 'Another name', text: detail }));
      return;
    }
    if (!SAFE.has(request.method) && !isFromOwnPage(request, deps.baseUrl())) {
      const detail = `This was sent by a page of another site. Open ${deps.baseUrl()}/sandbox itself; if that is what you did, set server.baseUrl to the address in your browser.`;
      throw new HttpRefusal('not_permitted', detail);
    }
    next();
  };
  router.use('/sandbox', guard);
  router.use(['/incidents', '/live', '/providers', '/on-call', '/figures'], (request, response, next) =>
    deps.anonymousReading() ? guard(request, response, next) : next(),
  );
  router.use('/chat/:instance', (request, response, next) =>
    deps.isSandbox(request.params.instance) ? guard(request, response, next) : next(),
  );
  return router;
}

/** @returns the name in the header Host, without the port and the brackets of IPv6, in lower case. */
function hostName(request: Request): string | undefined {
  return nameIn(`http://${request.get('host') ?? ''}`);
}

function nameIn(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '').toLowerCase() : undefined;
}

/** An address in numbers is what was typed: only a name can be made to point elsewhere. */
function isOwnName(host: string | undefined, own: readonly (string | undefined)[]): boolean {
  if (host === undefined) return false;
  const local = host === 'localhost' || host.endsWith('.localhost');
  return local || isIP(host) !== 0 || own.includes(host);
}
