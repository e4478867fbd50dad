import type { Db } from 'mongodb';
import { createAuditStore } from './audit-store.ts';
import { createConfirmationStore } from './confirmation-store.ts';
import { createDeclarationStore } from './declaration-store.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createIncidentStore } from './incident-store.ts';
import { createInstanceStore } from './instance-store.ts';
import { createLaneStore } from './lane-store.ts';
import { createLedgerStore } from './ledger-store.ts';
import { createLinkStore } from './link-store.ts';
import { createLoudnessStore } from './loudness-store.ts';
import { createOverrideStore } from './override-store.ts';
import { createPeopleStore } from './people-store.ts';
import { createPlatformMemoryStore } from './platform-memory-store.ts';
import { ensureSandboxIndexes } from './sandbox-store.ts';
import { createTimelineStore } from './timeline-store.ts';
import { createTokenStore } from './token-store.ts';

/** Every collection of Muster's. */
export function createStores(db: Db) {
  const stores = {
    incidents: createIncidentStore(db),
    timeline: createTimelineStore(db),
    ledger: createLedgerStore(db),
    lanes: createLaneStore(db),
    declarations: createDeclarationStore(db),
    deliveries: createDeliveryStore(db),
    audit: createAuditStore(db),
    people: createPeopleStore(db),
    links: createLinkStore(db),
    loudness: createLoudnessStore(db),
    overrides: createOverrideStore(db),
    tokens: createTokenStore(db),
    confirmations: createConfirmationStore(db),
    platformMemory: createPlatformMemoryStore(db),
    instances: createInstanceStore(db),
  };
  return {
    ...stores,
    /** Creates what indexes are missing. May run on many replicas at once. */
    async ensureIndexes(): Promise<void> {
      await stores.incidents.ensureIndexes();
      await stores.ledger.ensureIndexes();
      await stores.deliveries.ensureIndexes();
      await stores.audit.ensureIndexes();
      await stores.platformMemory.ensureIndexes();
      await ensureSandboxIndexes(db);
    },
  };
}

export type Stores = ReturnType<typeof createStores>;
