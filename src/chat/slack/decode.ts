const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function entities(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function link(url: string, label: string | undefined): string {
  if (label === undefined) return url;
  // Slack makes links of addresses by itself; the label is then what the person typed.
  const automatic = [url, url.replace(/^https?:\/\//, ''), url.replace(/^mailto:/, '')];
  return automatic.includes(label) ? label : `${label} (${url})`;
}

function token(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);
  if (target.startsWith('@')) return `<${target}>`;
  if (target.startsWith('#')) return label ? `#${label}` : `<${target}>`;
  if (target.startsWith('!')) return label ?? `@${target.slice(1)}`;
  return link(target, label);
}

/**
 * Turns text as Slack writes it into what the person typed: entities unescaped, links and channels by what they show.
 * A mention of a user stays recognisable, `<@U123>`
 * (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
 */
export function decode(text: string): string {
  const parts = text.split(/<([^<>]*)>/);
  return parts.map((part, n) => entities(n % 2 === 1 ? token(part) : part)).join('');
}
