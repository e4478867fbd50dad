/** @returns the first line of what was thrown, whatever it is. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n', 1)[0] ?? '';
}

/** @returns file and line of the code where something was thrown first, where it says so. */
export function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return /(?:^|[\s(]|file:\/\/)(\/[^\s():]+:\d+)/.exec(stack)?.[1];
}

/** @returns a text with the end of a sentence. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
