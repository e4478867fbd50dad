import type { OpenAlertStore } from '../../src/mongo/open-alert-store.ts';

/** @returns what the store knows of alerts that fire, in memory. */
export function memoryOpenAlerts(): OpenAlertStore {
  const groups = new Map<string, string>();
  const idOf = ({ integration }: { integration: string }, alert: string): string => `${integration}/${alert}`;
  return {
    groupsOf: (ref, some) =>
      Promise.resolve(
        new Map(
          some.flatMap((alert): [string, string][] => {
            const group = groups.get(idOf(ref, alert));
            return group === undefined ? [] : [[alert, group]];
          }),
        ),
      ),
    open(ref, fresh) {
      for (const [alert, group] of fresh)
        if (!groups.has(idOf(ref, alert))) groups.set(idOf(ref, alert), group);
      return Promise.resolve();
    },
    clear(ref, some) {
      for (const alert of some) groups.delete(idOf(ref, alert));
      return Promise.resolve();
    },
  };
}
