import type { AlertEnd } from '../../src/alert/end.ts';
import type { OpenAlertStore } from '../../src/mongo/open-alert-store.ts';

/** @returns what the store knows of alerts, in memory. */
export function memoryOpenAlerts(): OpenAlertStore {
  const all = new Map<string, { readonly group: string } | { readonly end: AlertEnd }>();
  const idOf = ({ integration }: { integration: string }, alert: string): string => `${integration}/${alert}`;
  return {
    known(ref, some) {
      const groups = new Map<string, string>();
      const ends = new Map<string, AlertEnd>();
      for (const alert of some) {
        const one = all.get(idOf(ref, alert));
        if (one && 'group' in one) groups.set(alert, one.group);
        else if (one) ends.set(alert, one.end);
      }
      return Promise.resolve({ groups, ends });
    },
    open(ref, fresh) {
      for (const [alert, group] of fresh)
        if (!all.has(idOf(ref, alert))) all.set(idOf(ref, alert), { group });
      return Promise.resolve();
    },
    clear(ref, some) {
      for (const alert of some) all.delete(idOf(ref, alert));
      return Promise.resolve();
    },
    end(ref, ends) {
      for (const [alert, end] of ends) all.set(idOf(ref, alert), { end });
      return Promise.resolve();
    },
  };
}
