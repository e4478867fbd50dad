import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import type { Logger } from 'pino';
import type { Alert } from '../../alert/alert.ts';
import { MOST_STATEMENTS, type AlertBatch } from '../../alert/batch.ts';
import { leadOf, ranked } from '../../alert/lead.ts';
import type { Statement } from '../../alert/statement.ts';
import type { GroupTerms } from '../../alert/terms.ts';
import { shortHash } from './alert-hash.ts';
import { inTime } from '../../http/patience.ts';
import { TEMPORAL_SILENT } from '../../http/unavailable.ts';
import {
  ALERT_GROUP_WORKFLOW,
  alertGroupWorkflowId,
  alertsSignal,
  alertsUpdate,
  type BatchAnswer,
} from '../../../workflows/alert-group/messages.ts';
import { summarised } from '../../../workflows/markdown.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/incident/messages.ts';

/** How long a worker has to answer before a batch is left with Temporal, in milliseconds. */
const UPDATE_MS = 7_000;
/** How long Temporal itself has to take something, in milliseconds. */
const ACCEPT_MS = 5_000;

/** Of how many deliveries a group hears with one message: each has its terms with it. */
const MOST_BATCHES = 20;

/** Alerts of one delivery that belong to one group. */
export interface Together {
  /** What the delivery is known by among all. */
  readonly delivery: string;
  /** Which of those deliveries it is that are taken together. */
  readonly place: number;
  /** Those of the first. */
  readonly terms: GroupTerms;
  /** Those of each that fires. */
  readonly firing: GroupTerms[];
  readonly alerts: { readonly alert: Alert; readonly statement: Statement }[];
}

/** Whether a worker may answer: the groups of a delivery do not wait one after the other for one that does not. */
export interface Hope {
  worker: boolean;
}

/** What a group hears at once. */
type Message = [AlertBatch, ...AlertBatch[]];

/** @returns what a delivery says of a group, in parts that fit into one message. */
function batchesOf({ delivery, terms: said, firing, alerts }: Together): AlertBatch[] {
  const [terms = said, ...others] = ranked(firing);
  const batches: AlertBatch[] = [];
  for (let from = 0; from < alerts.length; from += MOST_STATEMENTS) {
    const name = from === 0 ? delivery : `${delivery}+${from}`;
    batches.push({
      delivery: shortHash(name, 32),
      statements: alerts.slice(from, from + MOST_STATEMENTS).map(({ statement }) => statement),
      terms,
      ...(others.length > 0 && { others: others.map(leadOf) }),
    });
  }
  return batches;
}

/** @returns messages to one group, in the order of what they say. */
function messagesOf(batches: readonly AlertBatch[]): Message[] {
  const messages: Message[] = [];
  let room = 0;
  for (const batch of batches) {
    const last = messages.at(-1);
    const isFull = !last || last.length >= MOST_BATCHES || batch.statements.length > room;
    if (isFull) messages.push([batch]);
    else last.push(batch);
    room = (isFull ? MOST_STATEMENTS : room) - batch.statements.length;
  }
  return messages;
}

export interface AlertMessagesDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Told of each group that hears of something, by its workflow id. */
  readonly met?: (workflowId: string) => void;
}

/** @returns what brings to groups what deliveries say of their alerts. */
export function createAlertMessages({ client, taskQueue, log, met }: AlertMessagesDependencies) {
  /** Has Temporal, with time to do it, take something that waits for no worker. */
  const accepted = <T>(take: () => Promise<T>): Promise<T> =>
    client.connection.withDeadline(Date.now() + ACCEPT_MS, take);

  /** @returns what a worker answers; undefined when none does. @throws WorkflowNotFoundError */
  async function answered(
    workflowId: string,
    hope: Hope,
    ask: () => Promise<BatchAnswer>,
  ): Promise<BatchAnswer | undefined> {
    if (!hope.worker) return undefined;
    try {
      const update = client.connection.withDeadline(Date.now() + UPDATE_MS, ask);
      return await inTime(update, UPDATE_MS, TEMPORAL_SILENT);
    } catch (err) {
      if (err instanceof WorkflowNotFoundError) throw err;
      log.warn({ err, workflowId }, 'no worker answers for a group of alerts: Temporal keeps what they say');
      hope.worker = false;
      return undefined;
    }
  }

  /** Begins the group where none runs. */
  async function begin(tenant: string, hash: string, batches: Message, hope: Hope): Promise<BatchAnswer> {
    const [{ terms }] = batches;
    const workflowId = alertGroupWorkflowId(tenant, hash);
    met?.(workflowId);
    const options = {
      workflowId,
      taskQueue,
      args: [{ terms }],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      staticSummary: summarised(`alerts of ${terms.integration}: ${terms.about}`),
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.tenant, value: tenant },
        ...(terms.declaration.service === undefined
          ? []
          : [{ key: SEARCH_ATTRIBUTES.service, value: terms.declaration.service }]),
      ],
    };
    const answer = await answered(workflowId, hope, () =>
      client.workflow.executeUpdateWithStart(alertsUpdate, {
        args: batches,
        updateId: updateIdOf(batches),
        startWorkflowOperation: new WithStartWorkflowOperation(ALERT_GROUP_WORKFLOW, {
          ...options,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        }),
      }),
    );
    if (answer) return answer;
    // Where the update was taken after all, the delivery's name keeps it from counting twice.
    await accepted(() =>
      client.workflow.signalWithStart(ALERT_GROUP_WORKFLOW, {
        ...options,
        signal: alertsSignal,
        signalArgs: batches,
      }),
    );
    return LEFT;
  }

  /** Tells the group if it runs. @returns undefined when it does not. */
  async function goOn(
    tenant: string,
    hash: string,
    batches: Message,
    hope: Hope,
  ): Promise<BatchAnswer | undefined> {
    const handle = client.workflow.getHandle(alertGroupWorkflowId(tenant, hash));
    try {
      const answer = await answered(handle.workflowId, hope, () =>
        handle.executeUpdate(alertsUpdate, { args: batches, updateId: updateIdOf(batches) }),
      );
      if (!answer) await accepted(() => handle.signal(alertsSignal, ...batches));
      met?.(handle.workflowId);
      return answer ?? LEFT;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  return {
    /**
     * Brings alerts to their group, which begins when something fires: what has cleared is no news to one that begins.
     * @returns what came of the last message, as the group has heard of all of them then; undefined when there is no such
     * group, and nothing fires that would make one.
     */
    async bring(
      tenant: string,
      hash: string,
      parts: readonly Together[],
      hope: Hope,
    ): Promise<BatchAnswer | undefined> {
      const tell = parts.some(({ firing }) => firing.length > 0) ? begin : goOn;
      let answer: BatchAnswer | undefined;
      for (const message of messagesOf(parts.flatMap(batchesOf)))
        answer = await tell(tenant, hash, message, hope);
      return answer;
    },
  };
}

const LEFT: BatchAnswer = { text: 'left with Temporal until a worker answers' };

/** @returns the same for the same: sent again, it may be with others, and each by itself has no second effect. */
function updateIdOf([first, ...more]: Message): string {
  if (more.length === 0) return first.delivery;
  return shortHash([first, ...more].map(({ delivery }) => delivery).join(), 32);
}
