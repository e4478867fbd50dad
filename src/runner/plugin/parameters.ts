import { RE2JS, RE2JSException } from 're2js';
import type { z } from 'zod';
import { KINDS, type Parameter, type Parameters } from '../../action/parameter.ts';
import { meaningOf } from './formats.ts';

/** The part of JSON Schema that is understood of what zod makes of its schemas. */
interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Node>>;
  /** By `.meta({ … })`. */
  readonly secret?: unknown;
  readonly position?: unknown;
}

/**
 * Makes parameters of an action of a schema, so that people are asked for them, and what they say is cast and checked, as
 * for any other action. What parameters have no words for (the format of a text, one of two objects) is left to the schema
 * itself, which looks at everything before the action is run.
 */
export function parametersOf(schema: z.ZodObject): Parameters {
  const root = schema.toJSONSchema({
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // A time without its zone is no `time` of JSON Schema, so that zod gives its pattern alone.
      const { format } = zodSchema._zod.def as { readonly format?: unknown };
      if (format === 'time') jsonSchema.format = format;
    },
  }) as Node;
  return ofProperties(root, root.definitions ?? {});
}

/** What schemas have under a name because it stands in itself: without those that are being described. */
type Named = Readonly<Record<string, Node>>;

function ofProperties({ properties = {}, required = [] }: Node, named: Named): Parameters {
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => {
      const parameter = ofNode(node, named);
      return [name, required.includes(name) ? { ...parameter, required: true } : parameter];
    }),
  );
}

function ofNode(node: Node, named: Named): Parameter {
  const { $ref, description, default: standard, secret, position } = node;
  const name = $ref?.replace('#/definitions/', '');
  if (name !== undefined) {
    const { [name]: meant = {}, ...others } = named;
    return ofNode(meant, others);
  }
  return {
    ...ofForms(node, named),
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    ...(secret === true && { secret: true }),
    ...(typeof position === 'number' && { position }),
  };
}

/** Of several forms only their kinds can be said in one, and choices. */
function ofForms({ anyOf, oneOf, ...node }: Node, named: Named): Parameter {
  const forms = anyOf ?? oneOf;
  if (!forms) return ofForm(node, named);
  const all = forms.map((form) => ofNode(form, named));
  const [only, ...others] = all.filter(({ type }) => type !== 'null');
  const types = [...new Set(all.flatMap(({ type = [] }) => type))];
  if (only && others.length === 0) {
    const isNothing = all.length > 1;
    return {
      ...only,
      ...(only.type !== undefined && { type: types }),
      ...(only.enum && isNothing && { enum: [...only.enum, null] }),
    };
  }
  if (all.some(({ type }) => type === undefined)) return {};
  const isChoice = all.every((one) => one.enum !== undefined || one.type === 'null');
  const allowed = all.flatMap((one) => one.enum ?? [null]);
  return { type: types, ...(isChoice && { enum: allowed }) };
}

function ofForm(node: Node, named: Named): Parameter {
  const allowed = 'const' in node ? [node.const] : node.enum;
  const types = KINDS.filter((kind) => [node.type ?? []].flat().includes(kind));
  const step = node.type === 'integer' ? 1 : 0;
  const least =
    node.minimum ?? (step && node.exclusiveMinimum !== undefined ? node.exclusiveMinimum + 1 : undefined);
  const most =
    node.maximum ?? (step && node.exclusiveMaximum !== undefined ? node.exclusiveMaximum - 1 : undefined);
  const { minLength, maxLength, minItems, maxItems, items, properties, additionalProperties } = node;
  const [only, ...others] = types;
  return {
    ...(only && { type: others.length > 0 ? types : only }),
    ...(allowed && { enum: allowed }),
    // Those are what zod says of every integer.
    ...(least !== undefined && least > Number.MIN_SAFE_INTEGER && { minimum: least }),
    ...(most !== undefined && most < Number.MAX_SAFE_INTEGER && { maximum: most }),
    ...patternOf(node),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(items && { items: ofNode(items, named) }),
    ...(properties && { properties: ofProperties(node, named) }),
    ...(additionalProperties === false && { additionalProperties: false }),
  };
}

function patternOf({ pattern, format }: Node): Pick<Parameter, 'pattern' | 'patternMeans'> {
  if (pattern === undefined || !isOfRe2(pattern)) return {};
  const patternMeans = format === undefined ? undefined : meaningOf(format);
  return { pattern, ...(patternMeans !== undefined && { patternMeans }) };
}

function isOfRe2(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}
