import { expect, it } from 'vitest';
import { removedIntegration, removedText } from '../../../src/inbox/removed.ts';

const DAY = 86_400_000;
const text = (waiting: Parameters<typeof removedIntegration>[1], keptMs: number | undefined): string =>
  removedText(removedIntegration('old', waiting, keptMs), 10 * DAY);

it('is said what waits for an integration that was removed, what becomes of it and how it is brought back', () => {
  expect(text({ deliveries: 1, since: 8 * DAY }, 7 * DAY)).toBe(
    'old: 1 delivery waits, the first for 2 days, and the configuration has no integration of this name any more. ' +
      'Write integrations.old again, with the source that it had, and all is taken in within a minute, the oldest first; its secret may be a new one. ' +
      'Retention begins to delete what waits in 5 days (setting retention.inbox).',
  );
  expect(text({ deliveries: 9, more: true, since: 0 }, 7 * DAY)).toMatch(
    /^old: more than 9 deliveries wait, .* what waits within a day \(setting/,
  );
  expect(text({ deliveries: 9, since: 0 }, undefined)).toMatch(
    /Nothing deletes what waits \(setting retention.inbox\)\.$/,
  );
});
