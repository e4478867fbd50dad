import { chainOf, taskOf, type Chain, type ChainTask } from '../../action/chain.ts';
import { hasTemplate } from '../../action/template.ts';
import {
  brokenTemplates,
  placeholders,
  type CheckedSettings,
  type SettingFinding,
} from '../../action/written-templates.ts';
import { didYouMean } from '../../command/nearest.ts';
import type { AroundSettings } from '../kind.ts';
import type { ChainSettings } from './settings.ts';

/** Names that templates of every chain know. */
const ALWAYS = ['action_context', '__results'];

/** Looks at a chain that the schema has taken, without looking at the actions that it runs. */
export function checkChain(
  settings: ChainSettings,
  around: Pick<AroundSettings, 'parameters' | 'hidden'>,
): CheckedSettings {
  const chain = chainOf(settings);
  return {
    problems: [
      ...broken(settings),
      ...unfilled(settings, around),
      ...twice(settings),
      ...strayLinks(settings),
      ...withoutEnd(chain),
    ],
    warnings: unreached(chain),
  };
}

function broken({ chain, vars }: ChainSettings): SettingFinding[] {
  return [
    ...brokenTemplates({ vars }),
    ...chain.flatMap(({ parameters, params, publish, when }, n) => {
      const at = ['chain', n];
      const unusable = brokenTemplates({ parameters, params, publish, when }).map(({ path, message }) => ({
        path: [...at, ...path],
        message,
      }));
      if (parameters && params)
        unusable.push({
          path: [...at, 'params'],
          message: 'is another name of `parameters`: write one of them',
        });
      if (when !== undefined && !hasTemplate(when))
        unusable.push({
          path: [...at, 'when'],
          message: 'is always the same: write a template, such as {{ count > 3 }}',
        });
      return unusable;
    }),
  ];
}

function twice({ chain }: ChainSettings): SettingFinding[] {
  return chain.flatMap(({ name }, n) =>
    chain.findIndex((task) => task.name === name) < n
      ? [{ path: ['chain', n, 'name'], message: `another task is called ${JSON.stringify(name)} as well` }]
      : [],
  );
}

/** @returns the names that are no task's. */
function strayLinks({ chain, default: first }: ChainSettings): SettingFinding[] {
  const names = chain.map(({ name }) => name);
  const stray = (path: SettingFinding['path'], name: string | null | undefined): SettingFinding[] =>
    !name || names.includes(name)
      ? []
      : [{ path, message: `there is no task ${JSON.stringify(name)}.${didYouMean(name, names)}` }];
  return [
    ...stray(['default'], first),
    ...chain.flatMap((task, n) =>
      (['on-success', 'on-failure'] as const).flatMap((key) => stray(['chain', n, key], task[key])),
    ),
  ];
}

const following = (chain: Chain, task: ChainTask): ChainTask[] =>
  [task.onSuccess, task.onFailure].flatMap((name) => taskOf(chain, name) ?? []);

function reached(chain: Chain): ReadonlySet<ChainTask> {
  const first = taskOf(chain, chain.first);
  const all = new Set(first && [first]);
  for (const task of all) for (const next of following(chain, task)) all.add(next);
  return all;
}

/** @returns the first task from which no way leads to an end, however each task ends. */
function withoutEnd(chain: Chain): SettingFinding[] {
  const all = reached(chain);
  const ending = new Set([...all].filter((task) => following(chain, task).length < 2));
  for (let before = -1; before < ending.size;) {
    before = ending.size;
    for (const task of all) if (following(chain, task).some((next) => ending.has(next))) ending.add(task);
  }
  const lost = [...all].find((task) => !ending.has(task));
  if (!lost) return [];
  const message =
    'whatever becomes of it, the chain never ends: leave out a successor of it or of a later task';
  return [{ path: ['chain', chain.tasks.indexOf(lost)], message }];
}

function unreached(chain: Chain): SettingFinding[] {
  const all = reached(chain);
  return chain.tasks.flatMap((task, n) =>
    all.has(task) ? [] : [{ path: ['chain', n], message: `no task leads to ${JSON.stringify(task.name)}` }],
  );
}

/** @returns placeholders that nothing fills: the chain could not go on there. */
function unfilled(
  { chain, vars }: ChainSettings,
  { parameters, hidden }: Pick<AroundSettings, 'parameters' | 'hidden'>,
): SettingFinding[] {
  const open = [...ALWAYS, ...parameters.filter((name) => !hidden.includes(name))];
  const known = [
    ...open,
    ...Object.keys(vars ?? {}),
    ...chain.flatMap(({ name, publish }) => [name, ...Object.keys(publish ?? {})]),
  ];
  const among = (written: unknown, names: readonly string[], at: SettingFinding['path']): SettingFinding[] =>
    placeholders(written).flatMap(({ path, name }) => {
      if (names.includes(name)) return [];
      const message = hidden.includes(name)
        ? `has {{ ${name} }}, which is secret: a chain passes none on. Set it as a default of the action that needs it`
        : `has {{ ${name} }}, which is neither a parameter of the chain nor one of its variables, its tasks or what they publish.${didYouMean(name, names)}`;
      return [{ path: [...at, ...path], message }];
    });
  return [
    ...among({ vars }, open, []),
    ...chain.flatMap(({ parameters: own, params, publish, when }, n) =>
      among({ parameters: own, params, publish, when }, known, ['chain', n]),
    ),
  ];
}
