import type { AlertLink } from '../alert.ts';

/** What the annotations of an alert say: of Prometheus's and of Grafana's. */
export interface Annotated {
  /** One line that says what is wrong. */
  readonly summary?: string;
  readonly description?: string;
  readonly links: readonly AlertLink[];
}

const TITLES: Readonly<Record<string, string>> = {
  runbook_url: 'Runbook',
  runbook: 'Runbook',
  dashboard_url: 'Dashboard',
  dashboard: 'Dashboard',
  playbook_url: 'Playbook',
};

/**
 * Reads annotations: `summary` is the title, `description` the text; those that hold an address are links, and the
 * others stand below the text by their names.
 */
export function annotated(annotations: Readonly<Record<string, string>>): Annotated {
  const { summary, description, message, ...others } = annotations;
  const title = summary ?? message;
  const text = description ?? (summary === undefined ? undefined : message);
  const links: AlertLink[] = [];
  const lines: string[] = [];
  for (const [name, value] of Object.entries(others)) {
    if (name.startsWith('__') || value === '') continue;
    if (/^https?:\/\/\S+$/i.test(value))
      links.push({ title: (Object.hasOwn(TITLES, name) && TITLES[name]) || name, url: value });
    else lines.push(`${name}: ${value}`);
  }
  const whole = [text, lines.join('\n')].filter((part) => part).join('\n\n');
  return { ...(title && { summary: title }), ...(whole && { description: whole }), links };
}
