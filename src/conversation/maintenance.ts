import type { Ask } from '../command/ask.ts';
import { parseMaintenance } from '../command/maintenance.ts';
import { bare } from './address.ts';
import { parseLength } from './length.ts';

type MaintenanceAsk = Extract<Ask, { kind: 'maintenance' }>;

const TYPED = /^(?:im\s+)?maintenances?(?:\s+(?<rest>.+))?$/is;
const BEGIN =
  /^(?:put|set|place|take)\s+(?:the\s+)?(?:service\s+|team\s+)?(?<about>[\w.-]+)\s+(?:in|into|under)\s+maintenance\b(?<rest>.*)$/is;
const SILENCE =
  /^(?:silence|mute|suppress|hold back|ignore)\s+(?:(?<all>all)\s+)?(?:the\s+)?alerts?(?:\s+(?:of|for|from|about)\s+(?!an?\s|half\s|the\s+next\s|\d+\s*[smhdw])(?:the\s+)?(?<about>[\w.-]+))?(?<rest>\s.*)?$/is;
const LIST =
  /^(?:what|which(?: services?| teams?)?)\s+(?:is|are|alerts? are)\s+(?:in|under|in a)?\s*(?:maintenance|silenced|suppressed|muted)\b/i;

/** Does it begin as a time does? What it means is read by the clocks of who said it. */
const TIME = {
  test: (text: string): boolean =>
    parseLength(text) !== undefined ||
    /^(?:(?:from|at|on|until|till|between|starting)\s+)?(?:today|tonight|tomorrow|next|this|\d|(?:mon|tue|wed|thu|fri|sat|sun)\w*day\b)/i.test(
      text,
    ),
};

/** @returns what a whole sentence says of times in which alerts open no incident: `put checkout into maintenance for 2 hours`. */
export function ofMaintenance(given: string): MaintenanceAsk | undefined {
  const said = bare(given);
  if (!said) return undefined;
  const typed = TYPED.exec(said.text);
  if (typed) {
    const read = parseMaintenance(typed.groups?.rest ?? '');
    return read.kind === 'maintenance' ? read : undefined;
  }
  if (LIST.test(said.text)) return { kind: 'maintenance', wish: { do: 'list' } };
  const groups = (BEGIN.exec(said.text) ?? SILENCE.exec(said.text))?.groups;
  const time = (groups?.rest ?? '')
    .trim()
    .replace(/^[,:]\s*/, '')
    .replace(/[.!]+$/, '');
  if (!groups || !TIME.test(time)) return undefined;
  const about = groups.about === undefined || groups.about === 'all' ? undefined : groups.about;
  return { kind: 'maintenance', wish: { do: 'begin', ...(about !== undefined && { about }), time } };
}
