import type { TenantConfig } from '../config/config.ts';
import { readMoment, type Moment } from '../simulation/moment.ts';
import type { Outcome } from '../simulation/outcome.ts';
import type { Scenario } from '../simulation/scenario.ts';
import type { Simulate } from '../simulation/simulate.ts';
import { readWish, scenarioOf, type Wish } from '../simulation/wish.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Take } from './limits.ts';
import type { Operations } from './operations.ts';

export interface SimulationDependencies {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly config: (tenant: string) => TenantConfig;
  readonly simulate: Simulate;
  /** Counts simulations by person. */
  readonly limit: Take;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A simulation, with the time for which it was asked. */
export interface Simulated {
  readonly outcome: Outcome;
  readonly moment: Moment;
}

/** What is asked for apart from the words of chat. */
export interface SimulationRequest extends Omit<Wish, 'moment'>, Pick<Scenario, 'labels' | 'private'> {
  /** As people write it; now when not given. */
  readonly at?: string | undefined;
  /** IANA name of a zone; that of the configuration when not given. */
  readonly zone?: string | undefined;
}

/** How many simulations may wait in one process: one is run after the other. */
const MOST_WAITING = 8;
const SLOW =
  'The simulation takes longer than an answer may: try again, or run `muster simulate` with the configuration file.';

const invalid = (message: string): Denied => ({ denied: 'invalid', message });

/** What would happen, with permission and within bounds; chat, API and page all come here. */
export function createSimulations(deps: SimulationDependencies) {
  let waiting = 0;

  async function mayNot(caller: Caller): Promise<Denied | undefined> {
    const denied = await deps.operations.permitted(caller, 'people');
    if (denied) return denied;
    const wait = await deps.limit(`${caller.tenant} ${caller.via} ${caller.person.id}`);
    if (wait > 0) {
      return { denied: 'too_many', message: `That is a lot of simulations. Go on in ${wait} seconds.` };
    }
    if (waiting < MOST_WAITING) return undefined;
    return { denied: 'too_many', message: 'Others simulate at this moment: try again in some seconds.' };
  }

  async function run(
    caller: Caller,
    wish: Wish | string,
    more: Pick<Scenario, 'labels' | 'private'> = {},
  ): Promise<Simulated | Denied> {
    if (typeof wish === 'string') return invalid(wish);
    const scenario = scenarioOf(deps.config(caller.tenant), wish);
    if (typeof scenario === 'string') return invalid(scenario);
    waiting++;
    const running = deps.simulate(caller.tenant, { ...scenario, ...more }).finally(() => waiting--);
    return { outcome: await caller.patience.wait(running, SLOW), moment: wish.moment };
  }

  const usualZone = ({ tenant }: Caller): string => deps.config(tenant).defaults.timeZone;

  return {
    /** @param text what was typed after the word `simulate`. @param zone that of the caller, if it is known. */
    async said(caller: Caller, text: string, zone?: string): Promise<Simulated | Denied> {
      const denied = await mayNot(caller);
      return denied ?? run(caller, readWish(text, deps.now(), zone ?? usualZone(caller)));
    },

    async asked(caller: Caller, request: SimulationRequest): Promise<Simulated | Denied> {
      const denied = await mayNot(caller);
      if (denied) return denied;
      const { at = 'now', zone = usualZone(caller), labels, private: isPrivate, ...wish } = request;
      const moment = readMoment(at, deps.now(), zone);
      return run(caller, typeof moment === 'string' ? moment : { ...wish, moment }, {
        ...(labels && { labels }),
        ...(isPrivate !== undefined && { private: isPrivate }),
      });
    },
  };
}

export type Simulations = ReturnType<typeof createSimulations>;
