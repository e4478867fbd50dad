import { RETRY_MS, type ActionKind } from '../kind.ts';
import { checkHttp } from './check.ts';
import { httpSettings, type HttpSettings } from './settings.ts';

export const http: ActionKind<HttpSettings> = {
  name: 'http',
  title: 'an HTTP request',
  settings: httpSettings,
  check: (settings, { parameters }) => checkHttp(settings, parameters),
  limits: (settings) => ({
    timeoutMs: settings.timeout,
    attempts: settings.retry.attempts,
    retryMs: RETRY_MS,
  }),
};
