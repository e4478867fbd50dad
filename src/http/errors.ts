import type { ErrorRequestHandler } from 'express';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { MongoError } from 'mongodb';
import type { Logger } from 'pino';
import { ChatError } from '../chat/error.ts';
import { HttpRefusal, refuse } from './refusal-table.ts';
import { STORE_SILENT, TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** What body-parser's failures carry. */
interface BodyError {
  readonly type: string;
  readonly limit?: number;
}

/** Bytes that a decompressor cannot read have its own codes, which differ by algorithm; body-parser makes them a 400. */
function isUnreadableBody(error: unknown): boolean {
  if (!(error instanceof Error) || !('status' in error && 'expose' in error && 'code' in error)) return false;
  return error.status === 400 && error.expose === true && /^(Z_|ERR_|ZSTD_)/.test(String(error.code));
}

function isBodyError(error: unknown): error is BodyError {
  return typeof error === 'object' && error !== null && 'type' in error && typeof error.type === 'string';
}

/** @returns the refusal that a failure amounts to; what nobody foresaw is `failed` and tells the sender nothing. */
export function refusalOf(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof Unavailable) {
    return new HttpRefusal('unavailable', error.message, {
      retryAfterSeconds: error.retryAfterSeconds,
      cause: error.cause,
    });
  }
  // Whatever a call to Temporal failed of: the sender may try again, and must not take it for a refusal.
  if (error instanceof ServiceError || isGrpcServiceError(error))
    return refusalOf(new Unavailable(TEMPORAL_SILENT, error));
  if (error instanceof MongoError) return refusalOf(new Unavailable(STORE_SILENT, error));
  if (error instanceof ChatError) {
    if (error.code === 'provider_not_found') return new HttpRefusal('unknown_instance', error.message);
    if (error.code === 'invalid_webhook') return new HttpRefusal('unreadable', error.message);
  }
  if (isBodyError(error)) {
    if (error.type === 'entity.too.large') {
      return new HttpRefusal(
        'too_large',
        `A body has at most ${error.limit ?? '?'} bytes here (setting server.bodyLimit).`,
      );
    }
    if (error.type === 'encoding.unsupported')
      return new HttpRefusal('wrong_type', 'This content encoding is not read here.');
    if (/^(entity|request|stream)\./.test(error.type))
      return new HttpRefusal('unreadable', 'The body did not arrive whole.');
  }
  if (isUnreadableBody(error)) {
    const detail = 'The body is not what its Content-Encoding says, or did not arrive whole.';
    return new HttpRefusal('unreadable', detail);
  }
  if (error instanceof URIError) return new HttpRefusal('unreadable', 'The address is not well-formed.');
  return new HttpRefusal('failed', 'Something failed that should not; the log has the details.', {
    cause: error,
  });
}

/** Is this the failure of a part that does not answer, so that trying again later makes sense? */
export function isAway(error: unknown): boolean {
  return refusalOf(error).code === 'unavailable';
}

/** The last handler: answers every refusal by the table, and logs what an operator must know. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const refusal = refusalOf(error);
    const fields = { method: request.method, path: request.path, code: refusal.code, err: refusal.cause };
    if (refusal.code === 'failed') log.error(fields, 'a request failed');
    else if (isUnguarded(refusal)) log.error(fields, refusal.message);
    else if (refusal.code === 'unavailable' || refusal.code === 'not_authentic')
      log.warn(fields, refusal.message);
    if (response.headersSent) next(error);
    else refuse(response, refusal);
  };
}

/** An instance without a secret believes nobody: the operator must hear of it, not the sender. */
function isUnguarded({ cause }: HttpRefusal): boolean {
  return cause instanceof ChatError && cause.code === 'authentication_failed';
}
