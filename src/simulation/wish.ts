import { didYouMean } from '../command/nearest.ts';
import type { TenantConfig } from '../config/config.ts';
import { parseDuration } from '../config/duration.ts';
import { parseSeverity, type Severity } from '../incident/severity.ts';
import { readMoment, type Moment } from './moment.ts';
import { LONGEST_HORIZON_MS, type Scenario } from './scenario.ts';

/** What somebody wants simulated, as they said it. */
export interface Wish {
  /** A service, a policy or a team; nothing: what holds for an incident that names none. */
  readonly what: string;
  readonly moment: Moment;
  readonly severity?: Severity;
  readonly ack?: { readonly afterMs: number; readonly by?: string };
}

export const USAGE =
  '`simulate payments at Sunday 03:00 sev 1 ack after 12m`: a service, policy or team; a time; `nobody acks` or `ack after 12m by ana`.';

const SEVERITY = /(?:^|\s)(?:--)?sev(?:erity)?[\s=:-]*((?:sev-?)?[a-z]*\d+)(?=\s|$)/i;
const BARE_SEVERITY = /(?:^|\s)(SEV-?\d+)(?=\s|$)/i;
const NOBODY = /(?:^|\s)(?:(?:and\s+)?(?:nobody|no one|noone)\s+(?:acks|acknowledges)|no ack)(?=\s|$)/i;
const ACK =
  /(?:^|\s)(?:and\s+)?(?:ack(?:ed|nowledged?)?)\s+after\s+(\d[\d\s]*(?:[a-z]+)(?:\d+[a-z]+)*)(?:\s+by\s+@?(\S+))?(?=\s|$)/i;
const UNITS = /^(\d+)\s*(s|m|h|d)(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|rs?|ays?)?$/i;

/**
 * Understands what follows the word `simulate`: `payments at Sunday 03:00 sev 1 nobody acks`, its parts in any order
 * after the first.
 * @param now epoch milliseconds. @param zone IANA name of the zone of whoever asks.
 * @returns a sentence that says what to write instead where it is not understood.
 */
export function readWish(text: string, now: number, zone: string): Wish | string {
  let rest = ` ${text.trim()} `;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = pattern.exec(rest) ?? undefined;
    if (found) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return found;
  };
  const acked = take(ACK);
  const nobody = take(NOBODY);
  if (acked && nobody) return `Either nobody acknowledges, or somebody does: ${USAGE}`;
  const graded = take(SEVERITY) ?? take(BARE_SEVERITY);
  const severity = graded && parseSeverity(graded[1] ?? '');
  if (graded && !severity) return `There is no severity ${JSON.stringify(graded[1])}: it is one of 1 to 4.`;
  const [, what = '', when] = /^(.*?)(?:(?:^|\s)at\s+(.+))?$/i.exec(rest.trim()) ?? [];
  const moment = readMoment((when ?? 'now').replace(/\s+/g, ' '), now, zone);
  if (typeof moment === 'string') return moment;
  if (!acked) return { what: what.trim(), moment, ...(severity && { severity }) };
  const [, after = '', by] = acked;
  const afterMs = lengthOf(after.trim());
  if (afterMs === undefined)
    return `${JSON.stringify(after.trim())} is no duration: write 12m, 90s or 1h30m. ${USAGE}`;
  if (afterMs > LONGEST_HORIZON_MS) return 'A simulation looks at 31 days at most.';
  const ack = { afterMs, ...(by !== undefined && { by }) };
  return { what: what.trim(), moment, ...(severity && { severity }), ack };
}

function lengthOf(text: string): number | undefined {
  const [, count = '', unit = ''] = UNITS.exec(text) ?? [];
  return parseDuration(count ? `${count}${unit.toLowerCase()}` : text.replace(/\s+/g, '').toLowerCase());
}

/** What of the configuration a simulation is about. */
export type Subject = Pick<Scenario, 'service' | 'team' | 'policy'>;

/**
 * @param what a key or a name, which may say what it is: `service:payments`, `policy:night`, `team:payments`.
 * @returns the first of service, policy and team that is called so; a sentence where there is none.
 */
export function subjectOf(config: TenantConfig, what: string): Subject | string {
  if (what === '') return {};
  const [, kind, named = what] = /^(service|policy|team)[:\s]\s*(.+)$/i.exec(what) ?? [];
  const name = named.toLowerCase();
  const all = {
    service: config.services,
    policy: config.escalation,
    team: config.teams,
  } as const;
  for (const [key, map] of Object.entries(all)) {
    if (kind !== undefined && kind.toLowerCase() !== key) continue;
    const found = [...map].find(([id, one]) => id === name || one.name.toLowerCase() === name);
    if (found) return { [key]: found[0] };
  }
  const looked = kind?.toLowerCase() ?? 'service, policy or team';
  const known = Object.entries(all).flatMap(([key, map]) =>
    kind === undefined || kind.toLowerCase() === key ? [...map.keys()] : [],
  );
  return `There is no ${looked} ${JSON.stringify(named.slice(0, 60))}.${didYouMean(name, known)}`;
}

/** @returns what is to be simulated; a sentence where the configuration has no such service, policy, team or person. */
export function scenarioOf(config: TenantConfig, { what, moment, severity, ack }: Wish): Scenario | string {
  const subject = subjectOf(config, what);
  if (typeof subject === 'string') return subject;
  const by = ack?.by === undefined ? undefined : personIn(config, ack.by);
  if (ack?.by !== undefined && by === undefined) {
    return `There is nobody called ${JSON.stringify(ack.by)}.${didYouMean(ack.by.toLowerCase(), config.people.keys())}`;
  }
  return {
    ...subject,
    ...(severity && { severity }),
    at: moment.at,
    acts: ack ? [{ afterMs: ack.afterMs, command: { name: 'ack' }, ...(by !== undefined && { by }) }] : [],
  };
}

/** @returns the id of a person by their id or name. */
export function personIn(config: TenantConfig, named: string): string | undefined {
  const wanted = named.replace(/^@/, '').toLowerCase();
  const all = [...config.people.values()];
  return all.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)?.id;
}
