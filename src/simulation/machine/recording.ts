import type { Activities } from '../../../activities/index.ts';
import type { HoursActivities } from '../../../activities/hours.ts';
import type { OnCallActivities } from '../../../activities/on-call.ts';
import type { RunbookOutcome, RunbookWish } from '../../../activities/runbook.ts';
import { redacted } from '../../action/parameters.ts';
import type { Delivery } from '../../chat/delivery.ts';
import type { MessageRef } from '../../chat/message.ts';
import type { IncidentEvent } from '../../incident/event.ts';
import type { IncidentView } from '../../incident/view.ts';
import type { Person } from '../../incident/person.ts';
import { NOTHING_FOUND } from '../../inspection/report.ts';
import type { AutomaticOrder, NotOrdered } from '../../runbook/order.ts';
import type { OfferedRunbooks, Sent, SimulatedRun } from '../outcome.ts';
import { SimulationFailed } from './virtual-run.ts';

type Recorded = {
  [A in keyof Activities]: (
    argument: Parameters<Activities[A]>[0],
  ) => Awaited<ReturnType<Activities[A]>> | Promise<Awaited<ReturnType<Activities[A]>>>;
};

/**
 * Stands in for a worker: remembers what it is asked to do, does it nowhere, and says that it is done. Who is on call and
 * which hours are open it looks up as a worker does.
 */
export class Recording {
  readonly sent: Sent[] = [];
  readonly #events = new Map<number, IncidentEvent>();
  readonly #activities: Recorded;
  readonly runs: SimulatedRun[] = [];
  readonly offered: OfferedRunbooks[] = [];
  readonly #began: number;
  readonly #orderOf: (wish: RunbookWish) => AutomaticOrder | NotOrdered;
  #now: number;

  /**
   * @param lookUps makes what looks up who is on call and which hours it is, by a clock. @param at when it begins.
   * @param order finds out what a runbook that is run by itself comes to.
   */
  constructor(
    lookUps: (now: () => number) => OnCallActivities & HoursActivities,
    at: number,
    order: (wish: RunbookWish) => AutomaticOrder | NotOrdered,
  ) {
    this.#began = at;
    this.#now = at;
    this.#orderOf = order;
    const lookUp = lookUps(() => this.#now);
    const nothing = (): void => undefined;
    this.#activities = {
      whoIsOnCall: (question) => lookUp.whoIsOnCall(question),
      whichHours: (question) => lookUp.whichHours(question),
      recordIncident: ({ events, view }) => {
        for (const event of events) this.#events.set(event.sequence, event);
        this.#show(view);
      },
      page: (delivery) => this.#send('page', delivery),
      deliver: (delivery) => this.#send('deliver', delivery),
      openChannel: ({ name }) => ({ id: `#${name}`, name }),
      loudAccounts: () => [],
      waysToReach: ({ person }) => ({
        kind: 'person',
        person,
        contacts: [{ instance: 'direct', user: person.id }],
      }),
      joinAccounts: () => {
        throw new SimulationFailed('an incident joins no accounts');
      },
      swapShifts: () => {
        throw new SimulationFailed('an incident swaps no shifts');
      },
      lookAtDuty: () => {
        throw new SimulationFailed('an incident watches no schedule');
      },
      fetchCalendars: () => {
        throw new SimulationFailed('an incident fetches no calendar');
      },
      takeIn: () => {
        throw new SimulationFailed('an incident takes no deliveries in');
      },
      readAgain: () => undefined,
      forgetAgain: () => undefined,
      endBrokenRuns: () => [],
      findQuiet: () => [],
      quietTold: nothing,
      integrationsThatMiss: () => [],
      redeliverMissed: () => '',
      wakeIntakes: () => [],
      checkInstance: () => ({ nextMs: 60_000 }),
      inspectRecords: () => NOTHING_FOUND,
      inspectRunning: () => ({ found: NOTHING_FOUND }),
      concludeInspection: () => [],
      editCard: nothing,
      setChannelTopic: nothing,
      inviteToChannel: nothing,
      pinCard: nothing,
      archiveChannel: nothing,
      leaveTurn: nothing,
      writeAudit: nothing,
      lookAtAction: () => ({ kind: 'ended' as const }),
      sweepsDue: () => [],
      sweep: ({ name }) => ({ name, deleted: 0, more: false }),
      keepExport: () => undefined,
      makeTicket: () => {
        throw new SimulationFailed('an incident pushes no action items');
      },
      openByAlerts: () => {
        throw new SimulationFailed('an incident opens no other');
      },
      tellIncident: () => 'gone' as const,
      lookAtHeartbeat: () => {
        throw new SimulationFailed('an incident waits for no heartbeat');
      },
      sayOfHeartbeat: nothing,
      makeIncidentTicket: () => {
        throw new SimulationFailed('an incident makes no ticket itself');
      },
      lookForIncidentTicket: () => {
        throw new SimulationFailed('an incident makes no ticket itself');
      },
      followIncident: () => {
        throw new SimulationFailed('an incident tells no ticket itself');
      },
      incidentTicketNotices: () => ({ asker: [], operators: [] }),
      settleTicket: () => [],
      keepTicketStatus: nothing,
      pushDevelopment: () => ({ accepted: 0, refused: [], unknownIssues: [] }),
      ticketsAtClose: () => [],
      runAction: () => {
        throw new SimulationFailed('an incident runs no action itself');
      },
      fitOutcome: ({ outcome }) => outcome,
      planStep: () => {
        throw new SimulationFailed('an incident runs no chain itself');
      },
      publishStep: () => ({ values: {} }),
      recordRun: nothing,
      showRun: () => undefined,
      showRunOutput: () => undefined,
      approverAccounts: () => [],
      askApprover: () => {
        throw new SimulationFailed('an incident asks nobody to approve a run');
      },
      runRoutes: () => [],
      tellRun: nothing,
      orderRunbook: (wish) => this.#order(wish),
    };
  }

  /** Does what the workflow asks for. @throws SimulationFailed when it asks for what is not known here. */
  async perform(activity: string, argument: unknown, at: number): Promise<unknown> {
    this.#now = at;
    if (!Object.hasOwn(this.#activities, activity)) {
      throw new SimulationFailed(`the workflow asked for ${activity}, which cannot be simulated`);
    }
    const answer = this.#activities[activity as keyof Activities] as (argument: unknown) => unknown;
    return await answer(argument);
  }

  /** What happened so far, in order. */
  get events(): IncidentEvent[] {
    return [...this.#events.values()].sort((a, b) => a.sequence - b.sequence);
  }

  /** @returns whoever was paged last. */
  lastPaged(): Person | undefined {
    const all = this.events.filter((event) => event.type === 'escalated').toReversed();
    // Whom an SLA target pages is rarely who takes the incident.
    const pages = [...all.filter(({ sla }) => !sla), ...all.filter(({ sla }) => sla)];
    for (const { targets } of pages) {
      for (const target of targets) if (target.kind === 'person') return target.person;
    }
    return undefined;
  }

  /** Says that a runbook is run, without running anything. */
  #order(wish: RunbookWish): RunbookOutcome {
    const ordered = this.#orderOf(wish);
    if ('refused' in ordered) return ordered;
    const { action, values } = ordered;
    this.runs.push({
      ...this.#instant(),
      runbook: wish.runbook,
      action: action.ref,
      parameters: redacted(action.parameters, values),
      waits: action.approval !== undefined,
    });
    return { run: `RUN-${this.runs.length}` };
  }

  #show({ runbooks = [] }: IncidentView): void {
    const titles = runbooks.map(({ title }) => title);
    const before = this.offered.at(-1)?.titles ?? [];
    const isSame = titles.length === before.length && titles.every((title, n) => title === before[n]);
    if (!isSame) this.offered.push({ ...this.#instant(), titles });
  }

  #instant(): { readonly at: number; readonly afterMs: number } {
    return { at: this.#now, afterMs: this.#now - this.#began };
  }

  #send(activity: string, { instance, to, key, privatelyTo }: Delivery): MessageRef | undefined {
    const toChannel = 'channel' in to;
    const place = `${instance}/${toChannel ? to.channel : `@${to.user}`}`;
    this.sent.push({
      activity,
      at: this.#now,
      key,
      place,
      toChannel: toChannel && privatelyTo === undefined,
    });
    if (privatelyTo !== undefined) return undefined;
    return { channel: toChannel ? to.channel : `@${to.user}`, id: String(this.sent.length) };
  }
}
