import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/config/problem.ts';
import type { Standing } from '../../../src/config/standing.ts';
import { noticesOf } from '../../../src/http/notices.ts';

const standing: Standing = { version: 'v1', source: 'muster.yaml', since: 7, managed: false, warnings: [] };
const broken = (n: number): Problem => ({
  path: 'formats',
  file: `packs/p/aliases/${n}.yaml`,
  line: 3,
  column: 1,
  message: 'must have at least one way to say it.',
});

describe('the notice that begins every page', () => {
  it('names the first alias files that do not count, how many more there are, and where they stand', () => {
    const warnings = Array.from({ length: 500 }, (_, n) => ({ ...broken(n), leftOut: true as const }));
    const [notice, ...others] = noticesOf({ ...standing, warnings }, true);
    expect(others).toEqual([]);
    expect(notice?.lines).toHaveLength(6);
    expect(notice?.lines[0]).toContain('packs/p/aliases/0.yaml:3:1');
    expect(notice?.lines.at(-1)).toBe(
      'And 495 more: muster check-config, the log and GET /api/v1/configuration name all of them.',
    );
  });

  it('is as short for a configuration that was refused, and shows no line without end', () => {
    const problems = Array.from({ length: 500 }, (_, n) => ({ ...broken(n), message: 'x'.repeat(5_000) }));
    const refused = { at: 8, reason: 'all of it', problems };
    const [notice] = noticesOf({ ...standing, refused }, true);
    expect(notice?.lines).toHaveLength(6);
    expect(Math.max(...notice!.lines.map(({ length }) => length))).toBeLessThanOrEqual(300);
  });

  it('names all where they are few, to who may know what stands in the files', () => {
    const warnings = [1, 2].map((n) => ({ ...broken(n), leftOut: true as const }));
    expect(noticesOf({ ...standing, warnings }, true)[0]?.lines).toHaveLength(2);
    expect(noticesOf({ ...standing, warnings }, false)[0]?.lines).toEqual(['Ask who runs Muster.']);
    expect(noticesOf({ ...standing, warnings: [broken(1)] }, true)).toEqual([]);
  });
});
