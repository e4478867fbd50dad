import { bounded as cut } from '../../inbox/bounded.ts';
import { onOneLine } from '../../incident/title.ts';
import type { Alert, AlertLink } from '../alert.ts';
import { shortKey } from './key.ts';
import { linkTo } from './link.ts';

const TITLE_LIMIT = 250;
const DESCRIPTION_LIMIT = 8_000;
const LABELS_LIMIT = 64;
const LABEL_NAME_LIMIT = 128;
const LABEL_VALUE_LIMIT = 1_000;
const LINKS_LIMIT = 12;
const LINK_TITLE_LIMIT = 80;

/**
 * @returns an alert in the bounds that all alerts have, whatever its source sent: a short key, a title of one line,
 * texts that are cut where they are too long, links that a browser opens. The whole stands in the delivery's raw body.
 */
export function withinBounds(alert: Alert): Alert {
  const { description, group } = alert;
  const labels = Object.entries(alert.labels)
    .slice(0, LABELS_LIMIT)
    .map(([name, value]) => [cut(name, LABEL_NAME_LIMIT), cut(value, LABEL_VALUE_LIMIT)] as const);
  return {
    ...alert,
    key: shortKey(alert.key),
    title: cut(onOneLine(alert.title.slice(0, DESCRIPTION_LIMIT)), TITLE_LIMIT) || 'Alert',
    ...(description !== undefined && { description: cut(description, DESCRIPTION_LIMIT) }),
    labels: Object.fromEntries(labels),
    links: safeLinks(alert.links),
    ...(group !== undefined && { group: shortKey(group) }),
  };
}

function safeLinks(links: readonly AlertLink[]): readonly AlertLink[] {
  const byUrl = new Map<string, AlertLink>();
  for (const { title, url } of links) {
    if (byUrl.size === LINKS_LIMIT) break;
    const link = linkTo(
      cut(onOneLine(title.slice(0, 4 * LINK_TITLE_LIMIT)), LINK_TITLE_LIMIT) || 'Link',
      url,
    );
    if (link && !byUrl.has(link.url)) byUrl.set(link.url, link);
  }
  return [...byUrl.values()];
}
