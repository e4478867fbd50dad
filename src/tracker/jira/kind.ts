import type { TrackerKind } from '../tracker.ts';
import { JiraTracker } from './client.ts';
import { jiraSettings, type JiraSettings } from './settings.ts';

/** Jira: everything that the rest of the program needs to know of it. */
export const jira: TrackerKind<JiraSettings> = {
  name: 'jira',
  settings: jiraSettings,
  place: { called: 'project', pattern: /^[A-Z][A-Z0-9_]{1,254}$/, example: 'PAY' },
  site: ({ site, url }) => site ?? url,
  create: (settings, context) => new JiraTracker(settings, context),
};
