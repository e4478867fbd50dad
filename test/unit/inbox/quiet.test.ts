import { describe, expect, it } from 'vitest';
import { quietMessage } from '../../../src/chat/quiet-notice.ts';
import { plain } from '../../../src/chat/text.ts';
import { lookForQuiet, type Heard, type QuietNews, type QuietState } from '../../../src/inbox/quiet.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00Z');

/** Looks every five minutes. */
class Watch {
  state: QuietState | undefined;
  now = START;
  configured: Heard[] = [];

  go(ms: number): QuietNews[] {
    const told: QuietNews[] = [];
    for (const until = this.now + ms; this.now < until; this.now += 5 * MINUTE) {
      this.state = lookForQuiet(this.state, this.configured, this.now);
      told.push(...this.state.untold);
      this.state = { ...this.state, untold: [] };
    }
    return told;
  }
}

const of = (news: readonly QuietNews[]) => news.map(({ quiet, again }) => [quiet.map(({ id }) => id), again]);

describe('integrations from which nothing comes', () => {
  it('are told of once, all together, and once more when something comes again', () => {
    const watch = new Watch();
    watch.configured = [
      { id: 'a', quietAfterMs: 3 * DAY, lastAt: START - DAY },
      { id: 'b', quietAfterMs: 3 * DAY, lastAt: START - DAY },
      { id: 'c', lastAt: START - DAY },
      { id: 'new', quietAfterMs: 3 * DAY },
    ];
    // What was there before counts from when it was first looked at.
    expect(of(watch.go(3 * DAY))).toEqual([]);
    expect(of(watch.go(DAY))).toEqual([[['a', 'b', 'new'], []]]);
    expect(of(watch.go(9 * DAY))).toEqual([]);
    watch.configured = watch.configured.map((one) => (one.id === 'b' ? { ...one, lastAt: watch.now } : one));
    expect(of(watch.go(DAY))).toEqual([[[], ['b']]]);
    expect(of(watch.go(3 * DAY))).toEqual([[['b'], []]]);
  });

  it('count from when they were configured, also when the configuration is without them for a moment', () => {
    const watch = new Watch();
    watch.go(DAY);
    watch.configured = [{ id: 'a', quietAfterMs: 2 * DAY }];
    watch.go(DAY);
    const { configured } = watch;
    watch.configured = [];
    watch.go(10 * MINUTE);
    watch.configured = configured;
    const [news] = watch.go(2 * DAY);
    expect(news?.quiet).toEqual([{ id: 'a', since: START + DAY, isNew: true }]);
    watch.configured = [];
    watch.go(2 * DAY);
    watch.configured = configured;
    expect(watch.go(2 * DAY)).toEqual([]);
  });

  it('are not told of at once after Muster itself was away: they have an hour to be heard', () => {
    const watch = new Watch();
    watch.configured = [{ id: 'a', quietAfterMs: 3 * DAY, lastAt: START }];
    watch.go(DAY);
    watch.now += 5 * DAY;
    expect(of(watch.go(60 * MINUTE))).toEqual([]);
    expect(of(watch.go(10 * MINUTE))).toEqual([[['a'], []]]);
  });

  it('are kept until they are told, by the same key, for a day', () => {
    const told = lookForQuiet(undefined, [{ id: 'a', quietAfterMs: DAY, lastAt: 0 }], START);
    const known = { ...told, watchingSince: START - DAY, integrations: { a: { since: 0, seenAt: START } } };
    const found = lookForQuiet(known, [{ id: 'a', quietAfterMs: DAY }], START + MINUTE);
    const later = lookForQuiet(found, [{ id: 'a', quietAfterMs: DAY }], START + 2 * MINUTE);
    expect(later.untold).toEqual(found.untold);
    expect(found.untold).toHaveLength(1);
    const old = { ...later, lookedAt: START + DAY };
    expect(lookForQuiet(old, [{ id: 'a', quietAfterMs: DAY }], START + 2 * DAY).untold).toEqual([]);
  });
});

it('is told with the page of each, at most ten of them', () => {
  const quiet = Array.from({ length: 12 }, (_, n) => ({ id: `i${n}`, since: START, isNew: n === 1 }));
  const message = quietMessage({ quiet, again: [], at: START + 3 * DAY }, (id) => `https://m.example/${id}`);
  expect(message.summary).toBe('🔇 i0: nothing has come for 3 days. (and 11 more)');
  const lines = message.sections.flatMap(({ text }) => (text ? [plain(text)] : []));
  expect(lines).toHaveLength(11);
  expect(lines[1]).toBe('🔇 i1: nothing has come in the 3 days since it was set up.');
  expect(lines[10]).toBe('And 2 more.');
  const heard = quietMessage({ quiet: [], again: ['a'], at: START }, () => 'https://m.example/a');
  expect(heard).toMatchObject({ summary: '✅ a: something comes again.', accent: 'good' });
});
