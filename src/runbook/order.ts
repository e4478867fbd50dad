import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { BadParameter } from '../action/bad-parameter.ts';
import type { Catalogue } from '../action/catalogue.ts';
import { actionContext, orderedParameters } from '../action/ordered-parameters.ts';
import { MUSTER } from '../incident/person.ts';
import type { IncidentFacts } from './facts.ts';
import { givenBy } from './parameters.ts';
import type { Runbook, RunbookRate } from './runbook.ts';

/** What one tenant's configuration has of runbooks, and of what they run. */
export interface RunbookSource {
  readonly catalogue: Pick<Catalogue, 'actions' | 'aliases'>;
  readonly runbooks: ReadonlyMap<string, Runbook>;
}

/** What is ordered when a runbook is run by itself. */
export interface AutomaticOrder {
  readonly action: Action;
  readonly alias?: Alias;
  /** What was taken for the action's parameters, without secrets. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly rate: RunbookRate;
}

/** Why it cannot be ordered, for people; trying again changes nothing. */
export interface NotOrdered {
  readonly refused: { readonly code: string; readonly reason: string };
}

/**
 * @param source undefined of a tenant that the configuration does not have. @param name of the runbook.
 * @param channel where the run is shown. @param redact takes secrets out of a text.
 * @returns what is ordered when a runbook is run by itself for an incident, by the configuration as it is.
 */
export function automaticOrder(
  source: RunbookSource | undefined,
  name: string,
  facts: IncidentFacts,
  { channel, redact }: { readonly channel?: string | undefined; readonly redact: (text: string) => string },
): AutomaticOrder | NotOrdered {
  const runbook = source?.runbooks.get(name);
  if (!source || !runbook?.automatic)
    return refused('unknown_runbook', 'the configuration does not run it by itself any more.');
  const { actions, aliases } = source.catalogue;
  const { runs: what } = runbook;
  const alias = 'alias' in what ? aliases.get(what.alias) : undefined;
  if ('alias' in what && !alias?.enabled)
    return refused('unknown_alias', `the configuration has no alias ${what.alias} any more that can be run.`);
  const wanted = 'alias' in what ? (alias?.action ?? '') : what.action;
  const action = actions.get(wanted);
  if (!action?.enabled)
    return refused('unknown_action', `the configuration has no action ${wanted} any more that can be run.`);
  let given: ReadonlyMap<string, unknown>;
  try {
    given = givenBy(runbook, facts);
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return refused('bad_parameter', `${error.message}.`);
  }
  const taken = orderedParameters(action.parameters, given, {
    immutable: alias?.immutable ?? {},
    context: actionContext(MUSTER, channel),
    redact,
  });
  if ('values' in taken)
    return { action, ...(alias && { alias }), values: taken.values, rate: runbook.automatic.rate };
  const wrong = [
    ...taken.problems.map(({ parameter, message }) => `${parameter} ${message}`),
    ...taken.missing.map((parameter) => `${parameter} is not given`),
  ];
  return refused('bad_parameter', `${wrong.join('; ')}.`);
}

const refused = (code: string, reason: string): NotOrdered => ({ refused: { code, reason } });
