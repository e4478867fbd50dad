import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TEMPLATE,
  keyOf,
  parseTemplate,
  PARTS,
  writtenSections,
} from '../../../src/postmortem/template.ts';

describe('a template', () => {
  it('has sections that Muster writes and sections that people write', () => {
    const { template, problems } = parseTemplate(
      'Our house rules\n\n## Timeline\n{{timeline}}\n\n## Root causes ##\nWhy? Ask five times.\n\nNot who.',
    );
    expect(problems).toEqual([]);
    expect(template.sections).toEqual([
      { key: 'timeline', title: 'Timeline', parts: ['timeline'], guidance: '' },
      { key: 'root-causes', title: 'Root causes', parts: [], guidance: 'Why? Ask five times.\n\nNot who.' },
    ]);
    expect(writtenSections(template).map(({ key }) => key)).toEqual(['root-causes']);
  });

  it.each([
    ['## Timeline\n{{timelin}}', 2, 'there is no part {{timelin}}: .* Did you mean timeline?'],
    ['{{timeline}}\n## A', 1, 'stands before the first section'],
    ['## A\n\n## a!', 3, 'there is a section "a!" already'],
    ['## A\nSee {{timeline}}', 2, 'on a line of its own'],
    ['## !!!', 1, 'needs a title'],
    ['nothing', 1, 'there is no section'],
  ])('that is wrong says where: %j', (text, line, message) => {
    const { problems } = parseTemplate(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.line).toBe(line);
    expect(problems[0]!.message).toMatch(new RegExp(message.replaceAll('{', '\\{').replaceAll('?', '\\?')));
  });

  it('that is built in has every part once', () => {
    expect(DEFAULT_TEMPLATE.sections.flatMap(({ parts }) => parts).sort()).toEqual([...PARTS].sort());
    expect(writtenSections(DEFAULT_TEMPLATE).map(({ key }) => key)).toEqual([
      'what-happened',
      'contributing-factors',
      'what-went-well',
      'what-we-learned',
    ]);
  });

  it('keeps letters of every script in keys', () => {
    expect(keyOf('Qué pasó')).toBe('que-paso');
    expect(keyOf('何が起きたか')).toBe('何か起きたか'.normalize('NFKD').replace(/\p{M}/gu, ''));
  });
});
