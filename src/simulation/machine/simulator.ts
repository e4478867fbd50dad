import { createHoursActivities } from '../../../activities/hours.ts';
import { createOnCallActivities } from '../../../activities/on-call.ts';
import { COMMANDS, INCIDENT_WORKFLOW, type IncidentInput } from '../../../workflows/incident/messages.ts';
import type { IncidentPlan, PlanRequest } from '../../config/plan.ts';
import { incidentWorkflowId, type IncidentId } from '../../incident/id.ts';
import type { Person } from '../../incident/person.ts';
import type { CommandReply } from '../../incident/reply.ts';
import { boundTo } from '../../runbook/binding.ts';
import { automaticOrder, type RunbookSource } from '../../runbook/order.ts';
import type { BoundRunbook } from '../../runbook/runbook.ts';
import { cancelledOf, pagesOf, toldOf, type ActOutcome, type End, type Outcome } from '../outcome.ts';
import { LONGEST_HORIZON_MS, USUAL_HORIZON_MS, type Scenario } from '../scenario.ts';
import type { Simulate } from '../simulate.ts';
import { Recording } from './recording.ts';
import { loadWorkflowVm, type WorkflowVm } from './sdk-vm.ts';
import { runVirtually, type VirtualEnd } from './virtual-run.ts';

type LookUps = Parameters<typeof createOnCallActivities>[0] & Parameters<typeof createHoursActivities>[0];

export interface SimulatorDependencies extends Omit<LookUps, 'now'> {
  /** Path of the bundle that workers load. */
  readonly bundle: string;
  /**
   * @param at when the incident is declared, epoch milliseconds.
   * @throws PlanError when the request names what is not configured.
   */
  readonly planFor: (
    tenant: string,
    request: PlanRequest,
    at: number,
  ) => Promise<IncidentPlan> | IncidentPlan;
  /** @returns what the configuration has of runbooks; undefined of a tenant that it does not have. */
  readonly runbooks: (tenant: string) => RunbookSource | undefined;
  /** Takes secrets out of a text. */
  readonly redact: (text: string, tenant: string) => string;
}

/** The incident's id; nothing of a simulation is kept under it. */
const ID: IncidentId = 'INC-1';
const SOMEBODY: Person = { id: 'simulation', name: 'Somebody' };
/** How often the workflow is woken at most: some three or four to each page. Each takes one or two milliseconds. */
const MOST_TURNS = 1_500;

const ENDS: Record<VirtualEnd['why'], End> = {
  rests: 'nothing follows',
  completed: 'nothing follows',
  time: 'time',
  turns: 'too much',
};

/**
 * Runs the very workflow code of incidents by a clock that jumps, with activities that do nothing but remember. The bundle
 * is loaded when something is simulated for the first time. One scenario is run after the other.
 */
export function createSimulator(deps: SimulatorDependencies): Simulate {
  let vm: Promise<WorkflowVm> | undefined;
  let before: Promise<unknown> = Promise.resolve();

  async function simulate(tenant: string, scenario: Scenario): Promise<Outcome> {
    const { service, team, policy, at, severity: wanted } = scenario;
    const made = await deps.planFor(tenant, { service, team, policy, severity: wanted }, at);
    const source = deps.runbooks(tenant);
    const bound = boundTo(source?.runbooks.values() ?? [], made);
    const input = inputOf(tenant, made, scenario, bound);
    vm ??= loadWorkflowVm(deps.bundle);
    const recording = new Recording(
      (now) => ({ ...createOnCallActivities({ ...deps, now }), ...createHoursActivities({ ...deps, now }) }),
      at,
      ({ runbook: { name }, facts, origin }) =>
        automaticOrder(source, name, facts, {
          channel: origin?.channel,
          redact: (text) => deps.redact(text, tenant),
        }),
    );
    const acting = await Promise.all(
      scenario.acts.map(async ({ by, ...act }) => ({ ...act, by: await personOf(tenant, by) })),
    );
    const actors: Person[] = [];
    const end = await runVirtually(await vm, {
      type: INCIDENT_WORKFLOW,
      workflowId: incidentWorkflowId(tenant, ID),
      input,
      at,
      until: at + Math.min(scenario.horizonMs ?? USUAL_HORIZON_MS, LONGEST_HORIZON_MS),
      updates: acting.map(({ afterMs, command: { name, ...argument }, by }, index) => ({
        at: at + afterMs,
        name: COMMANDS[name].update.name,
        argument: () => {
          const person = by ?? recording.lastPaged() ?? SOMEBODY;
          actors.push(person);
          return { ...argument, by: person, deliveryId: `simulation-${index}` };
        },
      })),
      perform: (activity, argument, now) => recording.perform(activity, argument, now),
      mostTurns: MOST_TURNS,
    });
    const { events, sent, runs, offered } = recording;
    const { severity, plan } = made;
    return {
      severity,
      ...(made.service !== undefined && { service: made.service }),
      ...(made.team !== undefined && { team: made.team }),
      ...(plan.escalation && { policy: plan.escalation.name }),
      at,
      pages: pagesOf({ tenant, id: ID, at }, events, sent),
      told: toldOf(at, sent),
      acts: end.answers.map((answer, index): ActOutcome => ({
        afterMs: acting[index]?.afterMs ?? 0,
        command: acting[index]?.command.name ?? '',
        by: actors[index]?.name ?? SOMEBODY.name,
        ...('refused' in answer
          ? { refused: answer.refused, cancelled: [] }
          : { cancelled: cancelledOf(at, (answer.result as CommandReply).cancelled) }),
      })),
      runs,
      offered,
      events,
      end: ENDS[end.why],
      endsAt: end.at,
    };
  }

  async function personOf(tenant: string, id: string | undefined): Promise<Person | undefined> {
    if (id === undefined) return undefined;
    return (await deps.person(tenant, id))?.person ?? { id, name: id };
  }

  return (tenant, scenario) => {
    const run = before.then(() => simulate(tenant, scenario));
    before = run.catch(() => undefined);
    return run;
  };
}

function inputOf(
  tenant: string,
  made: IncidentPlan,
  scenario: Scenario,
  runbooks: readonly BoundRunbook[],
): IncidentInput {
  const { severity, service, team, plan, routing } = made;
  return {
    tenant,
    id: ID,
    deliveryId: 'simulation',
    declaration: {
      title: 'Simulation',
      severity,
      private: scenario.private ?? false,
      by: SOMEBODY,
      ...(scenario.labels && { labels: scenario.labels }),
      ...(team !== undefined && { team }),
      ...(service !== undefined && { service }),
    },
    plan,
    routing,
    ...(runbooks.length > 0 && { runbooks }),
    planVersion: 'simulation',
    links: { page: 'https://localhost/simulation' },
  };
}
