import type { Command } from 'commander';
import { CliError, EXIT } from '../cli/exit.ts';
import { ofTenant, type Out } from './options.ts';
import { assertTenant, withAssembly } from './with-assembly.ts';

/** Adds the commands that tell how Muster itself is: its connections to platforms, and what the auditor found. */
export function addHealth(program: Command, out: Out): void {
  program
    .command('providers')
    .description('show how the provider instances are')
    .option('--json', 'for programs')
    .addOption(ofTenant())
    .action(async ({ json, tenant }: { json?: true; tenant: string }) => {
      await withAssembly(async ({ config, instances, stores }) => {
        await assertTenant(config(), tenant);
        const [{ configuredIn }, { createProviders }, { providersJson, providersTable }] = await Promise.all([
          import('../wiring/instances/instances.ts'),
          import('../http/providers.ts'),
          import('./providers-table.ts'),
        ]);
        const configured = configuredIn(instances);
        const now = Date.now;
        const statuses = await createProviders({ configured, store: stores.instances, now })(tenant);
        if (json) out(providersJson(statuses));
        else for (const line of providersTable(statuses, now())) out(line);
        process.exitCode = statuses.every(({ state }) => state === 'connected') ? 0 : 1;
      });
    });

  program
    .command('auditor')
    .description('show what the auditor has found')
    .option('--json', 'for programs')
    .option('--settle <incident>', 'first close an incident in the records whose workflow is gone for good')
    .addOption(ofTenant())
    .action(async ({ json, settle, tenant }: { json?: true; settle?: string; tenant: string }) => {
      await withAssembly(async ({ config, stores, settings, addresses }) => {
        await assertTenant(config(), tenant);
        const [
          { auditorScheduleId },
          { auditorJson, auditorTable },
          { auditorInTemporal, createAuditor },
          temporal,
        ] = await Promise.all([
          import('../wiring/inspection/auditing.ts'),
          import('./auditor-table.ts'),
          import('../http/auditor.ts'),
          import('../wiring/temporal/temporal.ts'),
        ]);
        const { taskQueue } = settings.temporal;
        const client = await temporal.connectClient(settings.temporal, addresses.temporalAddress);
        try {
          const inTemporal = auditorInTemporal(client, taskQueue, auditorScheduleId(taskQueue));
          const now = Date.now;
          if (settle !== undefined) {
            const [settling, { createRunningIncidents }, { parseIncidentId }] = await Promise.all([
              import('./settling.ts'),
              import('../wiring/inspection/running-incidents.ts'),
              import('../incident/id.ts'),
            ]);
            const id = parseIncidentId(settle);
            if (!id)
              throw new CliError(`${JSON.stringify(settle)} is no incident id such as INC-42.`, EXIT.refused);
            const incidents = createRunningIncidents(client);
            await settling.settle(
              { incidents, records: stores.incidents, audit: stores.audit, now },
              tenant,
              id,
            );
            out(`${id} is closed in the records.`);
          }
          const status = await createAuditor({ ...inTemporal, reports: stores.auditor, now })(tenant);
          if (json) out(auditorJson(status));
          else for (const line of auditorTable(status, now())) out(line);
          process.exitCode = status.state === 'well' ? 0 : 1;
        } finally {
          await client.connection.close();
        }
      });
    });
}
