/** @returns a regular expression that finds a text as it stands. Source: ECMAScript, the characters of Pattern. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
