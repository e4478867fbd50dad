import type { RunnerCall } from '../../action/runner.ts';
import type { CommandSettings } from './settings.ts';

/** Where programs are on every Unix; what lies elsewhere is named by its path, or by the action's own PATH. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The whole environment of a run. Nothing of Muster's own is in it, which holds the tokens of chat platforms.
 * @param folder in which it runs.
 */
export function environmentOf(
  { settings, idempotencyKey, incident }: RunnerCall<CommandSettings>,
  folder: string,
): Readonly<Record<string, string>> {
  return {
    PATH,
    HOME: folder,
    LANG: 'C.UTF-8',
    ...settings.environment,
    MUSTER_RUN: idempotencyKey,
    ...(incident !== undefined && { MUSTER_INCIDENT: incident }),
  };
}
