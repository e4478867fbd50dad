import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { AwaitedHeartbeat, HeartbeatNews } from '../../../activities/heartbeat-watch.ts';
import type { Redact } from '../../access/redact.ts';
import type { Alert } from '../../alert/alert.ts';
import { endOf, isOver, type AlertEnd } from '../../alert/end.ts';
import { groupKey, statementOf, termsFor, type Known } from '../../alert/following.ts';
import { DEFAULT_RULE, type AlertRule } from '../../alert/rule.ts';
import { ruleFor } from '../../alert/match.ts';
import type { Statement } from '../../alert/statement.ts';
import type { GroupTerms } from '../../alert/terms.ts';
import { withoutSecrets } from '../../alert/without-secrets.ts';
import { shortHash } from './alert-hash.ts';
import { createAlertMessages, type Together } from './alert-messages.ts';
import type { Suppressing } from './alert-suppressing.ts';
import type { TenantConfig } from '../../config/config.ts';
import { span } from '../../incident/age.ts';
import type { OpenAlertStore } from '../../mongo/open-alert-store.ts';
import type { Outcome, TakerContext, TakeSeveral } from '../../inbox/taker.ts';
import type { BatchAnswer } from '../../../workflows/alert-group/messages.ts';

/** How many groups hear of what is brought at once. */
const AT_ONCE = 8;

/** What the alerts of a tenant's deliveries are brought to. */
export interface AlertTakingDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly config: (tenant: string) => TenantConfig;
  readonly redact: Redact;
  readonly suppressing: Suppressing;
  /** To which group each alert went that fires, and which ended without one. */
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
  const groupMessages = createAlertMessages(deps);
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
    const key = shortHash(name, 16);
    const said: GroupTerms = { ...terms, key, about: title };
    const hash = shortHash(groupKey({ ...rule, group: 'alert' }, HEARTBEATS, alert), 24);
    const news: Together = {
      delivery: `${HEARTBEATS}:${once}:${alert.status}`,
      place: 0,
      terms: said,
      firing: silent ? [said] : [],
      alerts: [{ alert, statement: statementOf(alert, key, severity) }],
    };
    await groupMessages.bring(tenant, hash, [news], { worker: true });
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
    const short = ({ key }: Alert): string => shortHash(key, 16);
    const names = all.flatMap(({ some }) => some.map(short));
    const known = await deps.openAlerts.known(first.context, names);
    const open = new Map(known.groups);
    const fresh = new Map<string, string>();
    const cleared = new Set<string>();
    /** Of alerts that have cleared and whose group is gone, or never was. */
    const ends = new Map<string, AlertEnd>();

    async function place(whole: Alert, n: number, { delivery, receivedAt }: TakerContext): Promise<void> {
      const alert = withoutSecrets(whole, (text) => deps.redact(text, tenant));
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
      const said = termsFor(rule, integration, alert, knownTo(tenant));
      const statement = statementOf(alert, name, said.declaration.severity);
      const end = known.ends.get(name);
      if (end && its === undefined && isOver(end, statement, receivedAt)) {
        outcomes[n]?.push({ of: alert.key, text: 'late: that it is over came before' });
        return;
      }
      const hash = its ?? shortHash(groupKey(rule, integration, whole), 24);
      const heldBack = suppressedBy(said);
      const terms: GroupTerms = {
        ...{ ...said, key: name },
        ...(heldBack && { held: true, heldBy: shortHash(heldBack.maintenances.join('\n'), 8) }),
      };
      if (fires) {
        if (its === undefined) fresh.set(name, hash);
        open.set(name, hash);
        cleared.delete(name);
      } else if (clears) cleared.add(name);
      const parts = groups.get(hash) ?? [];
      groups.set(hash, parts);
      let part = parts.at(-1);
      if (part?.place !== n)
        parts.push(
          (part = { delivery: `${integration}:${delivery}`, place: n, terms, firing: [], alerts: [] }),
        );
      part.alerts.push({ alert, statement });
      if (fires) part.firing.push(terms);
    }

    /** Takes in that an alert is over whose group does not run: word of its firing may still be under way. */
    function unheard(statement: Statement, { receivedAt }: TakerContext): BatchAnswer {
      const { key } = statement;
      ends.set(key, endOf(ends.get(key) ?? known.ends.get(key), statement, receivedAt));
      return {
        text: cleared.has(key)
          ? 'it is over; its group was forgotten before'
          : 'it is over; that it fires was never heard',
      };
    }

    for (const [n, { context, some }] of all.entries())
      for (const alert of some) await place(alert, n, context);
    // What fires anew has not ended.
    await deps.openAlerts.clear(
      first.context,
      [...fresh.keys()].filter((name) => known.ends.has(name)),
    );
    await deps.openAlerts.open(first.context, fresh, first.context.receivedAt);
    const hope = { worker: true };
    const waiting = [...groups];
    for (let n = 0; n < waiting.length; n += AT_ONCE) {
      const brought = waiting.slice(n, n + AT_ONCE).map(async ([hash, parts]) => {
        const answer = await groupMessages.bring(tenant, hash, parts, hope);
        for (const { place: of, alerts } of parts)
          for (const { alert, statement } of alerts) {
            const { incident, text } = answer ?? unheard(statement, all[of]?.context ?? first.context);
            outcomes[of]?.push({ of: alert.key, text, ...(incident && { incidents: [incident] }) });
          }
      });
      await Promise.all(brought);
    }
    await deps.openAlerts.clear(
      first.context,
      [...cleared].filter((name) => !ends.has(name)),
    );
    await deps.openAlerts.end(first.context, ends);
    return outcomes;
  };

  return { take, heartbeat };
}
