import { describe, expect, it } from 'vitest';
import { Afterwards } from '../../../src/http/afterwards.ts';

const never = new Promise<void>(() => undefined);

describe('what is done after an answer', () => {
  it('has ended when all of it has, with what it led to', async () => {
    const afterwards = new Afterwards();
    const done: string[] = [];
    const second = (): Promise<void> => Promise.resolve().then(() => void done.push('second'));
    afterwards.add(
      Promise.resolve().then(() => {
        done.push('first');
        afterwards.add(second(), () => undefined);
      }),
      () => undefined,
    );
    await afterwards.ended();
    expect(done).toEqual(['first', 'second']);
  });

  it('tells of its failures, and has ended all the same', async () => {
    const afterwards = new Afterwards();
    const failures: unknown[] = [];
    afterwards.add(Promise.reject(new Error('away')), (error) => failures.push(error));
    await afterwards.ended();
    expect(failures).toEqual([new Error('away')]);
  });

  it('is not waited for beyond the limit', async () => {
    const afterwards = new Afterwards();
    afterwards.add(never, () => undefined);
    await afterwards.ended(20);
  });
});
