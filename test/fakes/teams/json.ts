/** A JSON object as it came. */
export type Json = Record<string, unknown>;

/** @returns a field's text; empty when it is no text. */
export function textOf(object: Json | undefined, key: string): string {
  const value = object?.[key];
  return typeof value === 'string' ? value : '';
}

/** @returns a field's object; undefined when it is none. */
export function objectOf(object: Json | undefined, key: string): Json | undefined {
  const value = object?.[key];
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}
