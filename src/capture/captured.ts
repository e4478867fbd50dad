import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Captured } from '../inbox/batch.ts';

const zip = promisify(gzip);
const KB = 1_024;
/** Bodies from this length on are kept as gzip, in bytes: the smaller ones are not worth the time. */
const ZIP_FROM = 64 * KB;
/** Most bytes of a body as it is kept: a document of the store has at most 16 MB. */
const MOST_BYTES = 14 * KB * KB;

/** @returns a request as it is kept; undefined when it cannot be made small enough. */
export async function capturedOf(
  request: Omit<Captured, 'zipped' | 'bodyBytes'>,
): Promise<Captured | undefined> {
  const { body } = request;
  const bodyBytes = body.length;
  if (bodyBytes < ZIP_FROM) return { ...request, bodyBytes };
  const zipped = await zip(body);
  return zipped.length > MOST_BYTES ? undefined : { ...request, body: zipped, zipped: true, bodyBytes };
}
