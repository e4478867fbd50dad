import type { z } from 'zod';

/** What became of a body: what it says, or why it is not what was expected. */
export type Body<T> = { readonly value: T } | { readonly problem: string };

/**
 * Reads a JSON body by a schema.
 * @param body raw bytes in UTF-8. @returns the first problem with its place, such as `alerts[0].status: …`, never a value.
 */
export function jsonBody<T>(body: Uint8Array, schema: z.ZodType<T>): Body<T> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { problem: 'the body is no JSON in UTF-8' };
  }
  const read = schema.safeParse(parsed);
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const at = (issue?.path ?? []).reduce<string>(
    (path, part) =>
      typeof part === 'number' ? `${path}[${part}]` : path === '' ? String(part) : `${path}.${String(part)}`,
    '',
  );
  return {
    problem: at === '' ? (issue?.message ?? 'it is not as expected') : `${at}: ${issue?.message ?? ''}`,
  };
}
