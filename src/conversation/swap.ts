import type { Ask } from '../command/ask.ts';
import { bare } from './address.ts';
import type { Setting } from './setting.ts';
import { spokenStretch } from './stretch.ts';

type SwapAsk = Extract<Ask, { kind: 'swap' }>;

const WHO = '(?<who><@[^<>\\n]+>|@"[^"\\n]+"|@?[\\p{L}][\\p{L}\\p{N}._-]*)';
/** "swap my shift on friday with @bob", "trade my friday shift with @bob for his saturday one". */
const MINE_FIRST = new RegExp(
  `^(?:i(?:'d|’d| would)? (?:like|want) to |can i |i |let me )?(?:swap|trade|exchange)\\s+(?:my|the)\\s+(?<mine>.+?)\\s+with\\s+${WHO}(?:(?:'s|’s)\\s+(?<whose>.+)|\\s+(?:for|against)\\s+(?:his|her|their|the)\\s+(?<theirs>.+))?$`,
  'isu',
);
/** "swap with @bob on friday". */
const WHO_FIRST = new RegExp(`^(?:swap|trade)\\s+(?:shifts?\\s+)?with\\s+${WHO}(?:\\s+(?<mine>.+))?$`, 'isu');
const ANSWER =
  /^(?<verb>accept|decline|refuse|cancel|withdraw)\s+(?:(?:the|my|that)\s+)?(?:(?:swap|offer)\s+)?(?<id>s-[a-z2-9]{6})$/i;
const SHIFT = /\b(?:shifts?|ones?|on[- ]?call|duty|on|the|of|my|for)\b/gi;

/** @returns what a whole sentence wants of a swap. Whoever is asked answers for themselves; a question asks nobody. */
export function ofSwap(given: string, setting: Setting): SwapAsk | undefined {
  const said = bare(given);
  if (!said) return undefined;
  const { text, asks } = said;
  const answer = ANSWER.exec(text)?.groups;
  if (answer?.id !== undefined && !asks)
    return {
      kind: 'swap',
      wish: { do: 'answer', id: answer.id.toLowerCase(), yes: /^accept$/i.test(answer.verb ?? '') },
    };
  const found = (MINE_FIRST.exec(text) ?? WHO_FIRST.exec(text))?.groups;
  if (!found || (asks && !/^can i /i.test(text))) return undefined;
  const person = personIn(found.who ?? '', setting);
  const mine = shift(found.mine ?? '', setting);
  const other = found.whose ?? found.theirs;
  const theirs = other === undefined ? undefined : shift(other, setting);
  if (person === undefined || mine === undefined || (other !== undefined && theirs === undefined))
    return undefined;
  return { kind: 'swap', wish: { do: 'propose', person, mine, ...(theirs !== undefined && { theirs }) } };
}

/** @returns which shift a text means, with nothing in it but a schedule and a time; undefined when it says more. */
function shift(text: string, { now, zone, schedules = [] }: Setting): string | undefined {
  let rest = text.replace(SHIFT, ' ').replace(/\s+/g, ' ').trim();
  const kept = rest;
  for (const { id, name } of schedules) {
    for (const one of [name, id]) {
      const at = rest.toLowerCase().indexOf(one.toLowerCase());
      if (at >= 0) rest = `${rest.slice(0, at)} ${rest.slice(at + one.length)}`.trim();
    }
  }
  if (rest === '' || /^next$/i.test(rest)) return kept.replace(/^next$/i, '');
  const whole = spokenStretch({ text: rest }, now, zone);
  const read = 'problem' in whole ? spokenStretch({ text: `${rest} for 1m` }, now, zone) : whole;
  // A time that does not exist is a time all the same: what is wrong with it is said.
  if ('problem' in read) return /clocks/.test(read.problem) ? kept : undefined;
  return read.left === '' ? kept : undefined;
}

function personIn(text: string, { people }: Setting): string | undefined {
  if (/^(?:<@|@)/.test(text)) return text;
  const wanted = text.toLowerCase();
  return [...people].find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)?.id;
}
