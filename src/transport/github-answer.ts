import { retryAfterMs } from './retry-after.ts';

/** An answer of GitHub's REST API. */
export interface GitHubAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/** GitHub asks for at least a minute where it says nothing, in milliseconds. */
const UNSTATED_MS = 60_000;

/**
 * @param now epoch milliseconds.
 * @returns for how long GitHub asks to be left alone, in milliseconds; undefined for an answer that is no limit.
 * Source: GitHub Docs, "Rate limits for the REST API".
 */
export function gitHubWaitMs({ status, headers, data }: GitHubAnswer, now: number): number | undefined {
  const isSpent = String(headers['x-ratelimit-remaining']) === '0';
  const after = headers['retry-after'];
  const isLimit =
    status === 429 ||
    (status === 403 && (after !== undefined || isSpent || /secondary rate limit/i.test(gitHubWords(data))));
  if (!isLimit) return undefined;
  if (after !== undefined) return retryAfterMs(String(after), now, UNSTATED_MS);
  const reset = Number(headers['x-ratelimit-reset']);
  return isSpent && Number.isFinite(reset) ? Math.max(1_000, reset * 1_000 - now) : UNSTATED_MS;
}

/** @returns what GitHub says of a refusal, in its own words; empty where it says nothing. */
export function gitHubWords(data: unknown): string {
  const { message, errors } = (data ?? {}) as { message?: unknown; errors?: unknown };
  const details = (Array.isArray(errors) ? errors : []).flatMap((error: unknown) => {
    if (typeof error === 'string') return [error];
    const { field, code, message: said } = (error ?? {}) as Record<string, unknown>;
    const words = [field, said ?? code].filter((one) => typeof one === 'string').join(' ');
    return words === '' ? [] : [words];
  });
  return [typeof message === 'string' ? message : '', ...details].filter(Boolean).join(': ');
}
