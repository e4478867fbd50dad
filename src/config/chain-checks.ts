import { ACCESS_ROLES, type AccessRole } from '../access/role.ts';
import { DEEPEST_CHAIN, type WrittenTask } from '../action/chain.ts';
import { isHidden } from '../action/ordered-parameters.ts';
import { parameterOf, type Parameters } from '../action/parameter.ts';
import { takeParameters } from '../action/parameters.ts';
import { hasTemplate } from '../action/template.ts';
import { didYouMean } from '../command/nearest.ts';
import { chain as kind } from '../runner/chain/kind.ts';
import type { ChainSettings } from '../runner/chain/settings.ts';
import type { CheckedActions } from './action-checks.ts';
import { runnerOf, type ActionFile } from './action-schema.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';

type Actions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A task of a chain, the chain, and the action that it runs. */
interface Step {
  readonly chain: ActionFile;
  readonly task: WrittenTask;
  readonly action: ActionFile;
  readonly path: Path;
}

/**
 * Looks at the chains among the actions of a part that the schema has taken: what they run, and whether they may.
 * @param areSomeLeftOut whether what they run may be there, of plug-ins that cannot be used: then it is only warned of.
 */
export function checkChains(actions: Actions, areSomeLeftOut: boolean): CheckedActions {
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  for (const ref of Object.keys(actions)) {
    for (const [n, task] of tasksOf(actions, ref).entries()) {
      const path = ['actions', ref, 'chain', n];
      const action = actionOf(actions, task.ref);
      if (!action) {
        const known = didYouMean(task.ref, Object.keys(actions));
        (areSomeLeftOut ? warnings : problems).push({
          path: [...path, 'ref'],
          message: `there is no action ${JSON.stringify(task.ref)}.${known}`,
        });
        continue;
      }
      const step = { chain: actions[ref] as ActionFile, task, action, path };
      problems.push(...unapproved(step), ...unfit(step));
      warnings.push(...unavailable(step));
    }
  }
  return { problems: [...problems, ...nesting(actions)], warnings };
}

const actionOf = (actions: Actions, ref: string): ActionFile | undefined =>
  Object.hasOwn(actions, ref) ? (actions[ref] as ActionFile) : undefined;

/** @returns the tasks of a chain; none of another action. */
function tasksOf(actions: Actions, ref: string): readonly WrittenTask[] {
  const action = actionOf(actions, ref);
  const runner = action && runnerOf(action);
  return runner?.kind === kind.name ? (runner.settings as ChainSettings).chain : [];
}

/** Nobody is asked again for a step: who agrees to the chain has to be one of those who may agree to it. */
function unapproved({ chain, task, action, path }: Step): Finding[] {
  if (!action.approval) return [];
  const at = [...path, 'ref'];
  if (!chain.approval)
    return [{ path: at, message: `${task.ref} needs an approval: give the chain an \`approval\` as well` }];
  const { people } = action.approval;
  const others =
    people && (chain.approval.people?.filter((one) => !people.includes(one)) ?? ['whoever may approve']);
  if (!others || others.length === 0) return [];
  const message = `${others.join(', ')} may agree to the chain, and not to ${task.ref}: name no others under \`approval.people\` than ${people.join(', ')}`;
  return [{ path: at, message }];
}

/** @returns parameters that the action refuses, as far as that is known before their templates are rendered. */
function unfit({ task, action: { parameters }, path }: Step): Finding[] {
  const key = task.parameters ? 'parameters' : 'params';
  const given = task.parameters ?? task.params ?? {};
  const known = Object.keys(parameters).filter((name) => !parameters[name]?.immutable);
  const wrong = Object.entries(given).flatMap(([name, value]): Finding[] => {
    const message = misfit(parameters, name, value, known, task.ref);
    return message === undefined ? [] : [{ path: [...path, key, name], message }];
  });
  const missing = known.filter((name) => {
    const { required, default: standard } = parameters[name] ?? {};
    return required && (standard === undefined || standard === null) && !Object.hasOwn(given, name);
  });
  if (missing.length > 0) {
    const message = `${task.ref} needs ${missing.map((name) => `\`${name}\``).join(', ')}: give it under \`parameters\``;
    wrong.push({ path, message });
  }
  return wrong;
}

function misfit(
  parameters: Parameters,
  name: string,
  value: unknown,
  known: readonly string[],
  ref: string,
): string | undefined {
  const parameter = parameterOf(parameters, name);
  if (!parameter) return `is no parameter of ${ref}.${didYouMean(name, known)}`;
  if (parameter.immutable) return `is fixed by ${ref} itself`;
  if (isHidden(parameters, name))
    return `is a secret of ${ref}, and stands in no chain: set it as its \`default\` there, from the environment`;
  if (value === null || hasTemplate(value)) return undefined;
  const { required: _, ...alone } = parameter;
  const taken = takeParameters({ [name]: alone }, { [name]: value });
  return 'problems' in taken ? taken.problems[0]?.message : undefined;
}

function unavailable({ chain, task, action, path }: Step): Finding[] {
  const at = [...path, 'ref'];
  const found: Finding[] = [];
  if (!action.enabled)
    found.push({
      path: at,
      message: `${task.ref} is disabled, and the chain fails there: enable it, or take it out`,
    });
  if (!isWithin(chain.allow, action.allow))
    found.push({
      path: at,
      message: `who may run the chain runs ${task.ref} by it, which not everybody may run: give the chain the same \`allow\` if that is not meant`,
    });
  return found;
}

/** @returns whether everybody who may run the one may run the other. */
function isWithin(chain: ActionFile['allow'], action: ActionFile['allow']): boolean {
  const least = (roles: readonly AccessRole[]): number =>
    Math.min(...roles.map((role) => ACCESS_ROLES.indexOf(role)));
  const { roles, people } = action;
  const byRole = roles.length === 0 || (chain.roles.length > 0 && least(chain.roles) >= least(roles));
  return byRole && (!people || chain.people?.every((one) => people.includes(one)) === true);
}

/** @returns every circle of chains that run each other, told once, and those that have too many in each other. */
function nesting(actions: Actions): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<string>();
  const ways = new Map<string, readonly string[]>();
  const report = (ref: string, message: string): void => {
    findings.push({ path: ['actions', ref, 'chain'], message });
  };

  /** @returns the longest way through chains from one on. */
  const longest = (ref: string, before: readonly string[]): readonly string[] => {
    const known = ways.get(ref);
    if (known) return known;
    const here = [...before, ref];
    if (before.includes(ref)) {
      const circle = here.slice(before.indexOf(ref));
      if (!circle.some((one) => told.has(one)))
        report(ref, `chains cannot run themselves, and these come round: ${circle.join(' → ')}`);
      for (const one of circle) told.add(one);
      return [];
    }
    const inner = tasksOf(actions, ref).flatMap((task) =>
      tasksOf(actions, task.ref).length > 0 ? [longest(task.ref, here)] : [],
    );
    const way = [ref, ...(inner.toSorted((a, b) => b.length - a.length)[0] ?? [])];
    ways.set(ref, way);
    return way;
  };

  for (const ref of Object.keys(actions)) {
    if (tasksOf(actions, ref).length === 0) continue;
    const way = longest(ref, []);
    if (way.length <= DEEPEST_CHAIN || told.has(ref)) continue;
    report(
      ref,
      `at most ${DEEPEST_CHAIN} chains stand in each other, and these are ${way.length}: ${way.join(' → ')}`,
    );
  }
  return findings;
}
