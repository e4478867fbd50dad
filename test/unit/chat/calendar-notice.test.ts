import { expect, it } from 'vitest';
import { rosterMessage } from '../../../src/chat/roster.ts';
import { textOf } from '../../harness/recording-activities.ts';

const NOW = Date.parse('2026-11-21T12:00Z');
const HOUR = 3_600_000;
const shift = { people: [{ person: 'ana' }], from: NOW, until: Infinity };
const failing = { since: NOW - HOUR, times: 4, reason: 'it was answered with 404', lasting: true };

/** What is said below a schedule whose calendar is so. */
function said(state: object): string {
  const layer = {
    layer: 'Rota',
    url: 'https://s3cret',
    everyMs: HOUR,
    staleAfterMs: 24 * HOUR,
    privately: false,
  };
  const fetched = [{ ...layer, state: { checkedAt: NOW, ...state } }];
  return textOf(
    rosterMessage([{ schedule: { name: 'Payments', fetched }, now: shift, gaps: [] }], (id) => id),
  );
}

it.each([
  [{ fetchedAt: NOW - HOUR }, undefined],
  [{ fetchedAt: NOW - HOUR, failing: { ...failing, times: 1 } }, undefined],
  [
    { fetchedAt: NOW - HOUR, failing },
    'The calendar of Rota cannot be used: it was answered with 404. What was fetched 2026-11-21 11:00:00 UTC counts.',
  ],
  [
    { fetchedAt: NOW - 25 * HOUR, failing },
    'The calendar of Rota is out of date: it was answered with 404. What was fetched 2026-11-20 11:00:00 UTC counts.',
  ],
  [{ failing }, 'The calendar of Rota was never fetched: it was answered with 404. Nobody is on call by it.'],
])('who asks who is on call is told of a calendar %j', (state, expected) => {
  const text = said(state);
  if (expected === undefined) expect(text).not.toContain('calendar');
  else expect(text).toContain(expected);
  expect(text).not.toContain('s3cret');
});
