import { parseRole } from '../incident/person.ts';
import { parseSeverity, type Severity } from '../incident/severity.ts';
import { ID, OBJECT } from './about.ts';
import type { Clause } from './clause.ts';
import type { Sentence } from './sentence.ts';
import type { Wish } from './wish.ts';

/** What is known where a clause is read. */
export interface Scene {
  readonly sentence: Sentence;
  readonly clause: Clause;
  /** Whether there is an incident that is meant when none is mentioned. */
  readonly here: boolean;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** One way to say something: a pattern over a clause, and what it means. */
export interface Way {
  readonly pattern: RegExp;
  readonly wish: (groups: Groups, scene: Scene) => Wish | undefined;
  readonly plain?: true;
  /** Understood only where an incident is meant anyway. */
  readonly here?: true;
}

const AFTERWARDS =
  '(?: (?:now|instead|for me|too|also|again|first|already|immediately|right away|right now|straight away|everyone|for us))*';
/** Parts of patterns that become a group each. A pattern may have several ways to name its object. */
const PARTS: Readonly<Record<string, (n: number) => string>> = {
  object: (n) => `(?<object${n}>${OBJECT})`,
  id: (n) => `(?<object${n}>${ID})`,
  person: () => '(?<person>person~\\d+|me|myself|i)',
  role: (n) =>
    `(?:the )?(?:incident )?(?<role${n}>commander|ic|lead|communications|comms|comm|scribe)(?: lead)?`,
  severity: () => '(?:an? )?(?:rather )?(?:an? )?(?<severity>sev~\\d+)',
  team: () => '(?:the )?(?:folks (?:from|of) )?(?<team>name~\\d+)(?: team| people| folks| guys)?',
};

/** @param pattern of a whole clause, with parts in braces. */
function way(pattern: string): RegExp {
  let n = 0;
  const filled = pattern.replace(/\{([a-z]+)\}/g, (_, part: string) => PARTS[part]?.(n++) ?? '');
  return new RegExp(`^(?:${filled})${AFTERWARDS}$`);
}

/** @returns what matched, with the parts of which there may be several under one name. */
export function groupsOf(match: RegExpExecArray): Groups {
  const groups: Record<string, string | undefined> = {};
  // What did not take part in the match is undefined, whatever its type says.
  const found = Object.entries(match.groups ?? {}) as [string, string | undefined][];
  for (const [name, value] of found) groups[name.replace(/\d+$/, '')] ??= value;
  return groups;
}

type Simple = 'ack' | 'mitigate' | 'resolve' | 'close' | 'reopen' | 'escalate' | 'join' | 'leave';
const isSimple = (word: string): word is Simple =>
  ['ack', 'mitigate', 'resolve', 'close', 'reopen', 'escalate', 'join', 'leave'].includes(word);

/** @returns the change that a verb alone names. */
export function simply({ verb = '' }: Groups): Wish | undefined {
  const name = verb.replace(/\+\w+$/, '');
  return isSimple(name) ? { kind: 'command', command: { name } } : undefined;
}
/** @returns a hold, with what it waits for as its note where that was said. */
function held(_: Groups, { clause, sentence }: Scene): Wish {
  const first = clause.words.find(({ text }) => /^(?:wait|waiting|blocked|because|until|while)$/.test(text));
  const last = clause.words.at(-1);
  const note = first && last ? sentence.raw.slice(first.start, last.end).trim() : '';
  return { kind: 'command', command: { name: 'hold', ...(note && { note }) } };
}

const resumed = (): Wish => ({ kind: 'command', command: { name: 'resume' } });

const doing = (name: Simple) => (): Wish => ({ kind: 'command', command: { name } });

function graded({ severity = '', digit }: Groups, { sentence }: Scene): Wish | undefined {
  const found =
    sentence.things.severities.get(severity) ?? (digit === undefined ? undefined : gradeOf(digit, sentence));
  return found && { kind: 'command', command: { name: 'severity', severity: found } };
}

function gradeOf(tag: string, { things }: Sentence): Severity | undefined {
  const id = things.incidents.get(tag.replace('num', 'inc'))?.id;
  return things.severities.get(tag) ?? (id && parseSeverity(id.slice('INC-'.length)));
}

function assigned({ person = '', role }: Groups, { sentence }: Scene): Wish | undefined {
  const who = /^(?:me|myself|i)$/.test(person) ? 'me' : sentence.things.people.get(person);
  if (who === undefined) return undefined;
  const post = role === undefined ? undefined : parseRole(role);
  return { kind: 'assign', person: who, ...(post && { role: post }) };
}

const asMyself = (groups: Groups, scene: Scene): Wish | undefined =>
  assigned({ ...groups, person: 'me' }, scene);

function called({ team = '' }: Groups, { sentence }: Scene): Wish | undefined {
  const id = sentence.things.names.get(team)?.team;
  return id === undefined ? undefined : { kind: 'call', team: id };
}

function summoned({ person = '' }: Groups, { sentence }: Scene): Wish | undefined {
  // "page me when it is done" is no call for help.
  const who = sentence.things.people.get(person);
  return who === undefined ? undefined : { kind: 'call', person: who };
}

const SIMPLE = '(?<verb>ack|mitigate|resolve|close|reopen|escalate|join|leave)';
const DONE = '(?<verb>(?:ack|mitigate|resolve|close|reopen|escalate)\\+ed)';
const REACH =
  '(?:page|call in|call|ping|get|loop in|bring in|bring|pull in|pull|notify|alert|involve|wake up|wake|summon|add|tell|ask)';
const SUMMON =
  '(?:page|call in|call|ping|get|loop in|bring in|bring|pull in|pull|get hold of|notify|alert|involve|wake up|wake|summon)';
const THERE = '(?: (?:in|on|to|into|here|for|about|with|involved|up|over))*';
const SET = '(?:make|set|change|bump|raise|lower|downgrade|upgrade|drop|move|put|turn)';
const BE = '(?:is|are|was|seems|looks|should be|has been|can be|could be|must be|feels|sounds)';

/** How people ask for a change, in the order in which it is tried. */
export const WAYS: readonly Way[] = [
  {
    pattern: way(`(?:ack|mitigate|resolve|close|reopen|escalate|join|leave)\\+ing(?: {object})?`),
    wish: () => undefined,
  },
  { pattern: way(`${SIMPLE}(?: out| down)?(?: (?:on|with))?(?: {object})?`), wish: simply, plain: true },
  { pattern: way(`{id} ${SIMPLE}`), wish: simply, plain: true },
  {
    pattern: way(`(?:mark|set|flag|change|move|put) (?:the status of )?{object}(?: as| to)? ${DONE}`),
    wish: simply,
    plain: true,
  },
  {
    pattern: way(
      '(?:add|put) me(?: (?:to|on) {object}| as (?:a )?responders?(?: (?:to|on|of|for) {object})?)?',
    ),
    wish: doing('join'),
    plain: true,
  },
  {
    pattern: way('(?:remove|take|drop) me(?: off| from| out of| off of)? {object}'),
    wish: doing('leave'),
    plain: true,
  },
  {
    pattern: way(`${SET} {object}(?: up| down)?(?: to| as| at| into)? {severity}`),
    wish: graded,
    plain: true,
  },
  {
    pattern: way(
      `${SET}(?: up| down)? (?:the )?severity(?: (?:of|for|on) {object})?(?: up| down)?(?: to)? (?:sev )?(?<digit>sev~\\d+|num~\\d+|inc~\\d+)`,
    ),
    wish: graded,
    plain: true,
  },
  { pattern: way(`${SET}(?: up| down)?(?: to)? {severity}`), wish: graded, plain: true, here: true },
  { pattern: way('severity {id} (?<digit>num~\\d+|sev~\\d+|inc~\\d+)'), wish: graded, plain: true },
  { pattern: way('(?<severity>sev~\\d+)'), wish: graded, plain: true, here: true },
  { pattern: way('(?:put|set|place) {object} on hold'), wish: held, plain: true },
  { pattern: way('hold {id}'), wish: held, plain: true },
  { pattern: way('put {object} on hold .+'), wish: held },
  { pattern: way('(?:put|place|set) on hold|on hold'), wish: held, here: true },
  {
    pattern: way(
      '(?:{object} |we |i )?(?:(?:is|are|am) )?(?:now |still |just )?(?:waiting|wait|blocked|blocks) (?:for|on|by) (?:an? |the |our |their )?(?:third part(?:y|ies)|vendor|provider|supplier|customer|support|upstream|reply|answer|response|isp|carrier|registrar|aws|azure|google|gcp|cloudflare)\\b.*',
    ),
    wish: held,
    here: true,
  },
  { pattern: way('(?:take|get|move|bring) {object} off(?: of)? hold'), wish: resumed, plain: true },
  { pattern: way('resume {id}'), wish: resumed, plain: true },
  { pattern: way('(?:resume|unhold|unpause)(?: {object})?'), wish: resumed },
  { pattern: way('{object} (?:is )?off hold'), wish: resumed },
  {
    pattern: way(
      '(?:(?:we|let us) )?(?:can )?(?:carry|go|move) on(?: with {object})?|no longer (?:waiting|on hold|blocked)|(?:the )?(?:vendor|provider|supplier|customer|support) (?:replied|is back|came back|got back|has replied)',
    ),
    wish: resumed,
    here: true,
  },
  { pattern: way('assign {object}(?: to)? {person}(?: as {role})?'), wish: assigned, plain: true },
  {
    pattern: way('assign {person}(?: (?:to|on) {object})?(?: as {role}| {role})?'),
    wish: assigned,
    plain: true,
  },
  { pattern: way('make {person} {role}(?: (?:of|for|on) {object})?'), wish: assigned, plain: true },

  { pattern: way(`escalate(?: {object})? (?:to|with) {team}`), wish: called },
  { pattern: way(`${REACH} {team}${THERE}(?: {object})?${THERE}`), wish: called },
  { pattern: way(`${SUMMON} {person}${THERE}(?: {object})?${THERE}`), wish: summoned },
  {
    pattern: way(`(?:we |i )?need (?:help (?:from|of) )?{person}${THERE}(?: {object})?${THERE}`),
    wish: summoned,
  },
  { pattern: way(`need {team}${THERE}(?: {object})?`), wish: called },
  { pattern: way('(?:we|i) need {team}(?: (?:on|for|with|in))? ?(?:{object}|here)'), wish: called },
  {
    pattern: way(
      '(?:page|wake|call|get|ping|alert)(?: up)? (?:someone|(?:the )?next(?: one| step| person)?|more people|more help|the next level|on call|the on call)(?: up| in)?(?: else)?(?: (?:for|on|about|to look at) {object})?',
    ),
    wish: doing('escalate'),
  },
  {
    pattern: way(
      '(?:we |i )?need (?:(?:more|some|extra|another|additional) )*(?:help|people|hands|eyes|person|pair of hands)(?: here)?(?: (?:on|with|for) {object})?',
    ),
    wish: doing('escalate'),
  },
  {
    pattern: way('(?:nobody|no one|noone) (?:is )?(?:answering|answers|responding|responds|reacting)'),
    wish: () => undefined,
  },

  { pattern: way('(?:i am |we are |am )?(?:already )?on {object}'), wish: doing('ack') },
  { pattern: way('(?:i |we )?(?:have )?(?:got) {object}'), wish: doing('ack') },
  {
    pattern: way(
      '(?:i will |i can |let me |will )?(?:take|handle|grab|own|have|claim|pick up|deal with|look into|look after|take care of) {object}(?: over)?',
    ),
    wish: (_groups, scene) =>
      scene.clause.weighed || /^(?:i|let|take|grab|own|claim|pick|handle)\b/.test(scene.clause.said)
        ? doing('ack')()
        : undefined,
  },
  {
    pattern: way(
      '(?:i am |we are |am )?(?:now |already |just )?(?:looking|taking a look|working|investigating|handling|taking|picking up|taking over)(?: (?:into|at|on))?(?: {object})?',
    ),
    wish: doing('ack'),
  },
  { pattern: way('mine'), wish: doing('ack'), here: true },
  { pattern: way('(?:{object} )?(?:is )?mine'), wish: doing('ack') },

  {
    pattern: way(
      `{object}(?: ${BE})?(?: (?:now|all|finally|already|actually|also|completely|totally|be))* (?<verb>(?:mitigate|resolve|close|reopen)\\+ed)(?: (?:again|then|completely|at last|finally))*`,
    ),
    wish: simply,
  },
  {
    pattern: way(
      `{object} ${BE}(?: (?:now|all))* (?:done|over|gone|good|ok|okay|fine|working again|history)(?: again| now)*`,
    ),
    wish: doing('resolve'),
  },
  { pattern: way('(?:we |i )?(?:have )?(?<verb>(?:mitigate|resolve)\\+ed) {object}'), wish: simply },
  {
    pattern: way('(?<verb>(?:mitigate|resolve)\\+ed)(?: (?:by|with|via|through|after|thanks|for) .*)?'),
    wish: simply,
    here: true,
  },
  {
    pattern: way(
      `(?:all (?:clear|good)|everything (?:is |works |looks )?(?:back to normal|fine|good|ok|okay|again|normal)|(?:we |it )?(?:are |is )?back to normal|(?:we|things) are (?:good|back))`,
    ),
    wish: doing('resolve'),
    here: true,
  },
  {
    pattern: way(
      '(?:the )?impact (?:is|has) (?:over|gone|ended|stopped)|(?:customers|users|clients) (?:are|is) (?:fine|ok|okay|good|unaffected|no longer affected)(?: again)?|(?:a |the )?workaround (?:is )?in place',
    ),
    wish: doing('mitigate'),
    here: true,
  },
  { pattern: way('{object} (?:is|came|has come|comes) back(?: again)?'), wish: doing('reopen') },
  {
    pattern: way(
      '{object} (?:is )?happening again|{object} (?:broke|fails|failed|is failing|is broken|is down) again',
    ),
    wish: doing('reopen'),
    here: true,
  },
  {
    pattern: way('(?:{object} )?(?:is |was )?not (?:really )?resolve\\+ed after all'),
    wish: doing('reopen'),
  },
  { pattern: way('open {object} (?:again|back up|up again)'), wish: doing('reopen') },
  { pattern: way('wrap {object} up|wrap up {object}'), wish: doing('close') },

  {
    pattern: way(
      `{object} (?:${BE}|should have been|be|is rather|is more like|feels(?: more)? like|looks(?: more)? like)(?: (?:now|clearly|definitely|at least|rather|more like|like|actually))* {severity}`,
    ),
    wish: graded,
  },
  {
    pattern: way('(?:is|was) not {object}(?: (?:rather|more like|actually|really|at least))* {severity}'),
    wish: graded,
  },
  { pattern: way('should not {object} be(?: (?:rather|at least))* {severity}'), wish: graded },

  {
    pattern: way(
      '{person} (?:is|takes|took|has|gets|becomes|will take|will be|should be|does|is doing|is taking)(?: over)? {role}(?: (?:of|for|on) {object})?',
    ),
    wish: assigned,
  },
  {
    pattern: way(
      '(?:i am |i will |i can |am |will )?(?:be|taking|take|doing|do|taking over|take over)(?: on)? (?:the )?(?:incident )?(?:command|(?<role>commander|ic|lead|communications|comms|scribe))(?: (?:of|for|on) {object})?',
    ),
    wish: (groups, scene) => asMyself({ ...groups, role: groups.role ?? 'commander' }, scene),
  },
  { pattern: way('put {person} (?:on|to) {object}(?: as {role})?'), wish: assigned },
  { pattern: way('(?:hand|give|pass)(?: over)? {object}(?: over)? to {person}'), wish: assigned },
  {
    pattern: way(
      '(?:can |could )?{person} (?:take|takes|handle|handles|has|have|will take|is taking|look at|own|owns)(?: over)? {object}',
    ),
    wish: assigned,
  },

  { pattern: way('count me in|sign me up|i am in'), wish: doing('join'), here: true },
  {
    pattern: way(
      '(?:i (?:can|could|would like to|want to) )?(?:help|join in|assist)(?: (?:with|on|out(?: (?:with|on))?) {object})?',
    ),
    wish: (_groups, { clause }) => (clause.weighed ? doing('join')() : undefined),
  },
  { pattern: way('i am (?:join\\+ing|jumping in)(?: {object})?'), wish: doing('join') },
  { pattern: way('i am (?:out|leave\\+ing|off)(?: of)?(?: {object})?'), wish: doing('leave'), here: true },
  { pattern: way('drop (?:off|out)(?: of)? {object}'), wish: doing('leave') },
];
