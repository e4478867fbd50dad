import { DEFAULT_SLA } from './response-schema.ts';
import type { ConfigInput } from './schema.ts';

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
