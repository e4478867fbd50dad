import type { Incident } from '../incident/incident.ts';

/** Longest channel name that every platform takes (Slack's limit is 80, Mattermost's 64), less room for a suffix. */
const LONGEST = 60;

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * Fills a template such as `inc-{number}-{title}` in and makes of it what every platform accepts as a channel name.
 * Known: `{id}`, `{number}`, `{severity}`, `{team}`, `{service}`, `{title}`, `{date}` (UTC, `2026-03-01`).
 */
export function channelName(template: string, incident: Incident): string {
  const values: Record<string, string> = {
    id: incident.id,
    number: incident.id.slice('INC-'.length),
    severity: incident.severity,
    team: incident.team ?? '',
    service: incident.service ?? '',
    title: incident.title,
    date: new Date(incident.declared.at).toISOString().slice(0, 10),
  };
  const filled = template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return slug(filled).slice(0, LONGEST).replace(/-+$/, '') || slug(incident.id);
}
