import type { SchemaNode } from './json-schema.ts';
import type { Path } from './problem.ts';

type Mapping = Record<string, unknown>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the forms that a value may have here, those whose constants (such as `platform`) contradict it left out. */
export function formsOf(nodes: readonly SchemaNode[], value: unknown): SchemaNode[] {
  const forms = nodes.flatMap((node): SchemaNode[] => {
    const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
    return inner.length ? [node, ...formsOf(inner, value)] : [node];
  });
  if (!isMapping(value)) return forms;
  return forms.filter((form) =>
    Object.entries(form.properties ?? {}).every(
      ([key, node]) => node.const === undefined || !Object.hasOwn(value, key) || value[key] === node.const,
    ),
  );
}

/** @returns the schemas of what is under a key; none when the key is unknown. */
export function under(forms: readonly SchemaNode[], key: string | number): SchemaNode[] {
  return forms.flatMap((form) => {
    if (typeof key === 'number') return form.items ? [form.items] : [];
    if (form.properties && Object.hasOwn(form.properties, key)) return [form.properties[key] ?? {}];
    return typeof form.additionalProperties === 'object' ? [form.additionalProperties] : [];
  });
}

/** Keys that are none of the file's, each with those that would be known in its place. */
export interface UnknownKey {
  readonly path: Path;
  readonly key: string;
  readonly known: readonly string[];
}

/** @returns every key that no form of its place knows. */
export function unknownKeys(value: unknown, nodes: readonly SchemaNode[], path: Path = []): UnknownKey[] {
  const forms = formsOf(nodes, value);
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => unknownKeys(item, under(forms, index), [...path, index]));
  }
  if (!isMapping(value)) return [];
  const known = [...new Set(forms.flatMap((form) => Object.keys(form.properties ?? {})))];
  const open = forms.every((form) => !form.properties);
  return Object.entries(value).flatMap(([key, inner]): UnknownKey[] => {
    const next = under(forms, key);
    if (next.length === 0 && !open) return [{ path: [...path, key], key, known }];
    return unknownKeys(inner, next, [...path, key]);
  });
}
