import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import { parseSeverity, type Severity } from '../incident/severity.ts';
import { ASKED_FOR, POLITE, SHORT_FORMS, VERB_FORMS, WORDS_OF_THEIR_OWN } from './lexicon.ts';
import { nameIn, type Nameable } from './names.ts';
import { corrected } from './spelling.ts';

/** One word of a sentence, with where it stands in what was written. */
export interface Word {
  /**
   * In lower case; a form of a verb as the lexicon has it, and what names something as a tag: `inc~0`, `sev~0`, `name~0`,
   * `person~0`, `quote~0`, `time~0`. Tags of a kind are numbered in their order.
   */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Taken for another word that it resembles. */
  readonly guessed?: true;
}

/** What a sentence names, by tag. */
export interface Things {
  readonly incidents: ReadonlyMap<string, { readonly id: IncidentId; readonly bare: boolean }>;
  readonly severities: ReadonlyMap<string, Severity>;
  readonly names: ReadonlyMap<string, Nameable & { readonly exact: boolean }>;
  readonly people: ReadonlyMap<string, string>;
}

/** What somebody said, taken apart. */
export interface Sentence {
  readonly raw: string;
  readonly words: readonly Word[];
  readonly things: Things;
  /** Where in what was written the characters stand that belong to no word, and may mean anything: `❌`, `~~`, `(`. */
  readonly unread: readonly number[];
}

/**
 * How many characters of a text are listened to. What is dictated may be longer; a request that is longer is never
 * unmistakable.
 */
export const LISTENED_TO = 1_000;

interface Piece {
  text: string;
  readonly start: number;
  end: number;
  guessed?: true;
}

const PIECE =
  /(?<quote>^[ \t]*>.*$|"[^"\n]*"|“[^”\n]*[”"]|„[^“”\n]*[“”]|«[^»\n]*»|`[^`\n]*`)|<@[^<>\n]*>|@"[^"\n]*"|@[\p{L}\p{N}][\p{L}\p{N}._-]*|(?<inc>#\d{1,9}(?![\p{L}\p{N}])|\binc(?:ident)?(?:[-_ ]?#?| number | no\.? ?)\d{1,9}(?![\p{L}\p{N}]))|(?<sev>\b(?:sev(?:erity)?[- ]?|p-?)[1-4]s?(?![\p{L}\p{N}]))|tl;?dr|\d+(?:[.:,]\d+)*(?:%|\p{L}+)?|[\p{L}][\p{L}\p{N}'_]*(?:[-/][\p{L}\p{N}][\p{L}\p{N}'_]*)*|[?!.,;:…\n]/gimu;

const STRIPPED_QUOTES = /^[“”"„«»`>\s]+|[“”"„«»`\s]+$/g;

/** Emphasis, and what chats put around mentions: they change nothing of what is said. */
const MEANINGLESS = /[\s*_\u200b]/;

/** Characters that keyboards and chats put in place of plain ones, each as long as what it replaces. */
function plainly(raw: string): string {
  return raw.replace(/[’‘`´](?=\p{L})(?<=\p{L}.)/gu, "'").replace(/\u00a0/g, ' ');
}

/**
 * Takes what somebody said apart.
 * @param masked stretches of the text that are one thing already, as times are; they become `time~0`.
 */
export function sentenceOf(
  raw: string,
  known: readonly Nameable[],
  people: readonly string[],
  masked: readonly { readonly start: number; readonly end: number }[] = [],
): Sentence {
  const incidents = new Map<string, { id: IncidentId; bare: boolean }>();
  const severities = new Map<string, Severity>();
  const names = new Map<string, Nameable & { exact: boolean }>();
  const persons = new Map<string, string>();
  let quotes = 0;
  const tag = (kind: string, n: number): string => `${kind}~${n}`;
  const pieces: Piece[] = [];
  const unread: number[] = [];
  const passOver = (from: number, to: number): void => {
    for (let at = from; at < to; at++) if (!MEANINGLESS.test(raw[at] ?? '')) unread.push(at);
  };
  let read = 0;

  const addPerson = (said: string): string => {
    const made = tag('person', persons.size);
    persons.set(made, said);
    return made;
  };

  for (const match of plainly(raw.slice(0, LISTENED_TO)).matchAll(PIECE)) {
    const [text] = match;
    const { quote, inc, sev } = match.groups ?? {};
    const [start, end] = [match.index, match.index + text.length];
    passOver(read, start);
    read = end;
    const mask = masked.findIndex((one) => start >= one.start && end <= one.end);
    if (mask >= 0) {
      if (pieces.at(-1)?.text !== tag('time', mask)) pieces.push({ text: tag('time', mask), start, end });
      else (pieces.at(-1) as Piece).end = end;
      continue;
    }
    const id = inc === undefined ? undefined : parseIncidentId(/\d+$/.exec(inc)?.[0] ?? '');
    const severity = sev === undefined ? undefined : parseSeverity(/[1-4]/.exec(sev)?.[0] ?? '');
    if (quote !== undefined) pieces.push({ text: tag('quote', quotes++), start, end });
    else if (id) {
      const made = tag('inc', incidents.size);
      incidents.set(made, { id, bare: false });
      pieces.push({ text: made, start, end });
    } else if (severity) {
      const made = tag('sev', severities.size);
      severities.set(made, severity);
      pieces.push({ text: made, start, end });
    } else if (/^<@|^@/.test(text)) {
      if (/^@muster$/i.test(text)) pieces.push({ text: '@muster', start, end });
      else pieces.push({ text: addPerson(text), start, end });
    } else {
      const word = text === '\n' ? '.' : text.toLowerCase().replace(/^tl;dr$/, 'tldr');
      for (const part of (SHORT_FORMS.get(word) ?? word).split(' ')) pieces.push({ text: part, start, end });
    }
  }

  passOver(read, Math.min(raw.length, LISTENED_TO));
  if (raw.length > LISTENED_TO) unread.push(LISTENED_TO);

  const words: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as Piece;
    const named = nameIn(
      pieces.slice(at, at + 4).map(({ text }) => text),
      known,
      pieces[at - 1]?.text,
    );
    if (named) {
      const made = tag('name', names.size);
      names.set(made, { ...named.thing, exact: named.exact });
      words.push({
        text: made,
        start: piece.start,
        end: pieces[at + named.length - 1]?.end ?? piece.end,
        ...(!named.exact && { guessed: true as const }),
      });
      at += named.length - 1;
      continue;
    }
    const { text } = piece;
    if (people.includes(text)) words.push({ ...piece, text: addPerson(text) });
    else if (/^\d{1,9}$/.test(text) && parseIncidentId(text)) {
      // Whether a bare number is an incident its neighbours tell.
      const id = parseIncidentId(text) as IncidentId;
      const made = tag('num', incidents.size);
      incidents.set(tag('inc', incidents.size), { id, bare: true });
      words.push({ ...piece, text: made });
    } else words.push({ ...piece, text: VERB_FORMS.get(text) ?? text });
  }

  for (const word of words) {
    if (!/^\p{L}{3,}$/u.test(word.text) || WORDS_OF_THEIR_OWN.has(word.text) || ASKED_FOR.has(word.text))
      continue;
    if (VERB_FORMS.has(word.text) || POLITE.has(word.text)) continue;
    const meant = corrected(word.text, SPELLED, (one) => VERB_FORMS.get(one) ?? one);
    if (meant === undefined) continue;
    word.text = VERB_FORMS.get(meant) ?? SHORT_FORMS.get(meant)?.split(' ')[0] ?? meant;
    word.guessed = true;
  }
  return { raw, words, things: { incidents, severities, names, people: persons }, unread };
}

const SPELLED = [...VERB_FORMS.keys(), ...ASKED_FOR];

/** @returns a quoted text without its quotes. */
export function unquotedText(text: string): string {
  return text.replace(STRIPPED_QUOTES, '');
}
