import { createRunAskingActivities, type RunAskingActivities } from '../../../activities/run-asking.ts';
import { createRunCardActivities } from '../../../activities/run-card.ts';
import type { RunShowingActivities } from '../../../activities/run-showing.ts';
import { createRunChainActivities, type RunChainActivities } from '../../../activities/run-chain.ts';
import { createRunTellingActivities, type RunTellingActivities } from '../../../activities/run-telling.ts';
import { createRunActivities, type RunActivities } from '../../../activities/run.ts';
import type { Permission } from '../../access/permission.ts';
import { mayDo } from '../../access/policy.ts';
import type { Redact } from '../../access/redact.ts';
import { approversOf } from '../../action/approvers.ts';
import { fitResult } from '../../action/fit.ts';
import type { RunId } from '../../action/run-id.ts';
import type { RunOrder } from '../../action/run.ts';
import type { RunnerOutcome } from '../../action/runner.ts';
import { findTenant, tenantOf, type Config } from '../../config/config.ts';
import type { IncidentId } from '../../incident/id.ts';
import { insidersOf } from '../../incident/insiders.ts';
import type { IncidentView } from '../../incident/view.ts';
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
type Asking = Parameters<typeof createRunAskingActivities>[0];
type Telling = Parameters<typeof createRunTellingActivities>[0];

/** What is lent by the worker that runs them. */
interface Lent
  extends
    Pick<Showing, 'provider' | 'effects' | 'localise'>,
    Pick<Asking, 'accountsOf' | 'loudnessOf'>,
    Pick<Telling, 'deliver' | 'tracker'>,
    Pick<Parameters<typeof createRunActivities>[0], 'save' | 'now'> {
  readonly redact: Redact;
  /** @returns an incident as it is recorded. */
  readonly incident: (tenant: string, id: IncidentId) => Promise<IncidentView | undefined>;
}

/** @returns the activities by which workers run actions, show runs where they were ordered, and tell of their end. */
export function createRuns(
  deps: RunsDependencies & Lent,
): RunActivities & RunChainActivities & RunAskingActivities & RunShowingActivities & RunTellingActivities {
  const { config, output, redact, pageOf, incident } = deps;

  /** @returns whether somebody may know of all private incidents that a run deals with. */
  async function mayKnow({ tenant, confidential = [] }: RunOrder, person: string): Promise<boolean> {
    if (confidential.length === 0) return true;
    const found = findTenant(config(), tenant);
    const roles = found?.people.get(person)?.roles ?? [];
    const may = (permission: Permission): boolean =>
      found !== undefined && mayDo(found.access.policy, roles, permission).allowed;
    if (!may('status')) return false;
    if (may('private')) return true;
    const views = await Promise.all(confidential.map((id) => incident(tenant, id)));
    return views.every((view) => view && insidersOf(view.incident).includes(person));
  }

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
      placesOf: async (tenant, id) => (await incident(tenant, id))?.places ?? [],
      printed: (tenant, run, attempt) => output.read(tenant, run, attempt),
      pageOf,
      redact,
    }),
    ...createRunAskingActivities({
      ...deps,
      action: (tenant, ref) => findTenant(config(), tenant)?.catalogue.actions.get(ref),
      approvers(order) {
        const { people } = order.plan.approval ?? { people: [] };
        if (people.length > 0) return people;
        const found = findTenant(config(), order.tenant);
        const action = found?.catalogue.actions.get(order.action);
        return found && action ? approversOf(action, found) : [];
      },
      mayKnow,
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
