import type { Logger } from 'pino';
import { commandsHere } from '../../config/commands-here.ts';
import type { Config } from '../../config/config.ts';
import { formatPath } from '../../config/problem.ts';

/** Warns of the commands that cannot be run on the machine of this worker: files may be there on some alone. */
export async function watchCommands({
  config,
  log,
}: {
  readonly config: () => Config;
  readonly log: Pick<Logger, 'warn'>;
}): Promise<void> {
  for (const { path, message } of await commandsHere(config()))
    log.warn(`${formatPath(path)}: ${message}. Runs of it fail on this worker.`);
}
