import { parametersSchema } from '../action/parameter-schema.ts';
import type { Parameters } from '../action/parameter.ts';
import { didYouMean } from '../command/nearest.ts';
import type { DescribedAction } from '../runner/plugin/order.ts';
import { runnerOf, type ActionFile } from './action-schema.ts';
import { explain } from './explain.ts';
import type { Finding } from './expand.ts';
import type { FindPlugin } from './plugin-load.ts';
import { namedPlugins } from './plugin-schema.ts';
import { formatPath, type Path } from './problem.ts';
import type { TenantFile } from './schema.ts';

/** An action that a plug-in has. */
export interface PluggedAction {
  /** The plug-in, as the configuration calls it, and its own name for the action. */
  readonly plugin: string;
  readonly own: string;
  readonly action: DescribedAction;
  readonly parameters: Parameters;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface PluggedIn {
  /** By `<pack>.<name>`. */
  readonly actions: ReadonlyMap<string, PluggedAction>;
  /** Whether there may be more, of a plug-in that cannot be used. */
  readonly areSomeLeftOut: boolean;
  /** What keeps actions of plug-ins from being run: all else counts without them. */
  readonly leftOut: readonly Finding[];
  /** What is written of them and not read. */
  readonly warnings: readonly Finding[];
}

/** @param find gives what they say of themselves. @returns the actions of the plug-ins that a part of the configuration names. */
export function pluggedIn(part: Pick<TenantFile, 'plugins' | 'actions'>, find: FindPlugin): PluggedIn {
  const actions = new Map<string, PluggedAction>();
  const leftOut: Finding[] = [];
  const warnings: Finding[] = [];
  let areSomeLeftOut = false;
  for (const [n, { package: name, secrets }] of namedPlugins(part.plugins).entries()) {
    const finding = (message: string, ...path: Path): Finding => ({
      path: ['plugins', n, ...path],
      message: `${name} ${message}`,
    });
    const leaveOut = (message: string): void => void leftOut.push(finding(message));
    const found = find(name);
    if ('problems' in found) {
      areSomeLeftOut = true;
      for (const problem of found.problems) leaveOut(problem);
      continue;
    }
    const missing = found.secrets.filter((secret) => !Object.hasOwn(secrets, secret));
    if (missing.length > 0)
      leaveOut(`is not given ${missing.join(', ')}, which it needs: add to its \`secrets\``);
    for (const unasked of Object.keys(secrets).filter((secret) => !found.secrets.includes(secret)))
      warnings.push(finding(`does not ask for it.${didYouMean(unasked, found.secrets)}`, 'secrets', unasked));
    if (missing.length > 0) {
      areSomeLeftOut = true;
      continue;
    }
    for (const [own, action] of Object.entries(found.actions)) {
      const ref = `${found.pack}.${own}`;
      const other = Object.hasOwn(part.actions, ref) ? runnerOf(part.actions[ref] ?? {}).kind : 'plugin';
      const taken = takenParameters(action);
      if (other !== 'plugin')
        leaveOut(`has the action ${ref}, which the configuration has itself as ${other}`);
      else if (actions.has(ref)) leaveOut(`has the action ${ref}, which another plug-in has as well`);
      else if ('problems' in taken)
        for (const problem of taken.problems) leaveOut(`has the action ${ref}, which ${problem}`);
      else
        actions.set(ref, {
          plugin: name,
          own,
          action,
          parameters: taken.parameters,
          secrets: onlyOwn(secrets, found.secrets),
        });
    }
  }
  const without = Object.entries(part.actions).flatMap(([ref, file]): Finding[] => {
    if (runnerOf(file).kind !== 'plugin') return [];
    if (Object.keys((file as ActionFile).parameters).length > 0)
      warnings.push({
        path: ['actions', ref, 'parameters'],
        message: 'are not read: the plug-in says what it takes',
      });
    if (actions.has(ref)) return [];
    const meant = actions.size > 0 ? didYouMean(ref, actions.keys()) : '';
    const message = `there is no plug-in with an action ${ref}, so that nobody can run it.${meant}`;
    return [{ path: ['actions', ref], message }];
  });
  return { actions, areSomeLeftOut, leftOut: [...leftOut, ...without], warnings };
}

function takenParameters({
  parameters,
}: DescribedAction): { readonly parameters: Parameters } | { readonly problems: readonly string[] } {
  if ('problem' in parameters)
    return { problems: [`has parameters that cannot be described: ${parameters.problem}`] };
  const read = parametersSchema.safeParse(parameters.described);
  if (read.success) return { parameters: read.data };
  return {
    problems: read.error.issues.map(
      (issue) =>
        `has the parameter ${formatPath(issue.path as Path)}, which ${explain(issue, parameters.described)}`,
    ),
  };
}

const onlyOwn = (
  secrets: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name)));
