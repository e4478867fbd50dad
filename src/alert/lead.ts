import { SEVERITIES } from '../incident/severity.ts';
import type { AlertBatch } from './batch.ts';
import type { Group } from './group.ts';
import type { GroupTerms, Lead } from './terms.ts';

/** Most alerts of a group of which it is remembered what they say of an incident. */
const MOST_LEADS = 20;
/** Of those that the same maintenances hold back, and of one service and team: one may clear before another. */
const MOST_ALIKE = 3;

/** What is known of a group besides its alerts: its terms are those of the alert that leads it. */
export interface Led {
  readonly terms: GroupTerms;
  /** What those say that lead after it, the next first. */
  readonly others: readonly Lead[];
}

const rank = ({ held, declaration }: Lead): number =>
  (held ? SEVERITIES.length : 0) + SEVERITIES.indexOf(declaration.severity);

/** What maintenances may tell apart, those as well that are begun later. */
function kindOf({ heldBy, declaration: { service, team } }: Lead): string {
  return JSON.stringify([heldBy, service, team]);
}

/**
 * @param all the newest first.
 * @returns those of which an incident may be, the one first that it is of: what nothing holds back, then what is worse,
 * then what is newer. Each alert is there once, and a few for each maintenance, so that none waits for the end of another's.
 */
export function ranked<T extends Lead>(all: readonly T[]): readonly T[] {
  const newest = new Map<string | T, T>();
  for (const one of all) if (!newest.has(one.key ?? one)) newest.set(one.key ?? one, one);
  const alike = new Map<string, number>();
  const places: { readonly one: T; readonly place: number }[] = [];
  for (const one of [...newest.values()].sort((a, b) => rank(a) - rank(b))) {
    const place = alike.get(kindOf(one)) ?? 0;
    alike.set(kindOf(one), place + 1);
    if (place < MOST_ALIKE) places.push({ one, place });
  }
  // Of each kind the first goes before the second of another.
  return places
    .sort((a, b) => a.place - b.place)
    .slice(0, MOST_LEADS)
    .map(({ one }) => one)
    .sort((a, b) => rank(a) - rank(b));
}

/**
 * @param before what was known. @param group once it has heard the batch. @param was it before that.
 * @returns what is known of a group once a batch has come: the settings of its rule as they are now, and what the incident
 * is of, which is never said by an alert that has cleared while another one fires, as far as alerts are remembered.
 */
export function ledAfter(
  { terms: before, others }: Led,
  batch: AlertBatch,
  group: Pick<Group, 'alerts' | 'firing'>,
  was: Pick<Group, 'firing' | 'suppressed'>,
): Led {
  const { terms } = batch;
  if (group.firing === 0) return { terms, others: [] };
  const said = batch.statements.some(({ status }) => status !== 'resolved');
  const fires = (one: Lead): boolean =>
    one.key === undefined || group.alerts[one.key]?.clearedAt === undefined;
  const known = was.firing === 0 ? [] : [before, ...others].map((one) => heldIf(was.suppressed, one));
  const came = said ? [terms, ...(batch.others ?? [])] : [];
  const [first = before, ...rest] = ranked([...came, ...known].filter(fires).map(leadOf));
  return { terms: leading(terms, first), others: rest };
}

/** @param key of the alert of which an incident was opened. @returns what is known, once that alert leads. */
export function ledBy({ terms, others }: Led, key: string | undefined): Led {
  const found = others.find((one) => one.key === key);
  if (key === undefined || terms.key === key || !found) return { terms, others };
  const rest = others.filter((one) => one !== found);
  return { terms: leading(terms, found), others: [leadOf(terms), ...rest] };
}

/** @returns the settings of some terms with what an alert says. */
export function leading(
  terms: GroupTerms,
  { key, cause, held, heldBy, about, said, declaration }: Lead,
): GroupTerms {
  const { key: _, cause: _c, held: _h, heldBy: _b, ...settings } = terms;
  return {
    ...settings,
    ...{ about, said, declaration },
    ...(key !== undefined && { key }),
    ...(cause && { cause }),
    ...(held && { held }),
    ...(heldBy !== undefined && { heldBy }),
  };
}

/** @returns what of terms its alert alone says. */
export function leadOf({ key, about, said, cause, declaration, held, heldBy }: Lead): Lead {
  return {
    ...{ about, said, declaration },
    ...(key !== undefined && { key }),
    ...(cause && { cause }),
    ...(held && { held }),
    ...(heldBy !== undefined && { heldBy }),
  };
}

function heldIf(suppressed: Group['suppressed'], one: Lead): Lead {
  return suppressed ? { ...one, held: true } : one;
}
