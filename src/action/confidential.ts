import { incidentId, parseIncidentId, type IncidentId } from '../incident/id.ts';
import type { Action } from './action.ts';
import type { IncidentSettings } from './incident-wish.ts';
import type { Run } from './run.ts';
import { sentCommands } from './sent-commands.ts';

/** An id anywhere in a text, as people type it: rather one too many is looked up than one too few. */
const NAMED = /(?<![\p{L}\p{N}])inc[-_\s]?0*([1-9]\d{0,8})(?!\d)/giu;

type Actions = ReadonlyMap<string, Action>;

const commandsOf = (action: Action, actions: Actions): readonly IncidentSettings[] =>
  sentCommands(action.ref, (ref) => (ref === action.ref ? action : actions.get(ref))?.runner);

/** @returns whether a run of an action may declare an incident. */
export const declares = (action: Action, actions: Actions): boolean =>
  commandsOf(action, actions).some(({ command }) => command === 'declare');

/** @returns whether a run of an action may declare a private incident. */
export const declaresPrivately = (action: Action, actions: Actions): boolean =>
  commandsOf(action, actions).some(
    ({ command, private: hidden }) => command === 'declare' && hidden === true,
  );

/**
 * @returns the incidents that may be meant by what an action is run with, each once: those that are named anywhere, and
 * bare numbers where the action sends commands to incidents.
 */
export function incidentsMeant(
  action: Action,
  values: Readonly<Record<string, unknown>>,
  actions: Actions,
): readonly IncidentId[] {
  const commands = commandsOf(action, actions);
  const inside = leavesOf(values);
  const named = [...inside, ...commands.flatMap(({ incident = [] }) => incident)].flatMap((text) =>
    [...text.matchAll(NAMED)].map(([, number]) => incidentId(Number(number))),
  );
  const bare = commands.length === 0 ? [] : inside.flatMap((text) => parseIncidentId(text) ?? []);
  return [...new Set([...named, ...bare])];
}

/** @returns every text and number within a value, names of what it has among them. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return Object.entries(value).flatMap(([name, one]) => [name, ...leavesOf(one)]);
}

/** @returns a run as those may know it who may not know of what is private about it: that there is one, and how it stands. */
export function discreet({
  incident: _incident,
  runbook: _runbook,
  result: _result,
  failure: _failure,
  steps: _steps,
  ...run
}: Run): Run {
  return { ...run, parameters: {} };
}
