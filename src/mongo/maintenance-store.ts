import type { Db } from 'mongodb';
import type { Maintenance } from '../alert/maintenance.ts';
import type { Person } from '../incident/person.ts';
import { createTurns } from './turns.ts';

/** A time that people made in which alerts open no incident. */
export interface MadeMaintenance extends Maintenance {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly by: Person;
}

interface Stored {
  /** The tenant. */
  readonly _id: string;
  /** Counts changes, so that of two at once one is made again on what the other left. */
  readonly revision: number;
  readonly maintenances: readonly MadeMaintenance[];
}

/** How often a change is made again when others come between. */
const ATTEMPTS = 20;

/** Times that people made in which alerts open no incident. Those that are over are forgotten; the audit has them. */
export function createMaintenanceStore(db: Db) {
  const made = db.collection<Stored>('maintenances');
  const turns = createTurns();

  /** @param changed what is to be kept, or undefined for no change. */
  function change(
    _id: string,
    changed: (before: readonly MadeMaintenance[]) => readonly MadeMaintenance[] | undefined,
  ): Promise<void> {
    return turns(_id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await made.findOne({ _id });
        const maintenances = changed(before?.maintenances ?? []);
        if (!maintenances) return;
        if (!before) {
          await made.insertOne({ _id, revision: 1, maintenances });
          return;
        }
        const { revision } = before;
        const replaced = await made.replaceOne({ _id, revision }, { revision: revision + 1, maintenances });
        if (replaced.matchedCount > 0) return;
      }
      throw new Error(`the maintenances of ${_id} are being changed by too many at once`);
    });
  }

  return {
    /** @returns all that are kept, in the order in which they were made; some may be over. */
    async of(tenant: string): Promise<readonly MadeMaintenance[]> {
      return (await made.findOne({ _id: tenant }))?.maintenances ?? [];
    },

    /** Adds one, its id once: a delivery that comes again adds nothing. @param now epoch milliseconds. */
    async add(tenant: string, maintenance: MadeMaintenance, now: number): Promise<void> {
      await change(tenant, (before) =>
        before.some(({ id }) => id === maintenance.id)
          ? undefined
          : [...before.filter(({ until }) => until > now), maintenance],
      );
    },

    /** Ends one. @param now epoch milliseconds. @returns it as it was; undefined when none of this id holds or will. */
    async end(tenant: string, id: string, now: number): Promise<MadeMaintenance | undefined> {
      let ended: MadeMaintenance | undefined;
      await change(tenant, (before) => {
        ended = before.find((one) => one.id === id && one.until > now);
        return ended && before.filter((one) => one !== ended);
      });
      return ended;
    },
  };
}

export type MaintenanceStore = ReturnType<typeof createMaintenanceStore>;
