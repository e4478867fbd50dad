import { describe, expect, it } from 'vitest';
import { Watch } from '../../../src/http/watch.ts';
import { eventually } from '../../harness/eventually.ts';

const never = new AbortController().signal;

/** Something that is watched, with how often it was looked at. */
function thing(version: string) {
  const state = {
    version,
    looks: 0,
    broken: false,
    look: () => {
      state.looks++;
      return state.broken ? Promise.reject(new Error('away')) : Promise.resolve(state.version);
    },
  };
  return state;
}

describe('what is watched', () => {
  it('is told when it has changed, to all who wait', async () => {
    const watch = new Watch(1);
    const one = thing('a');
    const waiting = Array.from({ length: 5 }, () => watch.change('one', one.look, 'a', never));
    await eventually('a look', () => one.looks > 3);
    one.version = 'b';
    expect(await Promise.all(waiting)).toEqual(['b', 'b', 'b', 'b', 'b']);
  });

  it('is told at once to who has an older version', async () => {
    const watch = new Watch(1);
    const one = thing('b');
    expect(await watch.change('one', one.look, 'a', never)).toBe('b');
  });

  it('is looked at no more when nobody waits', async () => {
    const watch = new Watch(1);
    const one = thing('a');
    const gone = new AbortController();
    const waiting = watch.change('one', one.look, 'a', gone.signal);
    await eventually('a look', () => one.looks > 0);
    gone.abort();
    expect(await waiting).toBeUndefined();
    const other = thing('x');
    const still = new AbortController();
    const before = one.looks;
    const next = watch.change('other', other.look, 'x', still.signal);
    await eventually('many looks at another thing', () => other.looks > 20);
    still.abort();
    await next;
    expect(one.looks - before).toBeLessThanOrEqual(1);
  });

  it('may be away for a time', async () => {
    const watch = new Watch(1);
    const one = thing('a');
    one.broken = true;
    const waiting = watch.change('one', one.look, 'a', never);
    await eventually('failed looks', () => one.looks > 3);
    one.broken = false;
    one.version = 'b';
    expect(await waiting).toBe('b');
  });

  it('is not waited for by who is gone already', async () => {
    const one = thing('a');
    expect(await new Watch(1).change('one', one.look, 'a', AbortSignal.abort())).toBeUndefined();
    expect(one.looks).toBe(0);
  });
});
