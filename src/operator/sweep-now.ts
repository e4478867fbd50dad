import type { Assembly } from '../wiring/assembly.ts';
import { allTenants, tenantOf } from '../config/config.ts';
import { createExporting } from '../wiring/records/exporting.ts';
import { createRetaining } from '../wiring/records/retaining.ts';
import { sweptText, type Swept } from '../retention/rules.ts';
import { connectClient } from '../wiring/temporal/temporal.ts';

/** How much one run of the command deletes of one kind. */
const MOST = 20_000;

/**
 * Deletes what the rules of retention let go, or with `dryRun` only says how much that is.
 * @param out prints a line.
 */
export async function sweepNow(
  { settings, addresses, stores, redact, config }: Assembly,
  { dryRun }: { readonly dryRun: boolean },
  out: (line: string) => void,
): Promise<void> {
  const client = await connectClient(settings.temporal, addresses.temporalAddress);
  try {
    const retaining = createRetaining({
      stores,
      exporting: createExporting({ client, stores, redact, now: Date.now }),
      rules: (tenant) => tenantOf(config(), tenant).retention,
      isConfigured: ({ tenant, integration }) => tenantOf(config(), tenant).integrations.has(integration),
      now: Date.now,
    });
    for (const { tenant } of allTenants(config())) {
      const swept: Swept[] = [];
      for (const name of retaining.ruled(tenant))
        swept.push(await retaining.sweep(tenant, name, { most: MOST, dryRun }));
      const about = sweptText(swept);
      const rest = swept.some(({ more }) => more) ? '; there is more' : '';
      out(
        `${tenant}: ${about ? `${dryRun ? 'would delete' : 'deleted'} ${about}${rest}` : 'nothing has expired'}.`,
      );
      if (dryRun || !about) continue;
      const at = Date.now();
      await stores.audit.write({
        tenant,
        at,
        person: 'muster',
        name: 'Muster',
        via: 'command line',
        action: 'delete expired',
        about,
        outcome: 'done',
        deliveryId: String(at),
      });
    }
  } finally {
    await client.connection.close();
  }
}
