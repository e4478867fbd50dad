import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { COMMAND_NAMES, type Command } from '../../src/incident/command.ts';
import { deadlines } from '../../src/incident/deadline.ts';
import { decide } from '../../src/incident/decide.ts';
import { decideTicket } from '../../src/incident/decide-ticket.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { evolve, newIncident } from '../../src/incident/evolve.ts';
import type { Incident, Mark } from '../../src/incident/incident.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import { slaStanding } from '../../src/incident/sla-standing.ts';
import { incidentWorkflowId, type IncidentId } from '../../src/incident/id.ts';
import type { RunNews } from '../../src/incident/run-news.ts';
import type { IncidentTicketOutcome, TicketNews } from '../../src/incident/ticket.ts';
import type { CardPlace, IncidentRecord, IncidentView } from '../../src/incident/view.ts';
import type { AuditEntry } from '../../src/access/audit-entry.ts';
import { AUDIT_WORKFLOW } from '../../workflows/audit/messages.ts';
import {
  INCIDENT_TICKET_WORKFLOW,
  type CallingOff,
  type IncidentTicketOrder,
} from '../../workflows/incident-ticket/messages.ts';
import {
  INCIDENT_WORKFLOW,
  REFUSED,
  ticketSignal,
  type IncidentInput,
} from '../../workflows/incident/messages.ts';
import { LINK_WORKFLOW, type LinkInput } from '../../workflows/link/messages.ts';
import { TICKET_WORKFLOW, type TicketOrder, type TicketOutcome } from '../../workflows/ticket/messages.ts';
import { RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import type { RunOrder } from '../../src/action/run.ts';
import { shownRunbooks } from '../../src/runbook/binding.ts';
import { FakeLinks } from './fake-links.ts';
import type { FakeRuns } from './fake-runs.ts';
import type { MemoryStores } from './memory-stores.ts';

/** What is wrong with Temporal: nobody works, or it is not there, or it says nothing. */
export type Outage = 'no worker' | 'unavailable' | 'deadline' | 'raw unavailable' | 'hangs';

/** What is asked of Temporal. */
export type Call = 'start' | 'update' | 'signal' | 'describe' | 'query' | 'terminate';

interface Running {
  readonly memo: Record<string, unknown>;
  readonly input: IncidentInput;
  readonly replies: Map<string, CommandReply>;
  readonly places: CardPlace[];
  incident: Incident;
  revision: number;
}

interface Started {
  readonly workflowId: string;
  readonly args: unknown[];
  readonly memo?: Record<string, unknown>;
  readonly startDelay?: number;
}

const isLink = (workflowId: string): boolean => workflowId.includes(':link:');

function grpc(code: number, details: string): Error {
  return Object.assign(new Error(`${code} ${details}`), { code, details, metadata: {} });
}

/** Temporal as its client shows it, with incidents that decide as the real ones do and are recorded at once. */
export class FakeTemporal {
  outage: Outage | undefined;
  /** Does it go away before it says whose an incident is? */
  lostBeforeDescribing = false;
  /** Calls that never come back, although the rest answers. */
  readonly hanging = new Set<Call>();
  /** Do workers write what happens to the read model? */
  recording = true;
  /** What they did not write. */
  readonly unrecorded: IncidentRecord[] = [];
  readonly running = new Map<string, Running>();
  readonly signals: { id: string; name: string; argument: unknown }[] = [];
  /** Workflows that only send an answer later, by id. */
  readonly laterReplies = new Map<string, unknown>();
  /** Those that begin later still, unless they are ended before. */
  readonly delayed = new Map<string, unknown>();
  /** Audit entries that a worker is to write, by workflow id. */
  readonly audits = new Map<string, AuditEntry>();
  /** What workflows look after, by their id. */
  readonly lookedAfter = new Map<string, unknown>();
  /** Action items that are pushed into a bug tracker, by workflow id. */
  readonly tickets = new Map<string, TicketOrder>();
  /** What becomes of them; undefined while that is not known yet. */
  ticketOutcome: ((order: TicketOrder) => TicketOutcome) | undefined;
  /** What was ordered of tickets of whole incidents, by workflow id. */
  readonly incidentTickets = new Map<string, IncidentTicketOrder[]>();
  /** What becomes of that; undefined while it is not known yet. */
  incidentTicketOutcome: ((order: IncidentTicketOrder) => IncidentTicketOutcome) | undefined;
  /** The order that is carried out, by workflow id. */
  readonly underWay = new Map<string, IncidentTicketOrder>();
  /** What becomes of an order that is called off; undefined while that is not known yet. */
  calledOffOutcome: ((order: IncidentTicketOrder, off: CallingOff) => IncidentTicketOutcome) | undefined;
  readonly links: FakeLinks;
  readonly runs: FakeRuns;
  readonly #records: MemoryStores;
  readonly #now: () => number;

  constructor(records: MemoryStores, now: () => number) {
    this.#records = records;
    this.#now = now;
    this.links = new FakeLinks(now);
    this.runs = records.runs;
  }

  client(): Client {
    const client = {
      connection: { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() },
      workflow: {
        start: async (type: string, options: Started) => {
          await this.#reach('start');
          this.#start(type, options);
        },
        signalWithStart: async (type: string, { workflowId, args }: Started) => {
          await this.#reach('signal');
          if (type === INCIDENT_TICKET_WORKFLOW) {
            const earlier = this.incidentTickets.get(workflowId) ?? [];
            const order = args[0] as IncidentTicketOrder;
            this.incidentTickets.set(workflowId, [...earlier, order]);
            if (!this.underWay.has(workflowId)) this.underWay.set(workflowId, order);
          } else this.lookedAfter.set(workflowId, args[0]);
        },
        getHandle: (workflowId: string) => ({
          executeUpdate: async (name: string, options: { args: [object]; updateId: string }) => {
            await this.#reach('update');
            if (this.outage === 'no worker')
              throw new WorkflowUpdateRPCTimeoutOrCancelledError('no worker answered');
            if (this.runs.isOne(workflowId))
              return this.runs.update(workflowId, name, options.args[0] as Mark);
            if (isLink(workflowId))
              return this.links.update(workflowId, name, options.args[0], options.updateId);
            if (this.incidentTickets.has(workflowId)) return this.#ticketed(workflowId);
            return this.#update(workflowId, name, options.args[0], options.updateId);
          },
          startUpdate: async (_name: string, { args: [off] }: { args: [CallingOff] }) => {
            await this.#reach('update');
            const order = this.underWay.get(workflowId);
            if (!order) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
            return { result: () => this.#calledOff(workflowId, order, off) };
          },
          signal: async (name: string, argument: unknown) => {
            await this.#reach('signal');
            this.#find(workflowId);
            this.signals.push({ id: workflowId, name, argument });
            if (name === ticketSignal.name) this.#hear(workflowId, argument as TicketNews);
          },
          result: async () => {
            const order = this.tickets.get(workflowId);
            if (!order || !this.ticketOutcome) return new Promise(() => undefined);
            await this.#reach('describe');
            return this.ticketOutcome(order);
          },
          terminate: async () => {
            await this.#reach('terminate');
            if (!this.delayed.delete(workflowId)) this.#find(workflowId);
          },
          describe: async () => {
            if (this.lostBeforeDescribing) this.outage = 'unavailable';
            await this.#reach('describe');
            if (this.runs.isOne(workflowId)) return this.runs.describe(workflowId);
            return { memo: this.#known(workflowId).memo };
          },
          query: async () => {
            await this.#reach('query');
            if (isLink(workflowId)) return this.links.query(workflowId);
            if (this.runs.isOne(workflowId)) return this.runs.query(workflowId);
            if (this.incidentTickets.has(workflowId)) return this.underWay.get(workflowId);
            const running = this.#known(workflowId);
            if (this.outage === 'no worker')
              throw new ServiceError('no worker', { cause: grpc(9, 'FAILED_PRECONDITION: no poller seen') });
            return this.#view(running);
          },
        }),
      },
    };
    return client as unknown as Client;
  }

  /** Shows an incident in a channel; as with the real one, it is recorded with the next event alone. */
  place(id: IncidentId, place: CardPlace): void {
    this.#known(incidentWorkflowId('default', id)).places.push(place);
  }

  /** What becomes of a run, as the workflow of that tells its incident. */
  ran(id: IncidentId, { by = MUSTER, ...change }: RunNews): void {
    this.#happen(this.#find(incidentWorkflowId('default', id)), [{ type: 'run_changed', ...change }], by);
  }

  #reach(call: Call): Promise<void> {
    if (this.outage === 'hangs' || this.hanging.has(call)) return new Promise(() => undefined);
    const failed = 'Failed to reach Temporal';
    if (this.outage === 'unavailable')
      return Promise.reject(new ServiceError(failed, { cause: grpc(14, 'UNAVAILABLE') }));
    if (this.outage === 'deadline')
      return Promise.reject(new ServiceError(failed, { cause: grpc(4, 'DEADLINE_EXCEEDED') }));
    if (this.outage === 'raw unavailable')
      return Promise.reject(grpc(14, 'UNAVAILABLE: No connection established'));
    return Promise.resolve();
  }

  #known(workflowId: string): Running {
    const found = this.running.get(workflowId);
    if (!found) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    return found;
  }

  #find(workflowId: string): Running {
    const found = this.#known(workflowId);
    if (found.incident.status === 'closed')
      throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    return found;
  }

  #start(type: string, { workflowId, args: [argument], memo = {}, startDelay }: Started): void {
    if (type !== INCIDENT_WORKFLOW) {
      if (type === RUN_WORKFLOW) {
        this.runs.start(workflowId, argument as RunOrder, memo);
        return;
      }
      if (type === LINK_WORKFLOW) {
        this.links.start(workflowId, argument as LinkInput);
        return;
      }
      if (type === TICKET_WORKFLOW) {
        this.tickets.set(workflowId, argument as TicketOrder);
        return;
      }
      if (type === AUDIT_WORKFLOW) this.audits.set(workflowId, argument as AuditEntry);
      else if (startDelay !== undefined) this.delayed.set(workflowId, argument);
      else this.laterReplies.set(workflowId, argument);
      return;
    }
    if (this.running.has(workflowId))
      throw new WorkflowExecutionAlreadyStartedError('started already', workflowId, type);
    const input = argument as IncidentInput;
    const { tenant, id, declaration } = input;
    const incident = newIncident(tenant, id, declaration, this.#now());
    const running = {
      input,
      memo,
      incident,
      revision: 0,
      replies: new Map<string, CommandReply>(),
      places: [],
    };
    this.running.set(workflowId, running);
    const { title, severity, by } = declaration;
    const { quoted } = declaration;
    const noted = quoted ? [{ type: 'noted', text: '', quoted }] : [];
    this.#happen(running, [{ type: 'declared', title, severity }, ...noted], by);
  }

  #happen(running: Running, bodies: readonly object[], by: Incident['declared']['by']): void {
    const events = bodies.map((body, index) => {
      const sequence = running.incident.sequence + 1 + index;
      return { ...body, sequence, at: this.#now(), by } as IncidentEvent;
    });
    for (const event of events) running.incident = evolve(running.incident, event);
    const record = { revision: ++running.revision, view: this.#view(running), events };
    if (this.recording) this.#records.record(record);
    else this.unrecorded.push(record);
  }

  /** What becomes of the order that came first, of which its incident hears. */
  #ticketed(workflowId: string): IncidentTicketOutcome {
    const order = this.underWay.get(workflowId);
    if (!order || !this.incidentTicketOutcome)
      throw new WorkflowUpdateRPCTimeoutOrCancelledError('nobody knows yet');
    return this.#came(workflowId, order, this.incidentTicketOutcome(order));
  }

  #calledOff(
    workflowId: string,
    order: IncidentTicketOrder,
    off: CallingOff,
  ): Promise<IncidentTicketOutcome> {
    if (!this.calledOffOutcome)
      return Promise.reject(new WorkflowUpdateRPCTimeoutOrCancelledError('nobody knows yet'));
    const outcome = this.#came(workflowId, order, this.calledOffOutcome(order, off));
    if ('ticket' in outcome) {
      const news = { ...outcome.ticket, kind: 'unlinked', by: off.by } as const;
      this.#hear(incidentWorkflowId(order.tenant, order.incident), news);
    }
    return Promise.resolve(outcome);
  }

  #came(
    workflowId: string,
    order: IncidentTicketOrder,
    outcome: IncidentTicketOutcome,
  ): IncidentTicketOutcome {
    this.underWay.delete(workflowId);
    if ('ticket' in outcome) {
      const news = { ...outcome.ticket, kind: 'kept', by: order.asked.by, made: !order.existing } as const;
      this.#hear(incidentWorkflowId(order.tenant, order.incident), news);
    }
    return outcome;
  }

  #hear(workflowId: string, news: TicketNews): void {
    const running = this.#find(workflowId);
    const at = { muster: MUSTER, now: this.#now() };
    const { by, events } = decideTicket(running.incident, running.input.plan, news, at);
    if (events.length > 0) this.#happen(running, events, by);
  }

  #view(running: Running): IncidentView {
    const { incident, input, places } = running;
    const sla = slaStanding(incident, input.plan);
    const runbooks = shownRunbooks(input.runbooks ?? [], incident);
    const rest = { places: [...places], sla, ...(runbooks.length > 0 && { runbooks }) };
    return { incident, deadlines: this.#deadlines(running), problems: [], ...rest };
  }

  #deadlines({ incident, input }: Running) {
    return deadlines(incident, input.plan);
  }

  #update(workflowId: string, name: string, argument: object, updateId: string): CommandReply {
    const running = this.#find(workflowId);
    const earlier = running.replies.get(updateId);
    if (earlier) return earlier;
    const known = COMMAND_NAMES.find((one) => one === name);
    if (!known) throw new Error(`there is no update ${name}`);
    const { by, deliveryId: _, ...rest } = argument as { by: Incident['declared']['by']; deliveryId: string };
    const command = { name: known, ...rest } as Command;
    const before = this.#deadlines(running);
    const decision = decide(running.incident, running.input.plan, by, command, this.#now());
    if ('refusal' in decision) {
      const { message } = decision.refusal;
      const details = [decision.refusal];
      const cause = ApplicationFailure.create({ message, type: REFUSED, nonRetryable: true, details });
      throw new WorkflowUpdateFailedError(message, cause);
    }
    this.#happen(running, decision.events, by);
    const now = this.#deadlines(running);
    const reply: CommandReply = {
      command: known,
      incident: running.incident,
      done: { by, at: this.#now() },
      cancelled: before.filter((old) => !now.some((one) => one.name === old.name && one.at === old.at)),
      deadlines: now,
    };
    running.replies.set(updateId, reply);
    return reply;
  }
}
