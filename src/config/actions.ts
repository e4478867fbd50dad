import type { Action } from '../action/action.ts';
import { pluginLimits } from '../runner/plugin/kind.ts';
import type { PluginSettings, WrittenPluginSettings } from '../runner/plugin/settings.ts';
import { actionOf, actions as schema, runnerOf } from './action-schema.ts';
import type { PluggedAction } from './plugins.ts';
import type { TenantFile } from './schema.ts';

type Plugged = ReadonlyMap<string, PluggedAction>;

/**
 * @param plugged what plug-ins have, of which the configuration may say more.
 * @returns all that can be run as if it were written in the configuration; what is of no plug-in that could be loaded is
 * left out.
 */
export function withPlugged(configured: TenantFile['actions'], plugged: Plugged): TenantFile['actions'] {
  const own = Object.entries(configured).filter(
    ([ref, file]) => runnerOf(file).kind !== 'plugin' || plugged.has(ref),
  );
  const bare = [...plugged.keys()].map((ref) => [ref, { runner: 'plugin' }] as const);
  const all = { ...schema.parse(Object.fromEntries(bare)), ...Object.fromEntries(own) };
  return Object.fromEntries(
    Object.entries(all).map(([ref, file]) => {
      const parameters = plugged.get(ref)?.parameters;
      return [ref, parameters ? { ...file, parameters } : file];
    }),
  );
}

/**
 * @param files what {@link withPlugged} gave.
 * @param people finds the keys of people who are named one by one or by their team.
 * @returns all that can be run, by `<pack>.<name>`.
 */
export function actionsOf(
  files: TenantFile['actions'],
  plugged: Plugged,
  people: (named: readonly string[]) => readonly string[],
): Map<string, Action> {
  return new Map(
    Object.entries(files).map(([ref, file]) => {
      const action = actionOf(ref, file, people);
      const own = plugged.get(ref);
      return [ref, own ? pluggedAction(action, own) : action];
    }),
  );
}

function pluggedAction(configured: Action, { plugin, own, action, secrets }: PluggedAction): Action {
  const written = configured.runner.settings as WrittenPluginSettings;
  const { repeatable } = action;
  const settings: PluginSettings = { ...written, plugin, action: own, repeatable, secrets };
  return {
    ...configured,
    description: configured.description || action.description,
    runner: { ...configured.runner, settings },
    ...pluginLimits(written, action),
  };
}
