import { createHash } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  type Client,
} from '@temporalio/client';
import type { Logger } from 'pino';
import type { AwaitedHeartbeat, HeartbeatNews } from '../../../activities/heartbeat-watch.ts';
import type { Redact } from '../../access/redact.ts';
import type { Alert } from '../../alert/alert.ts';
import { MOST_STATEMENTS, type AlertBatch } from '../../alert/batch.ts';
import { groupKey, statementOf, termsFor, type Known } from '../../alert/following.ts';
import { DEFAULT_RULE, type AlertRule } from '../../alert/rule.ts';
import { leadOf, ranked } from '../../alert/lead.ts';
import { ruleFor } from '../../alert/match.ts';
import type { Statement } from '../../alert/statement.ts';
import type { GroupTerms } from '../../alert/terms.ts';
import type { Suppressing } from './alert-suppressing.ts';
import type { TenantConfig } from '../../config/config.ts';
import { span } from '../../incident/age.ts';
import type { OpenAlertStore } from '../../mongo/open-alert-store.ts';
import { inTime } from '../../http/patience.ts';
import { TEMPORAL_SILENT } from '../../http/unavailable.ts';
import type { Outcome, TakeSeveral } from '../../inbox/taker.ts';
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

/** How many groups hear of what is brought at once. */
const AT_ONCE = 8;
/** Of how many deliveries a group hears with one message: each has its terms with it. */
const MOST_BATCHES = 20;

/** Alerts of one delivery that belong to one group. */
interface Together {
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
interface Hope {
  worker: boolean;
}

const hashOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** What a group hears at once. */
type Message = [AlertBatch, ...AlertBatch[]];

/** @returns what a delivery says of a group, in parts that fit into one message. */
function batchesOf({ delivery, terms: said, firing, alerts }: Together): AlertBatch[] {
  const [terms = said, ...others] = ranked(firing);
  const batches: AlertBatch[] = [];
  for (let from = 0; from < alerts.length; from += MOST_STATEMENTS) {
    const name = from === 0 ? delivery : `${delivery}+${from}`;
    batches.push({
      delivery: hashOf(name, 32),
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

/** What the alerts of a tenant's deliveries are brought to. */
export interface AlertTakingDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly config: (tenant: string) => TenantConfig;
  readonly redact: Redact;
  readonly suppressing: Suppressing;
  /** To which group each alert went that fires. */
  readonly openAlerts: OpenAlertStore;
  /** Takes a sign of life. */
  readonly beat: (awaited: AwaitedHeartbeat) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  /** Told of each group that hears of something, by its workflow id. */
  readonly met?: (workflowId: string) => void;
}

export interface AlertTaking {
  /** Brings the alerts of deliveries of one integration to their groups, one message per group. */
  readonly take: TakeSeveral<Alert>;
  /** Brings the news of a heartbeat to its group: an alert while it is silent. */
  readonly heartbeat: (news: HeartbeatNews) => Promise<void>;
}

/** As whose alerts heartbeats that stay away become incidents. */
const HEARTBEATS = 'heartbeat';

/** @returns what brings alerts to their groups. */
export function createAlertTaking(deps: AlertTakingDependencies): AlertTaking {
  const { client, taskQueue } = deps;
  const knownTo = (tenant: string): Known => {
    const config = deps.config(tenant);
    return { ...config, tenant, severity: config.defaults.severity };
  };

  const heartbeat = async ({
    tenant,
    rule: name,
    silent,
    at,
    key: once,
    gone,
  }: HeartbeatNews): Promise<void> => {
    const known = deps.config(tenant).alertRules.find((one) => one.name === name && one.heartbeat);
    if (!known?.heartbeat && !gone) return;
    // Whether what was waited for lives is not known then: it is for people to resolve its incident.
    const rule: AlertRule = known ?? { ...DEFAULT_RULE, name, id: name, resolve: 'never' };
    const title = rule.heartbeat
      ? `No sign of life of ${name}, which comes every ${span(rule.heartbeat.everyMs)}`
      : `nobody waits for signs of life of ${name} any more, as alerts.rules has no such heartbeat`;
    const alert: Alert = {
      key: name,
      status: silent ? 'firing' : 'resolved',
      title,
      labels: { heartbeat: name },
      startedAt: at,
      links: [],
    };
    // Who waits for a sign of life says of silence once, and of its end.
    const { expiry: _, ...terms } = termsFor({ ...rule, waitMs: 0 }, HEARTBEATS, alert, knownTo(tenant));
    const { severity } = terms.declaration;
    const key = hashOf(name, 16);
    const said: GroupTerms = { ...terms, key, about: title };
    const hash = hashOf(groupKey({ ...rule, group: 'alert' }, HEARTBEATS, alert), 24);
    const news: Together = {
      delivery: `${HEARTBEATS}:${once}:${alert.status}`,
      place: 0,
      terms: said,
      firing: silent ? [said] : [],
      alerts: [{ alert, statement: statementOf(alert, key, severity) }],
    };
    await bring(tenant, hash, [news], { worker: true });
  };

  const take: AlertTaking['take'] = async (all) => {
    const [first] = all;
    if (!first) return [];
    const { tenant, integration } = first.context;
    const config = deps.config(tenant);
    const suppressedBy = await deps.suppressing(tenant);
    const outcomes: Outcome[][] = all.map(() => []);
    /** By the hash of the group, in the order of deliveries. */
    const groups = new Map<string, Together[]>();
    const short = ({ key }: Alert): string => hashOf(key, 16);
    const names = all.flatMap(({ some }) => some.map(short));
    const open = new Map(await deps.openAlerts.groupsOf(first.context, names));
    const fresh = new Map<string, string>();
    const cleared = new Set<string>();

    async function place(whole: Alert, n: number, delivery: string): Promise<void> {
      const alert = withoutSecrets(whole, tenant);
      const rule = ruleFor(config.alertRules, integration, alert);
      const fires = alert.status !== 'resolved';
      const name = short(whole);
      const its = open.get(name);
      // What is open in a group clears there, whatever the rules have become.
      const clears = its !== undefined && !fires;
      if (rule.ignore && !clears) {
        outcomes[n]?.push({ of: alert.key, text: `ignored by the rule ${rule.name}` });
        return;
      }
      if (rule.heartbeat && !clears) {
        if (fires) await deps.beat({ tenant, rule: rule.name });
        outcomes[n]?.push({ of: alert.key, text: `a sign of life for ${rule.name}` });
        return;
      }
      const hash = its ?? hashOf(groupKey(rule, integration, whole), 24);
      const said = termsFor(rule, integration, alert, knownTo(tenant));
      const heldBack = suppressedBy(said);
      const terms: GroupTerms = {
        ...{ ...said, key: name },
        ...(heldBack && { held: true, heldBy: hashOf(heldBack.maintenances.join('\n'), 8) }),
      };
      if (fires) {
        if (its === undefined) fresh.set(name, hash);
        open.set(name, hash);
        cleared.delete(name);
      } else if (clears) cleared.add(name);
      const statement = statementOf(alert, name, terms.declaration.severity);
      const parts = groups.get(hash) ?? [];
      groups.set(hash, parts);
      let part = parts.at(-1);
      if (part?.place !== n) parts.push((part = { delivery, place: n, terms, firing: [], alerts: [] }));
      part.alerts.push({ alert, statement });
      if (fires) part.firing.push(terms);
    }

    for (const [n, { context, some }] of all.entries())
      for (const alert of some) await place(alert, n, `${integration}:${context.delivery}`);
    await deps.openAlerts.open(first.context, fresh, first.context.receivedAt);
    const hope = { worker: true };
    const waiting = [...groups];
    for (let n = 0; n < waiting.length; n += AT_ONCE) {
      const brought = waiting.slice(n, n + AT_ONCE).map(async ([hash, parts]) => {
        const { incident, text } = await bring(tenant, hash, parts, hope);
        for (const { place: of, alerts } of parts)
          for (const { alert } of alerts)
            outcomes[of]?.push({ of: alert.key, text, ...(incident && { incidents: [incident] }) });
      });
      await Promise.all(brought);
    }
    await deps.openAlerts.clear(first.context, [...cleared]);
    return outcomes;
  };

  function withoutSecrets(alert: Alert, tenant: string): Alert {
    const clean = (text: string): string => deps.redact(text, tenant);
    const labels = Object.entries(alert.labels).map(([name, value]) => [name, clean(value)] as const);
    return {
      ...alert,
      title: clean(alert.title),
      ...(alert.description !== undefined && { description: clean(alert.description) }),
      labels: Object.fromEntries(labels),
      links: alert.links.filter(({ url }) => clean(url) === url),
    };
  }

  /** @returns what came of the last message: the group has heard of all of them then. */
  async function bring(
    tenant: string,
    hash: string,
    parts: readonly Together[],
    hope: Hope,
  ): Promise<BatchAnswer> {
    let answer: BatchAnswer = { text: 'nothing to do' };
    for (const message of messagesOf(parts.flatMap(batchesOf)))
      answer = await send(tenant, hash, message, hope);
    return answer;
  }

  async function send(tenant: string, hash: string, batches: Message, hope: Hope): Promise<BatchAnswer> {
    const [{ terms, delivery }, ...more] = batches;
    // Sent again, it may be with others: each by itself has no second effect.
    const updateId = more.length === 0 ? delivery : hashOf(batches.map((batch) => batch.delivery).join(), 32);
    const workflowId = alertGroupWorkflowId(tenant, hash);
    deps.met?.(workflowId);
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
    try {
      if (!hope.worker) throw new Error('no worker has answered just now');
      const update = client.connection.withDeadline(Date.now() + UPDATE_MS, () =>
        client.workflow.executeUpdateWithStart(alertsUpdate, {
          args: batches,
          updateId,
          startWorkflowOperation: new WithStartWorkflowOperation(ALERT_GROUP_WORKFLOW, {
            ...options,
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          }),
        }),
      );
      return await inTime(update, UPDATE_MS, TEMPORAL_SILENT);
    } catch (err) {
      if (hope.worker)
        deps.log.warn(
          { err, workflowId },
          'no worker answers for a group of alerts: Temporal keeps what they say',
        );
      hope.worker = false;
    }
    // Where the update was taken after all, the delivery's name keeps it from counting twice.
    await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      client.workflow.signalWithStart(ALERT_GROUP_WORKFLOW, {
        ...options,
        signal: alertsSignal,
        signalArgs: batches,
      }),
    );
    return { text: 'left with Temporal until a worker answers' };
  }

  return { take, heartbeat };
}
