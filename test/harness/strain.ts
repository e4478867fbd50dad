import { setTimeout as pause } from 'node:timers/promises';
import { pageWantedQuery } from '../../workflows/incident/messages.ts';
import type { System } from './system.ts';

/** A page takes so many steps through Temporal and the store at most, each as long as the machine then takes for one. */
export const STEPS_OF_A_PAGE = 4;

/** How long small things take on a machine that has much to do. */
export interface Strain {
  /** @returns the longest that one took which was under way between two instants: milliseconds. Epoch milliseconds. */
  longest(from: number, to: number): number;
  stop(): Promise<void>;
}

const EVERY_MS = 250;

/**
 * Measures again and again how long the way takes through Temporal to a worker and back, and through the server to the
 * store and back, while the system works: nothing that waits for a platform is part of it.
 * @param id an incident, which is only asked.
 */
export async function measureStrain(system: System, id: string): Promise<Strain> {
  const client = await system.temporal();
  const api = await system.api();
  const handle = client.workflow.getHandle(`default:incident:${id}`);
  const measured: { from: number; to: number }[] = [];
  const going = new AbortController();
  const ended = (async () => {
    while (!going.signal.aborted) {
      const from = Date.now();
      // What fails has taken its time as well.
      await Promise.allSettled([handle.query(pageWantedQuery, 'none'), api.incident(id)]);
      measured.push({ from, to: Date.now() });
      await pause(EVERY_MS);
    }
  })();
  return {
    longest(from, to) {
      const meanwhile = measured.filter((one) => one.to >= from && one.from <= to);
      return Math.max(0, ...meanwhile.map((one) => one.to - one.from));
    },
    async stop() {
      going.abort();
      await ended;
      await client.connection.close();
    },
  };
}
