import type { IncidentSettings } from '../../action/incident-wish.ts';
import type { ActionKind } from '../kind.ts';
import { checkIncident } from './check.ts';
import { incidentSettings } from './settings.ts';

/** How long an incident has to answer, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** A command that is sent again counts once. Together they take longer than a deployment. */
const ATTEMPTS = 8;
const RETRY_MS = 2_000;

export const incident: ActionKind<IncidentSettings> = {
  name: 'incident',
  title: 'an incident command',
  settings: incidentSettings,
  check: (settings, { parameters }) => checkIncident(settings, parameters),
  limits: () => ({ timeoutMs: TIMEOUT_MS, attempts: ATTEMPTS, retryMs: RETRY_MS }),
};
