import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import type { Catalogue } from '../action/catalogue.ts';
import { createMatcher, type Matched } from '../action/match.ts';
import { parameterOf } from '../action/parameter.ts';
import { didYouMean } from '../command/nearest.ts';
import type { PlacedAlias } from './aliases.ts';
import type { Finding } from './expand.ts';
import type { Problem } from './problem.ts';

/** @returns what one tenant can run and say. Its matcher is made when it is asked for the first time, and once. */
export function catalogueOf(actions: ReadonlyMap<string, Action>, aliases: readonly Alias[]): Catalogue {
  let matcher: ((line: string) => readonly Matched<Alias>[]) | undefined;
  return {
    actions,
    aliases: new Map(aliases.map((alias) => [alias.ref, alias])),
    match(line) {
      matcher ??= createMatcher(
        aliases
          .filter(({ enabled, action }) => enabled && actions.get(action)?.enabled)
          .flatMap((alias) =>
            alias.formats.flatMap(({ representations }) =>
              representations.map((format) => ({ alias, format })),
            ),
          ),
      );
      return matcher(line);
    },
  };
}

/** @returns what of enabled aliases nobody can run, or not as it is written. */
export function aliasWarnings(
  aliases: readonly PlacedAlias[],
  actions: ReadonlyMap<string, Action>,
): Problem[] {
  return aliases.flatMap(({ alias, place }) => (alias.enabled ? amiss(alias, actions).map(place) : []));
}

function amiss(alias: Alias, actions: ReadonlyMap<string, Action>): Finding[] {
  const path = ['action_ref'];
  const action = actions.get(alias.action);
  if (!action) {
    const known = didYouMean(alias.action, actions.keys());
    return [
      {
        path,
        message: `there is no action ${JSON.stringify(alias.action)}, so that nobody can say it.${known}`,
      },
    ];
  }
  if (!action.enabled)
    return [
      {
        path,
        message: `the action ${action.ref} is disabled, so that nobody can say it: enable it, or disable this alias`,
      },
    ];
  const { parameters, ref } = action;
  const open = Object.keys(parameters).filter((name) => !parameters[name]?.immutable);
  const said = alias.formats.flatMap(({ representations }, n) =>
    [...new Set(representations.flatMap((format) => format.parameters))].flatMap((name): Finding[] => {
      const at = ['formats', n];
      const parameter = parameterOf(parameters, name);
      if (!parameter)
        return [
          { path: at, message: `has {{${name}}}, which is no parameter of ${ref}.${didYouMean(name, open)}` },
        ];
      if (parameter.immutable || Object.hasOwn(alias.immutable, name))
        return [{ path: at, message: `has {{${name}}}, which is fixed and cannot be said` }];
      return [];
    }),
  );
  const fixed = Object.keys(alias.immutable).flatMap((name): Finding[] => {
    const parameter = parameterOf(parameters, name);
    if (parameter && !parameter.immutable) return [];
    const message = parameter
      ? `is fixed by the action ${ref} itself`
      : `is no parameter of ${ref}.${didYouMean(name, open)}`;
    return [{ path: ['immutable_parameters', name], message }];
  });
  return [...said, ...fixed];
}
