import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { createHoursActivities } from '../../activities/hours.ts';
import { asFailure } from '../../activities/failure.ts';
import type { ActionGlance, ActionOutlook } from '../../activities/action.ts';
import type { TicketStep, TicketStepped } from '../../activities/incident-ticket.ts';
import type { TicketWish } from '../../activities/ticket.ts';
import type { Retained } from '../../src/retention/rules.ts';
import type { Activities } from '../../activities/index.ts';
import { accountId, type Account } from '../../src/access/account.ts';
import { ChatError, type ChatErrorCode } from '../../src/chat/error.ts';
import { KNOWN_TROUBLE } from '../../src/chat/delivery.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { PACED, type Paced } from '../../src/chat/pacing.ts';
import { plain } from '../../src/chat/text.ts';
import type { Message, MessageRef } from '../../src/chat/message.ts';
import type { FoundHours } from '../../src/escalation/found-hours.ts';
import type { PersonTarget } from '../../src/escalation/policy.ts';
import type { RunRoute } from '../../activities/run-telling.ts';
import type { PageFound } from '../../activities/inspection.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { NOTHING_FOUND } from '../../src/inspection/report.ts';
import type { Calendar } from '../../src/oncall/hours.ts';
import { runId } from '../../src/action/run-id.ts';
import { incidentId } from '../../src/incident/id.ts';
import type { TicketRef } from '../../src/incident/ticket.ts';
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
  /** People who want nothing but pages. */
  readonly quiet = new Set<string>();
  /** Who is on call by a schedule; a schedule that is not here is unknown. */
  readonly onCall = new Map<string, readonly PersonTarget[]>();
  /** Business hours that are closed, with when they open, epoch milliseconds; all others are open. */
  readonly closed = new Map<string, number>();
  /** How many pages the auditor has to look through, and what it has to tell then. */
  inspectionPages = 1;
  findingNotices: Delivery[] = [];
  /** Business hours that are asked by the server's clock. */
  readonly calendars = new Map<string, Calendar>();
  /** What the rules of retention let go. */
  readonly expired: { tenant: string; name: Retained; left: number }[] = [];
  /** What is to be done about an action item. */
  outlook: (glance: ActionGlance) => ActionOutlook = () => ({ kind: 'ended' });
  /** What is found when a schedule is looked at; none is configured until this is set. */
  lookAtDuty: Activities['lookAtDuty'] = noSchedule;
  /** What comes of fetching the calendars of a schedule; none is configured until this is set. */
  fetchCalendars: Activities['fetchCalendars'] = noSchedule;
  /** Opens incidents for alerts: INC-1, INC-2 … unless this is set. */
  openByAlerts: Activities['openByAlerts'] = () => Promise.resolve({ incident: incidentId(++this.#opened) });
  /** What incidents answer to their alerts: that they are open, or resolved where that is asked for. */
  tellIncident: Activities['tellIncident'] = ({ news, by }) =>
    Promise.resolve(news.ask === 'resolve' ? { status: 'resolved', by } : { status: 'open' });
  /** How often a heartbeat comes; none is configured until this is set. */
  lookAtHeartbeat: Activities['lookAtHeartbeat'] = ({ rule }) => noSchedule({ schedule: rule });
  /** Where the news of heartbeats goes. */
  sayOfHeartbeat: Activities['sayOfHeartbeat'] = () => Promise.resolve();
  #opened = 0;
  /** What an attempt to run an action comes to. */
  runAction: Activities['runAction'] = () =>
    Promise.resolve({ outcome: { status: 'succeeded', result: {} } });
  /** What comes of a runbook that is to be run by itself: RUN-1, RUN-2 … unless this is set. */
  orderRunbook: Activities['orderRunbook'] = () => Promise.resolve({ run: runId(++this.#runs) });
  #runs = 0;
  /** Where cards of runs stand; undefined: there are none. */
  runCard: MessageRef | undefined;
  /** By what the end of runs is told. */
  runRoutes: readonly RunRoute[] = [];
  /** Accounts of those who are asked directly to approve a run. */
  approvers: readonly Account[] = [];
  /** What a round of working off an inbox comes to. */
  takeIn: Activities['takeIn'] = () => Promise.resolve({ taken: 0, more: false, text: 'nothing' });
  /** Runs whose workflow Temporal has ended. */
  brokenRuns: readonly string[] = [];
  /** Integrations of which it is to be told that nothing comes, or something again. */
  quietNews: Awaited<ReturnType<Activities['findQuiet']>> = [];
  /** Integrations whose senders are asked for what they could not deliver. */
  missing: Awaited<ReturnType<Activities['integrationsThatMiss']>> = [];
  /** Inboxes that were forgotten. */
  forgotten: readonly string[] = [];
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

  /** No schedule is configured any more. */
  lacksDuty(): void {
    this.lookAtDuty = noSchedule;
    this.fetchCalendars = noSchedule;
  }

  #swapRefusal: string | undefined;
  /** What is known of two shifts by now forbids that they change hands. */
  refusesToSwap(reason: string): void {
    this.#swapRefusal = reason;
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

  /** How far a ticket is brought: as far as the incident was recorded last. */
  followIncident = ({ told, ticket, earlier = 0 }: TicketStep): TicketStepped => {
    const { incident } = this.records.at(-1)?.view ?? {};
    const own = incident?.tickets?.filter(({ tracker }) => tracker === ticket.tracker)[earlier];
    const over = incident?.status === 'closed' || own?.unlinked === true;
    return { told: incident?.sequence ?? told, more: false, over };
  };
  /** What is found of a ticket that was called off. */
  looked: { readonly ticket?: TicketRef; readonly isSure: boolean } = { isSure: true };
  /** Who is told when a ticket is made. */
  settled: readonly Delivery[] = [];
  /** What is to be pushed when an incident is closed. */
  wishesAtClose: readonly TicketWish[] = [];

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
        asked.people
          .filter((one) => this.loud.has(one) || (asked.urgent?.includes(one) && !this.quiet.has(one)))
          .map((user) => ({ instance: 'main', user })),
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
    waysToReach: (asked) =>
      this.#call('waysToReach', 'store', asked, { key: asked.person.id }, () => ({
        kind: 'person',
        person: asked.person,
        contacts: [{ instance: 'main', user: asked.person.id }],
      })),
    orderRunbook: async (wish) => {
      const { name, on } = wish.runbook;
      await this.#call('orderRunbook', 'store', wish, {
        key: `${name} ${on} ${wish.sequence}`,
        incident: wish.incident,
      });
      return this.orderRunbook(wish);
    },
    swapShifts: (order) =>
      this.#call('swapShifts', 'store', order, { key: order.offer.id }, () =>
        this.#swapRefusal === undefined ? { done: true as const } : { refused: this.#swapRefusal },
      ),
    lookAtDuty: async (question) => {
      await this.#call('lookAtDuty', question.schedule, question, { key: question.schedule });
      return this.lookAtDuty(question);
    },
    fetchCalendars: async (question) => {
      await this.#call('fetchCalendars', question.schedule, question, { key: question.schedule });
      return this.fetchCalendars(question);
    },
    takeIn: async (ref) => {
      await this.#call('takeIn', 'store', ref, { key: ref.integration });
      return this.takeIn(ref);
    },
    readAgain: async (asked) => {
      await this.#call('readAgain', 'store', asked, { key: `${asked.list}-${asked.part}` });
      const { list, parts, part } = asked;
      return part + 1 < parts ? { list, parts, part: part + 1, from: 0 } : undefined;
    },
    forgetAgain: (place) => this.#call('forgetAgain', 'store', place, { key: `${place.list}-${place.part}` }),
    findQuiet: () => this.#call('findQuiet', 'store', {}, { key: '' }, () => this.quietNews),
    endBrokenRuns: () => this.#call('endBrokenRuns', 'store', {}, { key: '' }, () => this.brokenRuns),
    quietTold: (told) => this.#call('quietTold', 'store', told, { key: told.key }),
    integrationsThatMiss: () =>
      this.#call('integrationsThatMiss', 'store', {}, { key: '' }, () => this.missing),
    redeliverMissed: (ref) =>
      this.#call('redeliverMissed', 'store', ref, { key: ref.integration }, () => 'nothing missed'),
    wakeIntakes: () => this.#call('wakeIntakes', 'store', {}, { key: '' }, () => this.forgotten),
    whichHours: async (question) => {
      const { currentAttemptScheduledTimestampMs: now } = activityInfo();
      const real = createHoursActivities({ hours: (_, key) => this.calendars.get(key), now: () => now });
      const known = await real.whichHours(question);
      const key = question.hours.map(({ hours }) => hours).join();
      return this.#call('whichHours', 'store', question, { key }, () =>
        known.map((found): FoundHours => {
          const until = this.closed.get(found.hours);
          if (!found.unknown) return found;
          return { hours: found.hours, open: until === undefined, ...(until !== undefined && { until }) };
        }),
      );
    },
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
    lookAtAction: (glance) =>
      this.#call('lookAtAction', 'store', glance, { key: String(glance.number) }, () => this.outlook(glance)),
    sweepsDue: () =>
      this.#call('sweepsDue', 'store', {}, { key: '' }, () =>
        this.expired.map(({ tenant, name }) => ({ tenant, name })),
      ),
    sweep: (order) =>
      this.#call('sweep', 'store', order, { key: order.name }, () => {
        const here = this.expired.find(({ tenant, name }) => tenant === order.tenant && name === order.name);
        const deleted = Math.min(here?.left ?? 0, order.most);
        if (here) here.left -= deleted;
        return { name: order.name, deleted, more: (here?.left ?? 0) > 0 };
      }),
    keepExport: (order) =>
      this.#call('keepExport', 'store', order, { key: order.id, incident: order.id }, () => ({
        at: 0,
        bytes: 0,
      })),
    openByAlerts: async (order) => {
      await this.#call('openByAlerts', order.terms.integration, order, { key: order.key });
      return this.openByAlerts(order);
    },
    tellIncident: async (telling) => {
      const { key, incident } = telling;
      await this.#call('tellIncident', incident, telling, { key, incident });
      return this.tellIncident(telling);
    },
    lookAtHeartbeat: async (awaited) => {
      await this.#call('lookAtHeartbeat', awaited.rule, awaited, { key: awaited.rule });
      return this.lookAtHeartbeat(awaited);
    },
    sayOfHeartbeat: async (news) => {
      await this.#call('sayOfHeartbeat', news.rule, news, { key: news.key });
      await this.sayOfHeartbeat(news);
    },
    makeTicket: (wish) =>
      this.#call('makeTicket', `${wish.tracker}/${wish.place}`, wish, { key: String(wish.number) }, () => ({
        tracker: wish.tracker,
        key: `${wish.place}#1`,
        url: 'https://tracker.example/1',
      })),
    makeIncidentTicket: (wish) =>
      this.#call('makeIncidentTicket', `${wish.tracker}/${wish.place}`, wish, { key: wish.incident }, () => ({
        tracker: wish.tracker,
        key: `${wish.place}#${1 + (wish.earlier ?? 0)}`,
        url: `https://tracker.example/${1 + (wish.earlier ?? 0)}`,
      })),
    lookForIncidentTicket: (wish) =>
      this.#call(
        'lookForIncidentTicket',
        `${wish.tracker}/${wish.place}`,
        wish,
        { key: wish.incident },
        () => this.looked,
      ),
    followIncident: (step) =>
      this.#call('followIncident', step.ticket.tracker, step, { key: step.incident }, () =>
        this.followIncident(step),
      ),
    incidentTicketNotices: (about) =>
      this.#call('incidentTicketNotices', 'store', about, { key: about.order.incident }, () => ({
        asker: [],
        operators: [],
      })),
    settleTicket: (settlement) =>
      this.#call(
        'settleTicket',
        'store',
        settlement,
        { key: String(settlement.order.number) },
        () => this.settled,
      ),
    keepTicketStatus: (which) =>
      this.#call('keepTicketStatus', 'store', which, { key: String(which.number) }),
    pushDevelopment: (wish) =>
      this.#call('pushDevelopment', 'store', wish, { key: wish.tracker }, () => ({
        accepted: wish.items.length,
        refused: [],
        unknownIssues: [],
      })),
    ticketsAtClose: (closed) =>
      this.#call('ticketsAtClose', 'store', closed, { key: closed.id }, () => this.wishesAtClose),
    runAction: async (order, attempt) => {
      await this.#call('runAction', order.action, order, { key: order.id });
      return this.runAction(order, attempt);
    },
    fitOutcome: (what) => this.#call('fitOutcome', 'store', what, { key: '' }, () => what.outcome),
    planStep: (wish) =>
      this.#call('planStep', wish.task.ref, wish, { key: wish.step.place }, () => ({
        run: { ...wish.order, action: wish.task.ref, step: wish.step },
      })),
    publishStep: (wish) =>
      this.#call('publishStep', wish.task.ref, wish, { key: wish.task.name }, () => ({ values: {} })),
    recordRun: (run) => this.#call('recordRun', 'store', run, { key: run.id }),
    showRun: (shown) =>
      this.#call('showRun', shown.order.action, shown, { key: shown.run.id }, () => this.runCard),
    showRunOutput: (shown) =>
      this.#call('showRunOutput', shown.order.action, shown, { key: shown.run.id }, () => this.runCard),
    approverAccounts: (order) =>
      this.#call('approverAccounts', 'store', order, { key: order.id }, () => this.approvers),
    askApprover: (asked) =>
      this.#call('askApprover', asked.account.user, asked, { key: asked.run.id }, () => ({
        channel: `D-${asked.account.user}`,
        id: 'm1',
      })),
    runRoutes: (about) =>
      this.#call('runRoutes', 'store', about, { key: about.run.id }, () => this.runRoutes),
    tellRun: (told) => this.#call('tellRun', told.route, told, { key: told.run.id }),
    leaveTurn: (left) => this.#call('leaveTurn', left.instance, left, { key: left.turn.lane }),
    archiveChannel: (archive) =>
      this.#call('archiveChannel', `${archive.instance}/${archive.channel}`, archive, archive),
    inspectRecords: () => this.#call('inspectRecords', 'store', undefined, { key: '' }, () => NOTHING_FOUND),
    inspectRunning: (page) =>
      this.#call('inspectRunning', 'store', page, { key: page.after ?? '' }, () => this.#page(page.after)),
    concludeInspection: (inspection) =>
      this.#call('concludeInspection', 'store', inspection, { key: '' }, () => this.findingNotices),
    checkInstance: (watched) =>
      this.#call('checkInstance', watched.instance, watched, { key: watched.instance }, () => ({
        nextMs: 60_000,
      })),
  };

  #page(after = '0'): PageFound {
    const number = Number(after) + 1;
    const found = { ...NOTHING_FOUND, running: 1 };
    return { found, ...(number < this.inspectionPages && { next: String(number) }) };
  }

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

const noSchedule = ({ schedule }: { readonly schedule: string }): Promise<never> =>
  Promise.reject(ApplicationFailure.create({ message: `there is no ${schedule}`, type: NOT_CONFIGURED }));

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
