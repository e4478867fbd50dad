/** @returns the first line of what was thrown, whatever it is. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n', 1)[0] ?? '';
}

/** @returns a text with the end of a sentence. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
