import { didYouMean } from '../command/nearest.ts';
import { TRACKER_KINDS } from '../tracker/kinds.ts';
import { routeOf } from '../tracker/route.ts';
import type { Finding } from './expand.ts';
import { valueAt } from './explain.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';

function keys(file: unknown, ...path: Path): string[] {
  const value = valueAt(file, path);
  return isMapping(value) ? Object.keys(value) : [];
}

function text(file: unknown, path: Path): string | undefined {
  const value = valueAt(file, path);
  return typeof value === 'string' ? value : undefined;
}

/**
 * @param file the file as written. @returns every route to a tracker that there is not, or to something that its kind does
 * not have; and that items or incidents are to become tickets which have nowhere to go.
 */
export function checkTrackers(file: unknown): Finding[] {
  const names = keys(file, 'trackers');
  const routes: Path[] = [
    ...['teams', 'services'].flatMap((section) =>
      keys(file, section).map((id): Path => [section, id, 'tracker']),
    ),
    ...keys(file, 'routes').map((id): Path => ['routes', id, 'tracker']),
    ['defaults', 'tracker'],
  ];
  const missing = routes.flatMap((path): Finding[] => {
    const route = routeOf(text(file, path) ?? '');
    if (!route) return [];
    const { tracker, place } = route;
    if (!names.includes(tracker))
      return [{ path, message: `there is no tracker "${tracker}".${didYouMean(tracker, names)}` }];
    const kind = TRACKER_KINDS.find(({ name }) => name === text(file, ['trackers', tracker, 'tracker']));
    if (!kind || kind.place.pattern.test(place)) return [];
    const { called, example } = kind.place;
    const message = `"${place}" is no ${called} of ${kind.name}: write it as in ${tracker}/${example}`;
    return [{ path, message }];
  });
  for (const id of names) {
    if (text(file, ['trackers', id, 'deployment']) !== 'data-center') continue;
    const path: Path = ['trackers', id, 'development'];
    if (valueAt(file, path) === undefined) continue;
    const message =
      'Jira Data Center has no API for development information: take it out, or connect its Development panel in Jira itself by application links';
    missing.push({ path, message });
  }
  const places: Path[] = ['teams', 'services'].flatMap((section) =>
    keys(file, section).map((id): Path => [section, id]),
  );
  const automatic = [...places, ['defaults']].find((path) => {
    const severities = valueAt(file, [...path, 'tickets']);
    return Array.isArray(severities) && severities.length > 0;
  });
  const push = text(file, ['actionItems', 'push']);
  const isRouted = routes.some((path) => text(file, path) !== undefined);
  const message =
    'nothing says where tickets are made: set `defaults.tracker`, or `tracker` of teams or services';
  if (isRouted) return missing;
  if (automatic) missing.push({ path: [...automatic, 'tickets'], message });
  if (push === 'made' || push === 'closed') missing.push({ path: ['actionItems', 'push'], message });
  return missing;
}
