import type { Ask } from '../command/ask.ts';
import { bare } from './address.ts';

type SimulateAsk = Extract<Ask, { kind: 'simulate' }>;

const WHO =
  /^(?:and\s+)?(?:who|whom)\s+(?:would|will|gets?|is going to)\s+(?:be\s+|get\s+)?(?:we\s+)?(?:page|paged|woken(?: up)?|called|pinged|notified|alerted)\s+(?:(?:for|by|about|in)\s+(?:an?\s+)?(?:incident\s+(?:of|in|on|with)\s+)?)?(?<rest>.+)$/i;
const WHAT =
  /^what\s+(?:would happen|happens|will happen)\s+(?:if|when)\s+(?<what>.+?)\s+(?:breaks|broke|fails|failed|is down|goes down|went down|dies|died)(?=\s|$)(?<rest>.*)$/i;
const SIMULATE = /^simulate\s+(?<rest>\S.*)$/i;
const SEVERITY =
  /(?:^|[\s,]+)(?:(?:as|with|for|in)\s+)?(?:an?\s+)?(?:sev(?:erity)?[\s-]*|p)([1-4])(?=[\s,]|$)/i;
const NOBODY =
  /(?:^|[\s,]+)(?:and|if|when|while)?\s*(?:nobody|no one|noone)\s+(?:acks|acknowledges|answers|reacts)(?=[\s,]|$)/i;
const ACK =
  /(?:^|[\s,]+)(?:and|if)?\s*(?:(?:somebody|someone)\s+acks|acked|ack|acknowledged)\s+after\s+(\S+(?:\s+(?:min(?:ute)?s?|hours?|h|m))?)(?=[\s,]|$)/i;
const WHEN =
  /(?:^|\s)(?:(?:at|on)\s+)?((?:(?:this|next|on)\s+)?(?:\d{1,2}(?::\d{2})?\s*(?:am|pm)?|noon|midnight|now|today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2})?Z?)(?:[\s,]+(?:at|on|next|morning|evening|night|noon|midnight|today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?::\d{2})?\s*(?:am|pm)?|\d{4}-\d{2}-\d{2})(?=[\s,]|$))*)$/i;

/**
 * @returns the simulation that a whole sentence asks for: `who would be paged for payments at 3am sunday as sev1`. Without a
 * time or a severity it is asked whom an incident pages now, which is no simulation.
 */
export function ofSimulation(given: string): SimulateAsk | undefined {
  const said = bare(given);
  if (!said) return undefined;
  const typed = SIMULATE.exec(said.text)?.groups?.rest;
  const asked = (WHO.exec(said.text) ?? WHAT.exec(said.text))?.groups;
  if (typed === undefined && !asked) return undefined;
  let rest = typed ?? `${asked?.what ?? ''} ${asked?.rest ?? ''}`;
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(rest);
    if (!found) return undefined;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`.trim();
    return found[1] ?? found[0];
  };
  const ack = take(ACK);
  const nobody = ack === undefined && take(NOBODY) !== undefined;
  const severity = take(SEVERITY);
  const when = take(WHEN);
  if (typed === undefined && when === undefined && severity === undefined && ack === undefined && !nobody)
    return undefined;
  const what = rest
    .replace(/^(?:the|an?)\s+/i, '')
    .replace(/[\s,]*\b(?:incident|outage)?[\s,]*(?:at|on|in|as|for)?[\s,]*$/i, '')
    .trim();
  const parts = [
    what,
    ...(when === undefined ? [] : [`at ${inOrder(when)}`]),
    ...(severity === undefined ? [] : [`sev ${severity}`]),
    ...(nobody ? ['nobody acks'] : []),
    ...(ack === undefined ? [] : [`ack after ${ack}`]),
  ];
  return { kind: 'simulate', wish: parts.filter((part) => part !== '').join(' ') };
}

/** @returns the day before the time: `3am sunday` as `sunday 3am`. */
function inOrder(when: string): string {
  const words = when
    .replace(/,/g, ' ')
    .replace(/\b(?:at|on)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [, time, day] =
    /^(\d{1,2}(?::\d{2})?\s*(?:am|pm)?)\s+(.*[a-z].*|\d{4}-\d{2}-\d{2})$/i.exec(words) ?? [];
  const [first, second] =
    time === undefined || day === undefined || /^(?:am|pm)$/i.test(day) ? [words, ''] : [day, time];
  const clock = (text: string): string => text.replace(/(^|\s)(\d{1,2})$/, '$1$2:00');
  return clock(`${first} ${second}`.trim());
}
