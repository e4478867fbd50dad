import { createActionReminders } from '../../http/action-reminders.ts';
import { createActions } from '../../http/actions.ts';
import { createExports } from '../../http/exports.ts';
import { createHolds } from '../../http/holds.ts';
import { createIncidentTicketWorkflows } from '../../http/incident-ticket-workflows.ts';
import { createPostmortems } from '../../http/postmortems.ts';
import { createPushing } from '../../http/pushing.ts';
import { createTicketing } from '../../http/ticketing.ts';
import { createTickets } from '../../http/tickets.ts';
import { createExporting } from '../records/exporting.ts';
import { createTrackers } from '../tickets/trackers.ts';
import type { Ground } from './ground.ts';

/** What is kept and done about an incident beside its work: post-mortem, action items, tickets, holds, exports. */
export function createFollowUp({ assembly, client, taskQueue, operations, configOf: config }: Ground) {
  const { stores, redact } = assembly;
  const now = Date.now;
  const pushing = createPushing({
    operations,
    actions: stores.actions,
    tickets: createTickets(client, taskQueue),
    config,
    now,
  });
  return {
    pushing,
    postmortems: createPostmortems({
      operations,
      documents: stores.postmortems,
      actions: stores.actions,
      config,
      redact,
      now,
    }),
    actions: createActions({
      operations,
      actions: stores.actions,
      lookAfter: createActionReminders(client, taskQueue),
      pushing,
      redact,
      now,
    }),
    ticketing: createTicketing({
      operations,
      workflows: createIncidentTicketWorkflows(client, taskQueue),
      config,
      tracker: createTrackers(assembly.config, now),
      now,
    }),
    holds: createHolds({ operations, holds: stores.holds, redact, now }),
    exportOf: createExports({ operations, exporting: createExporting({ client, stores, redact, now }) }),
  };
}
