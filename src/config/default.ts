import { DEFAULT_SLA } from './sla-schema.ts';
import type { ConfigInput } from './schema.ts';

/** The environment variable whose presence gives the built-in configuration a way in for alerts. */
export const ALERTS_SECRET = 'MUSTER_ALERTS_SECRET';
/** The integration that it has then. */
export const ALERTS_INTEGRATION = 'alerts';

export const BUILT_IN_SOURCE = 'built-in configuration';

/** What holds without a file: one sandbox with people in it, so that a first incident can be seen to escalate. */
export const BUILT_IN: ConfigInput = {
  chat: { sandbox: { platform: 'sandbox' } },
  people: {
    ana: { name: 'Ana', roles: ['admin'], chat: { sandbox: 'ana' } },
    ben: { name: 'Ben', roles: ['commander'], chat: { sandbox: 'ben' } },
    chidi: { name: 'Chidi', roles: ['responder'], chat: { sandbox: 'chidi' } },
    dora: { name: 'Dora', roles: ['responder'], chat: { sandbox: 'dora' } },
  },
  teams: {
    payments: { name: 'Payments', members: ['ana', 'chidi'], channels: ['sandbox/#payments'] },
    platform: { name: 'Platform', members: ['ben', 'dora'] },
  },
  services: {
    checkout: { name: 'Checkout', team: 'payments' },
    login: { name: 'Login', team: 'platform' },
  },
  escalation: {
    standard: {
      steps: [
        { notify: ['person:ana'], wait: '2m' },
        { notify: ['person:ben', 'person:chidi'], wait: '3m' },
        { notify: ['team:payments', 'team:platform', 'channel:sandbox/#incidents'], wait: '5m' },
      ],
      repeat: 1,
      ackTimeout: '30m',
    },
  },
  sla: DEFAULT_SLA,
  notifications: {
    'SEV-1': ['sandbox/#incidents', 'sandbox/#critical-incidents'],
    default: ['sandbox/#incidents'],
    fallback: ['sandbox/#general'],
    incidentChannel: { instances: ['sandbox'] },
  },
  access: { unmapped: 'responder', anonymousReading: true },
  defaults: { severity: 'SEV-3', escalation: 'standard' },
};

/** Whoever posts `{"title": "…"}` there sees an incident come of it, and end a moment after `"status": "resolved"`. */
const WITH_ALERTS: ConfigInput = {
  ...BUILT_IN,
  integrations: {
    [ALERTS_INTEGRATION]: {
      source: 'json',
      secret: `\${${ALERTS_SECRET}}`,
      quietAfter: 'never',
      mapping: {
        key: 'key || title',
        status: "status || 'firing'",
        title: 'title',
        description: 'description',
        labels: { service: 'service', team: 'team', severity: 'severity' },
      },
    },
  },
  alerts: { rules: [{ name: 'all', match: {}, settle: '5s' }] },
};

/** @returns what holds without a file. @param env environment variables by their names. */
export function builtIn(env: Readonly<Record<string, string | undefined>>): ConfigInput {
  return env[ALERTS_SECRET] ? WITH_ALERTS : BUILT_IN;
}
