import { describe, expect, it } from 'vitest';
import { maintenanceTime } from '../../../src/conversation/maintenance-time.ts';

/** A Saturday, 13:00 in Berlin. */
const NOW = Date.parse('2026-11-21T12:00Z');
const BERLIN = 'Europe/Berlin';
const read = (said: string, now = NOW, zone = BERLIN) => {
  const found = maintenanceTime(said, now, zone);
  if ('problem' in found) return found.problem;
  const { from, until, reason } = found;
  const shown = (at: number): string => new Date(at).toISOString().slice(0, 16);
  return `${from === undefined ? 'now' : shown(from)} – ${shown(until)}${reason === undefined ? '' : ` ${reason}`}`;
};

describe('when a maintenance is to hold', () => {
  it.each([
    ['2h', 'now – 2026-11-21T14:00'],
    ['2h database upgrade', 'now – 2026-11-21T14:00 database upgrade'],
    ['for 90 minutes because of the move', 'now – 2026-11-21T13:30 the move'],
    ['2h for the release of Monday 5:00', 'now – 2026-11-21T14:00 the release of Monday 5:00'],
    ['2h 5 nodes are replaced', 'now – 2026-11-21T14:00 5 nodes are replaced'],
    ['2h on payments-db', 'now – 2026-11-21T14:00 on payments-db'],
    ['database upgrade 2h', 'now – 2026-11-21T14:00 database upgrade'],
    ['22:00-23:30', '2026-11-21T21:00 – 2026-11-21T22:30'],
    ['22:00-23:30 database upgrade', '2026-11-21T21:00 – 2026-11-21T22:30 database upgrade'],
    ['22:00–02:00', '2026-11-21T21:00 – 2026-11-22T01:00'],
    ['from 22:00 to 23:30 because of the move', '2026-11-21T21:00 – 2026-11-21T22:30 the move'],
    ['10pm to 11pm', '2026-11-21T21:00 – 2026-11-21T22:00'],
    ['tomorrow 22:00 for 2h', '2026-11-22T21:00 – 2026-11-22T23:00'],
    ['tomorrow 22:00 for 2h database upgrade', '2026-11-22T21:00 – 2026-11-22T23:00 database upgrade'],
    ['2h from 22:00 the move', '2026-11-21T21:00 – 2026-11-21T23:00 the move'],
    ['2h tomorrow 22:00', '2026-11-22T21:00 – 2026-11-22T23:00'],
    ['until 18:00', 'now – 2026-11-21T17:00'],
    ['until monday 6:00 the hall moves', 'now – 2026-11-23T05:00 the hall moves'],
    ['2026-12-24 18:00 to 20:00', '2026-12-24T17:00 – 2026-12-24T19:00'],
    ['tomorrow', '2026-11-21T23:00 – 2026-11-22T23:00'],
  ])('%s', (said, expected) => {
    expect(read(said)).toBe(expected);
  });

  it('without a day goes on where it has begun', () => {
    const at = Date.parse('2026-11-21T21:15Z');
    expect(read('22:00-23:30', at)).toBe('now – 2026-11-21T22:30');
    expect(read('22:00 for 2h', at)).toBe('now – 2026-11-21T23:00');
    expect(read('22:00-02:00', Date.parse('2026-11-22T00:30Z'))).toBe('now – 2026-11-22T01:00');
    expect(read('22:00-23:30', Date.parse('2026-11-21T22:45Z'))).toBe('2026-11-22T21:00 – 2026-11-22T22:30');
    expect(read('tomorrow 22:00-23:30', at)).toBe('2026-11-22T21:00 – 2026-11-22T22:30');
  });

  it('is meant by the clocks of a zone, also where they change', () => {
    expect(read('22:00-23:30', NOW, 'America/New_York')).toBe('2026-11-22T03:00 – 2026-11-22T04:30');
    const before = Date.parse('2026-03-28T12:00Z');
    expect(read('22:00 to 6:00', before)).toBe('2026-03-28T21:00 – 2026-03-29T04:00');
    expect(read('tomorrow 2:30 to 4:00 the move', before)).toMatch(/^There is no 2026-03-29 02:30/);
    expect(read('2:30-4:00 the move', before)).toMatch(/^There is no 2026-03-29 02:30/);
    expect(read('2:30-4:00', Date.parse('2026-10-24T12:00Z'))).toMatch(/comes twice in Europe\/Berlin/);
    expect(read('2:30+01:00 for 1h', Date.parse('2026-10-24T12:00Z'))).toBe(
      '2026-10-25T01:30 – 2026-10-25T02:30',
    );
  });

  it.each(['database upgrade', '22:00', '22:00 upgrade', 'soon', '22:00 upgrade 2h', '99:99-98:00'])(
    'is asked for when it was not said: %s',
    (said) => {
      expect(read(said)).toMatch(/^When, or for how long\?/);
    },
  );
});
