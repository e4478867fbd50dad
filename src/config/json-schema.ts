import { z } from 'zod';
import type { PlatformSchema } from './chat-schema.ts';
import { configSchema } from './schema.ts';

/** The part of JSON Schema that Muster's schemas come out as. */
export interface SchemaNode {
  $schema?: string;
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: boolean | SchemaNode;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
  const?: unknown;
  pattern?: string;
  format?: string;
  /** Set with zod's `.meta({ secret: true })`: the value is taken from the environment only. */
  secret?: boolean;
}

/** A secret as it stands in the file: the name of an environment variable, in braces. */
export const SECRET_REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/** @returns the schema of the file as JSON Schema (draft 7, which editors know best), secret fields marked with `secret`. */
export function schemaTree(platforms: readonly PlatformSchema[]): SchemaNode {
  const tree = toJson(configSchema(platforms));
  const instance = { anyOf: platforms.map(instanceSchema) };
  for (const part of [tree, tree.properties?.tenants?.additionalProperties]) {
    const instances = typeof part === 'object' ? part.properties?.chat : undefined;
    if (instances) instances.additionalProperties = instance;
  }
  return tree;
}

/** @returns a schema as JSON Schema (draft 7), secret fields marked with `secret`. */
export function toJson(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

function instanceSchema(platform: PlatformSchema): SchemaNode {
  const settings = toJson(platform.settings);
  delete settings.$schema;
  return named(platform.name, settings);
}

/** Adds the key `platform` to each form that the settings may have. */
function named(name: string, node: SchemaNode): SchemaNode {
  if (node.anyOf) return { ...node, anyOf: node.anyOf.map((form) => named(name, form)) };
  if (node.oneOf) return { ...node, oneOf: node.oneOf.map((form) => named(name, form)) };
  const platform = { const: name, description: 'The chat platform.' };
  return {
    ...node,
    type: 'object',
    properties: { platform, ...node.properties },
    required: ['platform', ...(node.required ?? [])],
    additionalProperties: node.additionalProperties ?? false,
  };
}

/** @returns the JSON Schema for editors: secret fields take only `${ENV_NAME}`. */
export function editorSchema(platforms: readonly PlatformSchema[]): object {
  const tree = schemaTree(platforms);
  const tenant = tree.properties?.tenants?.additionalProperties;
  if (typeof tenant === 'object') {
    // A tenant has what the file itself has.
    const names = Object.keys(tenant.properties ?? {});
    tenant.properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/properties/${name}` }]));
  }
  const rewritten = JSON.stringify({ title: 'Muster', ...tree }, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('secret' in value) || value.secret !== true)
      return value;
    const node = { ...value } as SchemaNode;
    delete node.secret;
    delete node.format;
    return node.type === 'string' ? { ...node, pattern: SECRET_REFERENCE.source } : node;
  });
  return JSON.parse(rewritten) as object;
}
