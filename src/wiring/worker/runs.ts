import { createRunCardActivities } from '../../../activities/run-card.ts';
import type { RunShowingActivities } from '../../../activities/run-showing.ts';
import { createRunChainActivities, type RunChainActivities } from '../../../activities/run-chain.ts';
import { createRunTellingActivities, type RunTellingActivities } from '../../../activities/run-telling.ts';
import { createRunActivities, type RunActivities } from '../../../activities/run.ts';
import type { Redact } from '../../access/redact.ts';
import { fitResult } from '../../action/fit.ts';
import type { RunId } from '../../action/run-id.ts';
import type { RunnerOutcome } from '../../action/runner.ts';
import { findTenant, tenantOf, type Config } from '../../config/config.ts';
import type { RunOutputStore } from '../../mongo/run-output-store.ts';
import { bounded } from '../../text/bounded.ts';
import { bindRunner, type RunnerHost } from './runners.ts';

/** Characters of why a run failed. */
const LONGEST_MESSAGE = 2_000;

/** What runs are made with. */
export interface RunsDependencies extends Pick<RunnerHost, 'records' | 'lookup' | 'incidents'> {
  /** The configuration in force. */
  readonly config: () => Config;
  /** Keeps what runs print. */
  readonly output: Pick<RunOutputStore, 'begin' | 'read'>;
  /** @returns address of a run's page; undefined where there is none. */
  readonly pageOf: (tenant: string, run: RunId) => string | undefined;
}

type Showing = Parameters<typeof createRunCardActivities>[0];
type Telling = Parameters<typeof createRunTellingActivities>[0];

/** What is lent by the worker that runs them. */
interface Lent
  extends
    Pick<Showing, 'provider' | 'effects' | 'localise' | 'placesOf'>,
    Pick<Telling, 'deliver' | 'tracker'>,
    Pick<Parameters<typeof createRunActivities>[0], 'save' | 'now'> {
  readonly redact: Redact;
}

/** @returns the activities by which workers run actions, show runs where they were ordered, and tell of their end. */
export function createRuns(
  deps: RunsDependencies & Lent,
): RunActivities & RunChainActivities & RunShowingActivities & RunTellingActivities {
  const { config, output, redact, pageOf } = deps;
  return {
    ...createRunning(deps),
    ...createRunChainActivities({
      known: (tenant) => ({
        action: (ref) => findTenant(config(), tenant)?.catalogue.actions.get(ref),
        redact: (text) => redact(text, tenant),
      }),
    }),
    ...createRunCardActivities({
      ...deps,
      catalogue: (tenant) => findTenant(config(), tenant)?.catalogue,
      nameOf: (tenant, person) => findTenant(config(), tenant)?.people.get(person)?.name ?? person,
      printed: (tenant, run, attempt) => output.read(tenant, run, attempt),
      pageOf,
      redact,
    }),
    ...createRunTellingActivities({
      ...deps,
      known(tenant) {
        const { catalogue, routes } = tenantOf(config(), tenant);
        return {
          action: (ref) => catalogue.actions.get(ref),
          alias: (ref) => catalogue.aliases.get(ref),
          route: (name) => routes.get(name),
        };
      },
      pageOf,
      redact,
    }),
  };
}

/** As the configuration has the actions when an attempt begins. */
function createRunning({
  config,
  output,
  redact,
  records,
  lookup,
  incidents,
  now,
  save,
}: RunsDependencies & Lent): RunActivities {
  return createRunActivities({
    runner(order) {
      const found = findTenant(config(), order.tenant);
      const action = found?.catalogue.actions.get(order.action);
      if (!found || !action)
        return {
          kind: 'nothing',
          failure: {
            code: 'unknown_action',
            message: `The configuration has no action ${order.action} any more.`,
          },
        };
      if (!action.enabled)
        return {
          kind: 'nothing',
          failure: { code: 'disabled_action', message: `The action ${action.ref} was disabled meanwhile.` },
        };
      const alias = order.alias === undefined ? undefined : found.catalogue.aliases.get(order.alias);
      const allowed = found.allowedCommands;
      return bindRunner(
        { order, action, alias },
        { allowed, records, now, redact, incidents, ...(lookup && { lookup }) },
      );
    },
    output,
    save,
    fit: (outcome, tenant) => fitOutcome(outcome, (text) => redact(text, tenant)),
    now,
  });
}

function fitOutcome(outcome: RunnerOutcome, redact: (text: string) => string): RunnerOutcome {
  const result = outcome.result === undefined ? {} : { result: fitResult(outcome.result, redact) };
  if (outcome.status === 'succeeded') return { ...outcome, ...result };
  return { ...outcome, message: bounded(redact(outcome.message), LONGEST_MESSAGE), ...result };
}
