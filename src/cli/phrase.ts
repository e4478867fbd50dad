import { VOCABULARY, wordFor, type Word } from '../command/vocabulary.ts';

/** Words that are typed after `muster` itself: what is no word for running an incident. */
export const INCIDENT_COMMAND = 'incident';

/** In chat the word links accounts as well; a token has none. */
const LINK: Word = {
  name: 'link',
  synonyms: [],
  usage: 'link [id] https://… [title]',
  help: 'Put a link on an incident.',
  example: 'link 42 https://grafana.example/d/checkout The dashboard',
};

/** @returns the words of chat that the command line has: help is its own, and a token has no accounts. */
export function words(): readonly Word[] {
  const all: readonly Word[] = VOCABULARY;
  return [...all.filter(({ name, group }) => name !== 'help' && group !== 'account'), LINK];
}

/** @returns how a word is typed at the command line: `muster incident ack`, `muster oncall`. */
export function typed(word: Pick<Word, 'name' | 'group' | 'ofIncident'>): string {
  return isOfIncident(word) ? `muster ${INCIDENT_COMMAND} ${word.name}` : `muster ${word.name}`;
}

/** @returns whether a word stands below `muster incident`. */
export function isOfIncident({
  name,
  group,
  ofIncident,
}: Pick<Word, 'name' | 'group' | 'ofIncident'>): boolean {
  return group === undefined || ofIncident === true || name === LINK.name;
}

/** @returns a text in which commands of chat are those of the command line. */
export function atTerminal(text: string): string {
  return text.replace(/\/im(?: (help\b ?)?([\w-]+)?)?/g, (whole, help?: string, name?: string) => {
    const word = name === undefined ? undefined : wordFor(name);
    if (help !== undefined) return word ? `${typed(word)} --help` : 'muster --help';
    return word ? typed(word) : whole;
  });
}

/**
 * Puts a line together as it is typed in chat.
 * @param args what stands after the word. @param flags by name; `true` for a switch.
 */
export function lineOf(
  word: string,
  args: readonly string[],
  flags: ReadonlyMap<string, string | true>,
): string {
  const said = args.map((arg) => {
    if (/^@.*\s/.test(arg)) return `@"${arg.slice(1)}"`;
    // Within quotes of the shell a hyphen is part of the text.
    return /\s-/.test(arg) && !arg.includes('"') ? `"${arg}"` : arg;
  });
  const flagged = [...flags].map(([name, value]) => {
    if (value === true) return `--${name}`;
    return /\s/.test(value) ? `--${name}="${value}"` : `--${name}=${value}`;
  });
  return [word, ...said, ...flagged].join(' ');
}
