import type { IncidentEvent } from '../../../src/incident/event.ts';
import type { Outcome, SimulatedPage } from '../../../src/simulation/outcome.ts';

/** When the simulated incident is declared: Sunday, 03:00 in Berlin. */
export const AT = Date.parse('2026-11-22T02:00:00Z');
const MINUTE = 60_000;
const MUSTER = { id: 'muster', name: 'Muster' };
const ana = {
  kind: 'person',
  person: { id: 'ana', name: 'Ana' },
  contacts: [{ instance: 'main-slack', user: 'U0ANA' }],
} as const;

function page(minute: number, step: number, more: Partial<SimulatedPage> = {}): SimulatedPage {
  return {
    at: AT + minute * MINUTE,
    afterMs: minute * MINUTE,
    target: 'person:ana',
    label: 'Ana',
    step,
    steps: 2,
    round: 1,
    schedules: ['payments'],
    ways: ['main-slack/@U0ANA'],
    ...more,
  };
}

const event = (sequence: number, minute: number, body: object): IncidentEvent =>
  ({ ...body, sequence, at: AT + minute * MINUTE, by: MUSTER }) as IncidentEvent;

const escalated = (step: number): object => ({
  type: 'escalated',
  policy: 'standard',
  step,
  steps: 2,
  round: 0,
  targets: [ana],
  cause: 'not acknowledged',
});

/** Ana is paged, then somebody with a strange name who cannot be reached; Ana acknowledges after eight minutes. */
export const OUTCOME: Outcome = {
  severity: 'SEV-1',
  service: 'checkout',
  policy: 'standard',
  at: AT,
  pages: [page(0, 1), page(5, 2, { target: 'person:eve', label: '<Eve & "co">', schedules: [], ways: [] })],
  told: [{ at: AT, afterMs: 0, target: 'channel:main-slack/#incidents' }],
  acts: [
    {
      afterMs: 8 * MINUTE,
      command: 'ack',
      by: 'Ana',
      cancelled: [{ name: 'escalation', afterMs: 15 * MINUTE }],
    },
    { afterMs: 9 * MINUTE, command: 'reopen', by: 'Ana', refused: 'it is open', cancelled: [] },
  ],
  runs: [],
  offered: [],
  events: [
    event(1, 0, { type: 'declared', title: 'Simulation', severity: 'SEV-1' }),
    event(2, 0, escalated(0)),
    event(3, 4, { type: 'sla_warning', clock: 'acknowledge', dueAt: AT + 5 * MINUTE }),
    event(4, 5, escalated(1)),
    event(5, 5, { type: 'sla_breached', clock: 'acknowledge', dueAt: AT + 5 * MINUTE }),
    { ...event(6, 8, { type: 'acknowledged' }), by: { id: 'ana', name: 'Ana' } },
  ],
  end: 'nothing follows',
  endsAt: AT + 9 * MINUTE,
};
