import { ofActions } from './action.ts';
import type { IncidentId } from '../incident/id.ts';
import { namedIncidents, type About } from './about.ts';
import { clausesOf, type Clause } from './clause.ts';
import { demandOf, type Demand } from './demand.ts';
import { dictated } from './dictation.ts';
import type { Heard } from './heard.ts';
import { withIncidentNumbers } from './incident-number.ts';
import { POLITE } from './lexicon.ts';
import { ofMaintenance } from './maintenance.ts';
import { nameables, peopleNames } from './names.ts';
import { wantedOfAll } from './of-all.ts';
import { spokenPeriod, type Period } from './period.ts';
import { ofDuty } from './duty.ts';
import { ofFigures } from './figures.ts';
import { ofOwnAccount } from './own-account.ts';
import { questionOf, type Question } from './question.ts';
import { ofSearch } from './search.ts';
import { ofSimulation } from './simulation.ts';
import { ofSwap } from './swap.ts';
import { LISTENED_TO, sentenceOf, type Sentence } from './sentence.ts';
import type { Setting } from './setting.ts';
import { corrected } from './spelling.ts';
import { ofTickets } from './ticket.ts';
import { askOf, type Change, type Wish } from './wish.ts';

/**
 * Understands what somebody says to Muster in plain language.
 * Only what was said unmistakably comes back as `do`. Never throws.
 */
export function hear(text: string, setting: Setting): Heard {
  const own = ofOwnAccount(text.slice(0, LISTENED_TO));
  if (own) return own;
  const actions = ofActions(text.slice(0, LISTENED_TO), setting);
  if (actions) return actions;
  const duty = ofDuty(text.slice(0, LISTENED_TO), setting);
  if (duty) return duty;
  const told = text.slice(0, LISTENED_TO);
  const other =
    ofSwap(told, setting) ??
    ofTickets(told, setting) ??
    ofFigures(told, setting) ??
    ofSimulation(told) ??
    ofSearch(told) ??
    ofMaintenance(told);
  if (other) return other;
  const { sentence, period } = take(text, setting);
  if (sentence.words.every(({ text: word }) => POLITE.has(word) || /^[?!.,;:…]$/.test(word)))
    return sentence.words.some(({ text: word }) => THANKS.has(word)) ? { kind: 'thanks' } : { kind: 'help' };
  if (THANKED.test(sentence.words.map(({ text: word }) => word).join(' '))) return { kind: 'thanks' };
  return (
    changing(sentence, setting) ??
    ofAll(sentence, period, setting) ??
    reading(sentence, period, setting) ?? { kind: 'unclear', nearest: nearest(sentence, setting) }
  );
}

const THANKS = new Set(['thanks', 'thx', 'ty', 'cheers']);
const THANKED =
  /^(?:thank you|thanks|thx|ty|cheers|many thanks)(?: (?:so much|a lot|very much|muster|@muster|everyone|all|you|for .*|, you .*|!|\.))*$/;

function take(whole: string, setting: Setting): { sentence: Sentence; period: Period | undefined } {
  const hidden = whole
    .slice(0, LISTENED_TO)
    .replace(/"[^"]*"|“[^”]*”|(?:#|\binc(?:ident)?[-_ ]?#?|\bsev(?:erity)?[- ]?|\bp)\d+/gi, (found) =>
      ' '.repeat(found.length),
    );
  const spoken = spokenPeriod(hidden, setting.now, setting.zone);
  const people = peopleNames(setting);
  const sentence = sentenceOf(whole, nameables(setting), [...people.keys()], spoken ? [spoken] : []);
  return { sentence: withIncidentNumbers(sentence), period: spoken?.period };
}

/** Words by which somebody tells what others said or want. */
const TELLS_OF_OTHERS =
  /\b(?:said|says|say|saying|wrote|writes|told|tells|wants|wanted|asked|asks|thinks|thought|claims|claimed|according|reported|reports|mentioned|mentions|answers|answered|means|messages?|heard|insists|suggests|suggested)\b/;
/** Words that begin what happens when something else does. */
const SUBORDINATE =
  /^(?:when|if|after|before|while|whenever|because|since|as|unless|until|once|although|even if|in case|how|why|what|yesterday|last|earlier)\b/;
const NEGATED =
  /\b(?:(?:do|let us|should|must|would|can|could|will|please|you|i|we) not|^not|never|nobody should|no one should|no need|hold off|hold on|wait with|without|leave it|leave this|stop|never mind|nevermind|scratch that|just kidding|jk|kidding|forget it|cancel that|no wait|on second thoughts?)\b/;
const STATE_VERB =
  /\b(?:ack|mitigate|resolve|close|reopen|escalate|assign|declare|join|leave|page|resume|on hold|sev~\d+|(?:post|send) (?:an? )?(?:status )?update)(?:\+ing)?\b/;
const INCIDENT_OPEN = /^leave (?:it|this|that|inc~\d+|these)\b/;

function changing(sentence: Sentence, setting: Setting): Heard | undefined {
  const here = setting.incident !== undefined;
  const whole = sentence.words.map(({ text }) => text).join(' ');
  const negation = /^(?:no , |please )*(?:do not|don't|never|no need|not)\b/.test(whole);
  const written = negation ? undefined : dictated(sentence, here);
  const told = TELLS_OF_OTHERS.test(whole);
  if (written === 'form') return { kind: 'offer', form: 'declare' };
  if (written && 'ask' in written)
    return written.plain
      ? { kind: 'do', ask: written.ask }
      : told
        ? undefined
        : { kind: 'confirm', asks: [written.ask] };
  if (written?.plain) {
    const change = settled(written, setting, undefined);
    if (!('described' in change) && change.ask) return { kind: 'do', ask: change.ask };
  }

  const clauses = clausesOf(sentence);
  const demands: Demand[] = [];
  let left: Clause | undefined;
  let others = 0;
  let tells = false;
  for (const [at, clause] of clauses.entries()) {
    const { said } = clause;
    const idiom = demandOf({ sentence, clause, here });
    const negated =
      NEGATED.test(said) ||
      (clause.weighed && /\bnot\b/.test(clause.words.map(({ text }) => text).join(' ')));
    if (TELLS_OF_OTHERS.test(said) && !(idiom && BEFORE_TELLING.test(said))) tells = true;
    if (tells) others++;
    else if (SUBORDINATE.test(said)) others++;
    else if (idiom && !(negated && !NOT_IDIOMS.test(said))) {
      if (asks(clause, idiom)) demands.push(idiom);
      else others++;
    } else if ((negated && STATE_VERB.test(said)) || (INCIDENT_OPEN.test(said) && at === 0)) left ??= clause;
    else others++;
  }
  if (demands.length === 0) {
    if (written) return confirmed([written], sentence, setting);
    if (left && !(left.question && /^(?:is|has|was|why|who|did)\b/.test(left.said)))
      return leftAlone(sentence, setting);
    return undefined;
  }
  const [only] = demands;
  const alone =
    demands.length === 1 &&
    others === 0 &&
    !left &&
    sentence.unread.length === 0 &&
    !sentence.words.some(({ guessed }) => guessed) &&
    !quoted(sentence);
  if (only?.plain && alone) {
    const change = settled(only, setting, undefined);
    if (!('described' in change))
      return change.ask ? { kind: 'do', ask: change.ask } : { kind: 'which', wish: only.wish };
  }
  return confirmed(written ? mergeNotes(demands, written) : demands, sentence, setting);
}

/** @returns the list of the incidents all of which somebody wants to have changed: each is changed by itself. */
function ofAll(sentence: Sentence, period: Period | undefined, setting: Setting): Heard | undefined {
  for (const { said } of clausesOf(sentence)) {
    if (NEGATED.test(said) || SUBORDINATE.test(said) || TELLS_OF_OTHERS.test(said)) return undefined;
    const wanted = wantedOfAll(said);
    if (!wanted) continue;
    const shown = reading(sentence, period, setting);
    const list = shown?.kind === 'list' ? shown : ({ kind: 'list', mine: false, all: false } as const);
    const { status, ...rest } = list;
    // "mark all as resolved" says what they are to be, "close all resolved ones" what they are.
    return { ...rest, ...(status && !/^(?:mark|set) /.test(said) && { status }), ofAll: wanted };
  }
  return undefined;
}

const BEFORE_TELLING = /^(?:ack|mitigate|resolve|close|reopen|escalate)\b/;
const NOT_IDIOMS =
  /^(?:(?:it |inc~\d+ )?(?:is |was )?not (?:really )?resolve\+ed after all|is not (?:it|this|that|inc~\d+)|should not|was not)/;

const quoted = ({ words }: Sentence): boolean => words.some(({ text }) => text.startsWith('quote~'));

/**
 * "resolve this and note that it was the cache" has its note twice: as a demand and as what was dictated; "resolve 42, I
 * guess" its verb, with and without the words behind it.
 */
function mergeNotes(demands: readonly Demand[], written: Demand): Demand[] {
  const names = demands.map(({ wish }) => (wish.kind === 'command' ? wish.command.name : undefined));
  if (names.includes('note')) return [...demands];
  const name = written.wish.kind === 'command' ? written.wish.command.name : undefined;
  return [...demands.filter((_, n) => name === undefined || names[n] !== name), written];
}

/** Is a clause with a demand in it one that asks for it, rather than a question of how things are? */
function asks({ question, requested, weighed, said }: Clause, { wish }: Demand): boolean {
  if (!question || requested || weighed) return true;
  if (
    /^(?:ack|mitigate|resolve|close|reopen|escalate|join|leave|page|get|should|can person|is not|was not|person~)/.test(
      said,
    )
  )
    return !/\+ed/.test(said.split(' ')[0] ?? '');
  return wish.kind === 'call';
}

/** @returns the change of the incident that is meant; nothing where none is. */
function settled(
  demand: Demand,
  setting: Setting,
  last: IncidentId | undefined,
): { ask?: Change } | { described: Extract<About, { kind: 'described' }> } {
  const { about, wish } = demand;
  if (about?.kind === 'described') return { described: about };
  const incident = about?.kind === 'id' ? about.id : (last ?? setting.incident);
  return incident ? { ask: askOf(wish, incident) as Change } : {};
}

function confirmed(demands: readonly Demand[], sentence: Sentence, setting: Setting): Heard {
  const changes: Change[] = [];
  let last: IncidentId | undefined = namedIncidents(sentence)[0];
  for (const demand of demands) {
    const change = settled(demand, setting, last);
    if ('described' in change)
      return { kind: 'described', description: change.described.description, wish: demand.wish };
    if (!change.ask) return { kind: 'which', wish: demand.wish };
    const same = changes.findIndex(
      (one) => JSON.stringify(one) === JSON.stringify(change.ask) || isHoldOf(one, change.ask),
    );
    // "put it on hold, we are waiting for the vendor" says one thing, and why.
    if (same < 0) changes.push(change.ask);
    else if (noteOf(change.ask) !== undefined) changes[same] = change.ask;
    if ('incident' in change.ask) last = change.ask.incident;
  }
  const beyond = changes.slice(MOST).flatMap((one) => ('incident' in one ? one.incident : []));
  return { kind: 'confirm', asks: changes.slice(0, MOST), ...(beyond.length > 0 && { beyond }) };
}

const noteOf = (change: Change | undefined): string | undefined =>
  change?.kind === 'command' && change.command.name === 'hold' ? change.command.note : undefined;

function isHoldOf(one: Change, other: Change | undefined): boolean {
  const holds = (change: Change | undefined) =>
    change?.kind === 'command' && change.command.name === 'hold' ? change.incident : undefined;
  return holds(one) !== undefined && holds(one) === holds(other);
}

/** How many changes are asked back at once. */
const MOST = 4;

function leftAlone(sentence: Sentence, setting: Setting): Heard {
  const incident = namedIncidents(sentence)[0] ?? setting.incident;
  return { kind: 'left', ...(incident && { incident }) };
}

function reading(sentence: Sentence, period: Period | undefined, setting: Setting): Heard | undefined {
  const here = setting.incident !== undefined;
  if (quoted(sentence)) return undefined;
  const question =
    questionOf({ sentence, period, here }) ??
    partsOf(sentence).reduce<Question | undefined>(
      (found, part) => found ?? questionOf({ sentence: part, period, here }),
      undefined,
    );
  if (!question) return undefined;
  if (!isOfOne(question)) return question;
  const { kind, about } = question;
  const wish: Wish & { kind: OfOne['kind'] } = { kind };
  if (about?.kind === 'described') return { kind: 'described', description: about.description, wish };
  const incident = about?.kind === 'id' ? about.id : setting.incident;
  return incident ? { kind, incident } : { kind: 'which', wish };
}

/** @returns the parts between commas and stops, the last first: people come to the point at the end. */
function partsOf(sentence: Sentence): Sentence[] {
  const parts: Sentence['words'][number][][] = [[]];
  for (const word of sentence.words) {
    parts.at(-1)?.push(word);
    if (/^[?!.,;:]$/.test(word.text)) parts.push([]);
  }
  return parts
    .filter((words) => words.length > 0)
    .reverse()
    .map((words) => ({ ...sentence, words }));
}

/** @returns what a sentence that was not understood may have meant: questions about what it names. */
function nearest(
  { words, things }: Sentence,
  setting: Setting,
): Extract<Heard, { kind: 'unclear' }>['nearest'] {
  const incident = namedIncidents({ words, things } as Sentence)[0] ?? setting.incident;
  const [name] = things.names.values() as IterableIterator<{ team?: string; service?: string }>;
  const resembles = words.some(({ text }) => corrected(text, ['summary', 'who', 'status']) !== undefined);
  return [
    ...(incident
      ? ([
          { kind: 'summary', incident },
          { kind: 'status', incident },
        ] as const)
      : []),
    ...(incident && resembles ? ([{ kind: 'who', incident }] as const) : []),
    ...(name
      ? [
          {
            kind: 'list' as const,
            mine: false,
            all: false,
            ...(name.service !== undefined ? { service: name.service } : { team: name.team ?? '' }),
          },
        ]
      : []),
    { kind: 'list', mine: false, all: false },
    { kind: 'help' },
  ];
}

type OfOne = Extract<Question, { kind: 'status' | 'summary' | 'why' | 'who' | 'postmortem' | 'changes' }>;

function isOfOne(question: Question): question is OfOne {
  return ['status', 'summary', 'why', 'who', 'postmortem', 'changes'].includes(question.kind);
}
