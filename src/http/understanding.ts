import { isDeepStrictEqual } from 'node:util';
import type { Answer, Inbound } from '../chat/inbound.ts';
import type { Ask, Problem } from '../command/ask.ts';
import { parseMention } from '../command/mention.ts';
import { parseCommandLine, type Place } from '../command/parse.ts';
import { parsePress } from '../command/press.ts';
import { readForm } from '../command/submission.ts';
import { incidentId, type IncidentId } from '../incident/id.ts';
import { isGlance, type Glance } from './glances.ts';
import type { Pointing } from './pointing.ts';

/** Something that a person did in chat; challenges of platforms never come this far. */
export type Doing = Exclude<Inbound, { kind: 'challenge' } | { kind: 'ignored' }>;

/** Something that is understood by itself; who only looks, or points at a message, is answered elsewhere. */
export type Said = Exclude<Doing, Glance | Pointing>;

/** Something that a person wrote. */
type Typed = Extract<Doing, { text: string }>;

const isTyped = (inbound: Said): inbound is Typed => inbound.kind === 'command' || inbound.kind === 'mention';

/** What somebody wants, or the answer that they get without anybody being asked. */
export type Understood = Ask | Problem | Answer;

/** The channel of an incident that nobody means. */
const ELSEWHERE: Place = { incident: incidentId(Number.MAX_SAFE_INTEGER) };

/** Asks that are answered from what is stored, or that need a new number from the store. */
const OF_RECORDS: ReadonlySet<Understood['kind']> = new Set([
  'declare',
  'quote',
  'status',
  'list',
  'providers',
  'account',
]);

function typed(inbound: Typed, place: Place): Ask | Problem {
  return inbound.kind === 'mention'
    ? parseMention(inbound.text, place)
    : parseCommandLine(inbound.text, place);
}

/** @returns what was meant, when it means the same in every channel; else undefined. */
function understoodAnywhere(inbound: Said): Understood | undefined {
  if (inbound.kind === 'submit') {
    const read = readForm(inbound.modal, inbound.context, inbound.values);
    return read.kind === 'invalid' ? { kind: 'invalid', errors: read.errors } : read;
  }
  if (inbound.kind === 'press') return parsePress(inbound.action, inbound.value);
  const ask = typed(inbound, {});
  return isDeepStrictEqual(ask, typed(inbound, ELSEWHERE)) ? ask : undefined;
}

/**
 * Understands what somebody did.
 * @param incidentOf finds the incident whose own channel something was typed in; asked only where that matters.
 */
export async function understand(
  inbound: Said,
  incidentOf: (channel: string) => Promise<IncidentId | undefined>,
): Promise<Understood> {
  const ask = understoodAnywhere(inbound);
  if (ask || !isTyped(inbound)) return ask ?? { kind: 'nothing' };
  return typed(inbound, { incident: await incidentOf(inbound.channel) });
}

/**
 * Can this be answered without the store? Such as `ack INC-42` and every press of a button of an incident: the
 * incident is named, and Temporal alone decides.
 */
export function needsNoRecords(inbound: Doing): boolean {
  if (isGlance(inbound) || inbound.kind === 'shortcut' || inbound.kind === 'reaction') return false;
  const ask = understoodAnywhere(inbound);
  return ask !== undefined && !OF_RECORDS.has(ask.kind);
}
