import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hearStatement, LATE_MS, type Statement, type Tracked } from '../../../src/alert/statement.ts';

const said = (status: Statement['status'], startedAt: number, endedAt?: number): Statement => ({
  key: 'k',
  status,
  title: 'disk full',
  startedAt,
  ...(endedAt !== undefined && { endedAt }),
  severity: 'SEV-1',
});

function after(all: readonly Statement[], at = 0): Tracked | undefined {
  return all.reduce<Tracked | undefined>((known, one) => hearStatement(known, one, at).tracked, undefined);
}

describe('what deliveries say of one alert', () => {
  it('comes to the same in whatever order and however often they come', () => {
    const episodes = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(episodes, fc.boolean(), fc.infiniteStream(fc.nat()), (count, ends, random) => {
        const inOrder = Array.from({ length: count }, (_, n) => [
          said('firing', 1_000 * n),
          ...(n < count - 1 || ends ? [said('resolved', 1_000 * n, 1_000 * n + 500)] : []),
        ]).flat();
        const twice = [...inOrder, ...inOrder];
        const shuffled = twice
          .map((one) => ({ one, by: random.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        // All of it comes at once: later nothing would be late.
        const state = after(shuffled);
        expect(state?.clearedAt !== undefined).toBe(ends);
        expect(state?.since).toBe(1_000 * (count - 1));
      }),
    );
  });

  it('knows an end that comes before its beginning, and another firing behind it', () => {
    const cleared = after([said('resolved', 100, 200)]);
    expect(hearStatement(cleared, said('firing', 100), 50)).toMatchObject({ heard: 'late' });
    expect(hearStatement(cleared, said('firing', 300), 60)).toMatchObject({ heard: 'fires again' });
  });

  it('leaves an alert firing when the end of an earlier firing comes late', () => {
    const firing = after([said('firing', 100), said('firing', 300)]);
    expect(hearStatement(firing, said('resolved', 100, 200), 0)).toMatchObject({ heard: 'late' });
    expect(hearStatement(firing, said('resolved', 300, 400), 0)).toMatchObject({ heard: 'clears' });
  });

  it('believes the same start again after a while: a source that repeats it would never fire again', () => {
    const cleared = after([said('firing', 100), said('resolved', 100, 200)]);
    expect(hearStatement(cleared, said('firing', 100), LATE_MS - 1)).toMatchObject({ heard: 'late' });
    expect(hearStatement(cleared, said('firing', 100), LATE_MS)).toMatchObject({ heard: 'fires again' });
  });

  it('takes an end without a time of its own for that of the present firing, however wrong its clock is', () => {
    const firing = after([said('firing', 5_000)]);
    expect(hearStatement(firing, said('resolved', 5_000), 0)).toMatchObject({ heard: 'clears' });
    // A clock that was put back between the two ends it as soon as it says when it ended.
    expect(hearStatement(firing, said('resolved', 4_000, 5_001), 0)).toMatchObject({ heard: 'clears' });
  });

  it('notes an acknowledgement once, and forgets it with the end', () => {
    const acknowledged = hearStatement(after([said('firing', 1)]), said('acknowledged', 1), 0);
    expect(acknowledged).toMatchObject({ heard: 'acknowledged', tracked: { acknowledged: true } });
    expect(hearStatement(acknowledged.tracked, said('acknowledged', 1), 0).heard).toBe('known');
    const cleared = hearStatement(acknowledged.tracked, said('resolved', 1, 2), 0).tracked;
    expect(cleared.acknowledged).toBeUndefined();
    expect(hearStatement(undefined, said('acknowledged', 1), 0).heard).toBe('fires');
  });
});
