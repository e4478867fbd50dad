import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/command/parse.ts';

const parsed = (text: string) => parseCommandLine(text, {});

describe('figures', () => {
  it.each([
    ['figures', {}],
    ['stats', {}],
    ['figures 7d', { period: { days: 7 } }],
    ['figures last month', { period: { which: 'last', unit: 'month' } }],
    ['figures this week by service', { period: { which: 'this', unit: 'week' }, by: 'service' }],
    ['figures by teams', { by: 'team' }],
    ['figures --by person 2026-10', { period: { month: '2026-10' }, by: 'person' }],
    ['FIGURES Last Quarter BY Severity', { period: { which: 'last', unit: 'quarter' }, by: 'severity' }],
  ])('%s', (text, rest) => {
    expect(parsed(text)).toEqual({ kind: 'figures', ...rest });
  });

  it.each([
    ['figures next week', 'There is no period "next week"'],
    ['figures by colour', 'not by "colour"'],
    ['figures --by', '--by needs a value'],
    ['figures --of week', 'no flag --of'],
  ])('%s is not understood', (text, why) => {
    expect(parsed(text)).toMatchObject({ kind: 'problem', message: expect.stringContaining(why) as string });
  });
});
