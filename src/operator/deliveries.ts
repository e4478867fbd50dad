import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { withConfig, type Out } from './options.ts';
import type { Options } from './read-delivery.ts';

/** Adds the command that shows what would be read out of a delivery: it needs the configuration and a file alone. */
export function addDeliveries(program: Command, out: Out): void {
  program
    .command('read-delivery')
    .description(
      'show what an integration reads out of a body, such as by its mapping; nothing is sent or kept',
    )
    .argument('<integration>', 'its key under `integrations`')
    .argument('<file>', 'the body, as its sender posts it')
    .option(
      '--header <header>',
      'a header of the request, such as "Content-Type: message/rfc822"',
      (one: string, before: readonly string[]) => [...before, one],
      [] as readonly string[],
    )
    .addOption(withConfig())
    .action(async (integration: string, file: string, options: Options) => {
      const { readDelivery } = await import('./read-delivery.ts');
      out(JSON.stringify(await readDelivery(integration, readFileSync(file), options, Date.now()), null, 2));
    });
}
