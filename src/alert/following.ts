import { bounded } from '../text/bounded.ts';
import type { AlertCause } from '../incident/alerts.ts';
import { TITLE_LIMIT } from '../incident/command.ts';
import { LABEL_NAME, LABEL_VALUE_LIMIT } from '../incident/label.ts';
import type { Severity } from '../incident/severity.ts';
import { onOneLine } from '../incident/title.ts';
import type { Alert } from './alert.ts';
import type { AlertRule } from './rule.ts';
import { severityOf } from './severity.ts';
import { STATEMENT_TITLE, type Statement } from './statement.ts';
import type { GroupTerms } from './terms.ts';

/** What of the configuration rules look at. */
export interface Known {
  readonly tenant: string;
  /** Keys of services and of teams. */
  readonly services: { has(key: string): boolean };
  readonly teams: { has(key: string): boolean };
  /** Severity where nothing says another. */
  readonly severity: Severity;
}

/** How much of the labels of an alert goes along with its group. */
const MOST_LABELS = 40;

/** Bounds of what an incident shows of its alert: a card of the smallest platform has room for it. UTF-16 units. */
const DESCRIPTION_LIMIT = 500;
const LINKS_LIMIT = 5;
const LINK_LIMIT = 800;
const ALL_LINKS_LIMIT = 1_200;

const labelOf = ({ labels }: Pick<Alert, 'labels'>, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';

/**
 * @returns what makes an alert one with others, the same text for the same incident: its rule, its integration and by
 * what the rule groups.
 */
export function groupKey(rule: AlertRule, integration: string, alert: Alert): string {
  const { group } = rule;
  const by =
    group === 'alert' || (group === 'source' && alert.group === undefined)
      ? ['alert', alert.key]
      : group === 'source'
        ? ['source', alert.group]
        : ['labels', ...group.map((name) => [name, labelOf(alert, name)])];
  // A rule keeps its groups where others come before it.
  return JSON.stringify([rule.id ?? rule.match, integration, by]);
}

function aboutOf({ group }: AlertRule, alert: Alert): string {
  if (typeof group === 'string') return onOneLine(alert.title).slice(0, STATEMENT_TITLE);
  return group
    .map((name) => `${name}=${labelOf(alert, name)}`)
    .join(', ')
    .slice(0, STATEMENT_TITLE);
}

/** @returns a title by its template: labels in braces; a template of which nothing is left gives the alert's own. */
function titleOf(template: string | undefined, alert: Alert): string {
  const filled = template?.replace(/\{([^{}]{1,200})\}/g, (_, name: string) =>
    name === 'title' ? alert.title : labelOf(alert, name),
  );
  const title = onOneLine(filled ?? '') || onOneLine(alert.title) || 'An alert without a title';
  return bounded(title, TITLE_LIMIT);
}

function carried(names: readonly string[], alert: Alert): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = onOneLine(labelOf(alert, name)).slice(0, LABEL_VALUE_LIMIT);
      return value && LABEL_NAME.test(name) ? [[name, value]] : [];
    }),
  );
}

function causeOf({ status, description, links }: Alert): AlertCause | undefined {
  if (status === 'resolved') return undefined;
  let room = ALL_LINKS_LIMIT;
  const shown = links.filter(({ url }) => {
    const fits = url.length <= Math.min(LINK_LIMIT, room);
    if (fits) room -= url.length;
    return fits;
  });
  const text = bounded(description?.trim() ?? '', DESCRIPTION_LIMIT);
  if (!text && shown.length === 0) return undefined;
  return { ...(text && { description: text }), links: shown.slice(0, LINKS_LIMIT) };
}

/**
 * @returns what a rule says of an alert's group and of its incident. A service and a team that the rule does not name are
 * those of the labels `service` and `team`, where there are such.
 */
export function termsFor(rule: AlertRule, integration: string, alert: Alert, known: Known): GroupTerms {
  const { name, waitMs, settleMs, flapping, resolve, expiry, acknowledge } = rule;
  const [ofService, ofTeam] = [labelOf(alert, 'service'), labelOf(alert, 'team')];
  const service = rule.service ?? (known.services.has(ofService) ? ofService : undefined);
  const team = rule.team ?? (known.teams.has(ofTeam) ? ofTeam : undefined);
  const labels = carried(rule.labels, alert);
  const cause = causeOf(alert);
  const said = Object.entries(alert.labels).slice(0, MOST_LABELS);
  return {
    tenant: known.tenant,
    integration,
    rule: name,
    about: aboutOf(rule, alert),
    ...{ waitMs, settleMs, flapping, resolve, acknowledge },
    ...(expiry && { expiry }),
    said: {
      title: onOneLine(alert.title).slice(0, TITLE_LIMIT),
      labels: Object.fromEntries(said.map(([one, value]) => [one, value.slice(0, LABEL_VALUE_LIMIT)])),
    },
    ...(cause && { cause }),
    declaration: {
      title: titleOf(rule.title, alert),
      severity: severityOf(rule.severity, alert, known.severity),
      private: rule.private,
      ...(service !== undefined && { service }),
      ...(team !== undefined && { team }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
  };
}

/** @param short a short name of the alert, the same for the same key. @returns what a delivery says of it. */
export function statementOf(alert: Alert, short: string, severity: Severity): Statement {
  const { status, startedAt, endedAt } = alert;
  const title = onOneLine(alert.title).slice(0, STATEMENT_TITLE);
  return { key: short, status, title, startedAt, ...(endedAt !== undefined && { endedAt }), severity };
}
