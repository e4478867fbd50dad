import type { Hours } from '../../../src/oncall/hours.ts';
import type { Override } from '../../../src/oncall/override.ts';
import type { Layer, Schedule } from '../../../src/oncall/schedule.ts';

const MINUTE = 60_000;

/**
 * Counts who is on call by looking at the clock on the wall of every minute, one after the other: no arithmetic with
 * zones, and another source of what clocks show (Intl) than the code that is tested.
 */
export class MinuteByMinute {
  readonly #from: number;
  /** What the clock shows at each minute from `from` on, as minutes of a UTC day count. */
  readonly #shown: number[] = [];
  /** The first minute at which the clock shows something. */
  readonly #first = new Map<number, number>();

  /** @param from epoch milliseconds of a whole minute. @param until as well. */
  constructor(zone: string, from: number, until: number) {
    this.#from = from;
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    for (let at = from; at < until; at += MINUTE) {
      const [day = '', month = '', year = '', hour = '', minute = ''] = format.format(at).split(/[/,: ]+/);
      const shown = Date.parse(`${year}-${month}-${day}T${hour}:${minute}Z`) / MINUTE;
      if (!this.#first.has(shown)) this.#first.set(shown, this.#shown.length);
      this.#shown.push(shown);
    }
  }

  /** What the clock shows, as minutes. */
  shownAt(at: number): number {
    return this.#shown[(at - this.#from) / MINUTE] ?? NaN;
  }

  /** When the clock shows this for the first time; what it leaves out counts by how much it was put forward. */
  #minuteOf(shown: number): number {
    const found = this.#first.get(shown);
    if (found !== undefined) return this.#from + found * MINUTE;
    const after = this.#shown.findIndex(
      (now, i) => i > 0 && now > shown && (this.#shown[i - 1] ?? now) < shown,
    );
    if (after < 0) return shown < (this.#shown[0] ?? 0) ? -Infinity : Infinity;
    const putForward = (this.#shown[after] ?? 0) - (this.#shown[after - 1] ?? 0) - 1;
    return this.#from + (this.#first.get(shown + putForward) ?? NaN) * MINUTE;
  }

  onCall(schedule: Schedule, overrides: readonly Override[], at: number): string[] {
    let people: string[] = [];
    for (const layer of schedule.layers) {
      const spoken = this.#spoken(layer, schedule, at);
      if (spoken.length > 0) people = spoken;
    }
    for (const override of overrides) {
      if (at < override.from || at >= override.until) continue;
      if (override.replaces === undefined) people = [...override.people];
      else if (people.includes(override.replaces)) {
        people = [...people.filter((one) => one !== override.replaces), ...override.people];
      }
    }
    return [...new Set(people)].sort();
  }

  #spoken(layer: Layer, schedule: Schedule, at: number): string[] {
    if (layer.end !== undefined && at >= this.#minuteOf(layer.end / MINUTE)) return [];
    if (!this.#open(layer, schedule, at)) return [];
    if (!('groups' in layer.turns)) {
      const written = 'shiftsIn' in layer.turns ? layer.turns.shiftsIn(at, at + 1) : layer.turns;
      return written.filter((shift) => shift.from <= at && at < shift.until).map(({ person }) => person);
    }
    const { groups, start, lengthMs } = layer.turns;
    let turn = -1;
    while (this.#minuteOf((start + (turn + 1) * lengthMs) / MINUTE) <= at) turn++;
    return turn < 0 ? [] : [...(groups[turn % groups.length] ?? [])];
  }

  #open(layer: Layer, { holidays }: Schedule, at: number): boolean {
    const hours: readonly Hours[] =
      layer.hours.length > 0 ? layer.hours : [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }];
    const today = Math.floor(this.shownAt(at) / 1440) * 1440;
    return [today - 1440, today, today + 1440].some((day) => {
      const date = new Date(day * MINUTE);
      const isHoliday = holidays.has(date.toISOString().slice(0, 10));
      if (layer.onHolidays === 'skip' && isHoliday) return false;
      if (layer.onHolidays === 'only' && !isHoliday) return false;
      return hours.some(({ days, from, to }) => {
        if (!days.includes(date.getUTCDay() || 7)) return false;
        const begins = this.#minuteOf(day + from);
        const ends = this.#minuteOf(day + to + (to > from ? 0 : 1440));
        return begins <= at && at < ends;
      });
    });
  }
}
