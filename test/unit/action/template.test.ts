import { describe, expect, it } from 'vitest';
import { splitAttachment } from '../../../src/action/attachment.ts';
import {
  compileTemplate,
  render,
  renderValue,
  TemplateError,
  type Template,
} from '../../../src/action/template.ts';
import { ownMs } from '../../harness/own-time.ts';

function template(text: string): Template {
  const compiled = compileTemplate(text);
  if ('message' in compiled) throw new Error(compiled.message);
  return compiled;
}

const shown = (text: string, context: Record<string, unknown> = {}): string =>
  render(template(text), context);

function refusal(text: string, context: Record<string, unknown> = {}): TemplateError {
  try {
    shown(text, context);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${text} is rendered`);
}

const execution = {
  id: '5f1e2d3c4b5a69788796a5b4',
  status: 'succeeded',
  elapsed_seconds: 7506.4,
  parameters: { cmd: 'uptime', hosts: 'web1,web2', packs: ['aws', 'jira'] },
  result: {
    web1: { stdout: 'up 3 days', stderr: '', succeeded: true, return_code: 0 },
    web2: { stdout: '', stderr: 'no route to host', succeeded: false, return_code: 255 },
  },
};

// https://docs.stackstorm.com/chatops/aliases.html, notifications.html
describe("the templates of StackStorm's documentation", () => {
  it('acknowledge with the alias and the ends of the id of a run', () => {
    const ack =
      'Executing `{{ actionalias.ref }}`, your ID is `{{ execution.id[:2] }}..{{ execution.id[-2:] }}`';
    expect(shown(ack, { actionalias: { ref: 'core.remote' }, execution })).toBe(
      'Executing `core.remote`, your ID is `5f..b4`',
    );
  });

  it('list what each host printed', () => {
    const format = `Ran command *{{execution.parameters.cmd}}* on *{{ execution.result | length }}* hosts.

Details are as follows:
{% for host in execution.result -%}
    Host: *{{host}}*
    ---> stdout: {{execution.result[host].stdout}}
    ---> stderr: {{execution.result[host].stderr}}
{%+ endfor %}
`;
    expect(shown(format, { execution })).toBe(`Ran command *uptime* on *2* hosts.

Details are as follows:
Host: *web1*
    ---> stdout: up 3 days
    ---> stderr: 
Host: *web2*
    ---> stdout: 
    ---> stderr: no route to host
`);
  });

  it('part what is plain from what is attached', () => {
    const result = shown('action completed! {~} {{ execution.result }}', {
      execution: { result: { stdout: "it's up", failed: false, code: null } },
    });
    expect(splitAttachment(result)).toEqual({
      before: 'action completed!',
      attachment: `{'stdout': "it's up", 'failed': False, 'code': None}`,
    });
    expect(splitAttachment('all of it is plain {~}')).toEqual({ before: 'all of it is plain' });
    expect(splitAttachment('all of it is attached')).toEqual({
      before: '',
      attachment: 'all of it is attached',
    });
  });

  it('notify with who ran it, its parameters and what it printed', () => {
    const context = {
      action_context: { user: 'ana' },
      action_parameters: { cmd: 'date' },
      action_results: { stdout: 'Mon', stderr: '' },
    };
    expect(
      [
        '"@channel: Woohoo!". Action run by user {{action_context.user}} succeeded.',
        '{{action_parameters.cmd}}',
        '{{action_results.stdout}}',
      ].map((text) => shown(text, context)),
    ).toEqual(['"@channel: Woohoo!". Action run by user ana succeeded.', 'date', 'Mon']);
  });

  it('use its filters', () => {
    expect(
      [
        `{{ '{"a": [1, true]}' | from_json_string }}`,
        `{{ {'complex': 'structure', 'foo': ['x', True]} | to_json_string }}`,
        `{{ 'v1.2.3' | regex_match("^v(\\\\d+\\\\.)?(\\\\d+\\\\.)?(\\\\*|\\\\d+)$") }}`,
        `{{ 'my shirt is blue' | regex_replace("(blue|white|red)", "a fine \\\\1") }}`,
        `{{ 'xyz' | regex_search("y") }}`,
        `{{ 'xyz' | regex_substring("y.") }}`,
        '{{ none | use_none }}',
        '{{ {"b": {"c": [1]}, "a": "x"} | to_yaml_string }}',
      ].map((text) => shown(text)),
    ).toEqual([
      "{'a': [1, True]}",
      '{"complex": "structure", "foo": ["x", true]}',
      'True',
      'my shirt is a fine blue',
      'True',
      'yz',
      '%*****__%NONE%__*****%',
      'a: x\nb:\n  c:\n  - 1\n',
    ]);
  });
});

describe('templates as public packs have them', () => {
  it.each<[what: string, text: string, expected: string]>([
    [
      'say how it ended',
      `{% if execution.status == 'succeeded' %}
All fine.
{% elif execution.status == 'timeout' %}
Too slow.
{% else %}
It failed.{~}Look at {{ execution.id }}.
{% endif %}`,
      'All fine.\n',
    ],
    [
      'list packs',
      `Installed *{{ execution.parameters.packs | join('*, *') }}* pack{% if execution.parameters.packs | length > 1 %}s{% endif %}!`,
      'Installed *aws*, *jira* packs!',
    ],
    [
      'count hosts that were named in one text',
      `{{ execution.parameters.hosts.split(',')|length }} host{% if execution.parameters.hosts.split(',')|length > 1 %}s{% endif %}`,
      '2 hosts',
    ],
    [
      'go through a map as Python 2 did',
      `{% for item, value in rows.iteritems() %}
*{{item}}*: _{{value}}_ ({% if value %}on{% else %}off{% endif %})
{% endfor %}`,
      '*a*: _1_ (on)\n*b*: _0_ (off)\n',
    ],
    [
      'take the task of a workflow by its name',
      `{% if 'build' in tasks|map(attribute='name') -%}
  {% if- (tasks|selectattr("name", "equalto", "build")).next().result.succeeded -%}
    success
  {%- else -%}
    failed
  {%- endif -%}
{% endif %}`,
      'success',
    ],
    [
      'number what they list',
      `{% for task in tasks %}{{ loop.index }}/{{ loop.length }} {{ task.name }}{% if not loop.last %}, {% endif %}{% endfor %}`,
      '1/2 build, 2/2 test',
    ],
    ['count by what they leave out', `{{ out|regex_replace('(?!SUCCESS).', '')|wordcount }}`, '1'],
    ['say how long it took', '{{ execution.elapsed_seconds | to_human_time_from_seconds }}', '2h5m6s'],
    ['shorten a date', '{{ at[:19]|replace("T", " ") }}', '2026-01-02 03:04:05'],
    ['shorten what was printed', '{{ long | truncate(40) }}', `${'word '.repeat(7).trim()}...`],
    ['escape for JSON', '{"text": "{{ quote | json_escape }}"}', '{"text": "a \\"b\\"\\n"}'],
    ['choose a colour', "{{ 'danger' if execution.status == 'failed' else 'good' }}", 'good'],
    ['show a slice of the id', '{{ execution.id[-4:] }}', 'a5b4'],
    ['show a default', "{{ execution.parameters.region | default('eu-west-1') }}", 'eu-west-1'],
    [
      'show more where there is more',
      "{{ tasks[0].name and ' - ' + tasks[0].name }}{% if 'ended' in tasks[0] %}, ended{% endif %}",
      ' - build',
    ],
    [
      'keep a note in a variable',
      '{% set bad = tasks|rejectattr("ok")|list %}{{ bad|length }} bad: {{ bad[0].name }}',
      '1 bad: test',
    ],
    ['sort and show once', "{{ ['b', 'A', 'b']|unique|sort|join(' ') }}", 'A b'],
  ])('%s', (_, text, expected) => {
    const context = {
      execution,
      rows: { a: 1, b: 0 },
      tasks: [
        { name: 'build', ok: true, result: { succeeded: true } },
        { name: 'test', ok: false, result: { succeeded: false } },
      ],
      out: 'web1 | SUCCESS => ok',
      at: '2026-01-02T03:04:05.000Z',
      long: 'word '.repeat(20),
      quote: 'a "b"\n',
    };
    expect(shown(text, context)).toBe(expected);
  });
});

// Jinja 3.1.6 makes the same of them, but for tuples, which are lists here, and floats that are whole.
describe('as Jinja has it', () => {
  it.each<[text: string, expected: string]>([
    ['{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }}', '7 3 2 8'],
    [
      '{{ "" == 0 }} {{ 1 == true }} {{ [1, {"a": 2}] == [1, {"a": 2}] }} {{ "1" == 1 }}',
      'False True True False',
    ],
    ['{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ "a" < "b" }}', 'True False True'],
    [
      '{{ "b" in "abc" }} {{ 2 not in [1, 3] }} {{ "a" in {"a": 1} }} {{ 1 in missing }}',
      'True True True False',
    ],
    [
      '{{ missing }}|{{ missing|length }}|{{ missing is defined }}|{% for x in missing %}x{% else %}none{% endfor %}',
      '|0|False|none',
    ],
    ['{{ x.missing|default("none") }} {{ ""|default("empty", true) }} {{ none|d("no") }}', 'none empty None'],
    ['{{ true }} {{ none }} {{ [1, "a\'b", none] }}', `True None [1, "a'b", None]`],
    [
      '{{ "a" ~ 1 ~ true }} {{ "ab" * 2 }} {{ "%s=%03d (%.2f)" % ("a", 7, 0.5) }}',
      'a1True abab a=007 (0.50)',
    ],
    [
      '{{ "hello wORLD"|title }} {{ "hello wORLD"|capitalize }} {{ "hello"|upper|lower }}',
      'Hello World Hello world hello',
    ],
    [
      '{{ "7.9"|int }} {{ "x"|int(3) }} {{ "2.5"|float }} {{ 2.5|round }} {{ 2.567|round(1) }} {{ 2.1|round(0, "ceil") }}',
      '7 3 2.5 2 2.6 3',
    ],
    [
      '{{ [3, 1, 2]|sort|join }} {{ [3, 1]|first }} {{ "abc"|last }} {{ [1, 2]|sum }} {{ ["b", "a"]|max }}',
      '123 3 c 3 b',
    ],
    ['{{ " a "|trim }}|{{ "xax"|trim("x") }}|{{ "a\nb\n\nc"|indent(2) }}', 'a|a|a\n  b\n\n  c'],
    ['{{ {"b": 1, "a": 2}|dictsort }} {{ {"a": 1}|items|list }}', "[['a', 2], ['b', 1]] [['a', 1]]"],
    ['{{ [{"k": "x"}, {"k": "y"}, {"k": "x"}]|groupby("k")|map("first")|join(",") }}', 'x,y'],
    [
      '{{ ["a", "b"]|map("upper")|join }} {{ [1, 2, 3]|select("odd")|join }} {{ [0, 1]|reject|join }}',
      'AB 13 0',
    ],
    [
      '{{ "a,b,c".split(",", 1) }} {{ " x ".strip() }} {{ "-".join(["a", "b"]) }} {{ "abc".startswith("ab") }}',
      "['a', 'b,c'] x a-b True",
    ],
    [
      '{{ d.get("a") }} {{ d.get("z", "-") }} {{ d.keys()|list }} {{ d.values()|list }} {{ d.items() | length }}',
      "1 - ['a', 'items'] [1, 2] 2",
    ],
    ['{{ "abcdef"[1:4] }} {{ "abc"[::-1] }} {{ [1, 2, 3][-1] }} {{ "😀b"[1] }}', 'bcd cba 3 b'],
    [
      '{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}',
      '3',
    ],
    ['{% set x = 1 %}{% for y in [1] %}{% set x = 2 %}{% endfor %}{{ x }}', '1'],
    ['{% for a, b in [[1, 2], [3, 4]] if a > 1 %}{{ a }}{{ b }}{% endfor %}', '34'],
    ['{% set t %}a{{ 1 }}{% endset %}{{ t }}{% filter upper %} b{% endfilter %}', 'a1 B'],
    ['a\n  {% if true %}\n  b\n  {%- endif %}\n\nc\n', 'a\n  b\nc'],
    ['{# note #}\na {{- 1 -}} b{% raw %} {{ x }} {% endraw %}', 'a1b {{ x }} '],
    ["{{ '{{' }} {{ {'a': {'b': '}}'}}['a']['b'] }} {~}", '{{ }} {~}'],
    ['{{ "x" if false }}|{{ 1 if missing else 2 }}', '|2'],
    [
      '{{ "a" is string }} {{ 1 is number }} {{ {} is mapping }} {{ [] is iterable }} {{ none is none }} {{ 1 is not defined }}',
      'True True True True True False',
    ],
    [
      '{{ "a/b c&d"|urlencode }} {{ "<a>"|e }} {{ "{} of {n:.1f}".format(1, n=2) }}',
      'a/b%20c%26d &lt;a&gt; 1 of 2.0',
    ],
  ])('%s', (text, expected) => {
    expect(shown(text, { x: {}, d: { a: 1, items: 2 } })).toBe(expected);
  });
});

describe('values of arguments', () => {
  it('keep their kind where a template is one expression', () => {
    const context = { execution: { result: { hosts: ['a', 'b'], n: 3 } } };
    const value = (text: string) => renderValue(template(text), context);
    expect([value('{{ execution.result.hosts }}'), value('{{ execution.result.n + 1 }}')]).toEqual([
      ['a', 'b'],
      4,
    ]);
    expect([value('n={{ execution.result.n }}'), value('{{ execution.nothing }}')]).toEqual([
      'n=3',
      undefined,
    ]);
  });
});

describe('a template that cannot be used', () => {
  it.each<[text: string, line: number, message: string]>([
    ['a\n{{ x', 2, 'the `{{` that begins here has no `}}`'],
    ['a\n{% if x %}\nb', 2, '`{% if %}` has no `{% endif %}`'],
    ['{% for x in y %}{% if x %}{% endfor %}', 1, '`{% endfor %}` ends or goes on with what has not begun'],
    ['a\n\n{% endif %}', 3, '`{% endif %}` ends or goes on with what has not begun'],
    ['{% fro x in y %}{% endfor %}', 1, '`{% fro %}` is no statement. Did you mean for?'],
    ['{% macro m() %}{% endmacro %}', 1, '`{% macro %}` is not supported'],
    ['a\n{{ x | uper }}', 2, 'there is no filter `uper`. Did you mean upper?'],
    ['{% if x is defind %}{% endif %}', 1, 'there is no test `defind`. Did you mean defined?'],
    ['{{ x is divisibleby(3) }}', 1, 'the test `divisibleby` cannot have an argument here'],
    ['{{ lipsum() }}', 1, 'there is no function `lipsum`.'],
    ['{{ x.append(1) }}', 1, 'there is no method `append`.'],
    ['{{ x + }}', 1, '`{{ x + }}` cannot be read'],
    ['{{ }}', 1, '`{{ }}` is empty'],
    ['{{ x["a" }}', 1, '`{{ x["a" }}` cannot be read'],
    ['{% raw %}', 1, '`{% raw %}` has no `{% endraw %}`'],
  ])('%j is refused with its line', (text, line, message) => {
    expect(compileTemplate(text)).toEqual({ line, message: expect.stringContaining(message) as string });
  });

  it('is refused when it is too long or too deep', () => {
    expect(compileTemplate('x'.repeat(20_001))).toEqual({
      message: 'a template has at most 20000 characters',
    });
    for (const deep of [`{{ ${'('.repeat(9_000)}1${')'.repeat(9_000)} }}`, `{{ ${'a+'.repeat(9_000)}a }}`]) {
      expect(compileTemplate(deep)).toMatchObject({ message: expect.stringContaining('too deep') as string });
    }
  });
});

describe('a template that cannot be rendered', () => {
  it.each<[text: string, code: string, message: string]>([
    [
      'a\n{{ x.result.stdout }}',
      'undefined',
      'line 2: `x.result` is not there, so there is no `x.result.stdout`',
    ],
    ['{{ missing.split(",") }}', 'undefined', 'line 1: `missing` is not there, so it has no `.split()`'],
    ['{{ missing + 1 }}', 'undefined', '`missing`, which is not there,'],
    ['{{ missing[:2] }}', 'undefined', '`missing`, which is not there,'],
    ['{{ "a" + 1 }}', 'wrong_kind', '`+` does not go with a text and a number'],
    ['{{ secret < 1 }}', 'wrong_kind', 'a text and a number have no order'],
    ['{{ 1 / 0 }}', 'wrong_kind', 'it divides by zero'],
    ['{% for x in 5 %}{% endfor %}', 'wrong_kind', 'a number has no items to go through'],
    ['{% for a, b in [[1]] %}{% endfor %}', 'wrong_kind', 'there are not 2 values for `a`, `b`'],
    ['{{ secret|from_json_string }}', 'wrong_kind', 'a text is no JSON'],
    ['{{ "x"|decrypt_kv }}', 'unsupported', '`decrypt_kv` is not supported'],
    ['{{ st2kv("system.password", decrypt=true) }}', 'unsupported', '`st2kv()` is not supported'],
    ['{{ secret|regex_search("(?=a+)+b") }}', 'unsupported', 'a regular expression cannot be used'],
    ['{{ "a"|truncate(1, max=3) }}', 'unsupported', '`truncate` has no argument `max` here'],
  ])('%j', (text, code, message) => {
    const refused = refusal(text, { x: {}, secret: 'hunter2' });
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(message);
    expect(refused.message).toMatch(/^line \d+: /);
    expect(refused.message).not.toContain('hunter2');
  });
});

describe('nothing of JavaScript is reached', () => {
  it.each([
    '{{ x.constructor }}{{ x.__proto__ }}{{ x.toString }}',
    '{{ x["constructor"] }}{{ x["__proto__"] }}{{ x["hasOwnProperty"] }}',
    '{{ "a".constructor }}{{ "a"["length"] }}{{ [1].map }}{{ [1].length }}{{ (1).toFixed }}',
    '{{ x|attr("constructor") }}{{ [x]|map(attribute="constructor")|join }}{{ x.get("constructor", "") }}',
    '{{ __proto__ }}{{ constructor }}{{ globalThis }}{{ loop }}',
    '{{ [x]|selectattr("constructor")|join }}{{ "%(constructor)s" % {"constructor": ""} }}',
  ])('by %s', (text) => {
    expect(shown(text, { x: {} })).toBe('');
  });

  it.each(['constructor', 'toString', 'valueOf', '__defineGetter__', 'call', 'apply'])(
    'by calling %s',
    (name) => {
      expect(compileTemplate(`{{ x.${name}("return 1") }}`)).toMatchObject({ line: 1 });
      expect(compileTemplate(`{{ ${name}() }}`)).toMatchObject({ line: 1 });
      expect(compileTemplate(`{{ x|${name} }}`)).toMatchObject({ line: 1 });
      expect(compileTemplate(`{{ x is ${name} }}`)).toMatchObject({ line: 1 });
    },
  );

  it('by keys that are called like its own', () => {
    const parsed = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "mine"}') as Record<
      string,
      unknown
    >;
    expect(
      shown('{{ x.__proto__.polluted }} {{ x.constructor }} {{ dict(__proto__=1).polluted }}', { x: parsed }),
    ).toBe('1 mine ');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('by values that are no data', () => {
    for (const x of [() => 'called', new Date(0), new Map(), Symbol('s'), 1n]) {
      expect(refusal('{{ x }}', { x }).code).toBe('wrong_kind');
      expect(refusal('{{ y.x }}', { y: { x } }).code).toBe('wrong_kind');
      expect(refusal('{{ y }}', { y: [x] }).code).toBe('wrong_kind');
      expect(refusal('{% for x in y %}{{ x }}{% endfor %}', { y: [x] }).code).toBe('wrong_kind');
    }
  });
});

describe('no template runs away', () => {
  it('takes no time over a path of slashes', () => {
    const path = `${'/'.repeat(90_000)}a/`;
    expect(shown('{{ path | dirname }}', { path })).toBe(path.slice(0, -1));
  });

  it.each([
    ['{{ part in text }}', 'False'],
    ['{{ part not in text }}', 'True'],
    ['{{ text.find(part) }}', '-1'],
    ['{{ text.count(part) }}', '0'],
    ['{{ text.split(part)|length }}', '1'],
    ['{{ text.replace(part, "")|length }}', '1000000'],
    ['{{ text|replace(part, "")|length }}', '1000000'],
  ])('looks for a text in another in time proportional to both: %s', (template, said) => {
    const text = 'a'.repeat(1_000_000);
    for (const part of [
      `${'a'.repeat(30_000)}b`,
      `b${'a'.repeat(30_000)}`,
      `${'a'.repeat(300)}b${'a'.repeat(300)}`,
    ]) {
      const before = ownMs();
      expect(shown(template, { text, part })).toBe(said);
      expect(ownMs() - before).toBeLessThan(1_000);
    }
  });

  const long = 'lorem ipsum dolor '.repeat(60_000);

  it.each<[text: string, code: string]>([
    ['{% for a in range(10**9) %}{{ a }}{% endfor %}', 'too_many_steps'],
    ['{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}', 'too_many_steps'],
    ['{% for a in range(20000) %}{{ long|upper|length }}{% endfor %}', 'too_many_steps'],
    ['{% for a in range(20000) %}{% if long == other %}{% endif %}{% endfor %}', 'too_many_steps'],
    ['{% for a in range(20000) %}{% if other in long %}{% endif %}{% endfor %}', 'too_many_steps'],
    ['{% for a in range(20000) %}{{ long.startswith([long]) }}{% endfor %}', 'too_many_steps'],
    ['{{ long.count("") }}', 'too_many_steps'],
    [
      '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}',
      'too_many_steps',
    ],
    [
      '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}',
      'too_many_steps',
    ],
    [
      '{% set n = namespace(x="ab") %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}',
      'too_long',
    ],
    ['{{ "a" * 10**9 }}', 'too_long'],
    ['{{ long|replace("l", long) }}', 'too_long'],
    ['{{ range(5000)|join(long) }}', 'too_long'],
    ['{{ long }}', 'too_long'],
    ['{% for a in range(50000) %}{{ a }}{% endfor %}', 'too_long'],
    ['{{ "a\nb"|indent(10**9) }}', 'wrong_kind'],
    ['{{ long|regex_replace("(l.*z)|l", "")|length }}', 'too_many_steps'],
    ['{% for a in range(20000) %}{{ "x"|regex_search("(a{1,500}){1,2}") }}{% endfor %}', 'too_many_steps'],
    ['{{ ("[" * 20000)|from_yaml_string }}', 'wrong_kind'],
    ['{{ deep }}', 'too_long'],
  ])('%s', (text, code) => {
    let deep: unknown = 'x';
    for (let n = 0; n < 5_000; n++) deep = [deep];
    const [before] = [performance.now()];
    expect(refusal(text, { long, other: `${long.slice(0, -1)}!`, deep }).code).toBe(code);
    // Half a second on a quiet machine; nothing that is not bounded would end at all.
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('also where it works on long texts', () => {
    expect(
      shown('{{ long|truncate(9) }} {{ long|wordcount }} {{ long|regex_search("(lorem ipsum )*zzz") }}', {
        long,
      }),
    ).toBe('lorem... 180000 False');
  });
});
