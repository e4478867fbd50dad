import { describe, expect, it } from 'vitest';
import { ABANDONED } from '../../../src/action/attempt.ts';
import {
  afterTask,
  atBeginning,
  chainEnd,
  knownTo,
  type ChainProgress,
} from '../../../src/action/chain-progress.ts';
import { chainOf, type Chain } from '../../../src/action/chain.ts';
import { strictJinja } from '../../../src/action/jinja.ts';
import { isWanted } from '../../../src/action/when.ts';
import { jsonBytes } from '../../../src/text/json-size.ts';

const task = (name: string, more: object = {}) => ({ name, ref: `core.${name}`, ...more });

describe('the tasks of a chain', () => {
  it('follow each other as they are written where none names another', () => {
    const { first, tasks } = chainOf({ chain: [task('a'), task('b'), task('c')] });
    expect([first, ...tasks.map(({ onSuccess }) => onSuccess)]).toEqual(['a', 'b', 'c', undefined]);
  });

  it.each(['on-success', 'on-failure'])('end the chain behind them where one of them has %s', (key) => {
    const { tasks } = chainOf({ chain: [task('a', { [key]: 'b' }), task('b'), task('c')], default: 'a' });
    expect(tasks.slice(1).map(({ onSuccess }) => onSuccess)).toEqual([undefined, undefined]);
  });

  it('know what they name, and nothing else of what came before', () => {
    const chain = chainOf({
      chain: [task('a'), task('b'), task('c', { parameters: { x: '{{ b.y }} {{ v }}' } })],
      vars: { v: 1 },
    });
    const [a, b, c] = chain.tasks;
    let progress = atBeginning(chain);
    for (const one of [a!, b!])
      progress = afterTask(progress, one, { status: 'succeeded', result: { y: one.name } });
    expect(knownTo(c!, progress)).toEqual({ known: { v: 1, b: { y: 'b' } }, cut: {} });
  });

  it('end the chain as the last of them did', () => {
    const chain = chainOf({ chain: [task('a'), task('b')] });
    const [a] = chain.tasks;
    const after = (status: 'failed' | 'timed_out' | 'cancelled', code: string) =>
      chainEnd(afterTask(atBeginning(chain), a!, { status, code, message: 'So.', mayRepeat: true }));
    expect(after('timed_out', 'timed_out')).toMatchObject({
      status: 'timed_out',
      message: 'The task a (core.a) took too long: So.',
      result: { tasks: [{ name: 'a', state: 'timeout', result: { error: 'So.' } }] },
      mayRepeat: false,
    });
    expect(after('failed', ABANDONED)).toMatchObject({
      code: ABANDONED,
      message: 'The task a (core.a) was given up: So.',
      result: { tasks: [{ state: 'abandoned' }] },
    });
    expect(chainEnd(atBeginning(chain))).toMatchObject({ status: 'succeeded', result: { tasks: [] } });
  });

  const LARGE = { stdout: 'x'.repeat(100_000), return_code: 0 };
  /** @returns how a chain stands in which each of these tasks came to something large. */
  function afterAll(chain: Chain, names: readonly string[]): ChainProgress {
    return names.reduce((progress, name) => {
      const outcome = { status: 'succeeded', result: LARGE } as const;
      return afterTask(
        progress,
        chain.tasks.find((one) => one.name === name)!,
        outcome,
      );
    }, atBeginning(chain));
  }

  it('leave behind no more altogether than a history holds, of which the newest is cut by its name', () => {
    const names = Array.from({ length: 12 }, (_, n) => `t${n}`);
    const last = task('last', { parameters: { x: '{{ __results.t0.stdout }}' } });
    const chain = chainOf({ chain: [...names.map((name) => task(name)), last] });
    const progress = afterAll(chain, names);
    expect(jsonBytes(progress.results)).toBeLessThan(300_000);
    expect(Object.keys(progress.results)).toEqual(names);
    expect(progress.results['t11']).toMatchObject({ return_code: 0 });
    expect(Object.keys(progress.cut)).toEqual(names.slice(2));
    const { cut } = knownTo(chain.tasks.at(-1)!, progress);
    expect(cut).toMatchObject({ t2: ['stdout'], t11: ['stdout'] });
    const { result } = chainEnd(progress);
    expect(jsonBytes(result)).toBeLessThanOrEqual(120_000);
    expect((result as { tasks: { name: string }[] }).tasks.map(({ name }) => name)).toEqual(names);
  });

  it('keep for those that may follow what these refer to, and nothing else', () => {
    const chain = chainOf({
      chain: [
        task('build', { 'on-success': 'test', 'on-failure': 'clean' }),
        task('test', { 'on-success': 'scan' }),
        task('scan', { 'on-success': 'ship' }),
        task('ship', { parameters: { x: '{{ scan.stdout }}' }, 'on-failure': 'undo' }),
        task('undo', { parameters: { x: '{{ build.stdout }}' } }),
        task('clean', { parameters: { x: '{{ test.stdout }}' } }),
      ],
    });
    const progress = afterAll(chain, ['build', 'test', 'scan']);
    expect(progress).toMatchObject({ results: { build: LARGE, scan: LARGE }, cut: {} });
    expect(Object.keys(progress.results)).toEqual(['build', 'scan']);
    expect(Object.keys(afterAll(chain, ['build', 'test', 'scan', 'ship']).results)).toEqual(['build']);
  });

  it('know those results as cut that they name, unless something else has the name', () => {
    const names = ['a1', 'b1', 'c1', 'd1', 'e1'];
    const chain = chainOf({
      chain: [
        ...names.map((name) => task(name)),
        task('last', { parameters: { x: '{{ c1.stdout }} {{ d1 }} {{ a1 }} {{ b1 }}' } }),
      ],
      vars: { d1: 'another' },
    });
    const progress = afterAll(chain, names);
    expect(Object.keys(progress.cut)).toEqual(['c1', 'd1']);
    expect(knownTo(chain.tasks.at(-1)!, progress).cut).toEqual({ c1: ['stdout'] });
  });
});

describe('a condition', () => {
  const wanted = (written: string): boolean =>
    isWanted(written, {
      templates: strictJinja,
      variables: { n: 4, none: null, empty: [], map: { a: 1 }, text: ' No ' },
    });

  it.each(['{{ n > 3 }}', '{{ n }}', '{{ map }}', '{% if n %}go{% endif %}'])('%s holds', (written) => {
    expect(wanted(written)).toBe(true);
  });

  it.each([
    '{{ n < 3 }}',
    '{{ none }}',
    '{{ empty }}',
    '{{ text }}',
    '{{ n - 4 }}',
    "{{ missing | default('') }}",
  ])('%s does not', (written) => {
    expect(wanted(written)).toBe(false);
  });

  it('that names what is not there is no answer', () => {
    expect(() => wanted('{{ missing }}')).toThrow(/`when`: .*`missing` is not there/);
  });
});
