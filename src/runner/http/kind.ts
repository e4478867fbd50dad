import { RETRY_MS, type ActionKind } from '../kind.ts';
import { checkHttp } from './check.ts';
import { isRepeatable } from './failure.ts';
import { httpSettings, type HttpSettings } from './settings.ts';

export const http: ActionKind<HttpSettings> = {
  name: 'http',
  title: 'an HTTP request',
  settings: httpSettings,
  check: (settings, { parameters }) => checkHttp(settings, parameters),
  limits: (settings) => ({
    timeoutMs: settings.timeout,
    // A worker that is killed leaves nobody who knows whether the request was carried out.
    attempts: isRepeatable(settings) ? settings.retry.attempts : 1,
    retryMs: RETRY_MS,
  }),
};
