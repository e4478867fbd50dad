import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/git/code.ts';
import { searchOf, textTerms, type Findable } from '../../../src/git/term.ts';
import { AT, commit, pullRequest, push, REPOSITORY } from './changes.ts';

const asIs = (text: string): string => text;
const all = [
  ...codeOf(
    'github',
    push([
      commit('a1b2c3d4e5f60718', 'Limit retry-loop of the Café (PAY-17)', { modified: ['src/pay/Retry.ts'] }),
    ]),
    asIs,
  ),
  ...codeOf('github', pullRequest('opened', { source: 'feature/retry' }), asIs),
  ...codeOf('github', push([], { branch: 'bug/PAY-18-retry-loop' }), asIs),
  ...codeOf(
    'github',
    push([commit('f2', 'x', { author: { name: 'Zoë' }, modified: ['lib/cafe\u0301/Übersicht.ts'] })]),
    asIs,
  ),
];

const dense = codeOf(
  'github',
  push([
    commit('c1', '修复支付重试循环的死锁', { author: { name: '王小明' } }),
    commit('c2', '決済のリトライを制限するretry-loop対応', { author: { name: '山田' } }),
    commit('c3', 'ﾘﾄﾗｲ'),
  ]),
  asIs,
);

/** @returns the ids of the commits that a search finds among those of languages without spaces. */
function foundDense(by: Findable, text: string): string[] {
  const terms = searchOf(by, text)?.terms ?? ['nothing to look for'];
  return dense.flatMap((one) =>
    one.kind === 'commit' && terms.every((term) => one.terms.includes(term)) ? [one.id] : [],
  );
}

/** @returns the kinds of what a search finds. */
function found(by: Findable, text: string): string[] {
  const search = searchOf(by, text);
  if (!search) return ['nothing to look for'];
  return all
    .filter(({ terms }) => search.terms.every((term) => terms.includes(term)))
    .filter((one) => one.kind !== 'commit' || one.id.startsWith(search.idBegins ?? ''))
    .map(({ kind }) => kind);
}

describe('a search', () => {
  it.each([
    ['commit', 'retry', ['commit']],
    ['commit', 'Retry-Loop', ['commit']],
    ['commit', 'loop, LIMIT!', ['commit']],
    ['commit', 'café', ['commit']],
    ['commit', 'PAY-17', ['commit']],
    ['commit', 'retr', []],
    ['commit', 'limit other', []],
    ['commit', 'a1b2c3d', ['commit']],
    ['commit', 'A1B2C3D4E5', ['commit']],
    ['commit', 'a1b2c3d9', []],
    ['author', 'ana', ['commit']],
    ['author', 'ana@acme.example', ['commit']],
    ['author', 'ben', []],
    ['file', 'src/pay/Retry.ts', ['commit']],
    ['file', 'retry.ts', ['commit']],
    ['file', 'retry', ['commit']],
    ['file', 'src/pay/', ['commit']],
    ['file', '/src', ['commit']],
    ['file', 'pay/retry.ts', ['commit']],
    ['file', 'pay', ['commit']],
    ['file', 'rc/pay/retry.ts', []],
    ['file', 'caf\u00e9/u\u0308bersicht.ts', ['commit']],
    ['branch', 'PAY-18', ['branch']],
    ['branch', 'pay-18-retry-loop', ['branch']],
    ['branch', 'bug/PAY-18-retry-loop', ['branch']],
    ['branch', 'PAY-1', []],
    ['branch', 'bug', ['branch']],
    ['branch', 'main', ['branch', 'branch']],
    ['pr', '42', ['pull_request']],
    ['pr', '#42', ['pull_request']],
    ['pr', 'feature/retry', ['pull_request']],
    ['pr', 'limit', ['pull_request']],
    ['commit', 'the of', ['nothing to look for']],
    ['commit', '   ', ['nothing to look for']],
  ] as const)('by %s for %s', (by, text, expected) => expect(found(by, text)).toEqual(expected));

  it.each([
    ['commit', '死锁', ['c1']],
    ['commit', '支付重试', ['c1']],
    ['commit', '支付 死锁', ['c1']],
    ['commit', '锁', ['c1']],
    ['commit', '修复支付重试循环的死锁', ['c1']],
    ['commit', '死循环', []],
    ['commit', 'リトライ', ['c2', 'c3']],
    ['commit', '制限', ['c2']],
    ['commit', 'retry-loop', ['c2']],
    ['commit', 'retry', ['c2']],
    ['commit', 'loop対応', ['c2']],
    ['author', '小明', ['c1']],
    ['author', '山田', ['c2']],
  ] as const)('finds by %s what stands without spaces: %s', (by, text, expected) =>
    expect(foundDense(by, text)).toEqual(expected),
  );

  it('keeps of a long text without spaces as many terms as leave room for the rest', () => {
    const long = Array.from({ length: 2_000 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');
    const [one] = codeOf('github', push([commit('c4', `死锁${long}`, { modified: ['src/a.ts'] })]), asIs);
    expect(one?.terms).toEqual(expect.arrayContaining(['commit:死锁', 'file:src/a.ts']));
    expect(one?.terms.length).toBeLessThan(250);
    expect(searchOf('commit', long.slice(0, 200))?.terms.length).toBeLessThan(20);
  });

  it('finds every word of a message', () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,10}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 10 }), (words) => {
        const terms = textTerms('commit', words.join(' '));
        const search = searchOf('commit', words[0] ?? '');
        if (search && search.idBegins === undefined)
          expect(search.terms.every((term) => terms.includes(term))).toBe(true);
      }),
    );
  });

  it('is of terms that are bounded', () => {
    const files = Array.from({ length: 1000 }, (_, n) => `a/b${n}/c${n}.ts`);
    const [one] = codeOf('github', push([commit('a', 'x '.repeat(5000), { modified: files })]), asIs);
    expect(one?.terms.length).toBeLessThanOrEqual(400);
    expect(one?.kind === 'commit' && one.files.length).toBe(100);
    expect(one).toMatchObject({ filesTruncated: true });
  });

  it('puts no commit before what came after it, whatever the clock of its author said', () => {
    const [one] = codeOf(
      'github',
      push([commit('a', 'x', { at: Date.parse('2099-01-01T00:00:00Z') })]),
      asIs,
    );
    expect(one?.at).toBe(AT);
  });

  it('knows a deleted branch', () => {
    const change = {
      type: 'branch',
      action: 'deleted',
      key: 'x',
      repository: REPOSITORY,
      at: AT,
      name: 'old',
    } as const;
    expect(codeOf('github', change, asIs)).toMatchObject([{ kind: 'branch', name: 'old', deleted: true }]);
  });
});
