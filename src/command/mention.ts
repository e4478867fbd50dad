import { problem, type Ask, type Problem } from './ask.ts';
import { withoutForm } from './form.ts';
import { parseCommandLine } from './parse.ts';
import { leadingId, type Place } from './subject.ts';
import { unknownWord, wordFor, type WordName } from './vocabulary.ts';

const GREETING = /^(?:@?muster|hey|hi|hello|there|yo|ok|okay)(?=[\s,!:.]|$)[\s,!:.]*/i;
const REQUEST =
  /^(?:please|pls|kindly|(?:can|could|would|will) you|(?:i|we) (?:want|need) (?:you )?to)(?=[\s,!:.]|$)[\s,!:.]*/i;
const THANKS = /[\s,.!]*(?:@muster|please|pls|plz|thanks|thank you|thx|ty|cheers|now)[\s.!?]*$/i;

/** Commands that change how an incident stands: in a conversation their words are often just words. */
const GRAVE: ReadonlySet<WordName> = new Set(['ack', 'mitigate', 'resolve', 'close', 'reopen', 'escalate']);

interface Said {
  readonly text: string;
  /** Was Muster asked to do something ("can you …")? */
  readonly requested: boolean;
}

function withoutPoliteness(given: string): Said {
  let text = given.trim();
  let requested = false;
  for (let before = ''; before !== text;) {
    before = text;
    text = text
      .replace(/^<@[^<>\n]*>[\s,:]*/, '')
      .replace(GREETING, '')
      .replace(THANKS, '');
    const asked = text.replace(REQUEST, '');
    requested ||= asked !== text;
    text = asked.trim();
  }
  return { text, requested };
}

/**
 * Understands a mention such as "@muster ack 42, please". Politeness is left out; what remains is a command line, but
 * what could be mere conversation ("closed for lunch", "resolved?") never changes an incident.
 * @returns what is asked for, or what to say instead.
 */
export function parseMention(given: string, place: Place): Ask | Problem {
  const { text, requested } = withoutPoliteness(given);
  const question = /\?\s*$/.test(given);
  // "what is the status of incident 42?"
  const line = text
    .replace(/[\s?]+$/, '')
    .replace(
      /^(?:what(?:'s|’s| is)|show(?: me)?|give me|tell me)\s+(?:the\s+)?(?=status|list|timeline|help)/i,
      '',
    )
    .replace(/^([\w-]+)\s+(?:of\s+)?(?:the\s+)?incident\s+(?=#|inc|\d)/i, '$1 ')
    .replace(/^(status|timeline)\s+of\s+/i, '$1 ');
  if (!line) return { kind: 'help' };
  const [first = ''] = line.split(/[\s,:]+/, 1);
  const word = wordFor(first);
  if (!word && !leadingId(line))
    return problem(`${unknownWord(first)} Say for instance “status”, “ack 42” or “list”.`);
  if (word && GRAVE.has(word.name)) {
    const rest = line.slice(first.length).replace(/^[\s,:]+/, '');
    const about = leadingId(rest);
    if ((question && !requested) || (rest && !about)) {
      const id = about?.id ?? place.incident ?? 'INC-42';
      const said = about ? about.rest : rest;
      return problem(
        `I am not sure that you want that. If you do, type \`/im ${word.name} ${id}${said && ` ${said}`}\`; \`/im status ${id}\` says how it stands.`,
      );
    }
  }
  const ask = parseCommandLine(line, place);
  // A mention gives no right to open a form.
  return ask.kind === 'form' ? withoutForm(ask) : ask;
}
