import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Incident } from '../../src/incident/incident.ts';
import { MUSTER } from '../../src/incident/person.ts';
import { isInStep, type IncidentTicket } from '../../src/incident/ticket.ts';
import type { TicketRoute } from '../../src/tracker/route.ts';
import {
  INCIDENT_TICKET_WORKFLOW,
  incidentTicketWorkflowId,
  recordedSignal,
  type IncidentTicketOrder,
} from '../incident-ticket/messages.ts';
import type { IncidentInput } from './messages.ts';

/** How far the tickets have been brought. */
export interface TicketingState {
  /** Sequence up to which their workflows know that there is something to tell. */
  readonly told: number;
  /** Has the incident become a ticket by itself? */
  readonly begun?: true;
}

/** What the tickets follow. */
export interface TicketingView {
  readonly incident: () => Incident;
  /** Sequence of the newest event in the read model, from which tickets are told. */
  readonly recorded: () => number;
}

/** Has the workflows of the incident's tickets told of what is recorded, and one begun where the configuration wants that. */
export class Ticketing {
  state: TicketingState;
  readonly #input: IncidentInput;
  readonly #view: TicketingView;
  readonly #scope = new CancellationScope({ cancellable: true });
  #running = false;
  #busy = false;

  constructor(input: IncidentInput, state: TicketingState, view: TicketingView) {
    this.#input = input;
    this.state = state;
    this.#view = view;
  }

  start(): void {
    this.#running = true;
    void this.#scope.run(() => this.#run()).finally(() => (this.#running = false));
  }

  /** Ends it at the next safe point; `idle` tells when. */
  cancel(): void {
    this.#scope.cancel();
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Is there nothing left to do for now? */
  get settled(): boolean {
    return !this.#busy && !this.#due();
  }

  #due(): boolean {
    return this.#wanted() !== undefined || this.#behind();
  }

  /** The newest ticket in each tracker, also one that is deleted or unlinked: what follows it is to hear that. */
  #kept(): readonly IncidentTicket[] {
    const all = this.#view.incident().tickets ?? [];
    return [...new Map(all.map((ticket) => [ticket.tracker, ticket])).values()];
  }

  /** Once, at a severity that wants a ticket, and unless people have one in that tracker. */
  #wanted(): TicketRoute | undefined {
    const { tickets } = this.#input;
    if (!tickets || this.state.begun || this.#view.recorded() === 0) return undefined;
    const { tracker, place, severities } = tickets;
    const { severity, tickets: has = [] } = this.#view.incident();
    if (!severities.includes(severity) || has.some((one) => one.tracker === tracker)) return undefined;
    return { tracker, place };
  }

  #behind(): boolean {
    return this.#view.recorded() > this.state.told && this.#kept().length > 0;
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        this.#busy = false;
        await condition(() => this.#due());
        this.#busy = true;
        const route = this.#wanted();
        if (route) {
          this.state = { ...this.state, begun: true };
          await this.#begin({ ...this.#order(route), from: this.#view.incident().sequence });
        } else {
          const until = this.#view.recorded();
          for (const ticket of this.#kept()) await this.#tell(ticket, until);
          this.state = { ...this.state, told: until };
        }
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  #order({ tracker, place }: TicketRoute): Omit<IncidentTicketOrder, 'from'> {
    const { tenant, id: incident } = this.#input;
    return { tenant, incident, tracker, place, asked: { by: MUSTER, at: Date.now() } };
  }

  async #tell(ticket: IncidentTicket, until: number): Promise<void> {
    const { tenant, id } = this.#input;
    const { tracker, key, url } = ticket;
    try {
      await getExternalWorkflowHandle(incidentTicketWorkflowId(tenant, id, tracker)).signal(
        recordedSignal,
        until,
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (!isInStep(ticket)) return;
      // Somebody has ended it; another goes on where it was.
      log.warn('what follows a ticket is gone, and begun anew', { tracker, key, error });
      const following = { ticket: { tracker, key, url }, told: this.state.told };
      const { tickets = [] } = this.#view.incident();
      const earlier = tickets.filter((one) => one.tracker === tracker).length - 1;
      const order = { ...this.#order({ tracker, place: key }), ...(earlier > 0 && { earlier }) };
      await this.#begin({ ...order, from: this.state.told, following });
    }
  }

  async #begin(order: IncidentTicketOrder): Promise<void> {
    const { tenant, id } = this.#input;
    try {
      // What is begun goes on in the next run, too.
      await CancellationScope.nonCancellable(() =>
        startChild(INCIDENT_TICKET_WORKFLOW, {
          workflowId: incidentTicketWorkflowId(tenant, id, order.tracker),
          args: [order],
          parentClosePolicy: ParentClosePolicy.ABANDON,
          staticSummary: `${id}: its ticket in ${order.tracker}`,
        }),
      );
    } catch (error) {
      // Somebody has asked for it meanwhile.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      if (isCancellation(error)) throw error;
      log.error('no ticket could be begun', { tracker: order.tracker, error });
    }
  }
}
