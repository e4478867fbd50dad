import type { Db } from 'mongodb';
import type { QuietState } from '../inbox/quiet.ts';
import type { RedeliveryState } from '../redelivery/missed.ts';
import { createActionStore } from './action-store.ts';
import { createAftermathStore } from './aftermath-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createAuditorStore } from './auditor-store.ts';
import { createCalendarStore } from './calendar-store.ts';
import { createChangeStore } from './change-store.ts';
import { createCodeStore } from './code-store.ts';
import { createConfigurationStore } from './configuration-store.ts';
import { createConfirmationStore } from './confirmation-store.ts';
import { createDeclarationStore } from './declaration-store.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createFactStore } from './fact-store.ts';
import { createExportStore } from './export-store.ts';
import { createFeedStore } from './feed-store.ts';
import { createHoldStore } from './hold-store.ts';
import { createInboxAgainStore } from './inbox-again-store.ts';
import { createInboxBatchStore } from './inbox-batch-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { createIncidentStore } from './incident-store.ts';
import { createIncidentTicketStore } from './incident-ticket-store.ts';
import { createInstanceStore } from './instance-store.ts';
import { createLaneStore } from './lane-store.ts';
import { createLedgerStore } from './ledger-store.ts';
import { createLinkStore } from './link-store.ts';
import { createLoudnessStore } from './loudness-store.ts';
import { createMaintenanceStore } from './maintenance-store.ts';
import { createOpenAlertStore } from './open-alert-store.ts';
import { createOverrideStore } from './override-store.ts';
import { createPageStore } from './page-store.ts';
import { createPeopleStore } from './people-store.ts';
import { createPlatformMemoryStore } from './platform-memory-store.ts';
import { createPostmortemStore } from './postmortem-store.ts';
import { createRetentionStore } from './retention-store.ts';
import { createRevisedStore } from './revised-store.ts';
import { createRunStore } from './run-store.ts';
import { createRunbookRateStore } from './runbook-rate-store.ts';
import { ensureSandboxIndexes } from './sandbox-store.ts';
import { createSessionStore } from './session-store.ts';
import { createShippedStore } from './shipped-store.ts';
import { createTicketAddressStore } from './ticket-address-store.ts';
import { createTimelineStore } from './timeline-store.ts';
import { createTokenStore } from './token-store.ts';

/** Every collection of Muster's. */
export function createStores(db: Db) {
  const inboxBatches = createInboxBatchStore(db);
  const stores = {
    incidents: createIncidentStore(db),
    incidentTickets: createIncidentTicketStore(db),
    ticketAddresses: createTicketAddressStore(db),
    timeline: createTimelineStore(db),
    facts: createFactStore(db),
    ledger: createLedgerStore(db),
    lanes: createLaneStore(db),
    auditor: createAuditorStore(db),
    declarations: createDeclarationStore(db),
    deliveries: createDeliveryStore(db),
    inboxBatches,
    inboxAgain: createInboxAgainStore(db),
    openAlerts: createOpenAlertStore(db),
    redeliveries: createRevisedStore<RedeliveryState>(db, 'redeliveries'),
    quiet: createRevisedStore<QuietState>(db, 'quiet'),
    inbox: createInboxStore(db, inboxBatches),
    aftermath: createAftermathStore(db),
    audit: createAuditStore(db),
    pages: createPageStore(db),
    runs: createRunStore(db),
    runbookRates: createRunbookRateStore(db),
    people: createPeopleStore(db),
    links: createLinkStore(db),
    loudness: createLoudnessStore(db),
    overrides: createOverrideStore(db),
    maintenances: createMaintenanceStore(db),
    calendars: createCalendarStore(db),
    changes: createChangeStore(db),
    code: createCodeStore(db),
    shipped: createShippedStore(db),
    feeds: createFeedStore(db),
    tokens: createTokenStore(db),
    sessions: createSessionStore(db),
    confirmations: createConfirmationStore(db),
    platformMemory: createPlatformMemoryStore(db),
    instances: createInstanceStore(db),
    configurations: createConfigurationStore(db),
    exports: createExportStore(db),
    postmortems: createPostmortemStore(db),
    actions: createActionStore(db),
    holds: createHoldStore(db),
    retention: createRetentionStore(db),
  };
  return {
    ...stores,
    /** Creates what indexes are missing, and what a version before did not write. May run on many replicas at once. */
    async ensureIndexes(): Promise<void> {
      await stores.incidents.ensureIndexes();
      await stores.ledger.ensureKeys();
      await stores.deliveries.ensureIndexes();
      await stores.inbox.ensureIndexes();
      await stores.audit.ensureIndexes();
      await stores.actions.ensureIndexes();
      await stores.changes.ensureIndexes();
      await stores.code.ensureIndexes();
      await stores.shipped.ensureIndexes();
      await stores.pages.ensureIndexes();
      await stores.runs.ensureIndexes();
      await stores.retention.ensureIndexes();
      await stores.platformMemory.ensureIndexes();
      await ensureSandboxIndexes(db);
    },
  };
}

export type Stores = ReturnType<typeof createStores>;
