import { RE2JS, RE2JSException } from 're2js';
import { z } from 'zod';
import { didYouMean } from '../command/nearest.ts';
import { castValue } from './cast.ts';
import { misfit } from './fitting.ts';
import { KINDS, type Parameter, type Parameters } from './parameter.ts';
import { hasTemplate } from './template.ts';

/** What JSON Schema has and parameters here do not: said by name, as leaving it out would let values in. */
const LEFT_OUT = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'format',
  'multipleOf',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'uniqueItems',
  'additionalItems',
  'patternProperties',
  'minProperties',
  'maxProperties',
  'dependencies',
  'const',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'definitions',
  '$ref',
];

const kind = z.enum(KINDS);
const count = z.int().min(0);
const NAME = /^[\p{L}_][\p{L}\d_.-]*$/u;

const pattern = z.string().superRefine((text, ctx) => {
  try {
    RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    ctx.addIssue({ code: 'custom', message: `is no regular expression of RE2: ${error.message}` });
  }
});

const shape = {
  type: z.union([kind, z.array(kind).min(1)]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  required: z.boolean().optional(),
  immutable: z.boolean().optional(),
  secret: z.boolean().optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  position: count.optional(),
  pattern: pattern.optional(),
  patternMeans: z.string().min(1).max(200).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  items: z.lazy(() => parameterSchema).optional(),
  properties: z.lazy(() => parametersSchema).optional(),
  additionalProperties: z.boolean().optional(),
};

/** A parameter as metadata of an action has it. */
const parameterSchema: z.ZodType<Parameter> = z.looseObject(shape).superRefine((parameter, ctx) => {
  for (const key of Object.keys(parameter).filter((one) => !Object.hasOwn(shape, one))) {
    const message = LEFT_OUT.includes(key)
      ? 'is a keyword of JSON Schema that is not supported here'
      : `is no attribute of a parameter.${didYouMean(key, Object.keys(shape))}`;
    ctx.addIssue({ code: 'custom', path: [key], message });
  }
  const { default: standard } = parameter;
  if (standard === undefined || standard === null || hasTemplate(standard)) return;
  const reason = misfit(castValue(standard, parameter), parameter);
  if (reason !== undefined) ctx.addIssue({ code: 'custom', path: ['default'], message: reason });
});

/** What an action takes, by name, as metadata of an action has it. */
export const parametersSchema: z.ZodType<Parameters> = z.record(
  z.string().regex(NAME, "is written with letters, digits, '_', '.' and '-', beginning with a letter"),
  parameterSchema,
);
