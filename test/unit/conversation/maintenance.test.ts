import { describe, expect, it } from 'vitest';
import { ofMaintenance } from '../../../src/conversation/maintenance.ts';

describe('what is said of maintenances', () => {
  it.each([
    ['put checkout into maintenance for 2 hours', { do: 'begin', about: 'checkout', time: 'for 2 hours' }],
    [
      '@muster please put the service checkout in maintenance for 90m because of the database upgrade',
      { do: 'begin', about: 'checkout', time: 'for 90m because of the database upgrade' },
    ],
    [
      'put checkout into maintenance tomorrow from 22:00 to 23:30',
      { do: 'begin', about: 'checkout', time: 'tomorrow from 22:00 to 23:30' },
    ],
    ['silence alerts of payments until 18:00', { do: 'begin', about: 'payments', time: 'until 18:00' }],
    ['silence the alerts of payments for an hour', { do: 'begin', about: 'payments', time: 'for an hour' }],
    ['mute all alerts for 30 minutes', { do: 'begin', time: 'for 30 minutes' }],
    ['mute all alerts for an hour', { do: 'begin', time: 'for an hour' }],
    ['mute alerts for 90m', { do: 'begin', time: 'for 90m' }],
    ['mute alerts for checkout for 2h', { do: 'begin', about: 'checkout', time: 'for 2h' }],
    ['<@U0BOT> what is in maintenance?', { do: 'list' }],
    ['maintenance end m-7kq2rx', { do: 'end', id: 'm-7kq2rx' }],
  ])('%s', (text, wish) => {
    expect(ofMaintenance(text)).toEqual({ kind: 'maintenance', wish });
  });

  it.each([
    'put checkout into maintenance',
    'silence the alerts',
    'do not silence alerts for 2h',
    'we are in maintenance',
  ])('is nothing of that: %s', (text) => {
    expect(ofMaintenance(text)).toBeUndefined();
  });
});
