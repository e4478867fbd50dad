import { describe, expect, it } from 'vitest';
import { GroupCommit, type GroupLimits } from '../../../src/inbox/group-commit.ts';

const LIMITS = { laneItems: 3, laneBytes: 100, bytes: 150 };

/** A store whose commits end when the test says so. */
function commits(limits: GroupLimits = LIMITS) {
  const groups: Record<string, readonly string[]>[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const group = new GroupCommit<string>((some) => {
    groups.push(Object.fromEntries(some));
    return new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
  }, limits);
  return { group, groups, ends };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  it('has one under way and gathers meanwhile; each is told when its own is done', async () => {
    const { group, groups, ends } = commits();
    const told: string[] = [];
    const add = (lane: string, item: string) => group.add(lane, item, 10).then(() => told.push(item));
    const all = [add('a', '1'), add('a', '2')];
    await turn();
    all.push(add('b', '3'), add('a', '4'));
    await turn();
    expect(groups).toEqual([{ a: ['1', '2'] }]);
    expect(told).toEqual([]);
    ends[0]!();
    await turn();
    expect(told).toEqual(['1', '2']);
    expect(groups[1]).toEqual({ b: ['3'], a: ['4'] });
    ends[1]!();
    await Promise.all(all);
    await group.ended();
    expect(group.bytes).toBe(0);
  });

  it('lets a lane with much keep none with little waiting', async () => {
    const { group, groups, ends } = commits();
    void group.add('noisy', '0', 1);
    await turn();
    for (let n = 1; n <= 7; n++) void group.add('noisy', String(n), 1);
    void group.add('quiet', 'x', 1);
    for (let n = 0; n < 4; n++) {
      ends[n]!();
      await turn();
    }
    expect(groups).toEqual([
      { noisy: ['0'] },
      { noisy: ['1', '2', '3'], quiet: ['x'] },
      { noisy: ['4', '5', '6'] },
      { noisy: ['7'] },
    ]);
  });

  it('puts whoever was left out first the next time', async () => {
    const { group, groups, ends } = commits({ ...LIMITS, laneItems: 1 });
    void group.add('a', '1', 90);
    await turn();
    void group.add('a', '2', 90);
    void group.add('a', '3', 90);
    void group.add('b', '4', 90);
    for (let n = 0; n < 3; n++) {
      ends[n]!();
      await turn();
    }
    expect(groups).toEqual([{ a: ['1'] }, { a: ['2'] }, { b: ['4'] }, { a: ['3'] }]);
  });

  it('commits what is larger than a commit by itself', async () => {
    const { group, groups, ends } = commits();
    void group.add('a', 'small', 60);
    void group.add('a', 'huge', 1_000);
    expect(group.bytesOf('a')).toBe(1_060);
    await turn();
    ends[0]!();
    await turn();
    expect(groups).toEqual([{ a: ['small'] }, { a: ['huge'] }]);
    expect(group.bytes).toBe(0);
  });

  it('fails those of its commit and goes on with the next', async () => {
    const { group, ends } = commits();
    const first = group.add('a', '1', 1);
    await turn();
    const second = group.add('a', '2', 1);
    ends[0]!(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    ends[1]!();
    await second;
  });

  it('begins another one beside it when much waits, and no more than may be under way', async () => {
    const { group, groups, ends } = commits({ ...LIMITS, atOnce: 2, besideItems: 2, besideBytes: 50 });
    const add = (item: string, bytes = 1) => void group.add('a', item, bytes);
    add('1');
    await turn();
    add('2');
    await turn();
    expect(groups).toEqual([{ a: ['1'] }]);
    add('3');
    await turn();
    expect(groups).toEqual([{ a: ['1'] }, { a: ['2', '3'] }]);
    add('4', 60);
    await turn();
    expect(groups).toHaveLength(2);
    // Whichever ends first makes room.
    ends[1]!();
    await turn();
    expect(groups[2]).toEqual({ a: ['4'] });
    ends[0]!();
    ends[2]!();
    await group.ended();
    expect(group.bytes).toBe(0);
  });
});
