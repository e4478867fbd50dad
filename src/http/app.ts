import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../telemetry/metrics.ts';
import { noticePage } from '../dashboard/notice-page.tsx';
import { answerErrors } from './errors.ts';
import { HttpRefusal } from './refusal-table.ts';

/**
 * What a browser may do with our pages: load our own scripts, styles and data, nothing else, and be framed by nobody.
 * Source: OWASP HTTP Headers Cheat Sheet.
 */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;

const SURFACES = new Set([
  'api',
  'assets',
  'audit',
  'changes',
  'chat',
  'figures',
  'healthz',
  'in',
  'incidents',
  'integrations',
  'live',
  'metrics',
  'on-call',
  'oncall',
  'providers',
  'public',
  'readyz',
  'sandbox',
  'sign-in',
  'sign-out',
  'theme',
]);

/** The first part of a path that we have: a label for each incident, or each thing asked for, would grow without end. */
function surfaceOf(path: string): string {
  const [, first = ''] = path.split('/');
  if (first === '') return '/';
  return SURFACES.has(first) ? `/${first}` : 'unknown';
}

/** Puts the surfaces together: one app for all of them, with one answer to everything that is refused. */
export function createApp(deps: {
  routers: readonly Router[];
  log: Logger;
  metrics: Metrics;
  /** Traces requests, where that is wanted. */
  tracing?: { requests: RequestHandler } | undefined;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // A proxy on this machine says for whom it asks: one who tries sign-ins must not use up everybody's.
  app.set('trust proxy', 'loopback');
  if (deps.tracing) app.use(deps.tracing.requests);
  app.use((request, response, next) => {
    response.set(HEADERS);
    const end = deps.metrics.requests.startTimer({ method: request.method });
    response.once('finish', () => {
      end({ surface: surfaceOf(request.path), status: String(response.statusCode) });
    });
    next();
  });
  for (const router of deps.routers) app.use(router);
  app.use((request, response) => {
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
      response
        .status(404)
        .send(noticePage({ title: 'Nothing here', text: 'There is nothing at this address.' }));
      return;
    }
    throw new HttpRefusal(
      'unknown_address',
      `${request.method} ${request.path.slice(0, 200)} is not an address of Muster's.`,
    );
  });
  app.use(answerErrors(deps.log));
  return app;
}
