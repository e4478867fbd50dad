import { setImmediate as others } from 'node:timers/promises';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import type { Command, Job, WorkflowRun, WorkflowVm } from './sdk-vm.ts';

/** Does what a workflow asks of a worker. @param at virtual time, epoch milliseconds. @throws to end the simulation. */
export type Perform = (activity: string, argument: unknown, at: number) => Promise<unknown>;

/** An Update that is sent at an instant. */
export interface SentUpdate {
  /** Epoch milliseconds. What is due by then happens before. */
  readonly at: number;
  readonly name: string;
  /** Asked when it is sent. */
  readonly argument: () => unknown;
}

/** What a workflow answered to an Update: its result, or why it was refused. */
export type UpdateAnswer = { readonly result: unknown } | { readonly refused: string };

export interface VirtualRun {
  readonly type: string;
  readonly workflowId: string;
  readonly input: unknown;
  /** When it begins, epoch milliseconds. */
  readonly at: number;
  /** When looking ends, epoch milliseconds. */
  readonly until: number;
  /** The oldest first. */
  readonly updates: readonly SentUpdate[];
  readonly perform: Perform;
  /** How often the workflow may be woken, so that one that never rests ends all the same. */
  readonly mostTurns: number;
}

/** How a run ended. */
export interface VirtualEnd {
  /** Nothing is left to wait for; it completed; time or turns were used up. */
  readonly why: 'rests' | 'completed' | 'time' | 'turns';
  /** Virtual time then, epoch milliseconds. */
  readonly at: number;
  readonly turns: number;
  /** By the updates that were sent. */
  readonly answers: readonly UpdateAnswer[];
}

/** The workflow code failed, or asked for what cannot be simulated. */
export class SimulationFailed extends Error {
  override readonly name = 'SimulationFailed';
}

/** How long a run computes before everything else in the process has its turn, in milliseconds. */
const AT_A_TIME_MS = 10;

const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const fromPayload = (payload: unknown): unknown =>
  payload === null || payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);

/**
 * Runs a workflow as Temporal would, but by a clock that jumps from one thing that is due to the next. Activities are done
 * at once. Nothing is stored, nothing is sent, and no server is asked.
 * @throws SimulationFailed
 */
export async function runVirtually(vm: WorkflowVm, run: VirtualRun): Promise<VirtualEnd> {
  return new Running(vm, run).toTheEnd();
}

class Running {
  readonly #vm: WorkflowVm;
  readonly #run: VirtualRun;
  readonly #timers = new Map<number, number>();
  readonly #answers: UpdateAnswer[] = [];
  /** Activities that were called off before they were begun. */
  readonly #unwanted = new Set<number>();
  #jobs: Job[];
  #now: number;
  #turns = 0;
  #sent = 0;
  #runs = 0;
  #input: unknown;
  #completed = false;
  #again = false;

  constructor(vm: WorkflowVm, run: VirtualRun) {
    this.#vm = vm;
    this.#run = run;
    this.#now = run.at;
    this.#input = run.input;
    this.#jobs = [this.#beginning()];
  }

  async toTheEnd(): Promise<VirtualEnd> {
    let workflow = await this.#begin();
    let since = performance.now();
    try {
      for (;;) {
        // Nothing here waits for anything: chat would not be answered, nor incidents worked on, until the end.
        if (performance.now() - since > AT_A_TIME_MS) {
          await others();
          since = performance.now();
        }
        const why = this.#next();
        if (why) return { why, at: this.#now, turns: this.#turns, answers: this.#answers };
        await this.#turn(workflow);
        if (!this.#again) continue;
        this.#again = false;
        await workflow.dispose();
        workflow = await this.#begin();
      }
    } finally {
      await workflow.dispose();
    }
  }

  #begin(): Promise<WorkflowRun> {
    const { type, workflowId, at } = this.#run;
    return this.#vm.begin(type, workflowId, this.#runId, { first: at, this: this.#now });
  }

  get #runId(): string {
    return `${this.#run.workflowId}/${this.#runs}`;
  }

  #beginning(): Job {
    const { type: workflowType, workflowId, at } = this.#run;
    return {
      initializeWorkflow: {
        workflowType,
        workflowId,
        arguments: [toPayload(this.#input)],
        attempt: 1,
        startTime: msToTs(at),
      },
    };
  }

  /** Lets what is due next be told to the workflow. @returns why there is nothing more. */
  #next(): VirtualEnd['why'] | undefined {
    if (this.#completed) return 'completed';
    if (this.#turns >= this.#run.mostTurns) return 'turns';
    if (this.#jobs.length > 0) return undefined;
    const [seq, due] = [...this.#timers].reduce((a, b) => (b[1] < a[1] ? b : a), [-1, Infinity]);
    const update = this.#run.updates[this.#sent];
    const at = Math.min(due, update?.at ?? Infinity);
    if (at === Infinity) return 'rests';
    if (at > this.#run.until) {
      this.#now = this.#run.until;
      return 'time';
    }
    this.#now = at;
    if (due <= at) {
      this.#timers.delete(seq);
      this.#jobs = [{ fireTimer: { seq } }];
    } else if (update) this.#send(update);
    return undefined;
  }

  #send({ name, argument }: SentUpdate): void {
    const id = String(this.#sent++);
    this.#jobs = [
      { doUpdate: { id, protocolInstanceId: id, name, input: [toPayload(argument())], runValidator: true } },
    ];
  }

  async #turn(workflow: WorkflowRun): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#turns++;
    const { successful, failed } = await workflow.activate({
      runId: this.#runId,
      timestamp: msToTs(this.#now),
      historyLength: 0,
      isReplaying: false,
      jobs,
    });
    if (failed) throw new SimulationFailed(`the workflow failed: ${failed.failure?.message ?? 'no reason'}`);
    const performed: (() => Job | Promise<Job>)[] = [];
    for (const command of successful?.commands ?? []) this.#carryOut(command, performed);
    for (const perform of performed) this.#jobs.push(await perform());
  }

  #carryOut(command: Command, performed: (() => Job | Promise<Job>)[]): void {
    const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity, updateResponse } = command;
    const { startChildWorkflowExecution, continueAsNewWorkflowExecution, failWorkflowExecution } = command;
    if (startTimer)
      this.#timers.set(startTimer.seq ?? 0, this.#now + tsToMs(startTimer.startToFireTimeout ?? null));
    else if (cancelTimer) this.#timers.delete(cancelTimer.seq ?? 0);
    else if (scheduleActivity) {
      const seq = scheduleActivity.seq ?? 0;
      performed.push(() => this.#perform(seq, scheduleActivity));
    } else if (requestCancelActivity) this.#unwanted.add(requestCancelActivity.seq ?? 0);
    else if (updateResponse) this.#answered(updateResponse);
    else if (startChildWorkflowExecution) {
      const { seq = 0 } = startChildWorkflowExecution;
      const began = { seq, succeeded: { runId: `${this.#runId}/child` } };
      const ended = { seq, result: { completed: {} } };
      performed.push(() => ({ resolveChildWorkflowExecutionStart: began }));
      performed.push(() => ({ resolveChildWorkflowExecution: ended }));
    } else if (continueAsNewWorkflowExecution) {
      this.#timers.clear();
      this.#runs++;
      this.#again = true;
      this.#input = fromPayload(continueAsNewWorkflowExecution.arguments?.[0]);
      this.#jobs = [this.#beginning()];
    } else if (command.completeWorkflowExecution) this.#completed = true;
    else if (failWorkflowExecution) {
      throw new SimulationFailed(
        `the workflow failed: ${failWorkflowExecution.failure?.message ?? 'no reason'}`,
      );
    } else if (!command.upsertWorkflowSearchAttributes && !command.setPatchMarker) {
      throw new SimulationFailed(`cannot simulate ${Object.keys(command).join(', ')}`);
    }
  }

  async #perform(seq: number, activity: NonNullable<Command['scheduleActivity']>): Promise<Job> {
    if (this.#unwanted.delete(seq)) {
      const failure = { message: 'called off', canceledFailureInfo: {} };
      return { resolveActivity: { seq, result: { cancelled: { failure } } } };
    }
    const { activityType, arguments: given } = activity;
    const result = await this.#run.perform(activityType ?? '', fromPayload(given?.[0]), this.#now);
    return { resolveActivity: { seq, result: { completed: { result: toPayload(result) } } } };
  }

  #answered(response: NonNullable<Command['updateResponse']>): void {
    const { protocolInstanceId, rejected, completed } = response;
    const index = Number(protocolInstanceId);
    if (rejected) this.#answers[index] = { refused: rejected.message ?? 'refused' };
    else if (completed) this.#answers[index] = { result: fromPayload(completed) };
  }
}
