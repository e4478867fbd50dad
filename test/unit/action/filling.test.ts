import { describe, expect, it } from 'vitest';
import { BadParameter } from '../../../src/action/bad-parameter.ts';
import { filledText, filledTree, type Templates } from '../../../src/action/filling.ts';

/** Knows single names alone. */
const templates: Templates = {
  text: (template, variables) =>
    template.replace(/\{\{ (\w+) \}\}/g, (_, name: string) => JSON.stringify(variables[name] ?? '')),
  value: (template, variables) => {
    const [, name] = /^\{\{ (\w+) \}\}$/.exec(template) ?? [];
    return name === undefined ? templates.text(template, variables) : variables[name];
  },
};
const filling = {
  templates,
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
});
