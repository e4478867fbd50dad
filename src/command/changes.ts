import type { Ask, Problem } from './ask.ts';
import { problem } from './ask.ts';
import type { Flagged } from './flag.ts';
import { subject, type Place } from './subject.ts';
import { wording } from './token.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const LENGTH = /^(\d{1,4})\s*(m(?:in(?:ute)?s?)?|h(?:ours?)?|d(?:ays?)?|w(?:eeks?)?)$/i;

/** The farthest back that is looked, in milliseconds: a day of a repository is a document or more. */
export const FARTHEST_MS = 90 * UNITS.d;

/** @returns milliseconds of `90m`, `12h`, `3d`, `2w`, `3 days`; undefined for what is no such length or too long. */
export function readStretch(text: string): number | undefined {
  const [, count = '', unit = ''] = LENGTH.exec(text.trim()) ?? [];
  const each = UNITS[unit.charAt(0).toLowerCase() as keyof typeof UNITS] as number | undefined;
  const ms = Number(count) * (each ?? 0);
  return ms > 0 && ms <= FARTHEST_MS ? ms : undefined;
}

/** Reads of which incident the changes are wanted, and how long before it. */
export function parseChanges({ flags, rest }: Flagged, place: Place): Ask | Problem {
  const found = subject('changes', wording(rest), place, 'nothing');
  if ('kind' in found) return found;
  const since = flags.get('since') ?? (found.rest === '' ? undefined : found.rest.replace(/^since\s+/i, ''));
  if (since === undefined) return { kind: 'changes', incident: found.id };
  const sinceMs = readStretch(since);
  return sinceMs === undefined
    ? problem(
        `${JSON.stringify(since.slice(0, 40))} is not how long before: write 12h, 3d or 2w, at most 90d, as in \`/im changes ${found.id} --since 3d\`.`,
      )
    : { kind: 'changes', incident: found.id, sinceMs };
}
