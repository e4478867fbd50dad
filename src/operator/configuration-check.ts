import type { Command } from 'commander';
import { formatProblem } from '../config/problem.ts';
import { commandsHere } from '../config/commands-here.ts';
import { checked } from './checked.ts';
import { settingsWith, withConfig, type Out } from './options.ts';
import { counted } from '../text/counted.ts';

/** Adds the command that checks the configuration without running anything. */
export function addConfigurationCheck(program: Command, out: Out): void {
  program
    .command('check-config')
    .description('check the configuration and list every problem')
    .argument('[path]', 'the YAML file, or a folder of such files; without it MUSTER_CONFIG')
    .addOption(withConfig())
    .action(async (file: string | undefined, { config }: { config?: string }) => {
      const path = file ?? settingsWith(config).configPath;
      const { source, problems, warnings: said, config: read, place } = await checked(path, Date.now());
      // What is not on this machine may be on those of workers.
      const here = read && place ? (await commandsHere(read)).map(place) : [];
      const warnings = [...said, ...here];
      for (const warning of warnings) out(`warning: ${formatProblem(warning, source)}`);
      for (const problem of problems) out(`error: ${formatProblem(problem, source)}`);
      out(
        problems.length === 0
          ? `${source} is right.`
          : `${source} has ${counted(problems.length, 'problem')}.`,
      );
      process.exitCode = problems.length === 0 ? 0 : 1;
    });
}
