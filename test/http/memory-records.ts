import type { ActionItem } from '../../src/action-item/item.ts';
import type { ActionStore } from '../../src/mongo/action-store.ts';
import type { Mark } from '../../src/incident/incident.ts';
import type { HoldStore } from '../../src/mongo/hold-store.ts';
import type { PostmortemStore } from '../../src/mongo/postmortem-store.ts';
import { UNWRITTEN, type PostmortemDocument } from '../../src/postmortem/document.ts';

/** @param reach is asked before each use, and fails while the store is away. */
export function memoryPostmortems(
  reach: () => Promise<void>,
): Pick<PostmortemStore, 'read' | 'version' | 'add'> {
  const versions = new Map<string, PostmortemDocument[]>();
  const of = (tenant: string, id: string): PostmortemDocument[] => versions.get(`${tenant}:${id}`) ?? [];
  return {
    async read(tenant, id) {
      await reach();
      return of(tenant, id).at(-1) ?? UNWRITTEN;
    },
    async version(tenant, id, revision) {
      await reach();
      return of(tenant, id)[revision - 1];
    },
    async add(tenant, id, document) {
      await reach();
      const before = of(tenant, id);
      if (document.revision !== before.length + 1) return false;
      versions.set(`${tenant}:${id}`, [...before, document]);
      return true;
    },
  };
}

/** @param reach is asked before each use, and fails while the store is away. */
export function memoryActions(
  reach: () => Promise<void>,
  tickets: ReadonlyMap<string, Pick<ActionItem, 'incident' | 'number'>>,
): Pick<ActionStore, 'of' | 'open' | 'find' | 'add' | 'change' | 'byTicket'> {
  const items = new Map<string, (ActionItem & { once: string })[]>();
  const of = (tenant: string, id: string) => items.get(`${tenant}:${id}`) ?? [];
  const shown = ({ once: _, ...item }: ActionItem & { once: string }): ActionItem => item;
  return {
    async of(tenant, id) {
      await reach();
      return of(tenant, id).map(shown);
    },
    async open(tenant) {
      await reach();
      return [...items]
        .filter(([key, all]) => key.startsWith(`${tenant}:`) && all.some(({ done }) => !done))
        .flatMap(([, all]) => all.map(shown));
    },
    async byTicket(tenant, url) {
      await reach();
      return tickets.get(`${tenant}:${url}`);
    },
    async find(tenant, id, number) {
      await reach();
      return of(tenant, id)
        .map(shown)
        .find((item) => item.number === number);
    },
    async add(tenant, id, once, item, most) {
      await reach();
      const before = of(tenant, id);
      const known = before.find((one) => one.once === once);
      if (known) return shown(known);
      if (before.length >= most) return undefined;
      const added = { ...item, incident: id, number: before.length + 1, version: 1, once };
      items.set(`${tenant}:${id}`, [...before, added]);
      return shown(added);
    },
    async change(tenant, id, number, changed) {
      await reach();
      const before = of(tenant, id).find((one) => one.number === number);
      const after = before && changed(shown(before));
      if (!before || !after) return before && shown(before);
      const stored = { ...after, version: before.version + 1, once: before.once };
      items.set(
        `${tenant}:${id}`,
        of(tenant, id).map((one) => (one === before ? stored : one)),
      );
      return shown(stored);
    },
  };
}

/** @param reach is asked before each use, and fails while the store is away. */
export function memoryHolds(reach: () => Promise<void>): HoldStore {
  const holds = new Map<string, Mark>();
  return {
    async find(tenant, id) {
      await reach();
      return holds.get(`${tenant}:${id}`);
    },
    async put(tenant, id, mark) {
      await reach();
      holds.set(`${tenant}:${id}`, mark);
    },
    async end(tenant, id) {
      await reach();
      return holds.delete(`${tenant}:${id}`);
    },
  };
}
