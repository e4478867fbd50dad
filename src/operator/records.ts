import type { Command } from 'commander';
import { readSettings } from '../config/settings.ts';
import { ofTenant, type Out } from './options.ts';
import { assertTenant, withAssembly } from './with-assembly.ts';
import { counted } from '../text/counted.ts';

/** Adds the commands that restore, keep and delete what the store holds. */
export function addRecords(program: Command, out: Out): void {
  program
    .command('rebuild')
    .description("restore the read model from the workflows' histories")
    .action(async () => {
      const { rebuild, withPartsForRebuild } = await import('../wiring/records/rebuild.ts');
      const { connectClient } = await import('../wiring/temporal/temporal.ts');
      await withPartsForRebuild(readSettings(process.env), out, async (assembly) => {
        const client = await connectClient(assembly.settings.temporal, assembly.addresses.temporalAddress);
        const { incidents, records } = await rebuild(client, assembly.stores, (id) => out(`  ${id}`));
        out(`Restored ${counted(incidents, 'incident')} from ${records} records.`);
        await client.connection.close();
      });
      process.exit(0);
    });

  program
    .command('retention')
    .description('delete now what the rules of retention let go, which otherwise happens once a day')
    .option('--dry-run', 'only say how much it would be')
    .addHelpText(
      'after',
      '\nThe rules are those of MUSTER_CONFIG where that is set, else of the configuration that was last in force.',
    )
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const { sweepNow } = await import('./sweep-now.ts');
      await withAssembly(async (assembly) => {
        out(`Configuration: ${assembly.config().source}. MUSTER_CONFIG names another one.`);
        await sweepNow(assembly, { dryRun }, out);
      });
    });

  program
    .command('export')
    .description('write everything that is known of an incident to a file, with its history')
    .argument('<id>', 'such as INC-42')
    .option('--out <file>', 'the file to write; - for standard output')
    .addOption(ofTenant())
    .action(async (id: string, { out: file, tenant }: { out?: string; tenant: string }) => {
      await withAssembly(async (assembly) => {
        await assertTenant(assembly.config(), tenant);
        const { exportToFile } = await import('./export-to-file.ts');
        await exportToFile(assembly, { id, tenant, ...(file !== undefined && { out: file }) }, out);
      });
    });
}
