import { BadParameter } from '../../action/bad-parameter.ts';
import type { Templates } from '../../action/filling.ts';
import {
  incidentWish,
  NoIncident,
  type IncidentSettings,
  type IncidentWish,
} from '../../action/incident-wish.ts';
import { failedForGood, type Runner, type RunnerOutcome } from '../../action/runner.ts';

/**
 * Sends what is asked to the incidents, as who asked, with no more permission than theirs.
 * @param key the same for the same: it counts once.
 */
export type SendWish = (wish: IncidentWish, key: string) => Promise<RunnerOutcome>;

const IN_CHAT = 'Say it in the channel of that incident.';
const ELSEWHERE =
  'Name one: in `incident` of the request to the API, by `--incident INC-42` of `muster run`; or say it in the channel of that incident.';

/** @returns what runs actions that are incident commands. */
export function incidentRunner(deps: {
  readonly templates: Templates;
  readonly send: SendWish;
  /** Whether it was ordered in a channel. */
  readonly isSaid: boolean;
}): Runner<IncidentSettings> {
  return async ({ settings, parameters, incident, idempotencyKey }) => {
    let wish: IncidentWish;
    try {
      wish = incidentWish(settings, { templates: deps.templates, variables: parameters }, incident);
    } catch (error) {
      if (error instanceof NoIncident)
        return failedForGood(
          'no_incident',
          `It acts on the incident that it is run for, and there is none here. ${deps.isSaid ? IN_CHAT : ELSEWHERE}`,
        );
      if (!(error instanceof BadParameter)) throw error;
      return failedForGood('bad_parameter', `${error.message}.`);
    }
    return deps.send(wish, idempotencyKey);
  };
}
