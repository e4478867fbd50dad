/**
 * Keeps the beginning and the end of a text that comes in pieces: what a command did stands at the one, why it failed at
 * the other.
 */
export class Excerpt {
  readonly #half: number;
  #beginning = '';
  #end = '';
  #between = 0;

  /** @param most characters that are kept. */
  constructor(most: number) {
    this.#half = Math.floor(most / 2);
  }

  add(text: string): void {
    const room = this.#half - this.#beginning.length;
    this.#beginning += text.slice(0, Math.max(room, 0));
    this.#end += text.slice(Math.max(room, 0));
    const over = this.#end.length - this.#half;
    if (over <= 0) return;
    this.#between += over;
    this.#end = this.#end.slice(over);
  }

  /** @returns it, with a line that says how much is missing where something is. */
  text(): string {
    if (this.#between === 0) return this.#beginning + this.#end;
    // Neither part may begin or end within a character.
    const beginning = this.#beginning.replace(/[\uD800-\uDBFF]$/, '');
    const end = this.#end.replace(/^[\uDC00-\uDFFF]/, '');
    return `${beginning}\n[… ${this.#between} characters …]\n${end}`;
  }
}
