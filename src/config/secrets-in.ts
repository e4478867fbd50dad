import type { SchemaNode } from './json-schema.ts';
import { formsOf, isMapping, under } from './schema-walk.ts';

/** @returns the texts in a value that its schema marks as secret. */
export function secretsIn(value: unknown, nodes: readonly SchemaNode[]): readonly string[] {
  const forms = formsOf(nodes, value);
  if (typeof value === 'string') return forms.some(({ secret }) => secret) ? [value] : [];
  const isSecret = forms.some(({ secret }) => secret);
  if (Array.isArray(value))
    return value.flatMap((item: unknown, n) =>
      secretsIn(item, isSecret ? [...under(forms, n), { secret: true }] : under(forms, n)),
    );
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, under(forms, key)));
}
