import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../telemetry/metrics.ts';
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
} as const;

/** Puts the surfaces together: one app for all of them, with one answer to everything that is refused. */
export function createApp(deps: { routers: readonly Router[]; log: Logger; metrics: Metrics }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request, response, next) => {
    response.set(HEADERS);
    const end = deps.metrics.requests.startTimer({ method: request.method });
    response.once('finish', () => {
      // The first part of the path alone: a label for each incident would grow without end.
      const surface = `/${request.path.split('/')[1] ?? ''}`;
      end({
        surface: response.statusCode === 404 ? 'unknown' : surface,
        status: String(response.statusCode),
      });
    });
    next();
  });
  for (const router of deps.routers) app.use(router);
  app.use((request) => {
    throw new HttpRefusal(
      'unknown_address',
      `${request.method} ${request.path} is not an address of Muster's.`,
    );
  });
  app.use(answerErrors(deps.log));
  return app;
}
