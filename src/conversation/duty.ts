import type { Ask } from '../command/ask.ts';
import { parseLength } from './length.ts';
import type { Named, Setting } from './setting.ts';
import { spokenStretch } from './stretch.ts';

type DutyAsk = Extract<Ask, { kind: 'oncall' | 'override' }>;

const ADDRESS =
  /^(?:<@[^<>\n]*>(?=\s*[,:]?\s*(?:<@|@|i\b|i'|put|when|am|who|show|hey|hi|please))|@?muster|hey|hi|hello|ok|okay|please|pls|so)(?=[\s,:.!]|$)[\s,:.!]*/i;
const POLITENESS = /[\s,.!]*(?:please|pls|thanks|thank you|cheers)?[\s.!?]*$/i;
const WHO = '(<@[^<>\\n]+>|@"[^"\\n]+"|@?[\\p{L}][\\p{L}\\p{N}._-]*)';
const ON_CALL = '(?:on[- ]?call|duty|pager)';

/** "I take payments on-call for 2 hours", "I'll cover search tomorrow 9 to 17". */
const TAKE =
  /^i(?:'ll|’ll| will| can| am going to|'m|’m| am)?\s+(?:take|taking|cover|covering|have|do)\s+(?:over\s+)?(?<rest>.+)$/is;
/** "@ben covers me tomorrow 9 to 17", "ben takes over from me on friday". */
const COVERS = new RegExp(
  `^${WHO}\\s+(?:covers|is covering|will cover|takes over for|takes over from|stands in for|fills in for)\\s+(?:for\\s+)?${WHO}(?<rest>\\s.+)$`,
  'isu',
);
/** "I cover for @ana tomorrow". */
const COVER_FOR = new RegExp(
  `^i(?:'ll|’ll| will|'m|’m| am)?\\s+(?:cover|covering|stand in|standing in|fill in|filling in)\\s+(?:for\\s+)?(?<whom><@[^<>\\n]+>|@[\\p{L}][\\p{L}\\p{N}._-]*)(?<rest>\\s.+)$`,
  'isu',
);
/** "put @ben on call for payments for 2 hours". */
const PUT = new RegExp(`^(?:put|make)\\s+${WHO}\\s+(?:on[- ]call|oncall)(?<rest>\\s.+)$`, 'isu');

const MINE =
  /^(?:when am i (?:next )?(?:on[- ]?call|on duty)(?: next| again)?|am i on[- ]?call(?: (?:now|today|tonight|tomorrow|this week|next week|soon))?|(?:show (?:me )?|what are )?my (?:on[- ]?call )?(?:shifts|duties)|my on[- ]?call)$/i;
const NEXT =
  /^(?:(?:who (?:is|will be|comes)|who['’]s) (?:next(?: (?:on[- ]?call|on duty))?|on[- ]?call next)|next on[- ]?call|(?:show (?:me )?)?(?:the )?(?:coming|next|upcoming) shifts)(?: (?:for|on|of|in) (?<schedule>.+))?$/i;
const NOW =
  /^(?:(?:who (?:is|are)|who['’]s|whos|anyone|anybody|is anyone|is anybody) (?:currently )?on[- ]?call(?: (?:right )?now| today| at the moment)?|on[- ]?call)(?: (?:for|on|of|in) (?<schedule>.+?))?(?: (?:right )?now| today)?$/i;

/**
 * Understands who asks or says who is on call. Whatever else is said around it makes it something else: only a whole
 * sentence of these is meant.
 */
export function ofDuty(given: string, setting: Setting): DutyAsk | undefined {
  let text = given.trim();
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(ADDRESS, '');
  }
  const asks = /\?\s*$/.test(text);
  text = text.replace(POLITENESS, '');
  if (/\n/.test(text)) return undefined;
  return asked(text, setting) ?? (asks ? undefined : told(text, setting));
}

function asked(text: string, setting: Setting): DutyAsk | undefined {
  if (MINE.test(text)) return { kind: 'oncall', what: 'mine' };
  const next = NEXT.exec(text);
  const found = next ?? NOW.exec(text);
  if (!found) return undefined;
  const named = found.groups?.schedule;
  // Of teams and services it is asked whom they page.
  if (named !== undefined && !scheduleOf(named, setting)) return undefined;
  return {
    kind: 'oncall',
    ...(next && { what: 'next' as const }),
    ...(named !== undefined && { schedule: scheduleOf(named, setting)?.id ?? named }),
  };
}

function told(text: string, setting: Setting): DutyAsk | undefined {
  const make = (person: string, rest: string, replaces?: string): DutyAsk | undefined => {
    const about = rest.trim();
    if (!isTime(about, setting)) return undefined;
    const wish = { do: 'make' as const, person, about, ...(replaces !== undefined && { replaces }) };
    return { kind: 'override', wish };
  };
  const coverFor = COVER_FOR.exec(text)?.groups;
  if (coverFor) return make('me', coverFor.rest ?? '', coverFor.whom);
  const covers = COVERS.exec(text);
  if (covers) {
    const [, who = '', whom = ''] = covers;
    if (!isPerson(who, setting) || !isPerson(whom, setting)) return undefined;
    return make(who, covers.groups?.rest ?? '', whom);
  }
  const put = PUT.exec(text);
  if (put) return isPerson(put[1] ?? '', setting) ? make(put[1] ?? '', put.groups?.rest ?? '') : undefined;
  const rest = TAKE.exec(text)?.groups?.rest;
  if (rest === undefined || !isDuty(rest, setting)) return undefined;
  return make('me', rest);
}

function isPerson(text: string, { people }: Setting): boolean {
  if (/^(?:<@|@)/.test(text) || /^me$/i.test(text)) return true;
  const wanted = text.toLowerCase();
  return [...people].some(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}

/** Whether a text says of what it speaks: of being on call, or of a schedule by name. */
function isDuty(text: string, { schedules = [] }: Setting): boolean {
  if (new RegExp(`\\b${ON_CALL}\\b`, 'i').test(text)) return true;
  const lower = text.toLowerCase();
  return [...schedules].some(({ id, name }) =>
    [id, name.toLowerCase()].some((one) => new RegExp(`(?:^|\\s)${escaped(one)}(?:\\s|$)`).test(lower)),
  );
}

function isTime(text: string, { now, zone }: Setting): boolean {
  if (parseLength(text)) return true;
  const read = spokenStretch({ text }, now, zone);
  // A time that does not exist is a time all the same: what is wrong with it is said.
  return !('problem' in read) || /clocks/.test(read.problem);
}

function scheduleOf(text: string, { schedules = [] }: Setting): Named | undefined {
  const wanted = text.trim().toLowerCase();
  return [...schedules].find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
