import type { PlatformSchema } from './chat-schema.ts';
import { schemaTree, type SchemaNode } from './json-schema.ts';
import { configSchema } from './schema.ts';

/** What a file is checked by. */
interface MadeSchema {
  readonly schema: ReturnType<typeof configSchema>;
  /** The same as JSON Schema, with the secrets marked; only to be read. */
  readonly tree: SchemaNode;
}

const made = new WeakMap<readonly PlatformSchema[], MadeSchema>();

/** @returns the schema for these platforms. It is made once for one list: that takes longer than to check a file by it. */
export function madeSchema(platforms: readonly PlatformSchema[]): MadeSchema {
  const before = made.get(platforms);
  if (before) return before;
  const schema = { schema: configSchema(platforms), tree: schemaTree(platforms) };
  made.set(platforms, schema);
  return schema;
}
