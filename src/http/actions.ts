import type { Redact } from '../access/redact.ts';
import { ACTION_LIMIT, ACTIONS_LIMIT, actionId, type ActionItem } from '../action-item/item.ts';
import type { ActionRef } from '../action-item/wish.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { Pushing } from './pushing.ts';
import type { Patience } from './patience.ts';

/** Has the owner of an item reminded, from what is written of it within the next seconds. */
export type LookAfterAction = (tenant: string, item: ActionRef, patience: Patience) => Promise<void>;

/** What is known of a new item. */
export interface NewAction {
  readonly text: string;
  readonly owner?: Person;
  /** Epoch milliseconds. */
  readonly due?: number;
}

/** What is to be different; null forgets it. */
export interface ActionChange {
  readonly text?: string;
  readonly owner?: Person | null;
  /** Epoch milliseconds. */
  readonly due?: number | null;
  readonly done?: boolean;
}

export interface ActionDependencies {
  readonly operations: Pick<Operations, 'about' | 'permitted' | 'glimpse' | 'status'>;
  readonly actions: Pick<ActionStore, 'of' | 'open' | 'find' | 'add' | 'change'>;
  readonly lookAfter: LookAfterAction;
  readonly pushing: Pick<Pushing, 'made' | 'turned'>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const noSuch = (item: ActionRef): Denied => ({
  denied: 'not_found',
  message: `There is no action item ${actionId(item)}.`,
});

/** Action items, for who may see their incident. What is done to one is noted in the audit. */
export function createActions(deps: ActionDependencies) {
  const { operations, actions } = deps;

  /** @returns why a text cannot be one of an item. */
  function objection(text: string): Denied | undefined {
    if (text === '')
      return { denied: 'invalid', message: 'An action item needs a text: what is to be done?' };
    if (text.length <= ACTION_LIMIT) return undefined;
    const message = `The text has ${text.length} characters; an action item has at most ${ACTION_LIMIT}.`;
    return { denied: 'invalid', message };
  }

  return {
    /** @throws Unavailable when Temporal or the store does not answer. */
    add: (
      caller: Caller,
      id: IncidentId,
      { text: said, owner, due }: NewAction,
    ): Promise<ActionItem | Denied> =>
      operations.about(caller, { incident: id, permission: 'action', action: 'add action' }, async (view) => {
        const { tenant, person, via, deliveryId, patience } = caller;
        const text = deps.redact(said, tenant);
        const wrong = objection(text);
        if (wrong) return wrong;
        const item = {
          text,
          ...(owner && { owner }),
          ...(due !== undefined && { due }),
          ...(owner && !isSelf(owner, caller) && { given: { by: person, at: deps.now() } }),
          created: { by: person, at: deps.now() },
        };
        const added = await actions.add(tenant, id, `${via}:${deliveryId}`, item, ACTIONS_LIMIT);
        if (!added) {
          const message = `${id} has ${ACTIONS_LIMIT} action items already: no incident has more.`;
          return { denied: 'impossible', message };
        }
        // Sent again, an item that is there already is looked after all the same.
        await deps.lookAfter(tenant, added, patience);
        await deps.pushing.made(tenant, added, view.incident, patience);
        return added;
      }),

    /** @throws Unavailable when Temporal or the store does not answer. */
    change: (caller: Caller, ref: ActionRef, change: ActionChange): Promise<ActionItem | Denied> => {
      const what = { incident: ref.incident, permission: 'action', action: verbOf(change) } as const;
      return operations.about(caller, what, async () => {
        const { tenant, person, patience } = caller;
        const text = change.text === undefined ? undefined : deps.redact(change.text.trim(), tenant);
        const wrong = text === undefined ? undefined : objection(text);
        if (wrong) return wrong;
        const before = await actions.find(tenant, ref.incident, ref.number);
        if (!before) return noSuch(ref);
        if (change.done !== undefined && change.done === (before.done !== undefined)) {
          const message = before.done
            ? `${actionId(ref)} is done already: ${before.done.by.name} did it.`
            : `${actionId(ref)} is still to be done.`;
          return { denied: 'impossible', message };
        }
        // Reminders first: of what is written and not looked after nobody would hear.
        await deps.lookAfter(tenant, ref, patience);
        if (change.done !== undefined) await deps.pushing.turned(tenant, before, patience);
        const at = deps.now();
        const changed = await actions.change(tenant, ref.incident, ref.number, (item) => {
          const { owner, given, due, done, ...rest } = item;
          const nextOwner = change.owner === undefined ? owner : (change.owner ?? undefined);
          const nextDue = change.due === undefined ? due : (change.due ?? undefined);
          const fresh = nextOwner && !isSelf(nextOwner, caller) ? { by: person, at } : undefined;
          const nextGiven = nextOwner?.id === owner?.id ? given : fresh;
          const isDone = change.done ?? done !== undefined;
          return {
            ...rest,
            ...(text !== undefined && { text }),
            ...(nextOwner && { owner: nextOwner }),
            ...(nextGiven && { given: nextGiven }),
            ...(nextDue !== undefined && { due: nextDue }),
            ...(change.done !== undefined && { turned: at }),
            ...(isDone && { done: done ?? { by: person, at } }),
          };
        });
        return changed ?? noSuch(ref);
      });
    },

    /** @returns the items of one incident, oldest first. */
    async of(caller: Caller, id: IncidentId): Promise<readonly ActionItem[] | Denied> {
      const view = await operations.status(caller, id);
      return 'denied' in view ? view : actions.of(caller.tenant, id);
    },

    /**
     * @returns the items of incidents of which one is to be done: those that the caller may see, and their own. What is
     * due first comes first.
     */
    async open(caller: Caller): Promise<readonly ActionItem[] | Denied> {
      const denied = await operations.permitted(caller, 'status');
      if (denied) return denied;
      const all = (await actions.open(caller.tenant)).filter(({ done }) => !done);
      const incidents = [...new Set(all.map(({ incident }) => incident))];
      const seen = await Promise.all(
        incidents.map(async (id) => ((await operations.glimpse(caller, id)) ? [id] : [])),
      );
      const visible = new Set(seen.flat());
      return all
        .filter((item) => visible.has(item.incident) || isOf(item, caller))
        .sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.created.at - b.created.at);
    },
  };
}

export type Actions = ReturnType<typeof createActions>;

/** Who gives themselves something need not be told. */
function isSelf(owner: Person, { person, account }: Caller): boolean {
  return owner.id === person.id || owner.id === account;
}

/** Is the caller its owner? Where others read the answer, that counts for nothing. */
export function isOf({ owner }: ActionItem, { person, account, overheard }: Caller): boolean {
  return !overheard && owner !== undefined && (owner.id === person.id || owner.id === account);
}

/** @returns what a change is called in the audit. */
function verbOf({ done, owner, due }: ActionChange): string {
  if (done !== undefined) return done ? 'finish action' : 'reopen action';
  if (owner !== undefined) return 'assign action';
  return due === undefined ? 'change action' : 'date action';
}
