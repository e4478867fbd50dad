import { firstShifts } from '../oncall/coverage.ts';
import { gapsAhead } from '../oncall/watch.ts';
import { dateOf, wallAt } from '../oncall/wall.ts';
import type { ScheduleConfig, TenantConfig } from './config.ts';
import type { Finding } from './expand.ts';
import { pagesByMail } from './outside-targets.ts';

/** Most names that are told of a calendar. */
const NAMES_TOLD = 5;

/** @returns the names in calendars that are nobody's: nobody is on call in their place. */
function unknownNames(
  { id, zone, layers, lookAheadMs }: ScheduleConfig,
  now: number,
  shown: (at: number) => string,
): Finding[] {
  return layers.flatMap(({ name: layer, turns }, index): Finding[] => {
    const names = 'unknownIn' in turns ? turns.unknownIn(now, now + lookAheadMs) : [];
    const path = ['schedules', id, 'layers', index, 'calendar'];
    const told = names.slice(0, NAMES_TOLD).map(({ name, from, line }) => ({
      path,
      message: `${JSON.stringify(name.slice(0, 60))}, on line ${line} of the calendar of ${layer}, is nobody under \`people\`: nobody is on call by it at ${shown(from)} (${zone}); write an e-mail address, key or name of somebody there`,
    }));
    if (names.length <= NAMES_TOLD) return told;
    return [...told, { path, message: `${names.length - NAMES_TOLD} more names in it are nobody's` }];
  });
}

/**
 * @returns who will not be paged in the nights ahead: times without anybody on call, and people who come on call without
 * an account. Of overrides and linked accounts the file knows nothing.
 * @param now epoch milliseconds.
 */
export function coverageWarnings(config: TenantConfig, now: number): Finding[] {
  const { schedules, people } = config;
  const byMail = pagesByMail(config);
  const orMail = (person: string): string =>
    byMail ? `, or their address under \`people.${person}.email\`` : '';
  return [...schedules.values()].flatMap((schedule): Finding[] => {
    const { id, zone, lookAheadMs, expectGaps, fetched = [] } = schedule;
    const path = ['schedules', id];
    const shown = (at: number): string => {
      const wall = wallAt(at, zone);
      return `${dateOf(wall)} ${new Date(wall).toISOString().slice(11, 16)}`;
    };
    // Of what is to be fetched nothing is known here.
    const gaps = expectGaps || fetched.length > 0 ? [] : gapsAhead(schedule, [], now, lookAheadMs);
    const [first] = gaps;
    const more =
      gaps.length > 1 ? ` and ${gaps.length - 1} more times until ${shown(now + lookAheadMs)}` : '';
    const unpaged = [...firstShifts(schedule, [], now, lookAheadMs)].filter(
      ([person]) => Object.keys(people.get(person)?.chat ?? {}).length === 0,
    );
    return [
      ...(first
        ? [
            {
              path,
              message: `nobody is on call ${first.from <= now ? 'now,' : `from ${shown(first.from)}`} until ${shown(first.until)}${more} (${zone}): add a layer below, or set \`expectGaps: true\` if that is meant`,
            },
          ]
        : []),
      ...fetched.map(({ layer }) => ({
        path,
        message: `the calendar of ${layer} is fetched by the workers, so that gaps are not looked for here: \`/im oncall\` and the page /on-call show them`,
      })),
      ...unknownNames(schedule, now, shown),
      ...unpaged.map(([person, from]) => ({
        path,
        message: `${people.get(person)?.name ?? person} comes on call at ${shown(Math.max(from, now))} (${zone}) and cannot be paged: name their platform user id under \`people.${person}.chat\`${orMail(person)}`,
      })),
    ];
  });
}
