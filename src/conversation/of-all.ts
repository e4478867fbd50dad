import type { Ask } from '../command/ask.ts';

/** What somebody may want of all incidents at once. */
export type OfAll = NonNullable<Extract<Ask, { kind: 'list' }>['ofAll']>;

const VERB = '(?:ack|mitigate|resolve|close|reopen|escalate)';
const MANY =
  '(?:(?:(?:the |my |our |these |those )?(?:(?:open|active|current|ongoing|old|remaining|resolve\\+ed|mitigate\\+ed|ack\\+ed|name~\\d+|sev~\\d+) )*incidents)|all|every|each|everything|both|them all|them both|(?:the )?(?:lot|rest|others))';
const VERB_FIRST = new RegExp(`^(?<verb>${VERB}) ${MANY}(?= |$)`);
const VERB_LAST = new RegExp(`^(?:mark|set) ${MANY}(?: \\S+)* (?:as |to )?(?<verb>${VERB})(?:\\+ed)?$`);

/** @param said what a clause says. @returns what it wants of more incidents than it names; undefined when nothing. */
export function wantedOfAll(said: string): OfAll | undefined {
  if (/\binc~\d+/.test(said)) return undefined;
  const { verb } = (VERB_FIRST.exec(said) ?? VERB_LAST.exec(said))?.groups ?? {};
  return verb as OfAll | undefined;
}
