import { heartbeat } from '@temporalio/activity';
import type { Delivery } from '../src/chat/delivery.ts';
import { findingsMessage } from '../src/chat/auditor-notice.ts';
import { targetName, type ChannelTarget } from '../src/escalation/policy.ts';
import { incidentKey, parseIncidentId, type IncidentId } from '../src/incident/id.ts';
import type { IncidentView } from '../src/incident/view.ts';
import { findingLine, type Finding } from '../src/inspection/finding.ts';
import { finding, isSuspicious, judge, type Grace, type Judged } from '../src/inspection/judge.ts';
import type { PlanNow } from '../src/inspection/plan-now.ts';
import {
  compared,
  foundOf,
  NOTHING_FOUND,
  together,
  type Found,
  type Heartbeat,
  type Report,
} from '../src/inspection/report.ts';
import type { Logger } from './logger.ts';

/** A page of what there is to look at. */
export interface InspectionPage {
  /** When the inspection began, epoch milliseconds. */
  readonly startedAt: number;
  /** Where the page begins; the first when absent. */
  readonly after?: string;
}

export interface PageFound {
  readonly found: Found;
  /** Where the next page begins; absent after the last. */
  readonly next?: string;
}

export interface InspectionActivities {
  /** Looks at incidents that run, also for those that the records do not have. Changes nothing. */
  inspectRunning(page: InspectionPage): Promise<PageFound>;
  /**
   * Looks for incidents that the records have as not closed and that do not run: each time among those whose workflow was
   * broken off of late, and among all of the records not each time, because some stores read everything for it. Changes
   * nothing.
   */
  inspectRecords(): Promise<Found>;
  /**
   * Keeps what was found, and sends the heartbeat when that is nothing. May be repeated.
   * @returns what is told those who run Muster of what was found for the first time.
   */
  concludeInspection(inspection: { startedAt: number; found: Found }): Promise<Delivery[]>;
}

/** An incident of Temporal's. */
export interface RunningIncident {
  readonly tenant: string;
  readonly id: IncidentId;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What an incident answers when it is asked for its plan. */
export type Asked =
  | { readonly plan: PlanNow }
  /** Its workflow cannot go on, or cannot be brought to life; with what it fails of. */
  | { readonly failing: string }
  | { readonly silent: true }
  /** A worker of an earlier version, which does not know the question. */
  | { readonly unasked: true }
  /** It does not run; how it ended, or undefined where Temporal does not know it. */
  | { readonly ended: string | undefined };

/** The incidents as Temporal has them. All of these throw when it does not answer. */
export interface RunningIncidents {
  /** @returns those of the ids that run, as far as Temporal's index knows, which may lag behind. */
  running(tenantsIds: readonly Pick<RunningIncident, 'tenant' | 'id'>[]): Promise<ReadonlySet<string>>;
  list(after: string | undefined, limit: number): Promise<{ incidents: RunningIncident[]; next?: string }>;
  count(): Promise<number>;
  /** @returns those whose workflow has ended otherwise than by itself since a time, as far as the index knows. */
  brokenOff(since: number, limit: number): Promise<readonly Pick<RunningIncident, 'tenant' | 'id'>[]>;
  ask(tenant: string, id: IncidentId): Promise<Asked>;
}

export interface AuditorSettings {
  readonly everyMs: number;
  readonly grace: Grace;
  /** Addresses outside that hear when all is well; secret. */
  readonly heartbeat: readonly string[];
  /** Where those who run Muster are told of findings. */
  readonly channels: readonly ChannelTarget[];
  /** Whose channels these are. */
  readonly tenant: string;
}

export interface InspectionDependencies {
  readonly records: {
    find(tenant: string, id: IncidentId): Promise<IncidentView | undefined>;
    /** @returns the incidents of all tenants that are not closed, in batches. */
    open(batchSize: number): AsyncIterable<readonly Pick<RunningIncident, 'tenant' | 'id'>[]>;
  };
  readonly incidents: RunningIncidents;
  readonly reports: { save(report: Report): Promise<void>; newest(): Promise<Report | undefined> };
  readonly settings: () => AuditorSettings;
  /** Tells one address that all is well. @throws Error that says nothing of the address. */
  readonly beat: (address: string) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger & {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Incidents of one page, and how many of them are looked into at the same time. */
const PAGE = 500;
const AT_ONCE = 16;
/** How many incidents an inspection asks that look as they should; with more of them they take turns. */
const ASKED_IN_TURN = 300;

/** After so many of one page that do not answer the others are judged by the records: each takes seconds. */
const MUTE = 32;
/** The records are looked through once in so many inspections. */
const RECORDS_EVERY = 5;

/** Looks whether every incident does what it should. Repairs nothing. */
export function createInspectionActivities(deps: InspectionDependencies): InspectionActivities {
  const { records, incidents } = deps;

  async function eachOf<T, R>(all: readonly T[], look: (one: T) => Promise<readonly R[]>): Promise<R[]> {
    const found: R[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      found.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(look))).flat());
      heartbeat();
    }
    return found;
  }

  /** @returns what an incident says itself, or what keeps it from saying anything. */
  async function ask(
    about: Judged & { readonly incident: IncidentId },
    isPrivate: boolean,
  ): Promise<Finding[]> {
    const { tenant, incident } = about;
    const asked = await incidents.ask(tenant, incident);
    if ('plan' in asked) return judge(asked.plan, about);
    if ('unasked' in asked) return [];
    if ('ended' in asked) return ended(about, asked.ended);
    if ('silent' in asked) {
      const problem = 'it does not answer: look whether workers run, and whether they keep up.';
      return [finding('no_answer', about, { problem, private: isPrivate })];
    }
    const problem = `its workflow fails, so that nothing goes on in it: ${asked.failing.slice(0, 300)}`;
    return [finding('task_failing', about, { problem, private: isPrivate })];
  }

  /** The records are written before a workflow ends: read once more, they tell what was under way. */
  async function ended(
    about: Judged & { readonly incident: IncidentId },
    how: string | undefined,
  ): Promise<Finding[]> {
    const view = await records.find(about.tenant, about.incident);
    if (!view || view.incident.status === 'closed') return [];
    const { status } = view.incident;
    const end = how === undefined ? 'is not in Temporal' : `has ended (${how.toLowerCase()})`;
    const problem = `the records have it as ${status}, but its workflow ${end}: nobody is paged for it any more. If it is not over, reset its workflow in Temporal or declare it anew; if it is, "muster auditor --settle ${about.incident}" closes it in the records.`;
    return [finding('not_running', about, { problem, private: view.incident.private })];
  }

  /** Looks at one that runs. @returns what is wrong with it, and whether it was asked. */
  async function lookAt(
    { tenant, id, startedAt }: RunningIncident,
    { grace, inTurn, mute }: { grace: Grace; inTurn: (id: IncidentId) => boolean; mute: Set<IncidentId> },
  ): Promise<{ findings: readonly Finding[]; recorded: boolean; asked: boolean }> {
    const view = await records.find(tenant, id);
    const about = { tenant, incident: id, now: deps.now(), grace };
    if (!view && startedAt >= about.now - grace.stepMs)
      return { findings: [], recorded: false, asked: false };
    if (!view) return { findings: await unrecorded(about), recorded: false, asked: true };
    const { status, private: isPrivate } = view.incident;
    // It is over; somebody has still to hear of it.
    const over = status === 'closed';
    const asked = !over && (inTurn(id) || view.problems.length > 0 || isSuspicious(view, about));
    if (!asked) return { findings: [], recorded: true, asked };
    if (mute.size >= MUTE) {
      const planned = { ...view, paging: [], recorded: view.incident.sequence };
      return { findings: judge(planned, about), recorded: true, asked: false };
    }
    const findings = await ask(about, isPrivate);
    if (findings.some(({ kind }) => kind === 'no_answer' || kind === 'task_failing')) mute.add(id);
    return { findings, recorded: true, asked };
  }

  async function unrecorded(about: Judged & { readonly incident: IncidentId }): Promise<Finding[]> {
    const { tenant, incident } = about;
    const asked = await incidents.ask(tenant, incident);
    if ('ended' in asked || (await records.find(tenant, incident))) return [];
    const plan = 'plan' in asked ? asked.plan : undefined;
    const problem =
      plan?.recorded === 0
        ? 'nothing of it has come to the records yet: look at the document store.'
        : 'it runs, but the records have lost it: it is in no list. Run "muster rebuild".';
    const isPrivate = plan?.incident.private ?? true;
    return [
      finding('not_recorded', about, { problem, private: isPrivate }),
      ...(plan ? judge(plan, about) : []),
    ];
  }

  /** Looks whether something that the records have runs. */
  async function runs({ tenant, id }: Pick<RunningIncident, 'tenant' | 'id'>): Promise<Finding[]> {
    const about = { tenant, incident: id, now: deps.now(), grace: deps.settings().grace };
    const asked = await incidents.ask(tenant, id);
    return 'ended' in asked ? ended(about, asked.ended) : [];
  }

  return {
    async inspectRunning({ startedAt, after }) {
      const { everyMs, grace } = deps.settings();
      const [count, { incidents: page, next }] = await Promise.all([
        incidents.count(),
        incidents.list(after, PAGE),
      ]);
      const turns = primeFrom(Math.ceil(count / ASKED_IN_TURN));
      const turn = Math.floor(startedAt / everyMs) % turns;
      const inTurn = (id: IncidentId): boolean => Number(id.slice('INC-'.length)) % turns === turn;
      const mute = new Set<IncidentId>();
      const looked = await eachOf(page, async (one) => [await lookAt(one, { grace, inTurn, mute })]);
      return {
        found: foundOf(
          looked.flatMap(({ findings }) => findings),
          {
            running: page.length,
            recorded: looked.filter(({ recorded }) => recorded).length,
            asked: looked.filter(({ asked }) => asked).length,
          },
        ),
        ...(next !== undefined && { next }),
      };
    },

    async inspectRecords() {
      const { everyMs } = deps.settings();
      const before = await deps.reports.newest();
      const now = deps.now();
      if (before?.recordsAt !== undefined && now - before.recordsAt < (RECORDS_EVERY - 0.5) * everyMs)
        // Since the records were looked through; the index lags behind, and so does what is in them.
        return foundOf(await eachOf(await incidents.brokenOff(before.recordsAt - everyMs, PAGE), runs));
      const findings: Finding[] = [];
      for await (const batch of records.open(PAGE)) {
        heartbeat();
        const running = await incidents.running(batch);
        const missing = batch.filter(({ tenant, id }) => !running.has(incidentKey(tenant, id)));
        findings.push(...(await eachOf(missing, runs)));
      }
      return foundOf(findings, { recordsAt: now });
    },

    async concludeInspection({ startedAt, found: fromPages }) {
      const { everyMs, heartbeat: addresses, channels, tenant } = deps.settings();
      const before = await deps.reports.newest();
      const found = together(fromPages, await stillNotRunning(fromPages, before));
      const { standing, gone } = compared(found.findings, before?.findings ?? [], deps.now());
      const isWell = Object.keys(found.counts).length === 0;
      const beaten = await beatenBy(addresses, isWell, before?.heartbeat);
      const at = deps.now();
      const recordsAt = found.recordsAt ?? before?.recordsAt;
      const looked = recordsAt !== undefined && { recordsAt };
      await deps.reports.save({
        ...found,
        ...looked,
        startedAt,
        at,
        everyMs,
        findings: standing,
        heartbeat: beaten,
      });
      // Found by this inspection, also where an earlier attempt to conclude it got as far as that.
      const fresh = standing.filter(({ foundAt }) => foundAt >= startedAt);
      tell(fresh, gone, beaten, before?.heartbeat);
      if (fresh.length === 0) return [];
      const lines = fresh.map((one) => findingLine(one, false));
      return channels.map((channel) => ({
        key: `${tenant}:auditor:${startedAt}:${targetName(channel)}`,
        tenant,
        instance: channel.instance,
        to: { channel: channel.channel },
        message: findingsMessage(lines),
      }));
    },
  };

  /** What was found in the records holds until they are looked through again, unless it is so no more. */
  async function stillNotRunning(found: Found, before: Report | undefined): Promise<Found> {
    if (found.recordsAt !== undefined) return NOTHING_FOUND;
    const known = (before?.findings ?? []).flatMap(({ kind, tenant, incident }) => {
      const id = kind === 'not_running' ? parseIncidentId(incident) : undefined;
      return id ? [{ tenant, id }] : [];
    });
    return foundOf(await eachOf(known, runs));
  }

  async function beatenBy(
    addresses: readonly string[],
    isWell: boolean,
    before: Heartbeat | undefined,
  ): Promise<Heartbeat> {
    const last = before?.lastSentAt === undefined ? {} : { lastSentAt: before.lastSentAt };
    if (addresses.length === 0) return { state: 'nobody listens', ...last };
    if (!isWell) return { state: 'withheld', ...last };
    const results = await Promise.allSettled(addresses.map((address) => deps.beat(address)));
    const sent = results.some(({ status }) => status === 'fulfilled') ? { lastSentAt: deps.now() } : last;
    const problems = results.flatMap((result, n) =>
      result.status === 'rejected' ? [`auditor.heartbeat[${n}]: ${reasonOf(result.reason)}`] : [],
    );
    if (problems.length === 0) return { state: 'sent', ...sent };
    return { state: 'failed', ...sent, problem: problems.join('; ') };
  }

  function tell(
    fresh: readonly Finding[],
    gone: readonly Finding[],
    { state, problem }: Heartbeat,
    before: Heartbeat | undefined,
  ): void {
    const fields = ({ kind, tenant, incident, about }: Finding) => ({ kind, tenant, incident, about });
    for (const one of fresh) deps.log.error(fields(one), `the auditor: ${findingLine(one, true)}`);
    for (const one of gone)
      deps.log.info(fields(one), `the auditor: no longer so: ${findingLine(one, true)}`);
    if (state === before?.state && problem === before.problem) return;
    if (state === 'failed') deps.log.warn({}, `the auditor's heartbeat failed: ${problem ?? ''}`);
    if (state === 'nobody listens')
      deps.log.warn({}, 'nobody outside listens to the auditor: set auditor.heartbeat in the configuration');
  }
}

/**
 * @returns the least prime that is not less. Inspections that take so long that only every second or third can begin come
 * to all turns of a prime number of them.
 */
function primeFrom(least: number): number {
  for (let n = Math.max(1, least); ; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) return n;
  }
}

function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : 'it failed';
}
