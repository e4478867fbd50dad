import { describe, expect, it } from 'vitest';
import { judge, sentences } from '../../bench/conversation/sentences.ts';

const FOLDER = new URL('../../fixtures/conversation/', import.meta.url);

describe('the labelled sentences', () => {
  it('are understood, all but a few', () => {
    const verdicts = sentences('tuned', FOLDER).map(judge);
    const right = verdicts.filter((verdict) => verdict.right).length;
    const wrong = verdicts
      .filter((verdict) => !verdict.right)
      .map(({ text, wanted, got }) => ({ text, wanted, got }));
    expect(right / verdicts.length, JSON.stringify(wrong, undefined, 1)).toBeGreaterThanOrEqual(0.97);
  });

  it.each(['tuned', 'held-out'] as const)('never change anything by mistake (%s)', (part) => {
    expect(
      sentences(part, FOLDER)
        .map(judge)
        .filter(({ misfire }) => misfire),
    ).toEqual([]);
  });

  it('are different ones in both parts, with what they are said to mean', () => {
    const [tuned, held] = (['tuned', 'held-out'] as const).map((part) =>
      sentences(part, FOLDER).map(({ here, text }) => `${here} ${text}`),
    );
    expect(new Set([...tuned!, ...held!]).size).toBe(tuned!.length + held!.length);
    expect(held!.length / (tuned!.length + held!.length)).toBeGreaterThan(0.2);
    for (const { text, wanted } of sentences('tuned', FOLDER)) {
      expect(text.trim(), wanted).not.toBe('');
      expect(wanted).toMatch(
        /^(do|confirm|which|status|summary|who|why|postmortem|action|ticket|oncall|list|help|offer|left|thanks|unclear)\b/,
      );
    }
  });
});
