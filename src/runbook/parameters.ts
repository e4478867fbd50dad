import { filledTree } from '../action/filling.ts';
import { jinja } from '../action/jinja.ts';
import type { IncidentFacts } from './facts.ts';
import type { Runbook } from './runbook.ts';

/**
 * @returns what a runbook gives to its action for an incident, by name; what comes to nothing is left out, as if it were
 * not said.
 * @throws BadParameter when a template cannot be rendered.
 */
export function givenBy(
  { parameters }: Pick<Runbook, 'parameters'>,
  incident: IncidentFacts,
): ReadonlyMap<string, unknown> {
  const filled = filledTree(parameters, { templates: jinja, variables: { incident } });
  return new Map(Object.entries(filled as Record<string, unknown>).filter(([, value]) => value !== null));
}
