import type { SwapOffer } from '../src/chat/swap.ts';
import type { Person } from '../src/incident/person.ts';
import type { MadeOverride } from '../src/mongo/override-store.ts';
import { shiftsOf } from '../src/oncall/coverage.ts';
import type { Override } from '../src/oncall/override.ts';
import type { Schedule } from '../src/oncall/schedule.ts';

/** A swap that was accepted. */
export interface SwapOrder {
  readonly tenant: string;
  readonly offer: SwapOffer;
  /** Who accepted. */
  readonly by: Person;
  /** When, epoch milliseconds. */
  readonly at: number;
}

export interface SwapActivities {
  /** Makes the overrides of a swap, unless it is no longer possible. May be repeated: they are made once. */
  swapShifts(order: SwapOrder): Promise<{ readonly done: true } | { readonly refused: string }>;
}

export function createSwapActivities(deps: {
  readonly schedule: (tenant: string, id: string) => Schedule | undefined;
  readonly overrides: {
    of(tenant: string, schedule: string): Promise<readonly Override[]>;
    add(tenant: string, schedule: string, overrides: readonly MadeOverride[], now: number): Promise<void>;
  };
}): SwapActivities {
  return {
    async swapShifts({ tenant, offer, by, at }) {
      const { id, asker, other, gives, takes } = offer;
      const parts = [
        { id: `${id}a`, shift: gives, goes: asker, comes: other },
        ...(takes ? [{ id: `${id}b`, shift: takes, goes: other, comes: asker }] : []),
      ];
      // All is looked at before anything is changed.
      for (const { id: own, shift, goes } of parts) {
        const schedule = deps.schedule(tenant, shift.schedule);
        if (!schedule) return { refused: `there is no schedule ${shift.schedule} any more` };
        const made = await deps.overrides.of(tenant, shift.schedule);
        const before = made.filter((one) => !parts.some((part) => part.id === one.id));
        if (made.some((one) => one.id === own)) continue;
        if (shiftsOf(goes.id, schedule, before, Math.max(shift.from, at), shift.until).length === 0)
          return { refused: `${goes.name} is not on call for ${shift.name} then any more` };
      }
      for (const schedule of new Set(parts.map(({ shift }) => shift.schedule))) {
        const made = parts
          .filter(({ shift }) => shift.schedule === schedule)
          .map(({ id: own, shift: { from, until }, goes, comes }): MadeOverride => ({
            id: own,
            people: [comes.id],
            replaces: goes.id,
            // Who was on call while the offer stood is not changed afterwards.
            from: Math.max(from, at),
            until,
            by,
            madeAt: at,
            note: 'swap',
          }));
        await deps.overrides.add(tenant, schedule, made, at);
      }
      return { done: true };
    },
  };
}
