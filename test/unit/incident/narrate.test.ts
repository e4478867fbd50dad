import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import type { EventBody } from '../../../src/incident/event.ts';
import { narrate } from '../../../src/incident/narrate.ts';
import { MUSTER, type Person } from '../../../src/incident/person.ts';
import { ANA, BEN, CRITICAL, NOON, pages } from './fixture.ts';

const page = (more: Partial<Extract<EventBody, { type: 'escalated' }>>): EventBody => ({
  type: 'escalated',
  policy: 'payments',
  step: 1,
  steps: 3,
  round: 0,
  targets: [pages(BEN), CRITICAL],
  cause: 'not acknowledged',
  ...more,
});

const SENTENCES: readonly (readonly [Person, EventBody, string])[] = [
  [
    ANA,
    { type: 'declared', title: 'Checkout is down', severity: 'SEV-1' },
    'Ana declared SEV-1: Checkout is down',
  ],
  [ANA, { type: 'acknowledged' }, 'Ana acknowledged and is on it.'],
  [
    MUSTER,
    { type: 'acknowledgement_expired' },
    'The acknowledgement expired because nothing was done for too long: the incident is open again.',
  ],
  [ANA, { type: 'mitigated' }, 'Ana mitigated the incident.'],
  [ANA, { type: 'resolved', note: 'it was DNS' }, 'Ana resolved the incident: it was DNS'],
  [ANA, { type: 'closed' }, 'Ana closed the incident.'],
  [ANA, { type: 'reopened', note: 'it is back' }, 'Ana reopened the incident: it is back'],
  [
    MUSTER,
    page({ nextAt: NOON, round: 1 }),
    'Escalation step 2 of 3, round 2: paged Ben and #critical because nobody acknowledged; ' +
      'without an acknowledgement it goes on at 2026-03-01 12:00:00 UTC.',
  ],
  [
    MUSTER,
    page({ cause: 'declared', step: 0, targets: [pages(ANA)] }),
    'Escalation step 1 of 3: paged Ana because the incident was declared.',
  ],
  [
    MUSTER,
    page({ cause: 'acknowledgement expired', targets: [pages(ANA), pages(BEN), CRITICAL] }),
    'Escalation step 2 of 3: paged Ana, Ben and #critical because the acknowledgement expired.',
  ],
  [
    ANA,
    page({ cause: 'asked', note: 'need a DBA' }),
    'Ana escalated to step 2 of 3: paged Ben and #critical (need a DBA).',
  ],
  [
    MUSTER,
    page({ step: 0, targets: [{ ...pages(ANA), contacts: [] }], nextAt: NOON, unreachable: true }),
    'Escalation step 1 of 3: NOBODY IS PAGED, because there is no way to reach Ana: set people.<id>.chat. ' +
      'It goes on at once.',
  ],
  [
    ANA,
    page({ cause: 'asked', targets: [], unreachable: true }),
    'Escalation step 2 of 3: NOBODY IS PAGED, because it names no people and a private incident is told to no ' +
      'channel: name some under escalation.payments.steps.',
  ],
  [
    MUSTER,
    { type: 'nobody_paged', settings: ['services.checkout.escalation', 'defaults.escalation'] },
    'No escalation policy applies: NOBODY IS PAGED. Acknowledge, or assign somebody. ' +
      'For the next incident set services.checkout.escalation or defaults.escalation.',
  ],
  [
    MUSTER,
    { type: 'escalation_exhausted', policy: 'payments' },
    'Nobody acknowledged, and escalation policy payments is used up: NOBODY HAS BEEN REACHED. ' +
      'Muster pages nobody any more: acknowledge, or escalate to page them again.',
  ],
  [ANA, { type: 'assigned', person: BEN, role: 'commander' }, 'Ana made Ben commander.'],
  [ANA, { type: 'assigned', person: BEN }, 'Ana made Ben a responder.'],
  [ANA, { type: 'assigned', person: ANA, role: 'scribe' }, 'Ana became scribe.'],
  [ANA, { type: 'noted', text: 'errors are falling' }, 'Ana noted: errors are falling'],
  [
    ANA,
    { type: 'noted', text: '', quoted: { text: 'it is DNS', author: BEN, link: 'https://chat.example/1' } },
    'Ana noted a message of Ben: “it is DNS”',
  ],
  [
    ANA,
    {
      type: 'noted',
      text: 'look at the graphs',
      quoted: {
        text: '',
        files: [
          { name: 'cpu.png', link: 'https://files.example/1' },
          { name: 'io.png', link: 'https://files.example/2' },
        ],
      },
    },
    'Ana noted: look at the graphs; about a message (attached: cpu.png, io.png)',
  ],
  [
    BEN,
    { type: 'update_posted', text: 'a fix is being rolled out' },
    'Ben posted a status update: a fix is being rolled out',
  ],
  [ANA, { type: 'joined' }, 'Ana joined as a responder.'],
  [ANA, { type: 'left' }, 'Ana left the responders.'],
  [
    ANA,
    { type: 'severity_changed', from: 'SEV-3', to: 'SEV-1' },
    'Ana raised the severity from SEV-3 to SEV-1.',
  ],
  [
    ANA,
    { type: 'severity_changed', from: 'SEV-1', to: 'SEV-2' },
    'Ana lowered the severity from SEV-1 to SEV-2.',
  ],
  [ANA, { type: 'title_changed', from: 'a', to: 'b' }, 'Ana changed the title from “a” to “b”.'],
  [
    MUSTER,
    { type: 'sla_warning', clock: 'acknowledge', dueAt: NOON },
    'SLA warning: not acknowledged yet, due by 2026-03-01 12:00:00 UTC.',
  ],
  [
    MUSTER,
    { type: 'sla_breached', clock: 'resolve', dueAt: NOON },
    'SLA breach: not resolved by 2026-03-01 12:00:00 UTC.',
  ],
  [
    MUSTER,
    { type: 'sla_breached', clock: 'acknowledge', dueAt: NOON, nobodyPaged: true },
    'SLA breach: not acknowledged by 2026-03-01 12:00:00 UTC; nobody was paged.',
  ],
  [
    MUSTER,
    {
      type: 'notification_failed',
      target: 'main/#gone',
      code: 'channel_not_found',
      reason: 'it is archived',
    },
    'main/#gone could not be notified: it is archived (channel_not_found). It went nowhere else.',
  ],
  [
    MUSTER,
    {
      type: 'notification_failed',
      target: 'main/#gone',
      code: 'channel_not_found',
      reason: 'it is archived',
      fallback: 'main/#ops',
    },
    'main/#gone could not be notified: it is archived (channel_not_found). It went to main/#ops instead.',
  ],
  [
    MUSTER,
    { type: 'channel_opened', instance: 'main', channel: 'C1', name: 'inc-7' },
    'Opened the channel #inc-7 on main.',
  ],
  [
    MUSTER,
    { type: 'channel_failed', instance: 'main', code: 'permission_denied', reason: 'a scope is missing' },
    'No channel could be opened on main: a scope is missing (permission_denied). The incident goes on without it.',
  ],
  [
    MUSTER,
    {
      type: 'invitation_failed',
      instance: 'main',
      person: ANA,
      code: 'user_not_found',
      reason: 'Ana is gone',
    },
    "Ana could not be invited into the incident's channel on main: Ana is gone (user_not_found).",
  ],
  [
    MUSTER,
    { type: 'command_ignored', command: 'ack', reason: 'INC-7 is closed.' },
    'The signal ack was ignored: INC-7 is closed.',
  ],
];

describe('the narration', () => {
  it.each(SENTENCES)('by %j of %j', (by, body, sentence) => {
    expect(plain(narrate({ ...body, by, at: NOON, sequence: 1 }))).toBe(sentence);
  });

  it('has a sentence for every type of event', () => {
    const every: Record<EventBody['type'], true> = {
      declared: true,
      acknowledged: true,
      acknowledgement_expired: true,
      mitigated: true,
      resolved: true,
      closed: true,
      reopened: true,
      escalated: true,
      nobody_paged: true,
      escalation_exhausted: true,
      assigned: true,
      noted: true,
      update_posted: true,
      joined: true,
      left: true,
      severity_changed: true,
      title_changed: true,
      sla_warning: true,
      sla_breached: true,
      notification_failed: true,
      channel_opened: true,
      channel_failed: true,
      invitation_failed: true,
      command_ignored: true,
    };
    expect(new Set(SENTENCES.map(([, body]) => body.type))).toEqual(new Set(Object.keys(every)));
  });

  it('notifies nobody by telling of them', () => {
    for (const [by, body] of SENTENCES) {
      for (const span of narrate({ ...body, by, at: NOON, sequence: 1 })) {
        expect(span).not.toHaveProperty('person');
        expect(span).not.toHaveProperty('user');
      }
    }
  });
});
