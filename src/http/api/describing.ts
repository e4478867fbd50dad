import type { z } from 'zod';
import type { RefusalCode } from '../refusal-table.ts';

/** How the description of the API is written; see {@link openApiDocument}. */
export interface Describing {
  readonly json: (content: z.ZodType, io: 'input' | 'output') => object;
  readonly parameters: (query: z.ZodObject) => object[];
  readonly responses: (
    found: Record<number, { description: string; content: z.ZodType }>,
    codes: readonly RefusalCode[],
  ) => object;
  readonly read: (
    operationId: string,
    summary: string,
    content: z.ZodType,
    rest?: object,
    codes?: readonly RefusalCode[],
  ) => object;
  readonly idempotencyKey: object;
  /** What may be wrong with a body. */
  readonly body: readonly RefusalCode[];
}

/** @returns the description of a text that stands in a path as `{name}`. */
export const inPath = (name: string, example: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  example,
});
