/** @returns the first `most` UTF-16 units of a text, or one fewer: never half of a surrogate pair. */
export function head(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** @returns a text of at most `most` UTF-16 units, with `…` at its end where it was cut, never within a character. */
export function bounded(text: string, most: number): string {
  return text.length <= most ? text : `${head(text, most - 1)}…`;
}
