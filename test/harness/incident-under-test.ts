import { WorkflowNotFoundError, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { CardEdit } from '../../activities/card.ts';
import type { Command, CommandName } from '../../src/incident/command.ts';
import type { EventType, IncidentEvent } from '../../src/incident/event.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import type { Role } from '../../src/incident/person.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { exportWorkflowId } from '../../workflows/export/messages.ts';
import { REFUSED, viewQuery, type CommandRequest } from '../../workflows/incident/messages.ts';
import { atRest } from './at-rest.ts';
import { millis } from './plan.ts';
import { textOf, type RecordingActivities } from './recording-activities.ts';
import type { TestTemporal } from './test-temporal.ts';

type Words<N extends CommandName> = Omit<Extract<Command, { name: N }>, 'name'>;

/** How one command is sent: which delivery, and where a signal's outcome is told. */
export type Sent = Pick<CommandRequest, 'deliveryId' | 'confirmTo'>;

/** One incident that runs against recording activities, spoken to in the field's verbs. */
export class IncidentUnderTest {
  readonly id: IncidentId;
  readonly activities: RecordingActivities;
  readonly handle: WorkflowHandle;
  readonly #temporal: TestTemporal;
  #stopWorker: (() => Promise<void>) | undefined;
  #deliveries = 0;

  constructor(
    temporal: TestTemporal,
    handle: WorkflowHandle,
    id: IncidentId,
    activities: RecordingActivities,
  ) {
    this.#temporal = temporal;
    // Without the run id: a handle of the newest run, whichever that is.
    this.handle = temporal.env.client.workflow.getHandle(handle.workflowId);
    this.id = id;
    this.activities = activities;
  }

  ack = (by: string, sent: Sent = {}): Promise<CommandReply> => this.command('ack', {}, by, sent);
  mitigate = (by: string, note?: string): Promise<CommandReply> =>
    this.command('mitigate', { ...(note && { note }) }, by);
  resolve = (by: string, note?: string): Promise<CommandReply> =>
    this.command('resolve', { ...(note && { note }) }, by);
  hold = (by: string, note?: string): Promise<CommandReply> =>
    this.command('hold', { ...(note && { note }) }, by);
  resume = (by: string): Promise<CommandReply> => this.command('resume', {}, by);
  update = (by: string, text: string): Promise<CommandReply> => this.command('update', { text }, by);
  close = (by: string): Promise<CommandReply> => this.command('close', {}, by);
  reopen = (by: string): Promise<CommandReply> => this.command('reopen', {}, by);
  escalate = (by: string): Promise<CommandReply> => this.command('escalate', {}, by);
  note = (by: string, text: string, sent: Sent = {}): Promise<CommandReply> =>
    this.command('note', { text }, by, sent);
  assign = (by: string, person: string, role: Role): Promise<CommandReply> =>
    this.command('assign', { person: { id: person, name: person }, role }, by);
  join = (by: string): Promise<CommandReply> => this.command('join', {}, by);
  setSeverity = (by: string, severity: Words<'severity'>['severity']): Promise<CommandReply> =>
    this.command('severity', { severity }, by);
  setTitle = (by: string, title: string): Promise<CommandReply> => this.command('title', { title }, by);

  /** Sends a command as the HTTP layer does. @returns its authoritative reply. */
  command<N extends CommandName>(
    name: N,
    words: Words<N>,
    by: string,
    sent: Sent = {},
  ): Promise<CommandReply> {
    const request = { ...words, by: { id: by, name: by }, deliveryId: this.#delivery(sent) };
    return this.handle.executeUpdate<CommandReply, [unknown]>(name, {
      args: [request],
      updateId: request.deliveryId,
    });
  }

  /** @returns why a command was refused. @throws Error when it was not. */
  async refusal(command: Promise<CommandReply>): Promise<Refusal> {
    try {
      const reply = await command;
      throw new Error(`${reply.command} was not refused`);
    } catch (error) {
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED) throw error;
      return cause.details?.[0] as Refusal;
    }
  }

  /** Sends a command as a signal, as the HTTP layer does when no worker answers. */
  signal<N extends CommandName>(name: N, words: Words<N>, by: string, sent: Sent = {}): Promise<void> {
    const request = { ...sent, ...words, by: { id: by, name: by }, deliveryId: this.#delivery(sent) };
    return this.handle.signal(name, request);
  }

  #delivery({ deliveryId }: Sent): string {
    return deliveryId ?? `${this.id}-delivery-${++this.#deliveries}`;
  }

  view(): Promise<IncidentView> {
    return this.handle.query(viewQuery);
  }

  /** Lets time pass, with everything that falls due in it, and waits until all that is done. */
  async skip(length: string): Promise<void> {
    await this.#temporal.env.sleep(millis(length));
    await this.settled();
  }

  /** Waits until the incident has nothing to do but wait for time, for people, for a closed gate or a later retry. */
  async settled(): Promise<void> {
    await atRest(this.handle, () => [
      this.activities.calls.length,
      this.activities.calls.filter(({ outcome }) => outcome === 'under way').length,
    ]);
  }

  /** @returns who was paged and when, in minutes after declaring: `ana at 0m`. Those of one minute by name. */
  async pages(): Promise<string[]> {
    const declaredAt = await this.declaredAt();
    return this.activities
      .done({ activity: 'page' })
      .map(({ target, at }) => ({
        name: target.replace(/^main\/@?/, ''),
        minute: Math.round((at - declaredAt) / 60_000),
      }))
      .sort((a, b) => a.minute - b.minute || a.name.localeCompare(b.name))
      .map(({ name, minute }) => `${name} at ${minute}m`);
  }

  /** @returns every card posted in a channel, each as the texts it showed one after the other. */
  cards(target: string): string[][] {
    const posted = this.activities
      .done({ activity: 'deliver', target, key: /:new card/ })
      .map((call) => [textOf((call.input as Delivery).message)]);
    for (const call of this.activities.done({ activity: 'editCard', target })) {
      posted.at(-1)?.push(textOf((call.input as CardEdit).message));
    }
    return posted;
  }

  /** @returns what the story in a channel's thread said, in order. */
  told(target: string): string[] {
    return this.activities
      .done({ activity: 'deliver', target })
      .filter(({ key }) => !/:new card|:confirm:/.test(key))
      .map(({ input }) => textOf((input as Delivery).message));
  }

  /** @returns what was told to the senders of signals alone. */
  confirmations(): Delivery[] {
    return this.activities
      .done({ activity: 'deliver', key: /:confirm:/ })
      .map(({ input }) => input as Delivery);
  }

  /** @returns the Markdown that the Temporal UI shows for the workflow. */
  async currentDetails(): Promise<string> {
    const metadata = await this.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    return metadata.currentDetails;
  }

  /** @returns the events on the recorded timeline, by sequence. */
  timeline(type?: EventType): IncidentEvent[] {
    const events = new Map<number, IncidentEvent>();
    for (const record of this.activities.records) {
      for (const event of record.events) events.set(event.sequence, event);
    }
    return [...events.values()]
      .sort((a, b) => a.sequence - b.sequence)
      .filter((event) => type === undefined || event.type === type);
  }

  async declaredAt(): Promise<number> {
    const [first] = this.activities.calls.filter(({ activity }) => activity === 'recordIncident');
    if (first) return (first.input as { view: IncidentView }).view.incident.declared.at;
    return (await this.view()).incident.declared.at;
  }

  async startWorker(): Promise<void> {
    this.#stopWorker = await this.#temporal.work(this.id, this.activities.implementation);
  }

  async status(): Promise<string> {
    return (await this.handle.describe()).status.name;
  }

  /**
   * Ends the incident, so that its timers do not stop the clock from jumping for the next one. It comes to rest first:
   * what is under way when a workflow is terminated keeps the test server's clock from jumping ever after.
   */
  async end(): Promise<void> {
    this.activities.openAllGates();
    if (this.#stopWorker) await this.settled();
    if ((await this.status()) === 'RUNNING') await this.handle.terminate('the test is over');
    await this.#endExport();
    await this.#stopWorker?.();
  }

  async #endExport(): Promise<void> {
    const handle = this.#temporal.env.client.workflow.getHandle(exportWorkflowId('default', this.id));
    if (this.#stopWorker) await atRest(handle);
    await handle.terminate('the test is over').catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
  }
}
