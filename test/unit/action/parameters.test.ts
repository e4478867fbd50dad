import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../src/action/parameter-fields.ts';
import { parametersSchema } from '../../../src/action/parameter-schema.ts';
import type { Parameter, Parameters } from '../../../src/action/parameter.ts';
import { redacted, takeParameters, type Around } from '../../../src/action/parameters.ts';
import { explain } from '../../../src/config/explain.ts';

const schema = (written: Record<string, unknown>): Parameters => parametersSchema.parse(written);

function values(
  parameters: Record<string, unknown>,
  said: Record<string, unknown>,
  around?: Around,
): Readonly<Record<string, unknown>> {
  const taken = takeParameters(schema(parameters), said, around);
  if ('values' in taken) return taken.values;
  throw new Error(JSON.stringify(taken));
}

function refused(parameters: Record<string, unknown>, said: Record<string, unknown>, around?: Around) {
  const taken = takeParameters(schema(parameters), said, around);
  if ('values' in taken) throw new Error(`taken: ${JSON.stringify(taken.values)}`);
  return taken;
}

const why = (parameter: Parameter, said: unknown): string | undefined =>
  refused({ x: parameter }, { x: said }).problems[0]?.message;

describe('what is said in chat is cast', () => {
  const items = (type: string): Parameter => schema({ x: { type: 'array', items: { type } } })['x']!;

  it.each<[Parameter, said: string, value: unknown]>([
    [{}, '22', '22'],
    [{ type: 'string' }, ' as it is ', ' as it is '],
    [{ type: 'integer' }, '-22', -22],
    [{ type: 'number' }, '2.5e3', 2500],
    ...['true', 'Yes', '1', 'on'].map((said): [Parameter, string, unknown] => [
      { type: 'boolean' },
      said,
      true,
    ]),
    ...['false', 'No', '0', 'OFF'].map((said): [Parameter, string, unknown] => [
      { type: 'boolean' },
      said,
      false,
    ]),
    [{ type: 'array' }, 'a, b,c', ['a', 'b', 'c']],
    [{ type: 'array' }, '["a, b", 2]', ['a, b', 2]],
    [{ type: 'array' }, '[“a”, „b“]', ['a', 'b']],
    [{ type: 'array' }, '["say “a”"]', ['say “a”']],
    [{ type: 'object' }, '{“a”: {“b”: 1}}', { a: { b: 1 } }],
    [{ type: 'array' }, '51', ['51']],
    [items('integer'), '51', [51]],
    [items('boolean'), 'yes,no', [true, false]],
    [
      {
        type: 'array',
        items: { type: 'object', properties: { port: { type: 'integer' } } },
      },
      'host:web1,port:22',
      [{ host: 'web1', port: 22 }],
    ],
    [{ type: 'object' }, 'k=v, k2=a=b', { k: 'v', k2: 'a=b' }],
    [{ type: 'object', properties: { n: { type: 'integer' } } }, 'n=3', { n: 3 }],
    [{ type: 'object' }, '{"a": {"b": [1]}}', { a: { b: [1] } }],
    [{ type: ['integer', 'string'] }, '5', 5],
    [{ type: ['string', 'integer'] }, 'five', 'five'],
    [{ type: ['null', 'integer'] }, 'none', null],
    [{ type: 'string', enum: ['Production', 'test'] }, 'production', 'Production'],
    [{ type: 'integer' }, '%*****__%NONE%__*****%', null],
  ])('%j takes %j', (parameter, said, value) => {
    expect(values({ x: parameter }, { x: said })).toEqual({ x: value });
    expect(takeParameters(schema({ x: parameter }), new Map([['x', said]]))).toEqual({
      values: { x: value },
    });
  });

  it('and is checked where it comes as data', () => {
    expect(
      values(
        { n: { type: 'integer' }, s: { type: 'string' }, b: { type: 'boolean' } },
        { n: 3, s: 4, b: false },
      ),
    ).toEqual({
      n: 3,
      s: '4',
      b: false,
    });
    expect(why({ type: 'integer' }, 2.5)).toBe('must be a whole number');
    expect(why({ type: 'array' }, { a: 1 })).toBe('must be a list: `a,b,c`, or JSON');
  });
});

describe('what does not fit is refused', () => {
  it.each<[Parameter, said: string, message: string]>([
    [{ type: 'integer' }, '2.5', 'must be a whole number'],
    [{ type: 'integer' }, '99999999999999999999', 'must be a whole number'],
    [{ type: 'number' }, 'Infinity', 'must be a number'],
    [{ type: 'boolean' }, 'perhaps', 'must be true or false'],
    [{ type: 'array' }, '[1, 2', 'must be a list: `a,b,c`, or JSON'],
    [{ type: 'object' }, 'just words', 'must be a map: `key=value,other=value`, or JSON'],
    [{ type: 'object' }, '{"a": 1', 'must be a map: `key=value,other=value`, or JSON'],
    [{ type: ['integer', 'null'] }, 'x', 'must be a whole number, or none'],
    [{ type: 'string', enum: ['red', 'green'] }, 'blue', 'must be one of red, green'],
    [{ type: 'integer', enum: [1, 2] }, '3', 'must be one of 1, 2'],
    [{ type: 'integer', minimum: 1 }, '0', 'must be at least 1'],
    [{ type: 'number', maximum: 1 }, '1.5', 'must be at most 1'],
    [{ type: 'string', minLength: 2 }, '😀', 'must have at least 2 characters'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'must have at most 2 characters'],
    [{ type: 'string', pattern: '^[a-z]+$' }, 'A1', 'must match `^[a-z]+$`'],
    [{ type: 'string', pattern: '^[a-z]+$', patternMeans: 'small letters' }, 'A1', 'must be small letters'],
    [{ type: 'array', minItems: 2 }, 'a', 'must have at least 2 items'],
    [{ type: 'array', minItems: 1 }, '[]', 'must have at least 1 item'],
    [{ type: 'array', items: { type: 'integer', maximum: 9 } }, '1,10', 'item 2 must be at most 9'],
    [{ type: 'array', items: { type: 'integer' } }, '1,x', 'item 2 must be a whole number'],
    [{ type: ['array', 'null'], items: { type: 'boolean' } }, 'yes,,no', 'item 2 must be true or false'],
    [{ type: 'array', items: { type: 'integer' } }, '[1, x]', 'must be a list: `a,b,c`, or JSON'],
    [
      { type: 'array', items: { type: 'object', properties: { port: { type: 'integer' } } } },
      'host:web1,port:ssh',
      'item 1: `port` must be a whole number',
    ],
    [{ type: 'array', items: { type: 'object' } }, 'web1', 'must be a list: `a,b,c`, or JSON'],
    [{ type: 'object', properties: { n: { type: 'integer' } } }, 'm=1,n=x', '`n` must be a whole number'],
    [
      { type: ['integer', 'array'], items: { type: 'integer' } },
      'x',
      'must be a whole number, or a list: `a,b,c`, or JSON',
    ],
    [{ type: 'object', properties: { a: { required: true } } }, 'b=1', 'needs `a`'],
    [
      { type: 'object', properties: { port: {} }, additionalProperties: false },
      'prt=1',
      'has no key of that name: `prt`. Did you mean port?',
    ],
  ])('%j: %j', (parameter, said, message) => {
    expect(why(parameter, said)).toBe(message);
  });

  it('with a suggestion for a parameter that there is not', () => {
    const parameters = { hosts: {}, cmd: {}, sudo: { type: 'boolean', immutable: true } };
    expect(refused(parameters, { host: 'a', sudo: 'yes', xyz: '' }).problems).toEqual([
      { parameter: 'host', message: 'is no parameter of this action. Did you mean hosts?' },
      { parameter: 'sudo', message: 'is fixed and cannot be said' },
      { parameter: 'xyz', message: 'is no parameter of this action. Known: hosts, cmd.' },
    ]);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(
        refused(parameters, JSON.parse(`{"${name}": "x"}`) as Record<string, unknown>).problems,
      ).toHaveLength(1);
    }
  });

  it('without a word of what it was, which may be secret', () => {
    const secret = { type: 'string', secret: true, enum: ['hunter2', 'swordfish'], required: true };
    const taken = refused(
      { password: secret, pin: { type: 'integer', secret: true } },
      { password: 'letmein', pin: '12x4' },
    );
    expect(taken.problems).toEqual([
      { parameter: 'password', message: 'is none of the values that it may have' },
      { parameter: 'pin', message: 'must be a whole number' },
    ]);
  });
});

describe('what is not said', () => {
  const parameters = {
    cmd: { required: true, position: 1 },
    hosts: { required: true, type: 'array', position: 0 },
    timeout: { type: 'integer', default: 60 },
    user: { default: '{{ action_context.api_user }}' },
    label: { default: '{{ cmd }} by {{ user }}' },
    note: { type: 'string', default: null },
  };

  it('is asked for, in the order of positions', () => {
    const around = { context: { action_context: {} } };
    expect(refused(parameters, {}, around)).toEqual({ problems: [], missing: ['hosts', 'cmd'] });
    expect(refused(parameters, { hosts: 'a' }, around)).toEqual({ problems: [], missing: ['cmd'] });
    expect(refused(parameters, { cmd: 'date', hosts: '[' }, around)).toMatchObject({
      missing: [],
      problems: [{ parameter: 'hosts' }],
    });
  });

  it('is filled in by defaults and their templates', () => {
    const context = { action_context: { api_user: 'ana' } };
    expect(values(parameters, { cmd: 'date', hosts: 'a,b' }, { context })).toEqual({
      cmd: 'date',
      hosts: ['a', 'b'],
      timeout: 60,
      user: 'ana',
      label: 'date by ana',
    });
  });

  it('is never made of a template that somebody says', () => {
    const context = { config_context: { password: 'hunter2' } };
    const said = { cmd: '{{ config_context.password }}', hosts: '["{{ config_context.password }}"]' };
    const taken = values({ ...parameters, user: {} }, said, { context });
    expect(JSON.stringify(taken)).not.toContain('hunter2');
    expect(taken).toMatchObject({
      cmd: '{{ config_context.password }}',
      label: '{{ config_context.password }} by ',
    });
  });

  it('is fixed by an alias, with the kind that a template gives', () => {
    const context = { config_context: { hosts: ['web1', 'web2'], limits: { cpu: 2 } } };
    const fixed = { hosts: '{{ config_context.hosts }}', timeout: '{{ config_context.limits.cpu * 30 }}' };
    const around = { immutable: fixed, context };
    expect(values({ ...parameters, user: {}, label: {} }, { cmd: 'date' }, around)).toEqual({
      cmd: 'date',
      hosts: ['web1', 'web2'],
      timeout: 60,
    });
    expect(
      refused(parameters, { cmd: 'date', hosts: 'db1' }, { immutable: { hosts: ['web1'] }, context })
        .problems,
    ).toContainEqual({
      parameter: 'hosts',
      message: 'is fixed and cannot be said',
    });
  });

  it('is said to be wrong where an alias fixes what it cannot', () => {
    const fixes = (immutable: Record<string, unknown>) =>
      refused({ cmd: {}, sudo: { type: 'boolean', immutable: true, default: false } }, {}, { immutable })
        .problems;
    expect(fixes({ host: 'a' })).toEqual([
      { parameter: 'host', message: 'is fixed by the alias, but is no parameter of the action' },
    ]);
    expect(fixes({ sudo: true })).toEqual([
      { parameter: 'sudo', message: 'is fixed by the alias, but the action has fixed it itself' },
    ]);
    expect(fixes({ cmd: '{{ st2kv("system.key") }}' })[0]?.message).toContain(
      'has a template that cannot be rendered: line 1: `st2kv()` is not supported',
    );
  });
});

describe('what people are shown', () => {
  it('has no secrets, also within lists and objects', () => {
    const parameters = schema({
      user: {},
      key: { secret: true },
      api_token: {},
      servers: {
        type: 'array',
        items: { type: 'object', properties: { pin: { type: 'integer', secret: true } } },
      },
      pins: { type: 'array', items: { secret: true } },
    });
    const given = {
      user: 'ana',
      key: { a: 'hunter2' },
      api_token: 'hunter2',
      servers: [{ name: 'web1', pin: 1234, password: 'hunter2' }],
      pins: ['1', '2'],
      empty: null,
    };
    const mark = '[redacted: secret]';
    expect(redacted(parameters, given)).toEqual({
      user: 'ana',
      key: mark,
      api_token: mark,
      servers: [{ name: 'web1', pin: mark, password: mark }],
      pins: [mark, mark],
      empty: null,
    });
  });

  it('is a field for each parameter that can be said', () => {
    const parameters = schema({
      color: { enum: ['red', 'green'], description: 'What it is painted with.', default: 'red' },
      count: { type: 'integer', default: 2 },
      sudo: { type: 'boolean', default: false },
      hosts: { type: 'array', required: true, position: 0, default: ['a', 'b'] },
      cmd: { required: true },
      user: { default: '{{ action_context.api_user }}' },
      sudo_password: { secret: true, default: 'hunter2' },
      fixed: { immutable: true, default: 1 },
      limit: { type: 'integer' },
    });
    expect(
      fieldsOf(
        parameters,
        new Map([
          ['color', 'Green'],
          ['sudo_password', 'x'],
        ]),
        { limit: 3 },
      ),
    ).toEqual([
      { name: 'cmd', label: 'Cmd', kind: 'text', required: true, secret: false },
      {
        name: 'hosts',
        label: 'Hosts',
        kind: 'list',
        required: false,
        initial: '["a","b"]',
        hint: 'Separated by commas, or JSON.',
        secret: false,
      },
      {
        name: 'color',
        label: 'Color',
        kind: 'choice',
        options: ['red', 'green'],
        required: false,
        initial: 'green',
        hint: 'What it is painted with.',
        secret: false,
      },
      { name: 'count', label: 'Count', kind: 'number', required: false, initial: '2', secret: false },
      { name: 'sudo', label: 'Sudo', kind: 'flag', required: false, initial: 'false', secret: false },
      { name: 'user', label: 'User', kind: 'text', required: false, secret: false },
      { name: 'sudo_password', label: 'Sudo password', kind: 'text', required: false, secret: true },
    ]);
  });
});

describe('a schema that cannot be read', () => {
  it.each<[parameter: unknown, path: string, message: string]>([
    [{ type: 'list' }, 'x.type', 'must be one of string, integer, number, boolean, array, object, null'],
    [{ oneOf: [] }, 'x.oneOf', 'is a keyword of JSON Schema that is not supported here'],
    [{ imutable: true }, 'x.imutable', 'is no attribute of a parameter. Did you mean immutable?'],
    [{ type: 'integer', default: 'many' }, 'x.default', 'must be a whole number'],
    [{ enum: ['a'], default: 'b' }, 'x.default', 'must be a'],
    [{ pattern: '(?=a)' }, 'x.pattern', 'is no regular expression of RE2'],
    [{ type: 'array', items: { multipleOf: 2 } }, 'x.items.multipleOf', 'is a keyword of JSON Schema'],
    [{ type: 'object', properties: { y: { tpye: 'string' } } }, 'x.properties.y.tpye', 'Did you mean type?'],
    [{ required: 'yes' }, 'x.required', 'must be'],
    ['string', 'x', 'must be'],
  ])('%j', (parameter, path, message) => {
    const read = parametersSchema.safeParse({ x: parameter });
    const found = read.error?.issues.map(
      (issue) => `${issue.path.join('.')}: ${explain(issue, { x: parameter })}`,
    );
    expect(found).toEqual([expect.stringContaining(message)]);
    expect(found?.[0]).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}: `));
  });

  it("takes metadata of StackStorm's actions as it is", () => {
    const read = schema({
      from_number: { type: 'string', description: 'The number.', required: true, position: 0 },
      to_number: { type: 'string', required: true, position: 1, secret: true },
      body: {
        type: 'string',
        position: 2,
        default: 'Hello {% if user %} {{ user }} {% else %} dude {% endif %}!',
      },
      sudo: { immutable: true },
      retries: { type: 'integer', default: '3' },
      port: { type: 'string', default: 22 },
      skip_notify: { default: ['c2'] },
      hosts: { type: ['array', 'string'], items: { type: 'string' } },
    });
    expect(takeParameters(read, { from_number: '1', to_number: '2', hosts: 'a' })).toEqual({
      values: {
        from_number: '1',
        to_number: '2',
        hosts: ['a'],
        body: 'Hello  dude !',
        retries: 3,
        port: '22',
        skip_notify: ['c2'],
      },
    });
  });
});
