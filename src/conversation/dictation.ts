import { parseCommandLine } from '../command/parse.ts';
import { TITLE_LIMIT } from '../incident/command.ts';
import type { Severity } from '../incident/severity.ts';
import { aboutOf, ID, OBJECT, type About } from './about.ts';
import { CONDITION, type Demand } from './demand.ts';
import { LISTENED_TO, unquotedText, type Sentence, type Word } from './sentence.ts';
import type { Change, Wish } from './wish.ts';

/** A declaration that somebody may want. */
export interface Declaration {
  readonly ask: Extract<Change, { kind: 'declare' }>;
  readonly plain: boolean;
}

/** What was dictated: words that are kept as they were written. */
export type Dictated = Demand | Declaration | 'form';

const LEAD =
  /^(?:(?:please|pls|plz|kindly|ok|okay|hey|hi|hello|yo|muster|@muster|,|!|:|so|well|and|also|for the log|(?:can|could|would|will) (?:you|someone)|i would like to|i want to|let us|should (?:we|i)|shall (?:we|i))(?= |$) ?)+/;

const asText = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');

/** @returns what was written from there on, without the punctuation and politeness around it. */
function from(raw: string, start: number): string {
  const text = raw
    .slice(start)
    .replace(/^[\s:,–—-]+/, '')
    .replace(/[\s,]*(?:please|pls|plz|thanks|thank you|thx|ty|cheers)[\s.!]*$/i, '')
    .trim();
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) return '';
  return /^[“"„«][^“”"„«»]*[”"»]$/.test(text) ? unquotedText(text) : text;
}

interface Rest {
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The words behind what matched. */
  readonly rest: readonly Word[];
  readonly taken: readonly Word[];
  readonly text: string;
  /** Whether nothing stands before the rest that is no word. */
  readonly clear: boolean;
}

/** Matches the beginning of a sentence; what is left is dictated. */
function begins(sentence: Sentence, words: readonly Word[], pattern: RegExp): Rest | undefined {
  const match = pattern.exec(`${asText(words)} `);
  if (!match) return undefined;
  const taken = match[0].trim() === '' ? 0 : match[0].trim().split(' ').length;
  const rest = words.slice(taken);
  const start = words[taken - 1]?.end ?? words[0]?.start ?? 0;
  return {
    groups: match.groups ?? {},
    rest,
    taken: words.slice(0, taken),
    text: from(sentence.raw, start),
    clear: !sentence.unread.some((at) => at < start),
  };
}

const NOTE = new RegExp(
  `^(?:(?:add|put|make|write|leave|take) (?:an? |this |the )?note(?: (?:to|on|for|of) (?<object>${OBJECT}|num~\\d+))?|note(?: down)?(?: (?:on|for|to|in)(?! (?:self|me|myself)\\b))?(?: (?<second>${OBJECT}(?= (?!is |are |was |has ))|num~\\d+(?= )))?|(?:add|put|write)(?: this)? (?:to|on|in|into) (?:the )?timeline(?: (?:of|for) (?<third>${OBJECT}|num~\\d+))?) (?<mark>: |that |saying |, )?`,
);
const UPDATE = new RegExp(
  `^(?:(?:(?:post|send|publish|give|share|write|make|put out|send out|add) )?(?:an? |this |the )?(?:new |quick )?(?:status )?update(?: (?:to|on|for|of|about|in))?(?: (?:everyone|everybody|all|all channels))?(?: (?<object>${OBJECT}|num~\\d+))?) (?<mark>: |that |saying |, saying )`,
);
const ASIDE = new RegExp(
  `^(?:for the (?:record|timeline|log)(?: of (?<object>${OBJECT}))?|log(?: (?:on|for) (?<second>${OBJECT}))?|fyi) (?:(?:that|,|:) )+`,
);
const TITLE = new RegExp(
  `^(?:(?:rename|retitle) (?<object>${OBJECT}) (?:to|into|as) |(?:change|set) (?:the )?(?:title|name)(?: of (?<second>${OBJECT}))? (?:to|into) |title (?:(?<third>${ID}) )?: )(?:: )?`,
);
const CHANGE = new RegExp(
  `^(?<verb>mitigate|resolve|close|reopen|escalate) (?<object>${ID}) (?<mark>[:,] )?`,
);

/** Notes that are nobody's timeline's. */
const PRIVATE = /^(?:to|for) (?:self|me|myself)\b/;

function demand(wish: Wish, rest: Rest, sentence: Sentence, plain: boolean): Demand {
  const { object, second, third } = rest.groups;
  const said = object ?? second ?? third;
  const about: About | undefined = said === undefined ? undefined : aboutOf(said, sentence.things);
  return { wish, ...(about && { about }), plain: plain && rest.clear && about?.kind !== 'described' };
}

/** @returns what is dictated with the command that takes it; `form` when there are no words to take. */
export function dictated(sentence: Sentence, here: boolean): Dictated | undefined {
  const lead = LEAD.exec(asText(sentence.words))?.[0].trim();
  const words = lead ? sentence.words.slice(lead.split(' ').length) : sentence.words;
  const weighed = /\b(?:let us|should|shall|someone|would like|want)\b/.test(lead ?? '');
  return noted(sentence, words, here, !weighed) ?? declared(sentence, words, weighed);
}

function noted(
  sentence: Sentence,
  words: readonly Word[],
  here: boolean,
  plain: boolean,
): Demand | undefined {
  const note = begins(sentence, words, NOTE);
  if (note?.text && !PRIVATE.test(asText(note.rest)) && !/^(?:please|pls)\b/.test(asText(note.rest))) {
    const { object, second, third, mark } = note.groups;
    const said = object ?? second ?? third;
    const bare = said !== undefined && isBare(said, sentence);
    if (bare && here && mark === undefined && note.taken.length === 2) return textOfNumber(sentence, words);
    if (said !== undefined || here)
      return demand(command('note', note.text), note, sentence, plain && !(bare && mark === undefined));
  }
  const update = begins(sentence, words, UPDATE);
  if (update?.text) {
    const doubtful = TAKEN_BACK.test(asText(update.rest)) || update.taken.some(({ guessed }) => guessed);
    // Everybody reads it: only behind a colon is it surely the very text.
    const surely = plain && update.groups.mark === ': ' && !doubtful;
    return demand(command('update', update.text), update, sentence, surely);
  }
  const aside = begins(sentence, words, ASIDE);
  if (aside?.text && (here || aside.groups.object !== undefined || aside.groups.second !== undefined))
    return demand(command('note', aside.text), aside, sentence, false);
  const title = begins(sentence, words, TITLE);
  if (title?.text && (here || Object.values(title.groups).some((group) => group !== undefined)))
    return demand(
      command('title', oneLine(title.text)),
      title,
      sentence,
      plain && !/\?/.test(asText(title.rest)),
    );
  const change = begins(sentence, words, CHANGE);
  // A misspelled command is asked back.
  if (change?.taken.some(({ guessed }) => guessed)) return undefined;
  const { verb, object = '', mark } = change?.groups ?? {};
  if (!change?.text || (isBare(object, sentence) && mark === undefined)) return undefined;
  const rest = asText(change.rest);
  if (ONLY_AFTERWARDS.test(rest) || DOUBTFUL.test(rest) || CONDITION.test(rest)) return undefined;
  // Behind a colon anything may be said; else only what reads as an explanation.
  if (mark?.trim() !== ':' && !EXPLAINS.test(rest)) return undefined;
  const unsure = UNSURE.test(rest) || change.rest.length === 0 || sentence.raw.length > LISTENED_TO;
  return demand(command(verb ?? '', change.text), change, sentence, plain && !unsure);
}

/** In an incident's channel a bare number is part of the note: "note 500 errors everywhere". */
function textOfNumber(sentence: Sentence, words: readonly Word[]): Demand | undefined {
  const text = from(sentence.raw, words[1]?.start ?? 0);
  return text ? { wish: command('note', text), plain: false } : undefined;
}

/** What may be a question, another request, or somebody else's words. */
const DOUBTFUL =
  /\?|^(?:and|or|but|to|,|then|not|no|with|team|name~\d+|inc~\d+|num~\d+)\b|\b(?:ack|mitigate|resolve|close|reopen|escalate|never mind|nevermind|scratch that|kidding|jk|forget it|said|says|told|wrote|wants|wait)\b(?!\+)|quote~/;
/** What makes even a text behind a colon none that everybody should read. */
const TAKEN_BACK = /\?|\b(?:never mind|nevermind|scratch that|kidding|jk|forget it)\b|quote~/;
const EXPLAINS =
  /^(?:it|we|i|they|the|because|due|by|false alarm|rolled|restarted|resolve\+ed|mitigate\+ed|done|root cause|cause|need|needs|nothing|turned|turns|customers?|after|thanks to)\b/;
/** Words by which an explanation may be a reason not to do it, or not to do it yet. */
const UNSURE =
  /\b(?:not|never|should|shall|must|need to|needs to|have to|has to|ought|guess|think|suppose|hope|maybe|perhaps|probably|later|soon|eventually|first|yet|until|unless|once|when|will|would|could|might|may|want|going to|time~\d+)\b/;
/** Titles that may be second thoughts. */
const SECOND_THOUGHTS =
  /^(?:no|not|do not|wait|maybe|perhaps|never|later|if|when|should|hold|stop|hm+|um+|actually)\b/;
const ONLY_AFTERWARDS =
  /^(?:(?:now|instead|for me|too|please|pls|plz|thanks|thx|again|first|immediately|muster|@muster|thank you|cheers|ty|bye|asap|for us|right away|right now|[!.])(?: |$))+$/;

function isBare(object: string, sentence: Sentence): boolean {
  const about = aboutOf(object, sentence.things);
  return about.kind === 'id' && about.bare;
}

function command(name: string, text: string): Wish {
  // What is too long the incident refuses, and says so: what somebody dictates is never cut behind their back.
  if (name === 'title') return { kind: 'command', command: { name, title: text } };
  if (name === 'note' || name === 'update') return { kind: 'command', command: { name, text } };
  return { kind: 'command', command: { name, note: text } } as Wish;
}

const NEW = '(?:declare|open|create|start|raise|file|report|log|make|call)';
const AN_INCIDENT = '(?:an? |the |this as an? )?(?:new |another )?(?:sev~\\d+ )?(?:incident|outage)';
const DECLARE = new RegExp(
  `^(?<plain>${NEW} (?:${AN_INCIDENT}|(?:a )?(?:new )?sev~\\d+))(?<mark> :)? (?:(?:for|about|because of|because|as|since|on|that|with|,) )*`,
);
const NEW_INCIDENT =
  /^(?:new (?:incident|outage|sev~\d+)|(?:we have|there is|having|i have) (?:an? )?(?:new |major |big |serious |real )?(?:incident|outage|problem|issue|sev~\d+))(?= |$) ?(?:(?:with|,|:|for|that|on|in) )*/;
const BARE_DECLARE = /^declare(?: :)? /;

/** Things of which one says that they are broken, and how. */
const BROKEN =
  /^(?:(?:the |our |all )?(?<thing>name~\d+(?: (?:service|team|page|api|app|site))?|(?:whole |entire )?(?:site|website|api|app|production|prod|database|login|everything|system|payment|payments)) (?:is |are |seems |looks |appears |keeps |has been |went |was )?(?:really |very |completely |totally |all |super |again |not |just )*(?:down|broken|slow|failing|dead|unavailable|unreachable|responding|working|loading|crashing|crashed|throwing|returns|returning|timing|times|out of|offline|on fire|degraded|erroring)\b|(?:the |our |all )?(?!(?:it|this|that|these|those|i|we|you|he|she|they|who|what|which|there|everybody|someone|person~\d+|inc~\d+|num~\d+) )[a-z-]+(?: (?!is |are )[a-z-]+)? (?:is|are|seems|went) (?:really |very |completely |totally |all |super |again |just )*(?:down|broken|slow|failing|dead|unavailable|unreachable|offline|degraded|on fire|not (?:responding|working|loading|reachable|available))\b|no (?<second>name~\d+) |(?:nobody|no one|customers|users|people) (?:can not|can|are unable to) )/;

function declared(sentence: Sentence, words: readonly Word[], weighed: boolean): Dictated | undefined {
  const { raw, things } = sentence;
  const line = raw.slice(words[0]?.start ?? 0).trim();
  if (/(?:^|\s)(?:--|—|–)[a-z]/.test(line) && /^declare\b/i.test(line)) {
    const ask = parseCommandLine(line, {});
    return ask.kind === 'declare' ? { ask, plain: !weighed && !/\?\s*$/.test(line) } : undefined;
  }
  const named = begins(sentence, words, DECLARE);
  const question = words.at(-1)?.text === '?';
  if (named) {
    if (!meaningful(named.rest)) return 'form';
    const plain =
      named.groups.mark !== undefined &&
      !weighed &&
      !question &&
      named.clear &&
      !SECOND_THOUGHTS.test(asText(named.rest)) &&
      named.text.length <= TITLE_LIMIT;
    return {
      ask: plain ? literally(declaration(named.text, sentence)) : declaration(named.text, sentence),
      plain,
    };
  }
  const news = begins(sentence, words, NEW_INCIDENT);
  if (news && !/\?/.test(asText(words))) {
    if (meaningful(news.rest)) return { ask: declaration(news.text, sentence), plain: false };
    return /^new /.test(asText(words)) ? 'form' : undefined;
  }
  const bare = begins(sentence, words, BARE_DECLARE);
  const about =
    bare?.rest.some(({ text }) => /^(?:name|sev)~/.test(text)) || (bare && BROKEN.test(asText(bare.rest)));
  if (bare && about) return { ask: declaration(bare.text, sentence), plain: false };
  const asking =
    /(?:^|[,.;!] )(?:please |can you |could you |can someone |could someone |should we |we should )*(?:declare|open|create|raise) an? (?:new )?incident(?: please)?(?: \?)?$/.exec(
      asText(words),
    );
  if (asking && asking.index > 0) {
    const said = asText(words).slice(0, asking.index).trim().split(' ').length;
    const title = raw.slice(words[0]?.start ?? 0, words[said - 1]?.end).trim();
    return { ask: declaration(title, sentence), plain: false };
  }
  if (BROKEN.test(asText(words)) && !question && things.incidents.size === 0)
    return { ask: declaration(from(raw, words[0]?.start ?? 0), sentence), plain: false };
  return undefined;
}

const meaningful = (rest: readonly Word[]): boolean =>
  rest.some(({ text }) => !/^(?:please|pls|plz|[?!.,:]|thanks|now|here|muster|sev~\d+)$/.test(text));

/** Who is not asked back gets no team or service that was only guessed from the title. */
function literally({ team: _, service: __, ...ask }: Declaration['ask']): Declaration['ask'] {
  return ask;
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** @returns a declaration with what the sentence says of severity, team and service. */
function declaration(title: string, { things }: Sentence): Declaration['ask'] {
  const [severity] = things.severities.values() as Iterable<Severity> & Iterator<Severity, undefined>;
  const [name] = [...things.names.values()].filter(({ exact }) => exact);
  const trimmed = oneLine(title)
    .replace(/[\s,;:]+$/, '')
    .replace(/(?<=[^.])[.!]+$/, '');
  return {
    kind: 'declare',
    title: trimmed.slice(0, TITLE_LIMIT),
    private: false,
    ...(severity && { severity }),
    ...(name?.service !== undefined
      ? { service: name.service }
      : name?.team !== undefined && { team: name.team }),
  };
}
