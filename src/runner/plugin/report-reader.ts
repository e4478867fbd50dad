import { z } from 'zod';
import { PLUGIN_FAILURES } from './order.ts';

/** More than is kept of any result. */
const MOST_BYTES = 8 * 1024 ** 2;

/** Code of the plug-in could have written it. */
const report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('returned'), result: z.unknown() }),
  z.object({
    kind: z.literal('failed'),
    code: z.enum(PLUGIN_FAILURES),
    message: z.string(),
  }),
]);

/** What a run of a plug-in came to, as its process reports it. */
export type RunReport = z.output<typeof report>;

/** Reads what the process of a plug-in reports, as far as that is no more than can be kept. */
export class ReportReader {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MOST_BYTES) this.#chunks.push(chunk);
    else this.#chunks.length = 0;
  }

  /** @returns what it reported; undefined when it did not come to that. */
  report(): RunReport | undefined {
    if (this.#bytes > MOST_BYTES)
      return {
        kind: 'failed',
        code: 'bad_result',
        message: `What it returned is larger than ${MOST_BYTES / 1024 ** 2} MiB as JSON.`,
      };
    try {
      return report.safeParse(JSON.parse(Buffer.concat(this.#chunks).toString('utf8'))).data;
    } catch {
      return undefined;
    }
  }
}
