import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

const PLACE = '#/components/schemas/';

/**
 * Collects the schemas that have an id, so that each is written once and referred to from everywhere.
 * Source: OpenAPI 3.1.1, Components Object.
 */
export function createComponents() {
  const schemas: Record<string, JsonSchema> = {};

  /** Schemas refer to each other as if they were a document of their own. */
  function placed(schema: unknown): JsonSchema {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${PLACE}`)) as JsonSchema;
  }

  return {
    schemas,
    /** @param io whether it describes what is sent (`input`) or what is answered (`output`). */
    schemaOf(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
      const made = z.toJSONSchema(type, { io, unrepresentable: 'any' });
      const {
        $schema: _,
        $defs = {},
        id,
        ...rest
      } = made as JsonSchema & { $defs?: Record<string, JsonSchema> };
      for (const [name, { id: _id, ...definition }] of Object.entries($defs))
        schemas[name] ??= placed(definition);
      if (typeof id !== 'string') return placed(rest);
      schemas[id] ??= placed(rest);
      return { $ref: `${PLACE}${id}` };
    },
  };
}
