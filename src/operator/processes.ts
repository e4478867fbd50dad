import type { Command } from 'commander';
import { settingsWith, withConfig, type Out } from './options.ts';
import { withAssembly } from './with-assembly.ts';

/** Adds the commands that run until they are asked to end. */
export function addProcesses(program: Command, out: Out): void {
  program
    .command('start')
    .description('run everything in one process, on embedded defaults')
    .addOption(withConfig())
    .action(async ({ config }: { config?: string }) => {
      const asked = untilAsked();
      const { start } = await import('../start.ts');
      const started = await start(settingsWith(config), out);
      out('');
      out('Muster is ready.');
      for (const line of started.lines) out(`  ${line}`);
      out('');
      out('Ctrl-C stops it; the next start goes on with the same incidents.');
      const reason = await Promise.race([asked, started.ended]);
      out(reason ?? 'Stopping …');
      const stopped = started.stop();
      // What cannot be stopped in order, as a part of it has ended by itself, is no news beside that.
      await (reason === undefined ? stopped : stopped.catch(() => undefined));
      process.exit(reason === undefined ? 0 : 1);
    });

  program
    .command('server')
    .description('run an HTTP server; any number may run')
    .addOption(withConfig())
    .action(async ({ config }: { config?: string }) => {
      const asked = untilAsked();
      await withAssembly(async (assembly) => {
        const { serve } = await import('../serve.ts');
        const serving = await serve(assembly);
        await asked;
        await serving.stop();
      }, settingsWith(config));
      process.exit(0);
    });

  program
    .command('worker')
    .description('run a Temporal worker; any number may run')
    .addOption(withConfig())
    .action(async ({ config }: { config?: string }) => {
      const asked = untilAsked();
      await withAssembly(async (assembly) => {
        const [{ work }, { serveHealth }] = await Promise.all([
          import('../work.ts'),
          import('../wiring/server/health-server.ts'),
        ]);
        const working = await work(assembly);
        const health = await serveHealth(assembly, [{ name: 'temporal', run: () => working.check() }]);
        await Promise.race([asked, working.stopped]);
        await working.stop();
        await health.stop();
      }, settingsWith(config));
      process.exit(0);
    });
}

/** Resolves at the first request to end; a second one ends at once. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}
