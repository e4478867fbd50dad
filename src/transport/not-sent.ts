/** Failures before a single byte of a request was written, so that whom it was for cannot have done anything. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** How deep causes are followed. */
const DEEP = 5;

/**
 * fetch hides what happened in causes, and tries several addresses of a name at once.
 * @returns an error with everything that it gives as its cause, itself first.
 */
export function causesOf(error: unknown, deep = DEEP): unknown[] {
  if (typeof error !== 'object' || error === null || deep === 0) return [];
  const inner: unknown[] = [];
  if ('cause' in error) inner.push(error.cause);
  if (error instanceof AggregateError) inner.push(...(error.errors as unknown[]));
  return [error, ...inner.flatMap((one) => causesOf(one, deep - 1))];
}

/** @returns the codes of a failed connection, `ECONNREFUSED`, the outermost first. */
export function connectionCodes(error: unknown): string[] {
  return causesOf(error).flatMap((one) => {
    const { code } = one as { code?: unknown };
    return typeof code === 'string' ? [code] : [];
  });
}

/**
 * @param codes of a failed connection. @returns the one by which it is certain that nothing was sent; undefined when none
 * says so. Source: Node.js, "Common system errors", "TLS: certificate error codes"; undici, "Errors".
 */
export function notSent(codes: readonly string[]): string | undefined {
  return codes.find(
    (code) => NOT_CONNECTED.has(code) || code.startsWith('ERR_TLS') || /(?:^|_)CERT(?:_|$)/.test(code),
  );
}
