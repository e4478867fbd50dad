import { wordFor } from '../command/vocabulary.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';
import { aboutOf, DESCRIBED, ID, type About } from './about.ts';
import type { Reading } from './heard.ts';
import type { Period } from './period.ts';
import type { Sentence } from './sentence.ts';

/** What a question is about one incident, or what it asks for of all. */
export type Question =
  | {
      readonly kind: 'status' | 'summary' | 'why' | 'who' | 'postmortem' | 'changes';
      readonly about?: About;
    }
  | Extract<Reading, { kind: 'list' | 'help' | 'paging' }>
  /** How to declare: that is best shown by the form itself. */
  | { readonly kind: 'offer'; readonly form: 'declare' };

export interface QuestionScene {
  readonly sentence: Sentence;
  readonly period: Period | undefined;
  /** Whether there is an incident that is meant when none is mentioned. */
  readonly here: boolean;
}

const VERB = '(?:ack|mitigate|resolve|close|reopen|escalate|declare|assign)';
const DONE = `(?:${VERB}\\+ed|open|over|done|active|finished|still open|paged|fine|still going on)`;
const HELP =
  /^(?:help|help me|help please|what (?:can|do) you (?:do|know|understand)|how does (?:this|it|muster) work|(?:what|which) commands? (?:are there|do you (?:understand|know|have)|can i (?:use|type))|who are you|what are you|what can i (?:do|say|ask)(?: here)?|commands|how do i use (?:this|you)|show me (?:the )?(?:help|commands)|hi|hello|hey|yo|good morning|hi there|hello there)$/;
const HOW_TO =
  /^(?:how (?:does|do|can|should|would|could|to)(?: (?:i|we|one|you|someone))? |what does |help(?: me)?(?: with)? |explain )(?<verb>[a-z]+)(?<rest>.*)$/;
const WHO =
  /\bwho (?:(?:is|are|was|else is|all is|do we have|has|will be|will|is going to be|gets|got|would be|owns|runs|leads|should)\b)|\bresponders?\b|\b(?:is|are|do we have|have we|does|has|have) someone\b.*\b(?:on|looking|working|handling|taking|comms|assign\+ed|there|at)\b|^someone (?:on|looking|working)\b|\bdo we have an? (?:commander|scribe|ic)\b|\bwho (?:do we have|owns|is|will|gets|has)\b|^(?:the )?commander\b/;
/** Asks for the document; who only says that there is to be one asks nothing. */
const POSTMORTEM =
  /^(?:(?:can|could|would|will) (?:you|someone|i) )?(?:(?:show|give|get|tell|send|see|open|pull up|where is|what is in|link to|how is|write|draft|generate|create|prepare|make)(?: (?:me|us))? )?(?:(?:the|a|an) )?(?:post-?mortem|retro|retrospective)(?: (?:of|for|on) .*)?$|^inc~\d+ (?:post-?mortem|retro|retrospective)$/;

/** Asks what went live before an incident; "what changed since yesterday?" asks of incidents. */
const CHANGES = new RegExp(
  '^(?:(?:and |so )?(?:what|which (?:changes?|commits?|deploys?|deployments?|releases?|merges?)|did (?:anything|something|someone)|was (?:anything|something)|has (?:anything|something)|show (?:me |us )?(?:the |all )?(?:changes|deploys|deployments|commits|releases)|(?:the |any |recent )?(?:changes|deploys|deployments|releases))\\b.*\\b(?:before|ahead of|prior to|led to|leading to|right before|just before|cause|caused)\\b.*|' +
    '(?:what (?:was |has been |got |did we |were )?(?:changed?|deploy(?:ed)?|merged?|released?|ship(?:ped)?|roll(?:ed)? out)(?: (?:recently|lately|before))?)' +
    '|(?:show (?:me |us )?)?(?:the )?(?:changes|deploys|deployments) (?:of|for|on) inc~\\d+|inc~\\d+ (?:changes|deploys|deployments))$',
);

/** Asks for the reason of a page, or of its absence. */
const WHY =
  /\bwhy\b.*\b(?:page|pages|paged|paging|notified|notify|alerted|alert|call|called|wake|woke|woken|ping|pinged|ring|rang|rung|reached)\b|\bexplain (?:the |these |those )?pages?\b/;
const PAST = new RegExp(
  `\\b(?:who|when|why|where) (?:(?:was|is|has|did|were|got) )?(?:(?:${ID}|it|this|that) )?(?:(?:been|get) )?(?:already )?${VERB}\\+ed\\b`,
);
const STATE = new RegExp(
  `\\b(?:is|was|has|have|did|are|were|been|got|gets|get|be|whether|if|already|yet|still)\\b.*\\b(?:${DONE}|${VERB}|sev~\\d+)\\b`,
);
const SUMMARY =
  /\b(?:summary|summarise|sum (?:\S+ )?up|recap|catch (?:me|us) up|bring (?:me|us) up to speed|fill (?:me|us) in|brief (?:me|us)|get me up to speed|short version|what (?:happened|did i miss|is going on|is happening|do we know|is the story|is due|is next|comes next|is this about|is this|is (?:inc~\d+)|has happened)|tell (?:me|us) (?:more )?about|(?:any|an|the|latest) (?:updates?|news|progress)|updates? (?:on|for|about)|how long|what is .* about|when (?:does|do|will|is) .*(?:escalate|due|sla|paged|up|breach)|how much time|where are we|what is it about|(?:give|get) me (?:the )?(?:story|gist|details))\b|^updates?$|^news$/;
const STATUS =
  /\b(?:status|timeline|how is|how are|how bad|how far|where do we stand|where are we|what severity|which severity|severity of|show|look at|check on|pull up|info on|details (?:of|on)|state of|what state|display|open up)\b/;
const LIST =
  /\b(?:incidents|list|anything|what is (?:open|broken|active|going on|happening|up|wrong|burning|cooking|failing|down|not|on fire|new)|what else is|everything ok|everything okay|on fire|burning|outages|my incidents|issues|problems|any (?:other )?(?:incidents?|outages?|sev~\d+|trouble|issues?|problems?)|how many|what happened|what went wrong|what was|which|what broke|what am i on|assign\+ed to me|something|having (?:issues|problems|trouble)|what is up|status|sev~\d+ (?:incidents?|open))\b/;
const OF_NAME =
  /^(?:(?:what|how|is|are|any|anything|which|show|list|does|do|incidents?|open|status|tell|issues|problems|there|something|someone|whatever|how many|state)\b.*)?\bname~\d+\b/;
const MINE = /\b(?:mine|my|am i|do i|did i|to me|have i|i am)\b/;
const ON_CALL =
  /\b(?:on call|who (?:gets|is|will be|would be|do i|should i|can i|do we|should we|to) ?(?:get )?(?:page|paged|call|ping|pinged|called|notified|alerted|contact|ask))\b/;

const plainly = (sentence: Sentence): string =>
  sentence.words
    .map(({ text }) => text)
    .filter((text) => !/^[?!.,;:…]$|^(?:please|pls|plz|kindly|muster|@muster|thanks|thx)$/.test(text))
    .join(' ');

/** @returns what a sentence asks; undefined when it asks nothing that is known. */
export function questionOf(scene: QuestionScene): Question | undefined {
  const { sentence, here } = scene;
  const said = plainly(sentence).replace(
    /^(?:(?:so|ok|okay|hey|yo|hi|hello|and|well|good morning|sorry|quick question|just|oh|someone|morning|again) )+(?=\S)/,
    '',
  );
  if (HELP.test(said)) return { kind: 'help' };
  const how = HOW_TO.exec(said);
  if (how) return helpOn(how.groups ?? {});
  const about = subjectIn(said, sentence);
  const ofOne = about !== undefined && about.kind !== 'here';
  const named = /name~\d+/.test(said);
  const subject = about && { about };
  if (WHY.test(said)) return { kind: 'why', ...subject };
  if (CHANGES.test(said)) return { kind: 'changes', ...subject };
  if (POSTMORTEM.test(said)) return { kind: 'postmortem', ...subject };
  if (!ofOne && named && ON_CALL.test(said)) return onCall(said, sentence);
  if (STATE_OF_HERE.test(said) && here && !named) return { kind: 'status' };
  if (ofOne || (here && !named && !ELSEWHERE.test(said) && ASKING.test(said))) {
    if (PAST.test(said)) return { kind: 'status', ...subject };
    if (WHO.test(said) || /^(?:who|someone)\b/.test(said)) return { kind: 'who', ...subject };
    if (SUMMARY.test(said)) return { kind: 'summary', ...subject };
    if (ASKING.test(said) && (STATE.test(said) || STATUS.test(said))) return { kind: 'status', ...subject };
    if (
      ofOne &&
      (/^inc~\d+(?: (?:status|timeline))?$/.test(said) || new RegExp(`^${ID} (?:${VERB}\\+ed)`).test(said))
    )
      return { kind: 'status', ...subject };
    if (here && !ofOne && asked(sentence) && new RegExp(`^(?:${VERB}\\+ed|done|over)$`).test(said))
      return { kind: 'status' };
    if (ofOne) return undefined;
  }
  const list = listOf(said, scene);
  if (list) return list;
  if (WHO.test(said) && /\b(?:on it|on this|who is (?:commander|on))\b/.test(said))
    return { kind: 'who', ...subject };
  if (/\bsummar(?:y|ise)\b|catch (?:me|us) up/.test(said)) return { kind: 'summary', ...subject };
  if (/^status$|^timeline$/.test(said)) return listAll();
  return undefined;
}

const STATE_OF_HERE =
  /^(?:is|was|has|did|are) (?:it|this|that|this one|someone)\b.*\b(?:over|done|\w+\+ed|fixed|sev~\d+|ack|resolve|close|escalate)\b/;
/** Words that ask for other incidents in the channel of one. */
const ELSEWHERE = /\b(?:incidents|other|others|else is going|list|all)\b/;

/** How a question or a request to be told something begins. */
const ASKING =
  /^(?:(?:can|could|would|will) (?:you|someone|i)\b|is|was|has|have|did|does|do|are|were|who|when|why|where|what|how|which|any|show|tell|give|status|timeline|list|details|summary|summarise|sum|recap|catch|bring|fill|brief|get me|update|updates|news|latest|check on|look at|pull up|see|display|wondering|please|responders?|the (?:status|timeline|responders|commander|latest|short)|short version|someone|anything|inc~|all|current|i (?:want|would like|need) to (?:know|see)|let me (?:know|see)|curious|resolve\+ed$|close\+ed$|ack\+ed$|mitigate\+ed$|escalate\+ed$|over$|done$|commander|severity)/;

const asked = ({ words }: Sentence): boolean => words.some(({ text }) => text === '?');

function subjectIn(said: string, { things }: Sentence): About | undefined {
  const id = new RegExp(ID).exec(said)?.[0];
  if (id) return aboutOf(id, things);
  const described = new RegExp(`(?<=^| )(?:${DESCRIBED})(?= |$)`).exec(said)?.[0];
  if (described && described !== 'the incident') return aboutOf(described, things);
  return undefined;
}

function helpOn({
  verb = '',
  rest = '',
}: Readonly<Record<string, string | undefined>>): Question | undefined {
  const word = wordFor(verb);
  if (
    !word ||
    !/^(?: (?:an?|the|this|some|my|our|new|someone|incidents?|it|one|people|severity|please|work|mean|do|command|here|to|in|slack|chat|person|person~\d+|inc~\d+))*$/.test(
      rest,
    )
  )
    return undefined;
  return word.name === 'declare' ? { kind: 'offer', form: 'declare' } : { kind: 'help', about: word.name };
}

function onCall(said: string, sentence: Sentence): Question | undefined {
  const name = sentence.things.names.get(/name~\d+/.exec(said)?.[0] ?? '');
  if (!name) return undefined;
  return {
    kind: 'paging',
    ...(name.service !== undefined
      ? { service: name.service }
      : name.team !== undefined && { team: name.team }),
  };
}

const listAll = (): Extract<Question, { kind: 'list' }> => ({ kind: 'list', mine: false, all: false });

const STATUS_WORDS: readonly (readonly [RegExp, Status])[] = [
  [/\b(?:not (?:yet )?ack\+ed|unacknowledged|unacked|not ack\+ed yet|nobody has ack\+ed)\b/, 'open'],
  [/\back\+ed\b/, 'acknowledged'],
  [/\bmitigate\+ed\b/, 'mitigated'],
  [/\bresolve\+ed\b/, 'resolved'],
  [/\bclose\+ed\b/, 'closed'],
];

function listOf(said: string, { sentence, period }: QuestionScene): Question | undefined {
  const { things } = sentence;
  const name = things.names.get(/name~\d+/.exec(said)?.[0] ?? '');
  const graded = things.severities.get(/sev~\d+/.exec(said)?.[0] ?? '');
  const short =
    /^(?:(?:name|sev)~\d+ ?)+(?:incidents?|status)?$/.test(said) &&
    (asked(sentence) || /(?:incidents?|status)$/.test(said));
  const concerns =
    short ||
    (LIST.test(said) && !/^(?:tell|make|what is the weather)/.test(said.replace(/^tell me (?=what)/, ''))) ||
    (name !== undefined &&
      OF_NAME.test(said) &&
      (asked(sentence) || /^(?:what|how|is|any|show|does|incidents?|open|list|tell|someone)\b/.test(said))) ||
    (graded !== undefined && /\b(?:any|show|list|open|which|are there|do i|do we|how many)\b/.test(said));
  if (!concerns) return undefined;
  if (!OF_INCIDENTS.test(said) && name === undefined && graded === undefined && period === undefined)
    return undefined;
  const everything = /\b(?:including|include|even|all) .*\bclose\+ed\b/.test(said);
  const status = everything ? undefined : STATUS_WORDS.find(([pattern]) => pattern.test(said))?.[1];
  const stillOpen = /\b(?:open|active|ongoing|still|unresolved|current|right now|at the moment)\b/.test(said);
  const all =
    everything ||
    /^list all$/.test(said) ||
    (period !== undefined &&
      !stillOpen &&
      !status &&
      !/^(?:any|anything) .*\bsince\b|^any\b|^anything\b/.test(said));
  const severity: Severity | undefined = graded;
  return {
    kind: 'list',
    mine: MINE.test(said),
    all,
    ...(status && { status }),
    ...(severity && { severity }),
    ...(name?.service !== undefined && name.team === undefined && { service: name.service }),
    ...(name?.team !== undefined && { team: name.team }),
    ...period,
  };
}

/** What makes a general question one of incidents. */
const OF_INCIDENTS =
  /\b(?:incidents?|outages?|list|open|broken|active|going on|happening|what is up|burning|on fire|everything ok(?:ay)?|status|anything (?:open|burning|new|wrong|broken|i should know|down|going)|what am i on|assign\+ed to me|mitigate\+ed|resolve\+ed|close\+ed|ack\+ed|unacknowledged|what went wrong|what broke|failing)\b/;
