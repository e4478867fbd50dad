import { expect, test } from 'vitest';
import { compileTemplate } from '../../../src/action/template.ts';
import { askedFor } from '../../../src/action/template/names.ts';

function asked(written: string): string[] {
  const template = compileTemplate(written);
  if ('message' in template) throw new Error(template.message);
  return askedFor(template.blocks).map(({ name, member }) =>
    member === undefined ? name : `${name}.${member}`,
  );
}

test.each([
  ['no template', []],
  ['{{ a }} and {{ b.c.d }}', ['a', 'b.c']],
  ["{{ a['b c'] }} {{ a[n] }}", ['a.b c', 'a', 'n']],
  ['{{ a | default(b) | upper }}', ['a', 'b']],
  ['{{ a.upper() }} {{ range(n) }}', ['a', 'n']],
  ['{{ a if b is defined else c ~ "d.e" }}', ['b', 'a', 'c']],
  [
    '{% if a and not b %}{{ c }}{% elif d %}{{ e }}{% else %}{{ f }}{% endif %}',
    ['a', 'b', 'c', 'd', 'e', 'f'],
  ],
  [
    '{% for x in xs if x.y == z %}{{ x }}{{ loop.index }}{{ w }}{% else %}{{ v }}{% endfor %}',
    ['xs', 'z', 'w', 'v'],
  ],
  ['{% set n = a %}{{ n }}', ['a']],
  ['{{ {"k": a, "l": [b, (c, true)]} }}', ['a', 'b', 'c']],
  ['{% filter replace(a, "x") %}{{ b }}{% endfilter %}', ['a', 'b']],
])('%s asks for %j', (written, names) => {
  expect(asked(written).toSorted()).toEqual([...names].toSorted());
});
