import { Context } from '@temporalio/activity';
import type { TrackedIssue } from '../src/action-item/item.ts';
import { followTicket, turnedAt } from '../src/action-item/ticket.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { Tracker } from '../src/tracker/tracker.ts';
import { asFailure } from './failure.ts';
import type { KeptActions } from './ticket.ts';

export interface TicketStatusActivities {
  /**
   * Has a ticket be done as its action item is, unless it was changed later: then the item follows. Done twice it has no
   * second effect. Why the ticket cannot follow is written at the item. @throws ApplicationFailure when it can later.
   */
  keepTicketStatus(which: {
    readonly tenant: string;
    readonly incident: IncidentId;
    readonly number: number;
  }): Promise<void>;
}

export function createTicketStatusActivities(deps: {
  readonly tracker: (tenant: string, id: string) => Tracker;
  readonly actions: KeptActions;
}): TicketStatusActivities {
  const { actions } = deps;

  return {
    async keepTicketStatus({ tenant, incident, number }) {
      const item = await actions.find(tenant, incident, number);
      if (!item?.issue) return;
      const { tracker: id, key, left } = item.issue;
      const noted = (changed: (issue: TrackedIssue) => TrackedIssue | undefined): Promise<unknown> =>
        actions.change(tenant, incident, number, (before) => {
          const issue = before.issue && changed(before.issue);
          return issue && { ...before, issue };
        });
      const note = (trouble: string | undefined): Promise<unknown> =>
        noted(({ trouble: before, ...issue }) =>
          before === trouble ? undefined : { ...issue, ...(trouble !== undefined && { trouble }) },
        );
      const signal = Context.current().cancellationSignal;
      const done = item.done !== undefined;
      try {
        const tracker = deps.tracker(tenant, id);
        const state = await tracker.state(key, { signal });
        const { at } = state;
        // What Muster did there itself is no newer change, whatever the tracker's clock says.
        const isOwn = left?.done === state.done && left.at === at;
        if (state.done !== done && !isOwn && at !== undefined && at > turnedAt(item)) {
          const told = { ticket: key, by: id, account: '', at, key: `${key}:${at}` };
          const status = { ...told, type: 'status', status: id, done: state.done } as const;
          await actions.change(tenant, incident, number, (before) => followTicket(before, status, id).item);
        } else if (state.done !== done) {
          await tracker.setDone(key, done, { signal });
          // Where it cannot be read now, the clocks are compared.
          const after = await tracker.state(key, { signal }).catch(() => undefined);
          if (after?.done === done && after.at !== undefined) {
            const { at: when } = after;
            await noted((issue) => ({ ...issue, left: { done, at: when } }));
          }
        }
      } catch (error) {
        const { failure } = asFailure(error);
        if (!failure.nonRetryable) throw failure;
        await note(failure.message);
        return;
      }
      await note(undefined);
    },
  };
}
