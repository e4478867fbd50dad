import { describe, expect, it } from 'vitest';
import { compileFormat, type Format } from '../../../src/action/format.ts';
import { createMatcher } from '../../../src/action/match.ts';

const format = (written: string): Format => {
  const compiled = compileFormat(written);
  if ('message' in compiled) throw new Error(compiled.message);
  return compiled;
};

/** @returns the parameters that a line gives to a format. */
function said(written: string, line: string): Record<string, string> | undefined {
  const [found] = createMatcher([{ alias: 'it', format: format(written) }])(line);
  return found && Object.fromEntries(found.parameters);
}

describe('a line as an alias of StackStorm takes it', () => {
  it.each([
    // The examples of its documentation.
    [
      'google {{query}} and return {{count}} results',
      'google StackStorm and return 5 results',
      { query: 'StackStorm', count: '5' },
    ],
    ['run {{cmd}} on {{hosts}}', 'run date on localhost', { cmd: 'date', hosts: 'localhost' }],
    [
      'run {{cmd}} on {{hosts}}',
      'run date on 10.0.10.1,10.0.10.2',
      { cmd: 'date', hosts: '10.0.10.1,10.0.10.2' },
    ],
    [
      'run {{cmd}} on {{hosts}}',
      'run date on localhost timeout=120',
      { cmd: 'date', hosts: 'localhost', timeout: '120' },
    ],
    [
      'run {{cmd}} on {{hosts}}',
      `run 'whoami ; date' on localhost`,
      { cmd: 'whoami ; date', hosts: 'localhost' },
    ],
    ['run {{cmd}} {{hosts=localhost}}', 'run date', { cmd: 'date', hosts: 'localhost' }],
    ['run {{cmd}} {{hosts=localhost}}', 'run date 10.0.10.1', { cmd: 'date', hosts: '10.0.10.1' }],
    [`run {{thing={'key': 'value'}}}`, 'run', { thing: `{'key': 'value'}` }],
    [
      '(run|execute) {{cmd}}( on {{hosts=localhost}})?[!.]?',
      'execute date!',
      { cmd: 'date', hosts: 'localhost' },
    ],
    [
      '(run|execute) {{cmd}}( on {{hosts=localhost}})?[!.]?',
      'run date on db1.',
      { cmd: 'date', hosts: 'db1' },
    ],
    ['list sensors from {{ pack }}', 'list sensors from examples limit=2', { pack: 'examples', limit: '2' }],
    ['sensors list', 'sensors list pack=examples', { pack: 'examples' }],
    // What its parser promises beyond them.
    ['foo', 'foo a="b c" d={"e": "f"}', { a: 'b c', d: '{"e": "f"}' }],
    [
      '{{ captain }} is my captain',
      'Malcolm Reynolds is my captain weirdo="River Tam"',
      { captain: 'Malcolm Reynolds', weirdo: 'River Tam' },
    ],
    [
      'skip {{a}} more skip {{b}} and skip more.',
      'skip "a1 a2" more skip b1 and skip more.',
      { a: 'a1 a2', b: 'b1' },
    ],
    ['acl {{a}} {{b}} {{c}} {{d=1}}', 'acl "a1 a2" "b1" \'c1\'', { a: 'a1 a2', b: 'b1', c: 'c1', d: '1' }],
    [
      'skip {{a}} more skip {{b}}.',
      'skip {"a": "b", "c": "d"} more skip x.',
      { a: '{"a": "b", "c": "d"}', b: 'x' },
    ],
    [
      's {{a}} more {{ b }} more {{ c=99 }} more {{ d = 99 }}',
      's one more two more three more',
      { a: 'one', b: 'two', c: 'three', d: '99' },
    ],
    ['skip {{ a = value }} more', 'skip more', { a: 'value' }],
    [
      'two by two hands of {{ color = {{ colors.default_color }} }}',
      'two by two hands of',
      { color: '{{ colors.default_color }}' },
    ],
    [
      'testing {{ b=abc }} {{ c=xyz }}',
      'testing newvalue d={"1": "2"} e="long value"',
      { b: 'newvalue', c: 'xyz', d: '{"1": "2"}', e: 'long value' },
    ],
    ['^\\s*foo (?P<issue_key>[A-Z][A-Z0-9]+-[0-9]+)', 'foo ASDF-1234', { issue_key: 'ASDF-1234' }],
    // Where it is stricter than people are.
    ['run {{cmd}} on {{hosts}}', '  Run   date  on\tlocalhost ', { cmd: 'date', hosts: 'localhost' }],
    ['open {{url}}', 'open https://example.com/?a=b', { url: 'https://example.com/?a=b' }],
    ['set {{key}}={{value}}', 'set a=b', { key: 'a', value: 'b' }],
    ['say {{words}}', 'say first line\nsecond line', { words: 'first line\nsecond line' }],
    // As phones and Macs make quotes.
    ['run {{cmd}} on {{hosts}}', 'run “date on db1” on ‘web’', { cmd: 'date on db1', hosts: 'web' }],
    ['run {{cmd}} on {{hosts}}', 'run ‘it’s on’ on «db1»', { cmd: 'it’s on', hosts: 'db1' }],
    ['say {{words}}', 'say “a” and “b”', { words: '“a” and “b”' }],
    ['say {{words}}', 'say don’t', { words: 'don’t' }],
    // A blank is nothing that somebody has said, unless they have put it into quotes.
    ['google {{query}} and return {{count}} results', 'google    and return 3 results', { count: '3' }],
    [
      'google {{query}} and return {{count}} results',
      'google " " and return 3 results',
      { query: ' ', count: '3' },
    ],
    ['say(?P<words>.*)', 'say  ', {}],
  ])('%s takes %s', (written, line, parameters) => {
    expect(said(written, line)).toEqual(parameters);
  });

  it.each([
    ['foo bar ponies', 'foo lulz ponies'],
    ['skip {{d}} more skip {{e}}.', ''],
    ['run {{cmd}} on {{hosts}}', 'run date'],
    ['run {{cmd}} on {{hosts}}', 'please run date on localhost'],
    ['^\\s*foo (?P<issue_key>[A-Z][A-Z0-9]+-[0-9]+)\\s*$', 'foo ASDF-1234 bar'],
    ['a|b', 'ax'],
  ])('%s does not take %j', (written, line) => {
    expect(said(written, line)).toBeUndefined();
  });
});

describe('a format that cannot be used', () => {
  it.each([
    ['run {{cmd', 4, 'the placeholder that begins here has no `}}`'],
    ['run {{}}', 4, 'a placeholder needs a name: `{{host}}`'],
    ['run {{a b}}', 4, '`a b` is no name of a parameter'],
    ['run {{a}} on {{a}}', 15, 'the parameter a stands in it twice'],
    ['{{cmd}}', 0, 'it has no words of its own, so it would take every message'],
    ['{{a=1}} {{b=2}}', 0, 'it has no words of its own'],
    ['run (?=x){{cmd}}', 4, 'it has a look-ahead, which expressions of RE2 cannot have'],
    ['run (?<!x){{cmd}}', 4, 'it has a look-behind'],
    ['run (a|b) \\1', 10, 'it has a back-reference'],
    ['run (a {{b}} (c) d', 4, 'the group that begins here has no `)`: a bracket that is said is `\\(`'],
    ['run {{a=(}} b) c', 13, 'this `)` closes nothing: one that is said is `\\)`'],
    ['run {{a}} [bc {{d}}', 10, 'the class of characters that begins here has no `]`'],
    ['run {{a}} b\\', 11, 'nothing follows this `\\`'],
    ['run z-a {{x}} [abz-a]', 14, 'invalid character class range: `[abz-a]`'],
    ['run .* {{a}} b** c', 14, 'invalid nested repetition operator: `**`'],
    ['run {{a}} (*b) c*', 11, 'missing argument to repetition operator: `*`'],
    ['run {{a}} b{2000}', 11, 'invalid repeat count: `{2000}`'],
    ['run {{a}} b\\q c', 11, 'invalid escape sequence: `\\q`'],
    ['run (?P<a>b) {{c}} (?P<a>d)', 19, 'duplicate capture group name: `(?P<a>`'],
    ['run \\pL \\p{Foo}', 8, 'invalid character class range: `\\p{Foo}`'],
    ['run (?i:a) {{b}} (?y)c', 17, 'invalid or unsupported Perl syntax: `(?y'],
    ['run {{b}} (?P<a c', 10, 'the group that begins here has no `)`'],
  ])('%s: is refused, with the place', (written, offset, message) => {
    expect(compileFormat(written)).toEqual({ offset, message: expect.stringContaining(message) as string });
  });
});

describe('of several aliases', () => {
  const matcher = (...formats: [alias: string, written: string][]) =>
    createMatcher(formats.map(([alias, written]) => ({ alias, format: format(written) })));

  it('the most specific one is meant', () => {
    const match = matcher(
      ['any', 'run {{cmd}}'],
      ['remote', 'run {{cmd}} on {{hosts}}'],
      ['date', 'run date on {{hosts}}'],
    );
    const meant = (line: string) => match(line).map(({ alias }) => alias);
    expect([meant('run date'), meant('run ls on db1'), meant('run date on db1'), meant('walk')]).toEqual([
      ['any'],
      ['remote'],
      ['date'],
      [],
    ]);
  });

  it('all are named that are meant alike, each once', () => {
    const match = matcher(
      ['one', 'restart {{service}}'],
      ['one', 'restart {{service}}[!]?'],
      ['two', 'restart {{host}}'],
    );
    expect(match('restart db').map(({ alias }) => alias)).toEqual(['one', 'two']);
  });
});

it('takes a line in time that grows with its length, whatever the format', () => {
  const match = createMatcher([{ alias: 'it', format: format('(a+)+b {{x}} {{y=1}} {{z=2}}') }]);
  const time = (length: number): number => {
    const began = performance.now();
    match(`${'a'.repeat(length)} ${'c d="e '.repeat(length / 10)}`);
    return performance.now() - began;
  };
  time(1_000);
  // A backtracking engine would need longer than the age of the universe.
  expect(time(4_000)).toBeLessThan(10_000);
});
