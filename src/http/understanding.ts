import { isDeepStrictEqual } from 'node:util';
import type { Answer, Inbound } from '../chat/inbound.ts';
import { exclaimed } from '../chat/exclaimed.ts';
import type { Ask, Problem } from '../command/ask.ts';
import type { Yes } from '../command/confirmation.ts';
import { parseCommandLine, type Place } from '../command/parse.ts';
import { parsePress, type No } from '../command/press.ts';
import { parseExclaimed, spokenOfRuns } from '../command/run.ts';
import { readForm } from '../command/submission.ts';
import { hear } from '../conversation/hear.ts';
import type { Heard } from '../conversation/heard.ts';
import { ANYWHERE } from '../conversation/setting.ts';
import { incidentId, type IncidentId } from '../incident/id.ts';
import { isGlance, type Glance } from './glances.ts';
import type { Pointing } from './pointing.ts';

/** Something that a person did in chat; challenges of platforms never come this far. */
export type Doing = Exclude<Inbound, { kind: 'challenge' } | { kind: 'ignored' }>;

/** Something that is understood by itself; who only looks, or points at a message, is answered elsewhere. */
export type Said = Exclude<Doing, Glance | Pointing>;

/** Something that a person wrote. */
export type Typed = Extract<Doing, { text: string }>;

const isTyped = (inbound: Said): inbound is Typed => inbound.kind === 'command' || inbound.kind === 'mention';

/** What somebody wants, or the answer that they get without anybody being asked. */
export type Understood = Ask | Problem | Answer | Yes | No | Conversed;

/** What was understood of something said in plain language. */
export interface Conversed {
  readonly kind: 'conversed';
  readonly heard: Heard;
}

/** Understands a text in plain language. @param incident the one that "this" is. */
export type Hear = (text: string, incident: IncidentId | undefined) => Heard;

/** The channel of an incident that nobody means. */
const ELSEWHERE: Place = { incident: incidentId(Number.MAX_SAFE_INTEGER) };

/** Asks that are answered from what is stored, or that need a new number from the store. */
const OF_RECORDS: ReadonlySet<Understood['kind']> = new Set([
  ...([
    'declare',
    'quote',
    'status',
    'summary',
    'why',
    'postmortem',
    'changes',
    'find',
    'action',
    'who',
    'list',
    'providers',
    'auditor',
    'account',
    'override',
    'swap',
    'maintenance',
    'run',
    'call',
    'yes',
  ] as const),
]);

/** Understands without knowing anybody: what names a person, a team or a service needs the configuration. */
const unacquainted: Hear = (text, incident) => hear(text, { ...ANYWHERE, incident });

function typed(inbound: Typed, place: Place, listen: Hear): Ask | Problem | Conversed {
  const { text } = inbound;
  if (inbound.kind === 'command') return parseCommandLine(text, place);
  if (inbound.exclaimed) return parseExclaimed(text, place, 'to anybody');
  const sentence = exclaimed(text);
  if (sentence !== undefined) return parseExclaimed(sentence, place, 'to Muster');
  return spokenOfRuns(text) ?? { kind: 'conversed', heard: listen(text, place.incident) };
}

/** @returns what was meant, when it means the same in every channel; else undefined. */
function understoodAnywhere(inbound: Said, listen: Hear): Understood | undefined {
  if (inbound.kind === 'submit') {
    const read = readForm(inbound.modal, inbound.context, inbound.values);
    return read.kind === 'invalid' ? { kind: 'invalid', errors: read.errors } : read;
  }
  if (inbound.kind === 'press') return parsePress(inbound.action, inbound.value);
  const ask = typed(inbound, {}, listen);
  return isDeepStrictEqual(ask, typed(inbound, ELSEWHERE, listen)) ? ask : undefined;
}

/**
 * Understands what somebody did.
 * @param incidentOf finds the incident whose own channel something was typed in, or whose card begins the thread that it
 * was said in; asked only where that matters.
 */
export async function understand(
  inbound: Said,
  incidentOf: (inbound: Typed) => Promise<IncidentId | undefined>,
  listen: Hear,
): Promise<Understood> {
  const ask = understoodAnywhere(inbound, listen);
  if (ask || !isTyped(inbound)) return ask ?? { kind: 'nothing' };
  return typed(inbound, { incident: await incidentOf(inbound) }, listen);
}

/**
 * Can this be answered without the store? Such as `ack INC-42` and every press of a button of an incident: the
 * incident is named, and Temporal alone decides.
 */
export function needsNoRecords(inbound: Doing): boolean {
  if (isGlance(inbound) || inbound.kind === 'shortcut' || inbound.kind === 'reaction') return false;
  const ask = understoodAnywhere(inbound, unacquainted);
  if (ask?.kind === 'conversed') return ask.heard.kind === 'do' && ask.heard.ask.kind === 'command';
  return ask !== undefined && !OF_RECORDS.has(ask.kind);
}
