import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import { problem, type Problem } from './ask.ts';
import { VOCABULARY, type WordName } from './vocabulary.ts';

/** Where a command was typed. */
export interface Place {
  /** The incident whose own channel it is: there the id may be left out. */
  readonly incident?: IncidentId | undefined;
}

/** The incident that a command is about, and what was said besides. */
export interface Subject {
  readonly id: IncidentId;
  readonly rest: string;
}

const ID = /^(?<prefix>#|inc[-_ ]?#?)?(?<number>\d+)[.,:;!?]*(?=\s|$)/i;

/** Something that begins like an id and is none, such as `inc-4x`. */
const BROKEN = /^inc[-_#]\S*/i;

/** @returns an id at the very beginning of a text; `bare` when it is a mere number, which may be meant otherwise. */
export function leadingId(text: string): (Subject & { readonly bare: boolean }) | undefined {
  const match = ID.exec(text);
  const id = parseIncidentId(match?.groups?.number ?? '');
  if (!match || !id) return undefined;
  return { id, rest: text.slice(match[0].length).trim(), bare: match.groups?.prefix === undefined };
}

/** @returns that the id is missing, with what to type. */
export function idMissing(name: WordName): Problem {
  const { example } = VOCABULARY.find((word) => word.name === name) ?? { example: name };
  return problem(
    `Which incident? Give its id, as in \`/im ${example}\`, or type this in the incident's own channel. ` +
      '`/im list` shows the active incidents.',
  );
}

/**
 * Finds the incident that a command is about. Outside of an incident's channel a leading number is the id. In one,
 * - for a command that takes nothing else, a number is the id (`ack 43`);
 * - for a text, a bare number belongs to it (`note 500 errors everywhere`), and `#42` or `inc-42` is an id;
 * - for a command that changes an incident and takes a note, a bare number other than the channel's own could be
 *   either, and guessing could change the wrong incident: that is asked back.
 * @param takes what the command takes besides the id.
 */
export function subject(
  name: WordName,
  text: string,
  place: Place,
  takes: 'nothing' | 'note' | 'text',
): Subject | Problem {
  const found = leadingId(text);
  const here = place.incident;
  if (!found) {
    const broken = BROKEN.exec(text)?.[0];
    if (broken) return problem(`\`${broken.slice(0, 40)}\` is no incident id such as INC-42.`);
    return here ? { id: here, rest: text } : idMissing(name);
  }
  const { id, rest, bare } = found;
  if (!here || !bare || takes === 'nothing') return { id, rest };
  if (takes === 'text') return { id: here, rest: text };
  if (id === here) return { id, rest };
  const number = id.slice('INC-'.length);
  return problem(
    `This is the channel of ${here}. Do you mean ${id}? Then type \`/im ${name} ${id}${rest && ` ${rest}`}\`. ` +
      `If ${number} belongs to the note: \`/im ${name} ${here} ${text}\`.`,
  );
}
