import type { ActionRunner } from './action.ts';
import type { WrittenChain } from './chain.ts';
import type { IncidentSettings } from './incident-wish.ts';

/** @returns what an action is made of; undefined: there is none of this name. */
export type RunnerOf = (ref: string) => ActionRunner | undefined;

/** @returns the incident commands that a run of an action may send, those of chains within chains among them. */
export function sentCommands(
  ref: string,
  runnerOf: RunnerOf,
  seen = new Set<string>(),
): readonly IncidentSettings[] {
  const runner = runnerOf(ref);
  if (!runner || seen.has(ref)) return [];
  seen.add(ref);
  const { kind, settings } = runner;
  if (kind === 'incident') return [settings as IncidentSettings];
  if (kind !== 'chain') return [];
  return (settings as WrittenChain).chain.flatMap((task) => sentCommands(task.ref, runnerOf, seen));
}
