import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import type { Unmet } from '../../../src/escalation/condition.ts';
import type { EventBody } from '../../../src/incident/event.ts';
import { narrate } from '../../../src/incident/narrate.ts';
import { alertsOf, MUSTER, type Person } from '../../../src/incident/person.ts';
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

const skip = (...reasons: Unmet[]): EventBody => ({
  type: 'step_skipped',
  policy: 'payments',
  step: 1,
  steps: 3,
  round: 0,
  reasons,
});

const waits = (more: Partial<Extract<EventBody, { type: 'page_held' }>>): EventBody => ({
  type: 'page_held',
  policy: 'payments',
  step: 1,
  steps: 3,
  round: 0,
  cause: 'not acknowledged',
  hold: { until: NOON, local: 'Mon 09:00 Europe/Berlin', opensAt: NOON },
  after: { step: 0, round: 0 },
  ...more,
});

const PAY = { tracker: 'jira', key: 'PAY-17', url: 'https://acme.atlassian.net/browse/PAY-17' };
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
  [ANA, { type: 'acknowledged', notPaged: true }, 'Ana acknowledged and is on it; they were not paged.'],
  [
    ANA,
    { type: 'acknowledgement_not_counted', policy: 'payments' },
    'Ana is on it, but was not paged: paging goes on until somebody acknowledges whom policy payments has paged.',
  ],
  [
    MUSTER,
    { type: 'acknowledgement_reminded', person: ANA, expiresAt: NOON },
    'Reminded Ana, who acknowledged, because nothing was done for long. ' +
      'Paging resumes at 2026-03-01 12:00:00 UTC unless something is.',
  ],
  [
    MUSTER,
    waits({}),
    'Escalation step 2 of 3 is held until Mon 09:00 Europe/Berlin, when working hours begin: its urgency is low. ' +
      'Escalate to page now.',
  ],
  [
    MUSTER,
    waits({ atMostMs: 16 * 3_600_000, note: 'anybody?' }),
    'Escalation step 2 of 3 is held until Mon 09:00 Europe/Berlin, because it waits for working hours no longer than ' +
      '16 hours: its urgency is low (anybody?). Escalate to page now.',
  ],
  [
    MUSTER,
    page({ cause: 'severity raised', heldSince: NOON }),
    'Escalation step 2 of 3: paged Ben and #critical because the severity was raised, ' +
      'held for working hours since 2026-03-01 12:00:00 UTC.',
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
    MUSTER,
    page({ cause: 'declared', step: 2, stage: 'managers', targets: [pages(ANA)] }),
    'Escalation step 3 of 3 (policy managers): paged Ana because the incident was declared.',
  ],
  [
    MUSTER,
    skip({ condition: 'severity', wanted: ['SEV-1', 'SEV-2'], severity: 'SEV-3' }),
    'Escalation step 2 of 3 is passed over: it is for SEV-1 and SEV-2, and this is SEV-3.',
  ],
  [
    MUSTER,
    skip({ condition: 'hours', hours: 'office', until: NOON }),
    'Escalation step 2 of 3 is passed over: it is for the hours office, which are closed until 2026-03-01 12:00:00 UTC.',
  ],
  [
    MUSTER,
    skip(
      { condition: 'hours', hours: 'office', outside: true },
      { condition: 'label', label: 'region', wanted: 'eu', has: 'us' },
    ),
    'Escalation step 2 of 3 is passed over: it is for outside of the hours office, which are open; ' +
      'it is for incidents with region = eu, and here it is us.',
  ],
  [
    MUSTER,
    skip({ condition: 'label', label: 'region', wanted: 'eu' }),
    'Escalation step 2 of 3 is passed over: it is for incidents with region = eu, and this one has no such label.',
  ],
  [
    MUSTER,
    { type: 'escalation_exhausted', policy: 'payments', noneApplies: true },
    'No step that is left of escalation policy payments applies: NOBODY HAS BEEN REACHED. ' +
      'Muster pages nobody any more: acknowledge, or escalate to page them again.',
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
  [
    MUSTER,
    { type: 'escalation_exhausted', policy: 'payments', reached: true },
    'Escalation policy payments is used up: NOBODY HAS ACKNOWLEDGED. ' +
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
  [
    ANA,
    { type: 'linked', url: 'https://grafana.example/d/1', title: 'The dashboard' },
    'Ana put a link here: The dashboard.',
  ],
  [
    ANA,
    { type: 'linked', url: 'https://grafana.example/d/1' },
    'Ana put a link here: https://grafana.example/d/1.',
  ],
  [
    MUSTER,
    {
      type: 'changes_mentioned',
      changes: [
        {
          key: 'x',
          kind: 'commit',
          repository: 'acme/payments',
          name: 'a1b2c3d',
          title: 'Fix it',
          by: 'Ana',
          at: 1,
        },
        { key: 'y', kind: 'merged', repository: 'acme/payments', name: '#42', at: 1 },
      ],
    },
    'Commit a1b2c3d of acme/payments mentions it: “Fix it”, by Ana.\nPull request #42 of acme/payments was merged.',
  ],
  [ANA, { type: 'ticket_kept', ticket: PAY, made: true }, 'Ana made the ticket PAY-17 in jira.'],
  [ANA, { type: 'ticket_kept', ticket: PAY }, 'Ana linked the ticket PAY-17 in jira.'],
  [
    MUSTER,
    { type: 'ticket_failed', tracker: 'jira', code: 'place_not_found', reason: 'no such project' },
    'No ticket could be made in jira: no such project (place_not_found).',
  ],
  [
    MUSTER,
    { type: 'ticket_failed', tracker: 'jira', ticket: PAY, code: 'ticket_rejected', reason: 'no way' },
    'PAY-17 does not follow the incident: no way (ticket_rejected).',
  ],
  [
    BEN,
    { type: 'ticket_commented', ticket: PAY, what: 'made', comment: '1', changedAt: 1, text: 'seen it' },
    'Ben commented in PAY-17: seen it',
  ],
  [
    BEN,
    { type: 'ticket_commented', ticket: PAY, what: 'edited', comment: '1', changedAt: 1, text: 'saw it' },
    'Ben edited a comment in PAY-17: saw it',
  ],
  [
    BEN,
    { type: 'ticket_commented', ticket: PAY, what: 'deleted', comment: '1', changedAt: 1 },
    'Ben deleted a comment in PAY-17.',
  ],
  [
    BEN,
    { type: 'ticket_turned', ticket: PAY, status: 'Done', done: true, changedAt: 1 },
    'Ben closed PAY-17 in jira (Done).',
  ],
  [
    BEN,
    { type: 'ticket_turned', ticket: PAY, status: 'In Review', done: false, changedAt: 1 },
    'Ben set PAY-17 in jira to “In Review”.',
  ],
  [
    BEN,
    {
      type: 'ticket_moved',
      ticket: { ...PAY, key: 'OPS-4', url: 'https://acme.atlassian.net/browse/OPS-4' },
      from: PAY,
      changedAt: 1,
    },
    'Ben moved PAY-17 to OPS-4 in jira.',
  ],
  [BEN, { type: 'ticket_deleted', ticket: PAY }, 'Ben deleted PAY-17 in jira.'],
  [
    ANA,
    { type: 'ticket_unlinked', ticket: PAY },
    'Ana unlinked PAY-17 in jira: it is not kept in step any more.',
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
  [
    ANA,
    { type: 'run_changed', run: 'RUN-7', action: 'ops.restart', change: 'ordered' },
    'Ana runs ops.restart (RUN-7).',
  ],
  [
    ANA,
    { type: 'run_changed', run: 'RUN-7', action: 'ops.restart', change: 'ordered', waits: true },
    'Ana runs ops.restart, once somebody else approves it (RUN-7).',
  ],
  [
    ANA,
    {
      type: 'run_changed',
      run: 'RUN-7',
      action: 'ops.restart',
      change: 'ordered',
      runbook: { name: 'restart', title: 'Restart checkout' },
    },
    'Ana runs Restart checkout by ops.restart (RUN-7).',
  ],
  [
    MUSTER,
    {
      type: 'run_changed',
      run: 'RUN-7',
      action: 'ops.restart',
      change: 'ordered',
      waits: true,
      runbook: { name: 'restart', title: 'Restart checkout', on: 'escalate' },
    },
    'Muster runs Restart checkout by ops.restart, as the incident was escalated, once somebody else approves it (RUN-7).',
  ],
  [
    MUSTER,
    {
      type: 'runbook_not_run',
      runbook: { name: 'restart', title: 'Restart checkout', on: 'declare' },
      code: 'rate_limit',
      reason: 'by itself it is run once in 1h at most for all incidents together, and was.',
    },
    'Restart checkout was not run, as the incident was declared: by itself it is run once in 1h at most for all incidents together, and was.',
  ],
  [
    ANA,
    { type: 'run_changed', run: 'RUN-7', action: 'ops.restart', change: 'approved' },
    'Ana approved RUN-7 (ops.restart).',
  ],
  [
    MUSTER,
    { type: 'run_changed', run: 'RUN-7', action: 'ops.restart', change: 'timed_out' },
    'RUN-7 (ops.restart) took too long.',
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
    { type: 'sla_nobody_paged', policy: 'managers', sla: { clock: 'resolve', news: 'breach', dueAt: NOON } },
    'SLA breach: NOBODY IS PAGED by policy managers because it was not resolved in time: no step of it applies and reaches somebody.',
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
    { type: 'sla_warning', clock: 'mitigate', dueAt: NOON, part: 0.5 },
    'SLA warning: not mitigated yet, due by 2026-03-01 12:00:00 UTC (50% of the time is over).',
  ],
  [
    MUSTER,
    { type: 'update_due', dueAt: NOON },
    'A status update is due: say how things stand, by /im update.',
  ],
  [ANA, { type: 'put_on_hold' }, 'Ana put the incident on hold.'],
  [ANA, { type: 'put_on_hold', note: 'case 8812' }, 'Ana put the incident on hold: case 8812'],
  [ANA, { type: 'taken_off_hold', heldMs: 7_200_000 }, 'Ana took the incident off hold after 2 hours.'],
  [
    MUSTER,
    { type: 'taken_off_hold', heldMs: 172_800_000, limit: true },
    'The hold is over after 2 days, the longest there may be: the clocks run on.',
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
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 1,
      firing: 4,
      heard: 5,
      fired: { titles: ['disk full', 'disk slow'], count: 4 },
      cleared: { titles: ['no memory'], count: 1 },
    },
    'alert prom: 4 alerts fire; fired: “disk full”, “disk slow” and 2 more; cleared: “no memory”.',
  ],
  [
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 1,
      firing: 0,
      heard: 2,
      fired: { titles: ['disk full', 'disk slow', 'disk full'], count: 4 },
      cleared: { titles: ['disk full', 'disk full'], count: 2 },
    },
    'alert prom: all alerts are clear; fired: “disk full” (2 times), “disk slow” and 1 more; cleared: “disk full” (2 times).',
  ],
  [
    alertsOf('prom'),
    { type: 'alerts_changed', revision: 2, firing: 0, heard: 5 },
    'alert prom: all alerts are clear.',
  ],
  [
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 3,
      firing: 1,
      heard: 1,
      flapping: { times: 3, holdMs: 1_800_000 },
      overflow: true,
      after: { incident: 'INC-3', by: 'Ana', at: NOON, still: true },
    },
    'alert prom: 1 alert fires. It follows INC-3, which Ana had resolved at 2026-03-01 12:00:00 UTC; the alerts fired all the time. ' +
      'Flapping: fired again 3 times, so it is held open until all is clear for 30 minutes. ' +
      'There are more alerts than are followed: it is not resolved by itself.',
  ],
  [
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 4,
      firing: 1,
      heard: 1,
      after: { incident: 'INC-3', at: NOON },
    },
    'alert prom: 1 alert fires. It follows INC-3, whose alerts had cleared at 2026-03-01 12:00:00 UTC.',
  ],
  [
    alertsOf('prom'),
    { type: 'alerts_changed', revision: 5, firing: 1, heard: 1, unheard: { count: 1, since: NOON } },
    'alert prom: 1 alert fires. Nothing more has been heard of one of its alerts since 2026-03-01 12:00:00 UTC: ' +
      'who sends them may be gone, or their end was lost. Look there, and resolve the incident if it is over.',
  ],
  [
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 6,
      firing: 0,
      heard: 2,
      unheard: { count: 2, since: NOON, cleared: true },
    },
    'alert prom: all alerts are clear. Nothing more has been heard of 2 of its alerts since ' +
      '2026-03-01 12:00:00 UTC, so by their rule they count as cleared.',
  ],
  [
    alertsOf('prom'),
    {
      type: 'alerts_changed',
      revision: 7,
      firing: 9,
      heard: 9,
      unheard: { count: 7, titles: ['disk full', '@channel'], since: NOON, cleared: true },
    },
    'alert prom: 9 alerts fire. Nothing more has been heard of 7 of its alerts (“disk full”, “@channel” and 5 more) ' +
      'since 2026-03-01 12:00:00 UTC, so by their rule they count as cleared.',
  ],
  [alertsOf('prom'), { type: 'acknowledged' }, 'alert prom was acknowledged where it comes from.'],
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
      step_skipped: true,
      page_held: true,
      acknowledgement_not_counted: true,
      acknowledgement_reminded: true,
      escalation_exhausted: true,
      assigned: true,
      noted: true,
      update_posted: true,
      linked: true,
      changes_mentioned: true,
      ticket_kept: true,
      ticket_failed: true,
      ticket_commented: true,
      ticket_turned: true,
      ticket_deleted: true,
      ticket_moved: true,
      ticket_unlinked: true,
      run_changed: true,
      runbook_not_run: true,
      joined: true,
      left: true,
      severity_changed: true,
      title_changed: true,
      sla_warning: true,
      sla_breached: true,
      sla_nobody_paged: true,
      notification_failed: true,
      channel_opened: true,
      channel_failed: true,
      invitation_failed: true,
      update_due: true,
      put_on_hold: true,
      taken_off_hold: true,
      alerts_changed: true,
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
