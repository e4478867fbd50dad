import { changesQuery, changesResource, findQuery, foundResource } from './change-schema.ts';
import { inPath, type Describing } from './describing.ts';

const id = inPath('id', 'INC-42');

/** The addresses of what git servers told. */
export function changePaths({ parameters, read }: Pick<Describing, 'parameters' | 'read'>) {
  return {
    '/api/v1/incidents/{id}/changes': read(
      'changes',
      'What was merged or deployed to the service of the incident before it began, and what mentions it',
      changesResource,
      { parameters: [id, ...parameters(changesQuery)] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/changes': read(
      'find',
      'Search commits, branches and pull requests',
      foundResource,
      { parameters: parameters(findQuery) },
      ['invalid'],
    ),
  };
}
