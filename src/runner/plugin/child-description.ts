import type { z } from 'zod';
import { pluginOf } from './module.ts';
import type { DescribedAction, PluginReport } from './order.ts';
import { parametersOf } from './parameters.ts';
import { firstLineOf } from './words.ts';

/** @returns what a plug-in says of itself, as data. */
export function describePlugin(name: string): PluginReport {
  const plugin = pluginOf(name);
  if ('problems' in plugin) return { kind: 'unusable', problems: plugin.problems };
  const { pack, secrets } = plugin;
  const actions = Object.entries(plugin.actions).map(
    ([own, { description, timeout, repeatable, parameters }]): [string, DescribedAction] => [
      own,
      { description, timeout, repeatable, parameters: describedParameters(parameters) },
    ],
  );
  return { kind: 'described', plugin: { pack, secrets, actions: Object.fromEntries(actions) } };
}

function describedParameters(schema: z.ZodObject): DescribedAction['parameters'] {
  try {
    return { described: parametersOf(schema) };
  } catch (error) {
    return { problem: firstLineOf(error) };
  }
}
