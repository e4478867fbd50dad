import { didYouMean } from '../command/nearest.ts';
import { placeOf } from '../git/place.ts';
import { SOURCES } from '../inbox/sources.ts';
import type { Finding } from './expand.ts';
import { valueAt } from './explain.ts';
import { isMapping } from './schema-walk.ts';

/** @param file the file as written. @returns every repository of a service that no integration tells of. */
export function checkRepositories(file: unknown): Finding[] {
  const [services, integrations] = [valueAt(file, ['services']), valueAt(file, ['integrations'])];
  const names = isMapping(integrations) ? Object.keys(integrations) : [];
  return (isMapping(services) ? Object.keys(services) : []).flatMap((id): Finding[] => {
    const list = valueAt(file, ['services', id, 'repositories']);
    return (Array.isArray(list) ? list : []).flatMap((text: unknown, n): Finding[] => {
      const place = typeof text === 'string' ? placeOf(text) : undefined;
      if (!place) return [];
      const path = ['services', id, 'repositories', n];
      const { integration } = place;
      if (!names.includes(integration)) {
        const message = `there is no integration "${integration}".${didYouMean(integration, names)}`;
        return [{ path, message }];
      }
      const kind = valueAt(file, ['integrations', integration, 'source']);
      const source = SOURCES.find(({ name }) => name === kind);
      if (!source || source.brings.includes('changes')) return [];
      return [
        {
          path,
          message: `the integration "${integration}" is ${source.title}, which tells of no repositories`,
        },
      ];
    });
  });
}
