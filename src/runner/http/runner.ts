import type { lookup as systemLookup } from 'node:dns';
import { Agent } from 'undici';
import { BadParameter } from '../../action/bad-parameter.ts';
import type { Templates } from '../../action/filling.ts';
import type { Runner, RunnerOutcome } from '../../action/runner.ts';
import { publicLookup } from '../../outbound/public-address.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';
import { taken, wordsOf, type HttpResult, type Taken } from './answer.ts';
import { HttpFailure, isOf, mayRepeat } from './failure.ts';
import { maskOf } from './mask.ts';
import { requestOf } from './request.ts';
import { send } from './send.ts';
import type { HttpSettings } from './settings.ts';

/** What the runner of HTTP requests is given. */
export interface HttpRunnerOptions {
  readonly templates: Templates;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Looks up names; the system's where nothing is said. */
  readonly lookup?: typeof systemLookup;
}

/**
 * @returns what runs actions that are HTTP requests. It makes one attempt: whether there is another is for Temporal, by
 * `mayRepeat`. Each has a connection of its own, which ends with it.
 */
export function httpRunner({ templates, now, lookup }: HttpRunnerOptions): Runner<HttpSettings> {
  return async ({ settings, parameters, idempotencyKey, signal }) => {
    const began = now();
    const mask = maskOf(settings);
    const timeout = AbortSignal.timeout(settings.timeout);
    const dispatcher = new Agent({
      // The one limit is that of the whole.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: 0,
        // Whatever the environment says (NODE_TLS_REJECT_UNAUTHORIZED).
        rejectUnauthorized: true,
        ...(!settings.privately && { lookup: publicLookup(lookup) }),
      },
    });
    const failed = (failure: HttpFailure | BadParameter): RunnerOutcome => {
      const [code, message] =
        failure instanceof BadParameter
          ? (['bad_parameter', failure.message] as const)
          : endedBy(failure, { signal, timeout, settings });
      return {
        status: code === 'timed_out' || code === 'cancelled' ? code : 'failed',
        code,
        message: sentence(mask.text(message)),
        mayRepeat: mayRepeat(code, settings),
      };
    };
    try {
      const variables = { ...parameters, secrets: settings.secrets };
      const request = requestOf(settings, { templates, variables }, idempotencyKey);
      const response = await send(request, settings, {
        dispatcher,
        signal: AbortSignal.any([signal, timeout]),
      });
      const { host } = request.url;
      const answer = await taken(response, mask, host, settings.mostBytes);
      const ok = settings.expect.some((one) => isOf(one, response.status));
      const result: HttpResult = { ...answer, elapsed: (now() - began) / 1_000, ok };
      if (ok) return { status: 'succeeded', result };
      return unexpected(answer, host, settings, result, now());
    } catch (error) {
      if (error instanceof HttpFailure || error instanceof BadParameter) return failed(error);
      throw error;
    } finally {
      // Whatever is still sent is for nobody.
      await dispatcher.destroy();
    }
  };
}

/** @returns why a request ended that was aborted, or failed by itself. */
function endedBy(
  failure: HttpFailure,
  {
    signal,
    timeout,
    settings,
  }: { readonly signal: AbortSignal; readonly timeout: AbortSignal; readonly settings: HttpSettings },
): readonly [HttpFailure['code'], string] {
  // An abort breaks the connection; what fails otherwise has its own reason.
  if (failure.code === 'connection_broken' || failure.code === 'not_connected') {
    if (signal.aborted) return ['cancelled', 'The request was cancelled before the whole answer came'];
    if (timeout.aborted)
      return ['timed_out', `No whole answer came within ${settings.timeout / 1_000} s: see \`timeout\``];
  }
  return [failure.code, failure.message];
}

function unexpected(
  answer: Taken,
  host: string,
  settings: HttpSettings,
  result: HttpResult,
  at: number,
): RunnerOutcome {
  const { status_code: status, headers } = answer;
  const words = wordsOf(answer);
  const code = status === 429 ? 'rate_limited' : 'unexpected_status';
  const again = mayRepeat(code, settings, status);
  const wait = retryAfterMs(headers['retry-after'], at, NaN);
  return {
    status: 'failed',
    code,
    message: sentence(`${host} answered with ${status}${words === '' ? '' : `: ${words}`}`),
    result,
    mayRepeat: again,
    ...(again && Number.isFinite(wait) && { retryAfterMs: wait }),
  };
}

const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
