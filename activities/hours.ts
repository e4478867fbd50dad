import type { FoundHours } from '../src/escalation/found-hours.ts';
import type { WantedHours } from '../src/escalation/due-step.ts';
import { openingAt, type Calendar } from '../src/oncall/hours.ts';
import { localText } from '../src/oncall/local-text.ts';

/** Which business hours, as escalation steps name them. */
export interface HoursQuestion {
  readonly tenant: string;
  readonly hours: readonly WantedHours[];
}

export interface HoursActivities {
  /** Whether business hours are open at this moment, by the configuration in force. */
  whichHours(question: HoursQuestion): Promise<FoundHours[]>;
}

export function createHoursActivities(deps: {
  /** @returns undefined when the configuration has no such hours any more. */
  readonly hours: (tenant: string, key: string) => Calendar | undefined;
  readonly now: () => number;
}): HoursActivities {
  return {
    whichHours({ tenant, hours }) {
      const at = deps.now();
      return Promise.resolve(
        hours.map(({ hours: key, atMostMs }): FoundHours => {
          const calendar = deps.hours(tenant, key);
          if (!calendar) return { hours: key, open: true, unknown: true };
          const { zone } = calendar;
          const opening = openingAt(calendar, at);
          const latest = at + (atMostMs ?? Infinity);
          return {
            hours: key,
            ...opening,
            local: localText(opening.until, zone, at),
            ...(!opening.open &&
              latest < opening.until && { latest: { at: latest, local: localText(latest, zone, at) } }),
          };
        }),
      );
    },
  };
}
