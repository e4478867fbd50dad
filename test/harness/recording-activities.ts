import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { asFailure } from '../../activities/failure.ts';
import type { Activities } from '../../activities/index.ts';
import { accountId } from '../../src/access/account.ts';
import { ChatError, type ChatErrorCode } from '../../src/chat/error.ts';
import { KNOWN_TROUBLE } from '../../src/chat/delivery.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { PACED, type Paced } from '../../src/chat/pacing.ts';
import { plain } from '../../src/chat/text.ts';
import type { Message, MessageRef } from '../../src/chat/message.ts';
import type { PersonTarget } from '../../src/escalation/policy.ts';
import type { IncidentRecord } from '../../src/incident/view.ts';

/** One attempt of one activity. */
export interface Call {
  readonly activity: keyof Activities;
  /** Where it goes: `main/#critical`, `main/@ana`; the tenant's store for records. */
  readonly target: string;
  readonly input: unknown;
  readonly key: string;
  readonly incident: string;
  /** When this attempt was scheduled, epoch milliseconds by the server's clock. */
  readonly at: number;
  readonly attempt: number;
  /** In which workflow run. */
  readonly run: string;
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'under way';
}

/** Which calls something is about. */
export interface Which {
  readonly activity?: keyof Activities;
  readonly target?: string;
  readonly key?: RegExp;
}

interface Rule {
  readonly which: Which;
  readonly act: (call: Call) => Promise<void>;
}

/** A gate in front of some calls: they wait until it opens. */
export interface Gate {
  /** How many calls wait. */
  readonly waiting: () => number;
  readonly open: () => void;
}

const matches = (call: Call, { activity, target, key }: Which): boolean =>
  (activity === undefined || call.activity === activity) &&
  (target === undefined || call.target === target) &&
  (key === undefined || key.test(call.key));

/** What a message says, in one line. */
export function textOf(message: Message): string {
  const sections = message.sections.flatMap(({ text, fields = [], footnote }) => [
    ...(text ? [plain(text)] : []),
    ...fields.map(({ label, value }) => `${label}: ${plain(value)}`),
    ...(footnote ? [plain(footnote)] : []),
  ]);
  return [message.summary, ...sections].join(' · ');
}

/**
 * Activities that do nothing outside but remember what they were asked, and fail or wait as they are told. They keep no
 * ledger: what the workflow asks twice is seen twice.
 */
export class RecordingActivities {
  readonly calls: Call[] = [];
  /** People who want to be told directly. */
  readonly loud = new Set<string>();
  /** Who is on call by a schedule; a schedule that is not here is unknown. */
  readonly onCall = new Map<string, readonly PersonTarget[]>();
  #rules: Rule[] = [];
  readonly #gates: Gate[] = [];
  #messages = 0;

  /** Makes calls fail from now on. @returns makes them succeed again. */
  breaks(which: Which, code: ChatErrorCode, reason: string = code): () => void {
    return this.#rule(which, () => Promise.reject(asFailure(new ChatError(code, reason)).failure));
  }

  /** Makes checks fail as on workers whose configuration lacks the instance. @returns configures it again. */
  lacks(instance: string): () => void {
    const failure = ApplicationFailure.create({ message: `there is no ${instance}`, type: NOT_CONFIGURED });
    return this.#rule({ activity: 'checkInstance', target: instance }, () => Promise.reject(failure));
  }

  /** Lets the health checks know that an instance takes nothing. @returns lets them know that it is well. */
  troubled(instance: string, reason: string): () => void {
    const failure = ApplicationFailure.create({ message: reason, type: KNOWN_TROUBLE, nonRetryable: true });
    return this.#rule({}, ({ input }) => {
      const { unlessTroubled, instance: by } = input as { unlessTroubled?: true; instance?: string };
      return unlessTroubled && by === instance ? Promise.reject(failure) : Promise.resolve();
    });
  }

  #joinRefusal: string | undefined;
  /** What is known of two accounts by now forbids that they are linked. */
  refusesToJoin(message: string): void {
    this.#joinRefusal = message;
  }

  /**
   * Makes calls wait for room in the platform's limits. @param turnMs how long, each time anew. @returns makes room.
   */
  hasNoRoom(which: Which, turnMs: number): () => void {
    return this.#rule(which, (call) => {
      const turn: Turn = {
        lane: call.target,
        urgency: 'news',
        at: call.at + turnMs,
        shift: 0,
        everyMs: 1_000,
      };
      const reason = `no room in ${turnMs} ms`;
      const paced: Paced = { turn, waitMs: turnMs, turnMs, reason };
      return Promise.reject(
        ApplicationFailure.create({ message: reason, type: PACED, nonRetryable: true, details: [paced] }),
      );
    });
  }

  /** Makes calls fail with something that no provider declares, as a store does that is down. */
  goesDown(which: Which): () => void {
    return this.#rule(which, () => Promise.reject(new Error('connection refused')));
  }

  /** Lets calls wait. @param heedsCancel a waiting call ends when it is cancelled, as a page does. */
  gate(which: Which, { heedsCancel = false } = {}): Gate {
    let waiting = 0;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const remove = this.#rule(which, async () => {
      waiting++;
      const beat = setInterval(heartbeat, 100);
      await (heedsCancel ? Promise.race([opened, cancelled()]) : opened).finally(() => {
        clearInterval(beat);
        waiting--;
      });
    });
    const gate: Gate = {
      waiting: () => waiting,
      open: () => {
        remove();
        open();
      },
    };
    this.#gates.push(gate);
    return gate;
  }

  openAllGates(): void {
    for (const gate of this.#gates) gate.open();
  }

  find(which: Which): Call[] {
    return this.calls.filter((call) => matches(call, which));
  }

  done(which: Which): Call[] {
    return this.find(which).filter(({ outcome }) => outcome === 'done');
  }

  get records(): IncidentRecord[] {
    return this.done({ activity: 'recordIncident' }).map(({ input }) => input as IncidentRecord);
  }

  /** What the worker runs. */
  readonly implementation: Activities = {
    recordIncident: (record) =>
      this.#call('recordIncident', 'store', record, {
        key: String(record.revision),
        incident: record.view.incident.id,
      }),
    joinAccounts: (request) =>
      this.#call('joinAccounts', 'store', request, { key: accountId(request.claimant.account) }, () =>
        this.#joinRefusal === undefined
          ? { person: request.asker.person, accounts: [request.claimant.account] }
          : { refusal: { code: 'both_configured' as const, message: this.#joinRefusal } },
      ),
    loudAccounts: (asked) =>
      this.#call('loudAccounts', 'store', asked, { key: asked.people.join() }, () =>
        asked.people.filter((one) => this.loud.has(one)).map((user) => ({ instance: 'main', user })),
      ),
    whoIsOnCall: (question) =>
      this.#call(
        'whoIsOnCall',
        'store',
        question,
        { key: question.schedules.map((s) => s.schedule).join() },
        () =>
          question.schedules.map((one) => {
            const people = this.onCall.get(one.schedule);
            return { ...one, people: people ?? [], ...(!people && { unknown: true as const }) };
          }),
      ),
    writeAudit: (entry) => this.#call('writeAudit', 'store', entry, { key: entry.deliveryId }),
    deliver: (delivery) =>
      this.#call('deliver', place(delivery.instance, delivery.to), delivery, delivery, () =>
        delivery.privatelyTo === undefined ? this.#ref(delivery.to) : undefined,
      ),
    page: (delivery) =>
      this.#call('page', place(delivery.instance, delivery.to), delivery, delivery, () =>
        this.#ref(delivery.to),
      ),
    editCard: (edit) => this.#call('editCard', `${edit.instance}/${edit.ref.channel}`, edit, edit),
    openChannel: (opening) =>
      this.#call('openChannel', `${opening.instance}/#${opening.name}`, opening, opening, () => ({
        id: `#${opening.name}`,
        name: opening.name,
      })),
    setChannelTopic: (change) =>
      this.#call('setChannelTopic', `${change.instance}/${change.channel}`, change, change),
    inviteToChannel: (invitation) =>
      this.#call('inviteToChannel', `${invitation.instance}/${invitation.channel}`, invitation, invitation),
    pinCard: (pin) => this.#call('pinCard', `${pin.instance}/${pin.ref.channel}`, pin, pin),
    leaveTurn: (left) => this.#call('leaveTurn', left.instance, left, { key: left.turn.lane }),
    archiveChannel: (archive) =>
      this.#call('archiveChannel', `${archive.instance}/${archive.channel}`, archive, archive),
    checkInstance: (watched) =>
      this.#call('checkInstance', watched.instance, watched, { key: watched.instance }, () => ({
        nextMs: 60_000,
      })),
  };

  #ref(to: { readonly channel: string } | { readonly user: string }): MessageRef {
    return { channel: 'channel' in to ? to.channel : `@${to.user}`, id: `message-${++this.#messages}` };
  }

  #rule(which: Which, act: Rule['act']): () => void {
    const rule: Rule = { which, act };
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((r) => r !== rule);
    };
  }

  async #call(activity: keyof Activities, target: string, input: unknown, of: Named): Promise<void>;
  async #call<R>(
    activity: keyof Activities,
    target: string,
    input: unknown,
    of: Named,
    result: () => R,
  ): Promise<R>;
  async #call<R>(
    activity: keyof Activities,
    target: string,
    input: unknown,
    { key, incident = '' }: Named,
    result?: () => R,
  ): Promise<R | undefined> {
    const { attempt, currentAttemptScheduledTimestampMs: at, workflowExecution } = activityInfo();
    const call = {
      activity,
      target,
      input,
      key,
      incident,
      at,
      attempt,
      run: workflowExecution?.runId ?? '',
      outcome: 'under way' as Call['outcome'],
    };
    this.calls.push(call);
    try {
      for (const rule of this.#rules) if (matches(call, rule.which)) await rule.act(call);
      call.outcome = 'done';
      return result?.();
    } catch (error) {
      call.outcome = error instanceof CancelledFailure ? 'cancelled' : 'failed';
      throw error;
    }
  }
}

interface Named {
  readonly key: string;
  readonly incident?: string;
}

function place(instance: string, to: { readonly channel: string } | { readonly user: string }): string {
  return `${instance}/${'channel' in to ? to.channel : `@${to.user}`}`;
}

/** Rejects when the activity is cancelled, of which it learns in the answer to a heartbeat. */
function cancelled(): Promise<never> {
  return new Promise((_, reject) => {
    cancellationSignal().addEventListener('abort', () => {
      reject(new CancelledFailure('no longer wanted'));
    });
  });
}
