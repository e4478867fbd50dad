import { describe, expect, it } from 'vitest';
import { BadParameter } from '../../../src/action/bad-parameter.ts';
import { filledText, filledTree } from '../../../src/action/filling.ts';
import { jinja, templateProblem } from '../../../src/action/jinja.ts';

const filling = {
  templates: jinja,
  variables: { count: 3, on: false, none: null, text: '{{ count }}', list: [1, 'a'] },
};

describe('a tree of values', () => {
  it('has parameters with their types, and leaves out what was not given', () => {
    const tree = {
      count: '{{ count }}',
      on: ['{{ on }}', '{{ missing }}', '{{ none }}'],
      missing: '{{ missing }}',
      in: { it: { list: '{{ list }}', missing: '{{ missing }}' } },
      '{{ count }}': true,
      said: 'is {{ count }}',
      number: 7,
      nothing: null,
    };
    expect(filledTree(tree, filling)).toEqual({
      count: 3,
      on: [false, null],
      in: { it: { list: [1, 'a'] } },
      '{{ count }}': true,
      said: 'is 3',
      number: 7,
      nothing: null,
    });
    expect(filledTree('{{ missing }}', filling)).toBeUndefined();
  });

  it('reads no parameter as a template', () => {
    expect(filledTree(['{{ text }}'], filling)).toEqual(['{{ count }}']);
  });

  it('says what is wrong with a template', () => {
    const broken = (): never => {
      throw new RangeError('its expressions are too deep');
    };
    const wrong = { ...filling, templates: { text: broken, value: broken } };
    for (const fill of [() => filledText('x', wrong), () => filledTree({ a: ['x'] }, wrong)]) {
      expect(fill).toThrow(BadParameter);
      expect(fill).toThrow('its expressions are too deep');
    }
  });

  it('has templates that were looked at before', () => {
    expect(templateProblem('{{ count | default(1) }}')).toBeUndefined();
    expect(templateProblem('\n{{ count | what }}')).toMatch(/^line 2: .*what/);
    expect(() => filledText('{{ count | what }}', filling)).toThrow(/a template cannot be used: .*what/);
  });
});
