import { pluginDescription, type PluginFound } from '../runner/plugin/description.ts';

/** Finds what plug-ins say of themselves, by what the configuration calls them. */
export type FindPlugin = (name: string) => PluginFound;

/** What a plug-in takes is that of when it was first read, for all parts of a process. */
const described = new Map<string, PluginFound>();

/** Has a plug-in loaded, in a process of its own, unless it is known already. */
export const loadPlugin: FindPlugin = (name) => {
  const before = described.get(name);
  if (before) return before;
  const found = pluginDescription(name);
  // What takes too long would hold up whoever reads the configuration each time.
  if (!('problems' in found) || found.late) described.set(name, found);
  return found;
};

/** Finds plug-ins that are known already: to look at a configuration that nobody has decided upon. */
export const findLoadedPlugin: FindPlugin = (name) =>
  described.get(name) ?? {
    problems: ['is not loaded here yet: what it has is known once the configuration is in force'],
  };
