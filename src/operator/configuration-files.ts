import { relative } from 'node:path';
import type { ConfigurationTools } from '../cli/configuration.ts';
import { CliError, EXIT } from '../cli/exit.ts';
import { ConfigError } from '../config/problem.ts';
import { settingsWith } from './options.ts';

/** The files of a configuration, and whoever sits at the terminal. */
export const configurationFiles: ConfigurationTools = {
  async read(given) {
    const path = settingsWith(given).configPath;
    if (path === undefined)
      throw new CliError(
        'Which configuration? Name it with --config <path>, or set MUSTER_CONFIG.',
        EXIT.refused,
      );
    const { readSources } = await import('../config/sources.ts');
    // What the files say is checked where Muster runs: there is the environment that they name.
    const { documents, calendars, aliases, problems } = readSources(path);
    if (problems.length > 0) throw new ConfigError(path, problems);
    const named = (file: string): string => relative(process.cwd(), file) || file;
    const files = [...documents, ...calendars, ...aliases].map(({ file, text }) => ({
      file: named(file),
      text,
    }));
    return { source: named(path), files };
  },
  async ask(question) {
    if (!process.stdin.isTTY) return undefined;
    const { createInterface } = await import('node:readline/promises');
    const asking = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await asking.question(question);
    } finally {
      asking.close();
    }
  },
};
