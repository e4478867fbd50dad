import { describe, expect, it } from 'vitest';
import { ABANDONED } from '../../../src/action/attempt.ts';
import { afterTask, atBeginning, chainEnd, knownTo } from '../../../src/action/chain-progress.ts';
import { chainOf } from '../../../src/action/chain.ts';
import { strictJinja } from '../../../src/action/jinja.ts';
import { isWanted } from '../../../src/action/when.ts';

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
    expect(knownTo(c!, progress)).toEqual({ v: 1, b: { y: 'b' } });
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

  it('leave behind no more altogether than a history holds', () => {
    const names = Array.from({ length: 12 }, (_, n) => `t${n}`);
    const chain = chainOf({ chain: names.map((name) => task(name)) });
    let progress = atBeginning(chain);
    for (const one of chain.tasks)
      progress = afterTask(progress, one, { status: 'succeeded', result: { stdout: 'x'.repeat(60_000) } });
    expect(JSON.stringify(progress.results).length).toBeLessThan(300_000);
    expect(Object.keys(progress.results)).toEqual(names);
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
