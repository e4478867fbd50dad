import { figuresQuery, figuresResource } from './figure-schema.ts';
import type { Describing } from './describing.ts';

interface Described {
  readonly get: { readonly responses: Readonly<Record<string, { readonly content: object }>> };
}

/** The address of the figures, which come as JSON or as comma-separated values. */
export function figurePaths({ parameters, read }: Pick<Describing, 'parameters' | 'read'>) {
  const { get } = read(
    'figures',
    'How fast incidents were answered, who was paged, and how many SLA targets were met',
    figuresResource,
    { parameters: parameters(figuresQuery) },
    ['invalid'],
  ) as Described;
  const { 200: found, ...refused } = get.responses;
  const csv = { 'text/csv': { schema: { type: 'string' } } };
  const responses = { 200: { ...found, content: { ...found?.content, ...csv } }, ...refused };
  return { '/api/v1/figures': { get: { ...get, responses } } };
}
