import { TemplateError } from './error.ts';

/** UTF-16 units that a template may render. */
export const MOST_RENDERED = 100_000;
/** UTF-16 units of a text in between. Output of commands is longer than what is shown of it. */
const MOST_TEXT = 2_000_000;
/**
 * One is a node of the template, an item of a list, or 64 units of text. All of them take a tenth of a second, and
 * half a second with regular expressions that are made to take long.
 */
const MOST_STEPS = 200_000;
const UNITS_A_STEP = 64;

/** What one rendering may still take, so that no template holds up everything else in the process. */
export class Budget {
  #left = MOST_STEPS;

  /** @throws {TemplateError} when it is used up. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) {
      throw new TemplateError(
        'too_many_steps',
        `it takes more than ${MOST_STEPS} steps: show less, or loop over less`,
      );
    }
  }

  /** Spends what it takes to read a value once, as far as its first level goes. */
  read(value: unknown): void {
    if (typeof value === 'string') this.spend(Math.ceil(value.length / UNITS_A_STEP));
    else if (Array.isArray(value)) this.spend(value.length);
    else if (typeof value === 'object' && value !== null) this.spend(Object.keys(value).length);
  }

  /** Spends what a text of this many UTF-16 units takes; to be asked before it is made. */
  text(units: number): void {
    if (!(units <= MOST_TEXT)) {
      throw new TemplateError('too_long', `it makes a text of more than ${MOST_TEXT} characters`);
    }
    this.spend(Math.ceil(units / UNITS_A_STEP));
  }
}
