import { builtinEnvironments, type Environment } from 'vitest/runtime';
import './process-end.ts';

/**
 * Node as it is, for files that follow each other in a process. Vitest kills a process after its last file and tells
 * only the environment before: what was started for all of them would outlive it as an orphan.
 */
const lastingProcess: Environment = {
  ...builtinEnvironments.node,
  name: 'lasting-process',
  async setup(global: typeof globalThis, options) {
    const node = await builtinEnvironments.node.setup(global, options);
    const ends = new Set<() => Promise<void>>();
    global.musterProcessEnds = ends;
    return {
      async teardown() {
        await Promise.all([...ends].map((end) => end()));
        await node.teardown(global);
      },
    };
  },
};

export default lastingProcess;
