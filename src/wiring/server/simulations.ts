import { planWithLinks } from '../../http/linked-contacts.ts';
import { createLimit } from '../../http/limits.ts';
import { Patience } from '../../http/patience.ts';
import { createSimulations, type Simulations } from '../../http/simulations.ts';
import { createSimulator } from '../../simulation/machine/simulator.ts';
import { BUILT } from '../assembly.ts';
import type { Ground } from './ground.ts';

/** How often somebody may have an incident simulated. */
const SIMULATIONS = { count: 30, perMs: 60_000 };

/** @returns what simulates incidents, by the workflow itself and by the plan that they would be declared with. */
export function createServerSimulations({ assembly, operations, configOf: config }: Ground): Simulations {
  const { duty, recognition } = assembly;
  return createSimulations({
    operations,
    config,
    simulate: createSimulator({
      ...duty,
      bundle: BUILT.workflows,
      runbooks: config,
      redact: assembly.redact,
      planFor: (tenant, request, at) =>
        planWithLinks(
          config(tenant),
          request,
          (person) => recognition.linksOf(tenant, person),
          new Patience(),
          at,
        ),
    }),
    limit: createLimit(() => SIMULATIONS),
    now: Date.now,
  });
}
