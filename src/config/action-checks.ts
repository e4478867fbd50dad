import { isHidden } from '../action/ordered-parameters.ts';
import { brokenTemplates } from '../action/written-templates.ts';
import { ACTION_KINDS } from '../runner/kinds.ts';
import { runnerOf, type ActionFile } from './action-schema.ts';
import { checkChains } from './chain-checks.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import { SECRET_REFERENCE } from './json-schema.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';
import type { TenantFile } from './schema.ts';

export interface CheckedActions {
  /** By which an action could never work. */
  readonly problems: readonly Finding[];
  /** What hardly is meant. */
  readonly warnings: readonly Finding[];
}

/**
 * Looks at the actions of a part that the schema has taken.
 * @param ownTaskQueue that Muster's workers listen to.
 * @param areSomeLeftOut whether there may be more actions, of plug-ins that cannot be used.
 */
export function checkActions(
  { actions, commands: allowed }: Pick<TenantFile, 'actions' | 'commands'>,
  ownTaskQueue: string,
  areSomeLeftOut = false,
): CheckedActions {
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  for (const [ref, file] of Object.entries(actions)) {
    const within = (findings: readonly Finding[], ...path: Path): Finding[] =>
      findings.map((finding) => ({ ...finding, path: ['actions', ref, ...path, ...finding.path] }));
    const { parameters, notify } = file as ActionFile;
    const { kind, settings } = runnerOf(file);
    const names = Object.keys(parameters);
    const hidden = names.filter((name) => isHidden(parameters, name));
    const around = { parameters: names, hidden, ownTaskQueue, allowed };
    const checked = ACTION_KINDS.find(({ name }) => name === kind)?.check(settings, around);
    problems.push(
      ...within(checked?.problems ?? []),
      ...Object.entries(notify).flatMap(([when, said]) =>
        within(brokenTemplates({ message: said?.message, data: said?.data }), 'notify', when),
      ),
    );
    warnings.push(...within(checked?.warnings ?? []));
  }
  const chains = checkChains(actions, areSomeLeftOut);
  return { problems: [...problems, ...chains.problems], warnings: [...warnings, ...chains.warnings] };
}

/**
 * @param written a part of the configuration, before the environment's values are put in.
 * @returns the defaults of secret parameters that stand in the file themselves.
 */
export function writtenSecrets(written: unknown): Finding[] {
  return defaultsOfSecrets(written).flatMap(({ path, value }) =>
    typeof value === 'string' && SECRET_REFERENCE.test(value)
      ? []
      : [
          {
            path,
            message: 'a secret must not stand in the file: put it into the environment and write ${NAME}',
          },
        ],
  );
}

/** @param expanded a part of the configuration, with the environment's values. @returns the defaults of secret parameters. */
export function parameterSecrets(expanded: unknown): string[] {
  return defaultsOfSecrets(expanded).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

interface Default {
  readonly path: Path;
  readonly value: unknown;
}

function defaultsOfSecrets(part: unknown): Default[] {
  const actions = valueAt(part, ['actions']);
  return Object.keys(isMapping(actions) ? actions : {}).flatMap((ref) =>
    ofParameters(valueAt(actions, [ref, 'parameters']), ['actions', ref, 'parameters']),
  );
}

function ofParameters(parameters: unknown, path: Path): Default[] {
  return Object.entries(isMapping(parameters) ? parameters : {}).flatMap(([name, one]) =>
    ofParameter(one, [...path, name]),
  );
}

function ofParameter(parameter: unknown, path: Path): Default[] {
  if (!isMapping(parameter)) return [];
  const { secret, default: value, items, properties } = parameter;
  return [
    ...(secret === true && value !== undefined && value !== null
      ? [{ path: [...path, 'default'], value }]
      : []),
    ...ofParameter(items, [...path, 'items']),
    ...ofParameters(properties, [...path, 'properties']),
  ];
}
