import express, { type Request, type RequestHandler, type Response } from 'express';
import { HttpRefusal } from './refusal-table.ts';

/** How a request's body could not be had. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly refusal: HttpRefusal;

  constructor(refusal: HttpRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const readers = new Map<number, RequestHandler>();

/** Reads any body of at most so many bytes, those that it is unpacked to; a greater one is given up before it is read. */
function reader(limit: number): RequestHandler {
  const known = readers.get(limit) ?? express.raw({ type: () => true, limit, inflate: true });
  readers.set(limit, known);
  return known;
}

/**
 * @param limit in bytes, of what came and of what its Content-Encoding unpacks it to.
 * @param setting what the operator may change. @throws UnreadableBody
 */
export function readBody(
  request: Request,
  response: Response,
  limit: number,
  setting: string,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    void reader(limit)(request, response, (error?: unknown) => {
      if (error === undefined) resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      else reject(unreadable(error, limit, setting));
    });
  });
}

function unreadable(error: unknown, limit: number, setting: string): UnreadableBody {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  const cause = { cause: error };
  if (type === 'entity.too.large') {
    const detail = `A body has at most ${limit} bytes here (setting ${setting}).`;
    return new UnreadableBody(new HttpRefusal('too_large', detail, cause));
  }
  if (type === 'encoding.unsupported') {
    const detail = 'This content encoding is not read here; gzip, deflate and br are.';
    return new UnreadableBody(new HttpRefusal('wrong_type', detail, cause));
  }
  const detail = 'The body is not what its Content-Encoding says, or did not arrive whole.';
  return new UnreadableBody(new HttpRefusal('unreadable', detail, cause));
}
