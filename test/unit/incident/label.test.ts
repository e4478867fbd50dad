import { describe, expect, it } from 'vitest';
import { labelTexts, parseLabels } from '../../../src/incident/label.ts';
import { parseCommandLine } from '../../../src/command/parse.ts';

describe('labels', () => {
  it.each([
    ['region=eu', { region: 'eu' }],
    ['region=eu, tier = gold ,', { region: 'eu', tier: 'gold' }],
    ['query=a=b', { query: 'a=b' }],
    ['région=Île', { région: 'Île' }],
    ['', {}],
  ])('are read: %j', (text, labels) => {
    expect(parseLabels(text)).toEqual(labels);
  });

  it.each(['region', '=eu', 'region=', 'a b=c', '__proto__=x'])('are refused: %j', (text) => {
    expect(parseLabels(text)).toContain('is no label');
  });

  it('are bounded in number and length', () => {
    expect(parseLabels(`a=${'x'.repeat(121)}`)).toContain('at most 120');
    expect(parseLabels(Array.from({ length: 21 }, (_, n) => `l${n}=x`).join())).toContain('at most 20');
  });

  it('are written as they are read', () => {
    expect(labelTexts({ region: 'eu', tier: 'gold' })).toEqual(['region=eu', 'tier=gold']);
  });
});

describe('declare --label', () => {
  it('takes them one by one or together', () => {
    expect(parseCommandLine('declare Down --label region=eu --sev 1 -l tier=gold,zone=a', {})).toMatchObject({
      kind: 'declare',
      title: 'Down',
      labels: { region: 'eu', tier: 'gold', zone: 'a' },
    });
  });

  it('goes along with the form that asks for a title', () => {
    expect(parseCommandLine('declare --label region=eu', {})).toEqual({
      kind: 'form',
      form: 'declare',
      initial: { labels: 'region=eu' },
    });
  });

  it('says what is wrong', () => {
    expect(parseCommandLine('declare Down --label region', {})).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('"region" is no label') as string,
    });
  });
});
