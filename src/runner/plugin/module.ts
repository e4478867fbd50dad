import { createRequire } from 'node:module';
import { explain } from '../../config/explain.ts';
import { formatPath, type Path } from '../../config/problem.ts';
import { exported, type ReadPlugin } from './exported.ts';
import { loadProblem } from './load-problem.ts';
import { requestsOf } from './requests.ts';

/**
 * Loads a plug-in, in the process of its own: packages from the folder in which Muster was started, or from Muster's own.
 * @param name of an installed package, or an absolute path.
 * @returns what it exports, or why it is none: each reason a sentence without its end.
 */
export function pluginOf(name: string): ReadPlugin | { readonly problems: readonly string[] } {
  let module: unknown;
  try {
    module = required(name);
  } catch (error) {
    return { problems: [loadProblem(name, error)] };
  }
  const plugin =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
  const read = exported.safeParse(plugin);
  if (read.success) return read.data;
  return {
    problems: read.error.issues.map((issue) => {
      const at = formatPath(issue.path as Path);
      return `exports what is no plug-in: ${at === '' ? 'its default export' : at} ${explain(issue, plugin)}`;
    }),
  };
}

function required(plugin: string): unknown {
  const missed: unknown[] = [];
  for (const { name, from } of requestsOf(plugin)) {
    try {
      return createRequire(from)(name);
    } catch (error) {
      missed.push(error);
      // Only that the package itself is not there is a reason to look elsewhere.
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) break;
    }
  }
  throw missed.at(-1);
}
