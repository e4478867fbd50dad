/**
 * @param characters UTF-16 units.
 * @returns a text without these at its end. A regular expression such as `/\s+$/` would look at each run of them within the
 * text again from each of its characters: what anybody prints or types could hold up everything for minutes.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
