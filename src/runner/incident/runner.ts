import { BadParameter } from '../../action/bad-parameter.ts';
import type { Templates } from '../../action/filling.ts';
import { incidentWish, type IncidentSettings, type IncidentWish } from '../../action/incident-wish.ts';
import type { Runner, RunnerOutcome } from '../../action/runner.ts';

/**
 * Sends what is asked to the incidents, as who asked, with no more permission than theirs.
 * @param key the same for the same: it counts once.
 */
export type SendWish = (wish: IncidentWish, key: string) => Promise<RunnerOutcome>;

/** @returns what runs actions that are incident commands. */
export function incidentRunner(deps: {
  readonly templates: Templates;
  readonly send: SendWish;
}): Runner<IncidentSettings> {
  return async ({ settings, parameters, incident, idempotencyKey }) => {
    let wish: IncidentWish;
    try {
      wish = incidentWish(settings, { templates: deps.templates, variables: parameters }, incident);
    } catch (error) {
      if (!(error instanceof BadParameter)) throw error;
      return { status: 'failed', code: 'bad_parameter', message: `${error.message}.`, mayRepeat: false };
    }
    return deps.send(wish, idempotencyKey);
  };
}
