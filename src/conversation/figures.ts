import type { Ask } from '../command/ask.ts';
import { GROUPINGS } from '../figures/group.ts';
import { parsePeriod, type Period } from '../figures/period.ts';
import { bare } from './address.ts';
import type { Named, Setting } from './setting.ts';

type FiguresAsk = Extract<Ask, { kind: 'figures' }>;

const LEAD =
  /^(?:(?:what(?:'s|’s| is| are| was| were)|how (?:is|are|was|were)|(?:can you )?(?:show|give|tell)(?: (?:me|us))?)\s+)?(?:(?:the|our|your|my)\s+)?/i;
const METRIC =
  /^(?:mean |average |median )?(?:mtt[amr]|mttd|kpis?|figures|stat(?:istic)?s|metrics|numbers|sla (?:compliance|figures)|time to (?:ack(?:nowledge)?|mitigate|resolve)|response times?)(?=\s|$)/i;
/** "how did payments do last month": with its time alone, for without one it asks how things stand now. */
const DID =
  /^how (?:did|have|has|is|are|was|were)\s+(?<whom>.+?)\s+(?:do|doing|done|been doing|been|perform(?:ed|ing)?|far(?:e|ed|ing))\s+(?<when>.+)$/i;
/** "how fast did we acknowledge last week". */
const FAST =
  /^how (?:fast|quick(?:ly)?|soon) (?:did|do|have|has|were|was|are|is)\s+(?<whom>.+?)\s+(?:ack(?:nowledged?|ed)?|respond(?:ed|ing)?|answer(?:ed|ing)?|react(?:ed|ing)?|resolved?|mitigated?)(?:\s+(?<when>.+))?$/i;
const WE = /^(?:we|us|our team|the team|everyone|everybody|all(?: teams)?|things|it)$/i;
const BY = /(?:^|\s)(?:by|per)\s+(\S+)$/i;

/** @returns the figures that a whole sentence asks for: `mtta of payments this week`, `how did checkout do last month`. */
export function ofFigures(given: string, setting: Setting): FiguresAsk | undefined {
  const said = bare(given);
  if (!said) return undefined;
  const { text } = said;
  const told = FAST.exec(text)?.groups ?? DID.exec(text)?.groups;
  if (told) {
    const when = read(told.when ?? '', setting);
    const whom = told.whom ?? '';
    const whose = WE.test(whom) ? {} : whoseOf(whom, setting);
    return when && whose && when.rest === '' ? asked({ ...when, ...whose }) : undefined;
  }
  const lead = text.replace(LEAD, '');
  const metric = METRIC.exec(lead)?.[0];
  if (metric !== undefined) return about(lead.slice(metric.length), setting);
  // "the payments figures", "payments mttr last week"
  const [, whom = '', rest = ''] =
    /^(.+?)(?:'s|’s)?\s+(?:mtt[amr]|figures|stat(?:istic)?s|sla compliance)(?=\s|$)(.*)$/i.exec(lead) ?? [];
  const whose = whom === '' ? undefined : whoseOf(whom, setting);
  const when = whose && read(rest.trim(), setting);
  return when?.rest === '' ? asked({ ...when, ...whose }) : undefined;
}

interface Narrowed {
  readonly period?: Period;
  readonly by?: (typeof GROUPINGS)[number];
  readonly team?: string;
  readonly service?: string;
}

const asked = ({ period, by, team, service }: Narrowed): FiguresAsk => ({
  kind: 'figures',
  ...(period && { period }),
  ...(by && { by }),
  ...(team !== undefined && { team }),
  ...(service !== undefined && { service }),
});

function about(text: string, setting: Setting): FiguresAsk | undefined {
  const when = read(text.trim(), setting);
  if (!when) return undefined;
  const whom = when.rest.replace(/^(?:of|for|from|in)\s+/i, '');
  if (whom === '' || WE.test(whom)) return asked(when);
  const whose = whoseOf(whom, setting);
  return whose && asked({ ...when, ...whose });
}

/** @returns the time and the grouping of a text, which stand behind what else is said. */
function read(given: string, { now }: Setting): (Narrowed & { rest: string }) | undefined {
  let text = given;
  const named = BY.exec(text)?.[1]?.toLowerCase();
  const by = GROUPINGS.find((one) => one === named || `${one}s` === named);
  if (by) text = text.replace(BY, '').trim();
  const words = text.split(/\s+/).filter(Boolean);
  for (let from = 0; from < words.length; from++) {
    const when = words
      .slice(from)
      .join(' ')
      .replace(/^(?:in|over|during|for|of|within)\s+(?=\S)/i, '');
    const period = periodOf(when, now);
    if (period) return { rest: words.slice(0, from).join(' '), period, ...(by && { by }) };
  }
  return { rest: text, ...(by && { by }) };
}

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** "october" is the last one that has begun. */
function periodOf(text: string, now: number): Period | undefined {
  const said = text.toLowerCase().replace(/^(?:the )?past (week|month|quarter|year)$/, 'last $1');
  const month = MONTHS.indexOf(said);
  if (month < 0) return parsePeriod(said);
  const date = new Date(now);
  const year = date.getUTCFullYear() - (month > date.getUTCMonth() ? 1 : 0);
  return { month: `${year}-${String(month + 1).padStart(2, '0')}` };
}

/** @returns whose figures: what is called so; what is said to be a team or a service is looked for by that name. */
function whoseOf(
  given: string,
  { teams, services }: Setting,
): Pick<Narrowed, 'team' | 'service'> | undefined {
  const whom = given
    .trim()
    .replace(/^the\s+/i, '')
    .replace(/(?:'s|’s)$/, '');
  const [, before, rest = whom] = /^(team|service)\s+(.+)$/i.exec(whom) ?? [];
  const [, name = rest, behind] = /^(.+?)\s+(team|service)$/i.exec(rest) ?? [];
  const kind = (before ?? behind)?.toLowerCase();
  const called = (some: Iterable<Named>): string | undefined =>
    [...some].find((one) => [one.id, one.name.toLowerCase()].includes(name.toLowerCase()))?.id;
  const service = kind === 'team' ? undefined : called(services);
  const team = kind === 'service' ? undefined : called(teams);
  // A service says more than the team that has it.
  if (service !== undefined && kind !== 'team') return { service };
  if (team !== undefined) return { team };
  return kind === undefined || /\s/.test(name) ? undefined : { [kind as 'team' | 'service']: name };
}
