import { expect, it } from 'vitest';
import { z } from 'zod';
import { misfit } from '../../../../src/action/fitting.ts';
import { parametersSchema } from '../../../../src/action/parameter-schema.ts';
import { parametersOf } from '../../../../src/runner/plugin/parameters.ts';

it.each<[string, z.ZodType, object]>([
  ['a text', z.string().min(1).max(9), { type: 'string', minLength: 1, maxLength: 9, required: true }],
  ['one that may be left out', z.string().optional(), { type: 'string' }],
  ['one with a default', z.string().default('x'), { type: 'string', default: 'x' }],
  ['one that may be none', z.string().nullable(), { type: ['string', 'null'], required: true }],
  [
    'what it is for',
    z.boolean().describe('Whether'),
    { type: 'boolean', description: 'Whether', required: true },
  ],
  ['a secret', z.string().meta({ secret: true }), { type: 'string', secret: true, required: true }],
  ['its place', z.string().meta({ position: 2 }), { type: 'string', position: 2, required: true }],
  ['a whole number', z.int(), { type: 'integer', required: true }],
  ['bounds', z.int().min(1).lt(5), { type: 'integer', minimum: 1, maximum: 4, required: true }],
  ['a number', z.number().min(0.5), { type: 'number', minimum: 0.5, required: true }],
  ['a choice', z.enum(['a', 'b']), { type: 'string', enum: ['a', 'b'], required: true }],
  ['one value', z.literal('a'), { type: 'string', enum: ['a'], required: true }],
  [
    'a choice or none',
    z.enum(['a']).nullable(),
    { type: ['string', 'null'], enum: ['a', null], required: true },
  ],
  ['two kinds', z.union([z.string(), z.int()]), { type: ['string', 'integer'], required: true }],
  ['a pattern', z.string().regex(/^a+$/), { type: 'string', pattern: '^a+$', required: true }],
  ['a pattern that could run away', z.string().regex(/^(?=a)b/), { type: 'string', required: true }],
  ['an address', z.url(), { type: 'string', required: true }],
  [
    'a list',
    z.array(z.int().min(1)).min(1).max(3),
    { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, maxItems: 3, required: true },
  ],
  [
    'an object',
    z.strictObject({ a: z.string(), b: z.int().optional() }),
    {
      type: 'object',
      properties: { a: { type: 'string', required: true }, b: { type: 'integer' } },
      additionalProperties: false,
      required: true,
    },
  ],
  ['what JSON has no words for', z.date(), { required: true }],
  ['what is made of a text', z.string().transform(Number), { type: 'string', required: true }],
])('%s is a parameter as other actions have it', (_, schema, parameter) => {
  const parameters = parametersOf(z.object({ x: schema }));
  expect(parameters).toEqual({ x: parameter });
  expect(parametersSchema.safeParse(parameters).error).toBeUndefined();
});

it.each<[z.ZodType, string, string, string]>([
  [z.iso.date(), '2026-11-22', '22.11.2026', 'must be a date such as 2026-11-22'],
  [z.iso.time(), '14:30', '25:00', 'must be a time such as 14:30 or 14:30:59'],
  [
    z.iso.datetime(),
    '2026-11-22T14:30:00Z',
    '2026-11-22',
    'must be a date with a time such as 2026-11-22T14:30:00Z',
  ],
  [z.email(), 'ana@example.com', 'ana', 'must be an e-mail address such as ana@example.com'],
  [z.ipv4(), '192.0.2.1', '192.0.2.256', 'must be an IPv4 address such as 192.0.2.1'],
  [z.string().startsWith('ab'), 'abc', 'b', 'must match `^ab.*`'],
])('a text of a format is refused by what it has to be %#', (schema, right, wrong, message) => {
  const parameters = parametersSchema.parse(parametersOf(z.object({ x: schema })));
  expect(misfit(right, parameters.x!)).toBeUndefined();
  expect(misfit(wrong, parameters.x!)).toBe(message);
});

it('an object that has itself in it is described as far as it goes', () => {
  const tree: z.ZodObject = z.object({
    name: z.string(),
    get inner() {
      return z.array(tree).optional();
    },
  });
  expect(parametersOf(z.object({ tree }))).toMatchObject({ tree: { type: 'object', required: true } });
});
