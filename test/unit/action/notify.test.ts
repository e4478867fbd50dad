import { describe, expect, it } from 'vitest';
import { notificationOf, notifyRoutes, type Notify } from '../../../src/action/notify.ts';
import type { RunStatus } from '../../../src/action/run.ts';

const said = (message: string, ...channels: readonly string[]) => ({ message, data: {}, channels });
const NOTIFY: Notify = {
  onComplete: said('over', 'email'),
  onSuccess: said('well', 'slack', 'email', 'slack'),
  onFailure: said('oh no', 'slack', 'bugtracker'),
};
const told = (status: RunStatus, notify = NOTIFY): string[] =>
  notifyRoutes(notify, { status }).map(({ part, route }) => `${part} ${route}`);

describe('who hears how a run ended', () => {
  it.each<[RunStatus, string[]]>([
    ['succeeded', ['on_complete email', 'on_success slack', 'on_success email']],
    ['failed', ['on_complete email', 'on_failure slack', 'on_failure bugtracker']],
    ['timed_out', ['on_complete email', 'on_failure slack', 'on_failure bugtracker']],
    ['abandoned', ['on_complete email', 'on_failure slack', 'on_failure bugtracker']],
    ['cancelled', ['on_complete email']],
    ['declined', ['on_complete email']],
    ['expired', ['on_complete email']],
  ])('of one that %s are those whom its action names for that, each route once', (status, routes) => {
    expect(told(status)).toEqual(routes);
  });

  it('is nobody where its action names nobody', () => {
    expect(told('failed', {})).toEqual([]);
    expect(told('succeeded', { onFailure: said('oh no', 'slack') })).toEqual([]);
  });

  it('hears the words of its own part', () => {
    expect(notificationOf(NOTIFY, 'on_failure')?.message).toBe('oh no');
    expect(notificationOf({}, 'on_failure')).toBeUndefined();
  });
});
