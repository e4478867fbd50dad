import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, brotliDecompress, constants } from 'node:zlib';
import { BSON } from 'mongodb';
import type { Assurance } from '../inbox/delivery.ts';
import type { Batch, Captured, PackedBatch } from '../inbox/batch.ts';

/** A delivery in its batch. A small store takes its time for each field of a document: a batch is one field, packed. */
interface Row {
  readonly i: string;
  readonly t: number;
  readonly v?: Assurance;
  readonly r?: string;
  readonly h: Readonly<Record<string, string>>;
  readonly b: Uint8Array;
  readonly z?: true;
  readonly l: number;
}

const zip = promisify(brotliCompress);
const unzip = promisify(brotliDecompress);
/**
 * What one sender sends is much alike, and a small store takes long for each byte. Brotli at its fast levels takes a third of
 * gzip's time for half of the bytes: it looks further back than one delivery.
 */
const OPTIONS = { chunkSize: 64 * 1_024, params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
/** Up to here, in bytes, it takes less than a millisecond: handing it to another thread would take longer. */
const AT_ONCE = 512 * 1_024;

/** @returns a batch as one piece of bytes. */
export async function packBatch({ deliveries, ...ref }: Batch): Promise<PackedBatch> {
  const rows = deliveries.map((one): Row => ({
    i: one.id,
    t: one.receivedAt,
    ...(one.by && { v: one.by }),
    ...(one.refused !== undefined && { r: one.refused }),
    h: one.headers,
    b: one.body,
    ...(one.zipped && { z: one.zipped }),
    l: one.bodyBytes,
  }));
  const bytes = BSON.serialize({ rows });
  return {
    ...ref,
    count: rows.length,
    at: deliveries[0]?.receivedAt ?? 0,
    packed: bytes.length <= AT_ONCE ? brotliCompressSync(bytes, OPTIONS) : await zip(bytes, OPTIONS),
  };
}

/** @param packed what {@link packBatch} made. */
export async function unpackBatch(packed: Uint8Array): Promise<readonly Captured[]> {
  const { rows } = BSON.deserialize(await unzip(packed), { promoteBuffers: true }) as { rows: Row[] };
  return rows.map(({ i, t, v, r, h, b, z, l }) => ({
    id: i,
    receivedAt: t,
    ...(v && { by: v }),
    ...(r !== undefined && { refused: r }),
    headers: h,
    body: b,
    ...(z && { zipped: z }),
    bodyBytes: l,
  }));
}
