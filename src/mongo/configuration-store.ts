import type { Db } from 'mongodb';
import type { Person } from '../incident/person.ts';
import { insertOnce } from './insert-once.ts';

/** A configuration that came into force. */
export interface ConfigurationVersion {
  /** Counted from 1. */
  readonly number: number;
  /** Hash of its content. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `rollback` is the applying of an earlier version. */
  readonly how: 'start' | 'reload' | 'apply' | 'rollback';
  /** Who applied it; absent where a process found it in its files. */
  readonly by?: Person;
  /** Files, folder, or where else it is from. */
  readonly source: string;
  /** The configuration as it is written, as JSON: secrets stand in it as the names of variables. */
  readonly written: string;
}

type Stored = Omit<ConfigurationVersion, 'number'> & { readonly _id: number };

/**
 * Every configuration that came into force, by its number. A number is given away once: of two that are added after the
 * same, one is refused.
 */
export function createConfigurationStore(db: Db) {
  const versions = db.collection<Stored>('configurations');
  /** About how far the numbers go: found by its `_id`, and looked on from there. */
  const heads = db.collection<{ _id: string; number: number }>('configuration_head');
  const HEAD = 'head';
  let known = 0;

  async function find(number: number): Promise<ConfigurationVersion | undefined> {
    const found = await versions.findOne({ _id: number });
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return { ...rest, number: _id };
  }

  /** @returns the newest after this number; undefined when there is none. */
  async function after(number: number): Promise<ConfigurationVersion | undefined> {
    let newest: ConfigurationVersion | undefined;
    for (let next = await find(number + 1); next; next = await find(next.number + 1)) newest = next;
    if (newest) known = Math.max(known, newest.number);
    return newest;
  }

  async function newest(): Promise<ConfigurationVersion | undefined> {
    if (known === 0) known = (await heads.findOne({ _id: HEAD }))?.number ?? 0;
    return (await after(known)) ?? (await find(known));
  }

  return {
    find,
    after,
    newest,

    /** @returns the newest, the newest first. */
    async list(limit: number): Promise<ConfigurationVersion[]> {
      const last = (await newest())?.number ?? 0;
      const numbers = Array.from({ length: Math.min(limit, last) }, (_, n) => last - n);
      return (await Promise.all(numbers.map(find))).filter((one) => one !== undefined);
    },

    /** Adds a version after the one of a number. @returns whether that was the newest; else nothing is added. */
    async add(base: number, version: Omit<ConfigurationVersion, 'number'>): Promise<boolean> {
      if (base > 0 && !(await find(base))) return false;
      if (!(await insertOnce(versions, { _id: base + 1, ...version }))) return false;
      known = Math.max(known, base + 1);
      await heads.replaceOne({ _id: HEAD }, { number: base + 1 }, { upsert: true }).catch(() => undefined);
      return true;
    },
  };
}

export type ConfigurationStore = ReturnType<typeof createConfigurationStore>;
