import { POLITE } from './lexicon.ts';
import type { Sentence, Word } from './sentence.ts';

/** How what a clause says is meant. */
export interface Mood {
  /** "can you …", "I'd like you to …": Muster is asked, question mark or not. */
  readonly requested: boolean;
  /** "should we …", "let's …", "maybe …": weighed, not asked for. */
  readonly weighed: boolean;
}

/** A part of a sentence that says one thing. */
export interface Clause extends Mood {
  readonly words: readonly Word[];
  /** The words with spaces between them, without punctuation and politeness. */
  readonly said: string;
  readonly question: boolean;
}

const joined = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');

/** What is said before one comes to the point. */
const LEAD =
  /^(?:ok|okay|hey|hi|hello|yo|so|well|and|then|but|also|um|right|alright|oh|wow|yes|yeah|yep|sure|just|quick question|good (?:morning|evening|afternoon|day)|morning|there|sorry(?: for the (?:noise|trouble)| i am late| to bother you)?|go ahead and|(?:when|if) you (?:have|get) (?:a|the) (?:second|sec|minute|moment|chance|time)|it is time to|for me|i just (?:woke up|joined|got here|arrived)|thank you|a lot|no worries)(?= |$) ?/;

const REQUEST =
  /^(?:(?:can|could|would|will) you(?: (?:please|just|also))?(?: mind)?|i (?:would like|want|need) you to|you (?:can|may)(?: now)?|be so kind(?: and| as to)?|feel free to|do me a favou?r and)(?= |$) ?/;

const WEIGHED =
  /^(?:let us|(?:i (?:think|guess|suppose|believe|would say) )?we (?:should|could|can|might|need to|have to|must|ought to)(?: probably| maybe| also)?|(?:should|shall|can|could|may|might|must) (?:i|we|someone)|should not we|you should|ok(?:ay)? to|(?:is it )?(?:ok|time|safe|fine) to|maybe|perhaps|probably|i (?:guess|think|suppose|want to|would like to|need to|have to|will|am going to|can)|someone (?:should|could|can|please)|someone|everyone|everybody|guys|folks|want to|ready to|how about|what about)(?= |$) ?/;

/** Words that keep what they stand around from being punctuation of two clauses. */
const STOPS = new Set(['.', ';', '!', '?', '…']);

/** What begins a clause of its own behind a comma, "and", "then" or "but". */
const BEGINS =
  /^(?:ack|resolve|close|mitigate|reopen|escalate|join|leave|assign|declare|make|raise|lower|bump|set|page|note|tell|show|give|who|what|when|where|how|is|are|do not|can|could|would|please|summarise|status|then|also|if|when|not|it|we|i|someone|mark|rename|add|looking|not|no|never)\b/;

function polite({ text }: Word): boolean {
  return POLITE.has(text);
}

const OTHER = /^(?:and )?(?:inc~\d+|num~\d+)(?= |$)/;
/** One more number, behind which the enumeration or the sentence goes on or ends. */
const ONE_MORE = /^(?:and )?(?:inc|num)~\d+(?= (?:,|and|[.;!?…]|(?:inc|num)~)|$)/;

const isNumber = ({ text }: Word): boolean => /^(?:inc|num)~/.test(text);

/** Is a comma one of an enumeration, as in "ack 42, 43 and 44"? */
function goesOn(current: readonly Word[], next: string): boolean {
  const last = current.at(-1);
  // "resolve 42: 43, 44 and 45 were the same" enumerates what it explains.
  const one = current.filter(isNumber).length === 1;
  return one && last !== undefined && isNumber(last) && ONE_MORE.test(next);
}

/** @returns the clauses of a sentence, in order; what is mere politeness is none. */
export function clausesOf({ words, raw }: Sentence): Clause[] {
  const parts: { words: Word[]; question: boolean }[] = [];
  let current: Word[] = [];
  const end = (question: boolean): void => {
    if (current.length > 0) parts.push({ words: current, question });
    current = [];
  };
  for (const [at, word] of words.entries()) {
    const { text } = word;
    if (STOPS.has(text)) {
      end(text === '?');
      // "who's on it? please" is still a question, and so is what "??" ends.
      continue;
    }
    const next = joined(words.slice(at + 1, at + 6).filter((one) => !polite(one)));
    if (text === ',' || text === 'but' || text === 'then' || text === 'and') {
      const sameVerb = text === ',' ? goesOn(current, next) : OTHER.test(next) && text !== 'but';
      if ((BEGINS.test(next) && !sameVerb) || text === 'but' || (text === ',' && !sameVerb)) {
        // "42, and 43": the comma has begun it.
        if (text === 'and' && current.length === 0) continue;
        end(false);
        continue;
      }
      if (sameVerb && current.length > 0) {
        // "ack 42 and 43" is "ack 42" and "ack 43".
        const verb = current.findIndex((one) => /^(?:inc|num)~/.test(one.text));
        const lead = verb < 0 ? [] : current.slice(0, verb);
        end(false);
        current = [...lead];
        continue;
      }
    }
    if (text === ':' || text === ',') continue;
    const last = current.at(-1);
    // "ack 42/43", "ack 42 & 43"
    if (last && isNumber(last) && isNumber(word) && /^ ?[/&+] ?$/.test(raw.slice(last.end, word.start))) {
      const lead = current.slice(0, current.findIndex(isNumber));
      end(false);
      current = [...lead];
    }
    current.push(word);
  }
  end(false);
  shareObjects(parts);
  shareHolds(parts);
  return parts.flatMap((part) => {
    const clause = clauseOf(part.words, part.question);
    // "…, I guess" says nothing more, but that it is not sure.
    return clause.said || clause.weighed ? [clause] : [];
  });
}

/** "resolve and close 42": a verb without an object has that of the next clause. */
function shareObjects(parts: { words: Word[]; question: boolean }[]): void {
  for (const [at, part] of parts.entries()) {
    const next = parts[at + 1];
    if (!next || part.words.filter((word) => !polite(word)).length !== 1) continue;
    const object = next.words.find(({ text }) => /^(?:inc|num)~/.test(text));
    if (object && /^(?:ack|resolve|close|mitigate|reopen|escalate)$/.test(joined(part.words)))
      part.words.push(object);
  }
}

const PUT = /(?:^| )(put|set|place|take|get|move|bring) (?:inc|num)~\d+(?: (on|off(?: of)?) hold)?$/;

/** "put 42 and 43 on hold" says of both where they are put; "take 42" alone would be something else. */
function shareHolds(parts: { words: Word[] }[]): void {
  let behind: { verb: string | undefined; tail: readonly Word[] } | undefined;
  for (const part of parts.toReversed()) {
    const words = part.words.filter((word) => !polite(word));
    const [, verb, where] = PUT.exec(joined(words)) ?? [];
    if (where !== undefined) behind = { verb, tail: words.slice(-1 - where.split(' ').length) };
    else if (verb !== undefined && verb === behind?.verb) part.words.push(...behind.tail);
    else behind = undefined;
  }
}

function clauseOf(given: readonly Word[], question: boolean): Clause {
  let words = given.filter((word) => !polite(word));
  const mood = { requested: false, weighed: false };
  const drop = (pattern: RegExp): boolean => {
    const lead = pattern.exec(joined(words))?.[0].trim();
    if (!lead) return false;
    words = words.slice(lead.split(' ').length);
    return true;
  };
  for (let changed = true; changed;) {
    changed = drop(LEAD);
    if (drop(REQUEST)) mood.requested = changed = true;
    else if (drop(WEIGHED)) mood.weighed = changed = true;
  }
  return { words, said: joined(words), question, ...mood };
}
