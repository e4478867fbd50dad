import type { Command } from 'commander';
import { readSettings } from '../config/settings.ts';
import { ofTenant, withConfig, type Out } from './options.ts';
import { counted } from '../text/counted.ts';

/** Adds the commands that reason about a configuration without running anything: they need its file alone. */
export function addPolicies(program: Command, out: Out): void {
  program
    .command('simulate')
    .description('tell who would be paged when, by the configuration alone; nobody is')
    .argument(
      '[what...]',
      'such as: payments at Sunday 03:00 Europe/Berlin sev 1 ack after 12m; a service, policy or team first',
    )
    .addOption(withConfig())
    .addOption(ofTenant())
    .option('--zone <zone>', 'time zone in which times are meant and told; without it defaults.timeZone')
    .option('--svg <file>', 'write the timeline as a picture too')
    .option('--json', 'for programs')
    .action(
      async (
        words: string[],
        options: { config?: string; tenant: string; zone?: string; svg?: string; json?: true },
      ) => {
        const { simulate } = await import('./simulating.ts');
        await simulate(words.join(' '), options, out);
      },
    );

  program
    .command('test')
    .description('compare what the policies do with what you expect of them, from files; for your CI')
    .argument('[files...]', 'YAML files of expectations', ['muster.test.yaml'])
    .addOption(withConfig())
    .addOption(ofTenant())
    .option('--now <instant>', 'the day from which "Sunday" is the next one; without it today')
    .option('--junit <file>', 'write the results as JUnit XML too')
    .option('--json', 'for programs')
    .action(
      async (
        files: string[],
        options: { config?: string; tenant: string; now?: string; junit?: string; json?: true },
      ) => {
        const { test } = await import('./simulating.ts');
        process.exitCode = (await test(files, options, out)) ? 0 : 1;
      },
    );

  program
    .command('replay')
    .description(
      'check that histories can be gone on with by this version: before an upgrade, or of an export',
    )
    .argument('[what...]', 'incidents such as INC-42, or files of `muster export`')
    .option('--all-open', 'every incident that is open')
    .option('--json', 'for programs')
    .addOption(ofTenant())
    .action(async (what: string[], options: { allOpen?: true; json?: true; tenant: string }) => {
      if (what.length === 0 && !options.allOpen)
        throw new Error('Name an incident or a file, or give --all-open.');
      const replaying = await import('./replay-histories.ts');
      replaying.quietCore();
      const files = what.filter((one) => replaying.isFile(one));
      const ids = what.filter((one) => !files.includes(one));
      const fromFiles = files.flatMap((file) => replaying.runsInFile(file));
      const client =
        ids.length > 0 || options.allOpen
          ? await import('../wiring/temporal/temporal.ts').then(async ({ connectClient }) => {
              const { addressesOf } = await import('../wiring/addresses.ts');
              const settings = readSettings(process.env);
              const { temporalAddress } = await addressesOf(settings);
              return connectClient(settings.temporal, temporalAddress);
            })
          : undefined;
      async function* runs() {
        yield* fromFiles;
        if (!client) return;
        for (const id of ids) yield* await replaying.runsOfIncident(client, options.tenant, id);
        if (options.allOpen) yield* replaying.openRuns(client);
      }
      let [all, failed] = [0, 0];
      for await (const replayed of replaying.replay(runs())) {
        all++;
        if (replayed.problem !== undefined) failed++;
        if (options.json) out(JSON.stringify(replayed));
        else for (const line of replaying.replayLines(replayed)) out(line);
      }
      await client?.connection.close();
      if (!options.json) out(`${counted(all, 'run')}, ${failed} failed`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}
