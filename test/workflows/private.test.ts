import { expect, test } from 'vitest';
import { fallbacks, waysTo } from '../../workflows/incident/way.ts';
import { inputOf } from '../harness/declare.ts';

const CHANNEL = { kind: 'channel', instance: 'main', channel: '#incidents' } as const;

test('a private incident pages people alone: a channel of its policy hears nothing of it', () => {
  const input = inputOf('INC-1', {});
  const hidden = { ...input, declaration: { ...input.declaration, private: true } };
  expect(waysTo(CHANNEL, input).map(({ name }) => name)).toContain('main/#incidents');
  expect(waysTo(CHANNEL, hidden)).toEqual([]);
  expect(fallbacks(hidden)).toEqual([]);
});
