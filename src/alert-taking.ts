import { createHash } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  type Client,
} from '@temporalio/client';
import type { Logger } from 'pino';
import type { AwaitedHeartbeat, HeartbeatNews } from '../activities/heartbeat-watch.ts';
import type { Redact } from './access/redact.ts';
import type { Alert } from './alert/alert.ts';
import { MOST_STATEMENTS, type AlertBatch } from './alert/batch.ts';
import { groupKey, statementOf, termsFor, type Known } from './alert/following.ts';
import { DEFAULT_RULE, type AlertRule } from './alert/rule.ts';
import { leadOf, ranked } from './alert/lead.ts';
import { ruleFor } from './alert/match.ts';
import type { Statement } from './alert/statement.ts';
import type { GroupTerms } from './alert/terms.ts';
import type { Suppressing } from './alert-suppressing.ts';
import type { TenantConfig } from './config/config.ts';
import { span } from './incident/age.ts';
import type { OpenAlertStore } from './mongo/open-alert-store.ts';
import { inTime } from './http/patience.ts';
import { TEMPORAL_SILENT } from './http/unavailable.ts';
import type { Outcome, TakerContext } from './inbox/taker.ts';
import {
  ALERT_GROUP_WORKFLOW,
  alertGroupWorkflowId,
  alertsSignal,
  alertsUpdate,
  type BatchAnswer,
} from '../workflows/alert-group/messages.ts';
import { summarised } from '../workflows/markdown.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/incident/messages.ts';

/** How long a worker has to answer before a batch is left with Temporal, in milliseconds. */
const UPDATE_MS = 7_000;
/** How long Temporal itself has to take something, in milliseconds. */
const ACCEPT_MS = 5_000;

/** How many groups of one delivery hear of it at once. */
const AT_ONCE = 8;

/** Alerts of one delivery that belong to one group. */
interface Together {
  readonly hash: string;
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
  /** Brings the alerts of a delivery to their groups, one message per group. */
  readonly take: (context: TakerContext, alerts: readonly Alert[]) => Promise<readonly Outcome[]>;
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
    const news: Together = {
      hash: hashOf(groupKey({ ...rule, group: 'alert' }, HEARTBEATS, alert), 24),
      terms: said,
      firing: silent ? [said] : [],
      alerts: [{ alert, statement: statementOf(alert, key, severity) }],
    };
    await bring(tenant, `${HEARTBEATS}:${once}:${alert.status}`, news, { worker: true });
  };

  const take: AlertTaking['take'] = async (context, alerts) => {
    const { tenant, integration, delivery } = context;
    const config = deps.config(tenant);
    const suppressedBy = await deps.suppressing(tenant);
    const outcomes: Outcome[] = [];
    const groups = new Map<string, Together>();
    const short = ({ key }: Alert): string => hashOf(key, 16);
    const open = new Map(await deps.openAlerts.groupsOf(context, alerts.map(short)));
    const fresh = new Map<string, string>();
    const cleared = new Set<string>();
    for (const whole of alerts) {
      const alert = withoutSecrets(whole, tenant);
      const rule = ruleFor(config.alertRules, integration, alert);
      const fires = alert.status !== 'resolved';
      const name = short(whole);
      const its = open.get(name);
      // What is open in a group clears there, whatever the rules have become.
      const clears = its !== undefined && !fires;
      if (rule.ignore && !clears) {
        outcomes.push({ of: alert.key, text: `ignored by the rule ${rule.name}` });
      } else if (rule.heartbeat && !clears) {
        if (fires) await deps.beat({ tenant, rule: rule.name });
        outcomes.push({ of: alert.key, text: `a sign of life for ${rule.name}` });
      } else {
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
        const together = groups.get(hash) ?? { hash, terms, firing: [], alerts: [] };
        groups.set(hash, together);
        together.alerts.push({ alert, statement });
        if (fires) together.firing.push(terms);
      }
    }
    await deps.openAlerts.open(context, fresh, context.receivedAt);
    const all = [...groups.values()];
    const hope = { worker: true };
    for (let n = 0; n < all.length; n += AT_ONCE) {
      const some = all.slice(n, n + AT_ONCE);
      const brought = some.map(async (together) => {
        const { incident, text } = await bring(tenant, `${integration}:${delivery}`, together, hope);
        for (const { alert } of together.alerts)
          outcomes.push({ of: alert.key, text, ...(incident && { incidents: [incident] }) });
      });
      await Promise.all(brought);
    }
    await deps.openAlerts.clear(context, [...cleared]);
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

  /** @returns what came of the last part, which has heard of all of them. */
  async function bring(
    tenant: string,
    delivery: string,
    { hash, terms: said, firing, alerts }: Together,
    hope: Hope,
  ): Promise<BatchAnswer> {
    let answer: BatchAnswer = { text: 'nothing to do' };
    const [terms = said, ...others] = ranked(firing);
    const also = others.length > 0 && { others: others.map(leadOf) };
    for (let from = 0; from < alerts.length; from += MOST_STATEMENTS) {
      const statements = alerts.slice(from, from + MOST_STATEMENTS).map(({ statement }) => statement);
      const name = from === 0 ? delivery : `${delivery}+${from}`;
      answer = await send(tenant, hash, { delivery: hashOf(name, 32), statements, terms, ...also }, hope);
    }
    return answer;
  }

  async function send(tenant: string, hash: string, batch: AlertBatch, hope: Hope): Promise<BatchAnswer> {
    const { terms } = batch;
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
          args: [batch],
          updateId: batch.delivery,
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
        signalArgs: [batch],
      }),
    );
    return { text: 'left with Temporal until a worker answers' };
  }

  return { take, heartbeat };
}
