/** @returns a title as one line: what breaks lines would draw lines of its own into messages. */
export function onOneLine(title: string): string {
  return title.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
