import type { AuditEntry } from '../../src/access/audit-entry.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { note } from '../../src/chat/message.ts';
import { ACTION_WORKFLOW, actionChangedSignal, actionWorkflowId } from '../../workflows/action/messages.ts';
import type { ChangeNews } from '../../src/git/news.ts';
import { RETENTION_WORKFLOW } from '../../workflows/retention/messages.ts';
import { AUDIT_WORKFLOW, auditWorkflowId } from '../../workflows/audit/messages.ts';
import {
  CALENDAR_WORKFLOW,
  calendarChangedSignal,
  calendarWorkflowId,
} from '../../workflows/calendar/messages.ts';
import { DUTY_WORKFLOW, dutyChangedSignal, dutyWorkflowId } from '../../workflows/duty/messages.ts';
import { EXPORT_WORKFLOW, exportWorkflowId } from '../../workflows/export/messages.ts';
import { HEALTH_WORKFLOW, checkNowSignal, healthWorkflowId } from '../../workflows/health/messages.ts';
import { changesSignal, ticketSignal } from '../../workflows/incident/messages.ts';
import {
  callOffUpdate,
  INCIDENT_TICKET_WORKFLOW,
  incidentTicketWorkflowId,
  orderedSignal,
  outcomeUpdate,
  type IncidentTicketOrder,
} from '../../workflows/incident-ticket/messages.ts';
import { QUIET_WORKFLOW } from '../../workflows/quiet/messages.ts';
import { REDELIVERY_WORKFLOW } from '../../workflows/redelivery/messages.ts';
import { INSPECTION_WORKFLOW } from '../../workflows/inspection/messages.ts';
import { RECORD_WORKFLOW, recordWorkflowId } from '../../workflows/record/messages.ts';
import { REPLY_WORKFLOW, replyWorkflowId } from '../../workflows/reply/messages.ts';
import { answerUpdate, SWAP_WORKFLOW, swapWorkflowId } from '../../workflows/swap/messages.ts';
import { DEVELOPMENT_WORKFLOW, developmentWorkflowId } from '../../workflows/development/messages.ts';
import {
  TICKET_STATUS_WORKFLOW,
  ticketStatusWorkflowId,
  turnedSignal,
} from '../../workflows/ticket-status/messages.ts';
import { ticketWorkflowId } from '../../workflows/ticket/messages.ts';
import { LinkUnderTest, side } from '../harness/link-under-test.ts';
import { eventually } from '../harness/eventually.ts';
import { ownChannel, person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { ALERT_SHAPES } from './alert-shapes.ts';
import { INTAKE_SHAPES } from './intake-shapes.ts';
import { RUN_SHAPES } from './run-shapes.ts';
import { incidentShape, type Shape } from './shape.ts';

const CRITICAL = 'main/#critical';
const OPS = 'main/#ops';
const ANA_THEN_BEN = {
  steps: [
    ['ana', '5m'],
    [['ben', OPS], '10m'],
  ],
  ackTimeout: '30m',
} as const;
const SLA = {
  'SEV-1': { acknowledge: '10m', resolve: '1h' },
  'SEV-3': { acknowledge: '1h', resolve: '1d' },
} as const;

/** What takes hours is played on a Temporal that skips time. */
export const SKIPPING_SHAPES: readonly Shape[] = [
  ...ALERT_SHAPES,

  incidentShape('declared-and-closed', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN, sla: SLA, team: 'payments', service: 'checkout' });
    await incident.ack('ana');
    await incident.mitigate('ana', 'rolled back');
    await incident.resolve('ana', 'it was DNS');
    await incident.close('ana');
    await incident.handle.result();
    return incident;
  }),

  incidentShape('nobody-reached', async ({ declare }) => {
    const incident = await declare({ policy: { ...ANA_THEN_BEN, repeat: 1 } });
    await incident.skip('1h');
    await incident.escalate('cy');
    return incident;
  }),

  incidentShape('nobody-to-page', async ({ declare }) => {
    const incident = await declare({ team: 'payments' });
    await incident.refusal(incident.escalate('cy'));
    await incident.join('cy');
    return incident;
  }),

  incidentShape('on-call', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.onCall.set('payments', [person('ana')]);
    const incident = await declare({
      activities,
      policy: {
        steps: [
          ['schedule:payments', '5m'],
          [['schedule:managers', 'ben'], '10m'],
        ],
        ackTimeout: '30m',
      },
    });
    await incident.skip('6m');
    await incident.ack('ben');
    activities.onCall.set('managers', [person('cy')]);
    await incident.skip('31m');
    await incident.escalate('ana');
    await incident.settled();
    await incident.resolve('cy');
    await incident.reopen('cy');
    await incident.settled();
    return incident;
  }),

  incidentShape('conditions', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.closed.set('office', Date.UTC(2100, 0, 1));
    activities.onCall.set('payments', [person('ana')]);
    const office = { when: { hours: { hours: 'office' } } };
    const incident = await declare({
      activities,
      severity: 'SEV-3',
      labels: { region: 'eu' },
      policy: {
        steps: [
          ['schedule:payments', '5m', office],
          ['ben', '5m', { when: { labels: { region: 'eu' } } }],
          ['schedule:payments', '5m', office],
          ['cy', '5m', { when: { severities: ['SEV-1'] } }],
        ],
        repeat: 1,
        repeatFrom: 1,
        then: [{ name: 'managers', from: 2, repeat: 0 }],
      },
    });
    await incident.skip('6m');
    activities.closed.delete('office');
    await incident.skip('20m');
    await incident.setSeverity('ben', 'SEV-1');
    await incident.skip('5m');
    await incident.settled();
    await incident.ack('ana');
    return incident;
  }),

  incidentShape('low-urgency', async ({ declare }) => {
    const activities = new RecordingActivities();
    const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1 }];
    activities.calendars.set('office', { zone: 'UTC', hours, holidays: new Set<string>() });
    const incident = await declare({
      activities,
      severity: 'SEV-4',
      policy: { ...ANA_THEN_BEN, ackReminder: '10m', ackBy: 'paged' },
      urgency: {
        waiting: { hours: 'office', atMostMs: 3_600_000 },
        bySeverity: { 'SEV-1': 'high', 'SEV-2': 'high', 'SEV-3': 'low', 'SEV-4': 'low' },
      },
    });
    await incident.setSeverity('cy', 'SEV-3');
    await incident.skip('61m');
    await incident.ack('zoe');
    await incident.skip('6m');
    await incident.ack('ben');
    await incident.skip('25m');
    await incident.setSeverity('cy', 'SEV-1');
    await incident.skip('31m');
    await incident.settled();
    await incident.resolve('ana');
    return incident;
  }),

  incidentShape('waited-for-room', async ({ declare }) => {
    const activities = new RecordingActivities();
    const crowded = (['page', 'deliver', 'openChannel', 'inviteToChannel', 'pinCard'] as const).map(
      (activity) => activities.hasNoRoom({ activity }, 50_000),
    );
    const incident = await declare({
      activities,
      policy: { steps: [[[person('ana', 'main', 'second'), 'ben'], '1h']] },
      channels: [ownChannel({ invite: [person('ana')], archiveAtClose: true })],
    });
    await incident.skip('1m');
    for (const end of crowded) end();
    await incident.skip('2m');
    const full = [
      activities.hasNoRoom({ activity: 'editCard' }, 50_000),
      activities.hasNoRoom({ activity: 'setChannelTopic' }, 50_000),
      activities.hasNoRoom({ activity: 'deliver' }, 50_000),
    ];
    await incident.note('cy', 'the first');
    await incident.setTitle('cy', 'The database is full');
    await incident.note('cy', 'the second');
    await incident.settled();
    for (const end of full) end();
    await incident.skip('2m');
    await incident.ack('ana');
    await incident.skip('1m');
    return incident;
  }),

  incidentShape('sla-pages', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.onCall.set('managers', [person('maya')]);
    const incident = await declare({
      activities,
      sla: { ...SLA, pages: { warning: [{ policy: 'owners' }], breach: [{ policy: 'managers' }] } },
      slaPolicies: {
        managers: {
          steps: [
            ['schedule:gone', '5m'],
            ['schedule:managers', '5m'],
          ],
        },
        owners: { steps: [['olga', '5m', { when: { severities: ['SEV-3'] } }]] },
      },
    });
    await incident.skip('11m');
    await incident.ack('ana');
    await incident.skip('2h');
    return incident;
  }),

  incidentShape('sla-breached', async ({ declare }) => {
    const incident = await declare({ sla: SLA });
    await incident.skip('9m');
    await incident.skip('2h');
    await incident.resolve('ana');
    return incident;
  }),

  incidentShape('on-hold', async ({ declare }) => {
    const incident = await declare({
      sla: {
        warnAt: [0.5, 0.8],
        tell: { warning: ['commander'], breach: ['channel', 'commander'] },
        maxHold: '3h',
        'SEV-1': { mitigate: '1h', resolve: '4h', updateEvery: '30m' },
      },
    });
    await incident.command('assign', { person: { id: 'ana', name: 'ana' }, role: 'commander' }, 'ben');
    await incident.skip('40m');
    await incident.hold('ana', 'case 8812');
    await incident.skip('20m');
    await incident.resume('ana');
    await incident.update('ana', 'they answered');
    await incident.hold('ana');
    await incident.skip('4h');
    await incident.resolve('ana');
    return incident;
  }),

  incidentShape('acknowledgement-expired', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN });
    await incident.ack('ana');
    await incident.skip('20m');
    await incident.note('ana', 'still on it');
    await incident.skip('20m');
    await incident.skip('20m');
    await incident.ack('ben');
    return incident;
  }),

  incidentShape('severity-changed', async ({ declare }) => {
    const announce = { 'SEV-3': [CRITICAL], 'SEV-1': [CRITICAL, 'main/#managers'] };
    const incident = await declare({ severity: 'SEV-3', sla: SLA, announce });
    await incident.skip('20m');
    await incident.setSeverity('ana', 'SEV-1');
    await incident.settled();
    await incident.setSeverity('ana', 'SEV-4');
    return incident;
  }),

  incidentShape('quotation-and-update', async ({ declare }) => {
    const quoted = {
      text: 'checkout fails since the deployment',
      author: { id: 'ben', name: 'Ben' },
      link: 'https://chat.example/archives/C1/p1',
      files: [{ name: 'trace.txt', link: 'https://files.example/trace.txt' }],
    };
    const incident = await declare({ policy: ANA_THEN_BEN, quoted });
    await incident.handle.signal('note', { quoted, by: { id: 'cy', name: 'cy' } });
    await incident.handle.signal('update', { text: 'a fix is being rolled out', by: person('ana').person });
    await incident.settled();
    await incident.resolve('ana');
    return incident;
  }),

  incidentShape('changes-mentioned', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN });
    const commit: ChangeNews = {
      key: 'acme/payments@4fd1a9c',
      kind: 'commit',
      repository: 'acme/payments',
      name: '4fd1a9c',
      title: 'Mend INC-1',
      by: 'Ana',
      url: 'https://git.example/acme/payments/commit/4fd1a9c',
      at: 1_772_366_400_000,
    };
    await incident.handle.signal(changesSignal, [commit]);
    await incident.settled();
    // The same once more, with what is new.
    await incident.handle.signal(changesSignal, [
      commit,
      { ...commit, key: '#7', kind: 'merged', name: '#7' },
    ]);
    await incident.settled();
    await incident.ack('ana');
    return incident;
  }),

  incidentShape('reopened', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN, sla: SLA });
    await incident.resolve('ana');
    await incident.skip('1h');
    await incident.reopen('ben');
    await incident.skip('7m');
    await incident.resolve('ben');
    await incident.close('ben');
    await incident.handle.result();
    return incident;
  }),

  incidentShape('people-and-notes', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN });
    await incident.join('ben');
    await incident.command('assign', { person: { id: 'cy', name: 'cy' }, role: 'commander' }, 'ana');
    await incident.command('assign', { person: { id: 'ben', name: 'ben' }, role: 'commander' }, 'cy');
    await incident.note('ben', 'the queue grows');
    await incident.setTitle('ben', 'The queue is full');
    await incident.note('ben', 'the queue grows', { deliveryId: 'evt-1' });
    await incident.note('ben', 'the queue grows', { deliveryId: 'evt-1' });
    await incident.command('leave', {}, 'cy');
    await incident.refusal(incident.close('ben'));
    return incident;
  }),

  incidentShape('signals-only', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN });
    const confirmTo = { instance: 'main', channel: '#critical', user: 'U1' };
    await incident.handle.signal('note', 'seen in the Temporal UI');
    await incident.handle.signal('explode', { now: true });
    await incident.handle.signal('severity', [17]);
    await incident.settled();
    await incident.signal('ack', {}, 'ana', { deliveryId: 'evt-1', confirmTo });
    await incident.signal('ack', {}, 'ana', { deliveryId: 'evt-1', confirmTo });
    await incident.signal('ack', {}, 'ben', { deliveryId: 'evt-2', confirmTo });
    await incident.settled();
    for (const name of ['leave', 'join', 'mitigate', 'resolve', 'reopen', 'resolve', 'close'])
      await incident.handle.signal(name);
    await incident.handle.result();
    return incident;
  }),

  incidentShape('signals-before-a-worker', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN, worker: false });
    await incident.signal('escalate', {}, 'cy');
    await incident.signal('ack', {}, 'ana');
    await incident.signal('note', { text: 'on it' }, 'ana');
    await incident.startWorker();
    return incident;
  }),

  incidentShape('own-channel', async ({ declare }) => {
    const invite = [person('ana'), person('ben')];
    const incident = await declare({ channels: [ownChannel({ invite, archiveAtClose: true })] });
    await incident.setTitle('ana', 'Checkout is slow');
    await incident.settled();
    await incident.resolve('ana');
    await incident.close('ana');
    await incident.handle.result();
    return incident;
  }),

  incidentShape('responders-told', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.loud.add('ana').add('ben');
    activities.breaks({ activity: 'deliver', target: 'main/@ben' }, 'user_not_found');
    const incident = await declare({ activities, severity: 'SEV-3', sla: SLA });
    for (const person of ['ana', 'ben', 'cy']) await incident.join(person);
    await incident.setSeverity('cy', 'SEV-1');
    await incident.skip('61m');
    await incident.resolve('cy');
    return incident;
  }),

  incidentShape('private', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.breaks({ activity: 'page', target: 'main/@ana' }, 'user_not_found');
    const incident = await declare({
      activities,
      private: true,
      policy: ANA_THEN_BEN,
      channels: [ownChannel({ invite: [person('ana')] })],
      fallback: [OPS],
    });
    await incident.skip('6m');
    await incident.join('ben');
    await incident.ack('ben');
    return incident;
  }),

  incidentShape('cancellation-ignored', async ({ declare }) => {
    const incident = await declare({ policy: ANA_THEN_BEN });
    await incident.handle.cancel();
    await incident.skip('6m');
    return incident;
  }),

  incidentShape('channel-in-trouble', async ({ declare }) => {
    const activities = new RecordingActivities();
    const mendCritical = activities.breaks(
      { target: CRITICAL },
      'channel_not_found',
      '#critical is archived',
    );
    const mendOps = activities.breaks({ target: OPS }, 'connection_failed');
    const incident = await declare({ activities, fallback: [OPS, 'main/#last'] });
    await incident.note('ana', 'on it');
    await incident.skip('20m');
    mendOps();
    mendCritical();
    await incident.skip('30m');
    await incident.note('ana', 'better');
    await incident.settled();
    const mend = activities.breaks({ activity: 'editCard', target: CRITICAL }, 'message_not_found');
    await incident.setTitle('ana', 'Checkout is slow');
    await incident.settled();
    mend();
    return incident;
  }),

  incidentShape('pages-in-trouble', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.breaks({ activity: 'page', target: 'main/@ana' }, 'user_not_found');
    const mend = activities.breaks({ activity: 'page', target: 'main/@ben' }, 'connection_failed');
    const incident = await declare({
      activities,
      policy: { steps: [[[person('ana', 'main', 'second'), 'ben'], '1h']] },
    });
    await incident.skip('3m');
    mend();
    await incident.skip('5m');
    return incident;
  }),

  incidentShape('channel-opened-late', async ({ declare }) => {
    const activities = new RecordingActivities();
    const mend = activities.breaks({ activity: 'openChannel' }, 'connection_failed');
    activities.breaks({ activity: 'setChannelTopic' }, 'operation_not_supported');
    activities.breaks({ activity: 'inviteToChannel' }, 'user_not_found');
    const incident = await declare({ activities, channels: [ownChannel({ invite: [person('ana')] })] });
    await incident.skip('30m');
    await incident.setTitle('ana', 'Checkout is slow');
    mend();
    await incident.skip('10m');
    return incident;
  }),

  incidentShape('channel-never-opened', async ({ declare }) => {
    const activities = new RecordingActivities();
    activities.breaks({ activity: 'openChannel' }, 'permission_denied');
    return declare({ activities, channels: [ownChannel()] });
  }),

  incidentShape('store-in-trouble', async ({ declare }) => {
    const activities = new RecordingActivities();
    const mend = activities.goesDown({ activity: 'recordIncident' });
    const incident = await declare({ activities });
    await incident.note('ana', 'nobody can read this yet');
    await incident.skip('1h');
    mend();
    await incident.skip('1m');
    const accept = activities.breaks({ activity: 'recordIncident' }, 'message_rejected');
    await incident.note('ana', 'this is refused');
    await incident.skip('30s');
    accept();
    await incident.skip('2m');
    return incident;
  }),

  {
    histories: ['closed-and-kept', 'export'],
    async play({ declare, client }) {
      const incident = await declare();
      await incident.resolve('ana');
      await incident.close('ana');
      await incident.handle.result();
      const workflowId = exportWorkflowId('default', incident.id);
      await client.workflow.getHandle(workflowId).result();
      return [{ workflowId: incident.handle.workflowId }, { workflowId }];
    },
  },

  {
    histories: ['action-reminders'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      const incident = await declare({ activities });
      const item = { incident: incident.id, number: 1 };
      const delivery: Delivery = {
        key: 'default:action:reminder',
        tenant: 'default',
        instance: 'main',
        to: { user: 'ana' },
        message: note(['add an alert'], 'add an alert'),
      };
      let looks = 0;
      activities.outlook = ({ after }) => {
        looks++;
        if (looks === 1) return { kind: 'wait', at: after + 86_400_000 };
        const reminder = { at: after + 86_400_000, kind: 'today' as const };
        return looks === 2 ? { kind: 'remind', reminder, deliveries: [delivery] } : { kind: 'ended' };
      };
      const workflowId = actionWorkflowId({ tenant: 'default', ...item });
      const handle = await client.workflow.signalWithStart(ACTION_WORKFLOW, {
        workflowId,
        taskQueue: incident.id,
        args: [{ tenant: 'default', ...item }],
        signal: actionChangedSignal,
      });
      await handle.result();
      return [{ workflowId }];
    },
  },

  {
    histories: ['action-given'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      const incident = await declare({ activities });
      const item = { incident: incident.id, number: 1 };
      const delivery: Delivery = {
        key: 'default:action:given',
        tenant: 'default',
        instance: 'main',
        to: { user: 'ana' },
        message: note(['add an alert'], 'add an alert'),
      };
      activities.outlook = ({ after, told }) =>
        told >= after ? { kind: 'ended' } : { kind: 'given', at: after, deliveries: [delivery] };
      const workflowId = actionWorkflowId({ tenant: 'default', ...item });
      const handle = await client.workflow.signalWithStart(ACTION_WORKFLOW, {
        workflowId,
        taskQueue: incident.id,
        args: [{ tenant: 'default', ...item }],
        signal: actionChangedSignal,
      });
      await handle.result();
      return [{ workflowId }];
    },
  },

  {
    histories: ['ticket', 'tickets-at-close'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      const incident = await declare({ activities });
      const asked = { by: { id: 'ana', name: 'Ana' }, at: 0 };
      const route = { tracker: 'hub', place: 'acme/payments' };
      const order = { tenant: 'default', incident: incident.id, number: 1, ...route, asked };
      activities.wishesAtClose = [order];
      activities.settled = [
        {
          key: 'default:ticket:told',
          tenant: 'default',
          instance: 'main',
          to: { user: 'ana' },
          message: note(['Pushed.'], 'Pushed.'),
        },
      ];
      const workflowId = exportWorkflowId('default', incident.id);
      const closed = await client.workflow.start(EXPORT_WORKFLOW, {
        workflowId,
        taskQueue: incident.id,
        args: [{ tenant: 'default', id: incident.id }],
      });
      await closed.result();
      await client.workflow.getHandle(ticketWorkflowId(order)).result();
      return [{ workflowId: ticketWorkflowId(order) }, { workflowId }];
    },
  },

  {
    histories: ['ticket-status'],
    async play({ declare, client }) {
      const incident = await declare({ activities: new RecordingActivities() });
      const order = { tenant: 'default', incident: incident.id, number: 1 };
      const workflowId = ticketStatusWorkflowId(order);
      const handle = await client.workflow.signalWithStart(TICKET_STATUS_WORKFLOW, {
        workflowId,
        taskQueue: incident.id,
        args: [order],
        signal: turnedSignal,
      });
      await handle.result();
      return [{ workflowId }];
    },
  },

  {
    histories: ['incident-ticket', 'ticketed'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      const { followIncident } = activities;
      const trouble = { code: 'authentication_failed', message: 'The token is refused.', again: true };
      const hub = { tracker: 'hub', place: 'acme/payments' };
      const incident = await declare({
        activities,
        severity: 'SEV-1',
        tickets: { ...hub, severities: ['SEV-1'] },
      });
      const tickets = async () => (await incident.view()).incident.tickets ?? [];
      await eventually('it has a ticket', async () => (await tickets()).length === 1);
      activities.followIncident = ({ told }) => ({ told, more: false, over: false, trouble });
      await incident.note('ana', 'the token has expired');
      await eventually('that is seen', async () => (await incident.view()).problems.length === 1);
      activities.followIncident = followIncident;
      const { handle } = incident;
      const [first] = await tickets();
      const ana = { id: 'ana', name: 'Ana' };
      await handle.signal(ticketSignal, { ...first!, kind: 'unlinked', by: ana });
      await eventually('it is unlinked', async () => (await tickets())[0]?.unlinked === true);
      const { id } = incident;
      const { sequence: from } = (await incident.view()).incident;
      // Asked for while the one before cannot be told that it follows no more.
      const asked = { by: ana, at: Date.now() };
      const order = { tenant: 'default', incident: id, ...hub, asked, from, earlier: 1 };
      const following = await client.workflow.signalWithStart(INCIDENT_TICKET_WORKFLOW, {
        workflowId: incidentTicketWorkflowId('default', id, 'hub'),
        taskQueue: id,
        args: [order],
        signal: orderedSignal,
        signalArgs: [order],
      });
      const another = following.executeUpdate(outcomeUpdate, { args: [order] });
      await incident.skip('11m');
      await another;
      await eventually('it has another', async () => (await tickets()).length === 2);
      await incident.resolve('ana', 'it was DNS');
      await incident.close('ana');
      await following.result();
      await handle.result();
      return [{ workflowId: following.workflowId }, { workflowId: handle.workflowId }];
    },
  },

  {
    histories: ['incident-ticket-called-off'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      const incident = await declare({ activities });
      await incident.settled();
      const { id } = incident;
      const gate = activities.gate({ activity: 'makeIncidentTicket' }, { heedsCancel: true });
      const [ana, ben] = [
        { id: 'ana', name: 'Ana' },
        { id: 'ben', name: 'Ben' },
      ];
      const hub = { tracker: 'hub', place: 'acme/payments' };
      const workflowId = incidentTicketWorkflowId('default', id, 'hub');
      const ordered = (order: IncidentTicketOrder) =>
        client.workflow.signalWithStart(INCIDENT_TICKET_WORKFLOW, {
          workflowId,
          taskQueue: id,
          args: [order],
          signal: orderedSignal,
          signalArgs: [order],
        });
      const at = Date.now();
      const order = { tenant: 'default', incident: id, ...hub, asked: { by: ana, at }, from: 1 };
      const following = await ordered(order);
      await eventually('it is being made', () => gate.waiting() === 1);
      const existing = { tracker: 'hub', key: 'acme/payments#7', url: 'https://tracker.example/7' };
      await ordered({ ...order, asked: { by: ben, at: at + 1 }, existing });
      activities.looked = { isSure: false };
      const off = following.executeUpdate(callOffUpdate, { args: [{ by: ana, at, awaitedUntil: at }] });
      const looked = () => activities.done({ activity: 'lookForIncidentTicket' }).length;
      await eventually('it is looked for', () => looked() === 1);
      const ticket = { tracker: 'hub', key: 'acme/payments#8', url: 'https://tracker.example/8' };
      activities.looked = { isSure: true, ticket };
      await incident.skip('3m');
      await off;
      const tickets = async () => (await incident.view()).incident.tickets ?? [];
      await eventually('it is unlinked', async () => (await tickets())[0]?.unlinked === true);
      await following.result();
      return [{ workflowId }];
    },
  },

  {
    histories: ['ticket-moved-after-closing'],
    async play({ declare }) {
      const activities = new RecordingActivities();
      const incident = await declare({ activities });
      await incident.settled();
      const { handle } = incident;
      const ana = { id: 'ana', name: 'Ana' };
      const ticket = { tracker: 'hub', key: 'acme/payments#7', url: 'https://tracker.example/7' };
      await handle.signal(ticketSignal, { ...ticket, kind: 'kept', by: ana, made: true });
      await incident.settled();
      await incident.resolve('ana');
      await incident.settled();
      const gate = activities.gate({ activity: 'recordIncident' });
      await incident.close('ana');
      await eventually('the closing is being written', () => gate.waiting() === 1);
      const there = { tracker: 'hub', key: 'acme/ops#1', url: 'https://tracker.example/1' };
      await handle.signal(ticketSignal, { ...there, kind: 'moved', from: ticket.url, by: ana, at: 5 });
      const known = async () => (await incident.view()).incident.tickets?.[0]?.key;
      await eventually('the move is known', async () => (await known()) === there.key);
      gate.open();
      await handle.result();
      return [{ workflowId: handle.workflowId }];
    },
  },

  {
    histories: ['development'],
    async play({ declare, client }) {
      const incident = await declare({ activities: new RecordingActivities() });
      const workflowId = developmentWorkflowId({ tenant: 'default', tracker: 'jira' }, 'part');
      const repository = { id: 'r1', name: 'acme/payments', url: 'https://git.example/acme/payments' };
      const items = [{ repository, type: 'branch', id: 'b1', sequence: 1, deleted: true }] as const;
      await client.workflow.execute(DEVELOPMENT_WORKFLOW, {
        workflowId,
        taskQueue: incident.id,
        args: [{ tenant: 'default', tracker: 'jira', items }],
      });
      return [{ workflowId }];
    },
  },

  {
    histories: ['retention'],
    async play({ declare, client }) {
      const activities = new RecordingActivities();
      activities.expired.push({ tenant: 'default', name: 'deliveries', left: 700 });
      const incident = await declare({ activities });
      await client.workflow.execute(RETENTION_WORKFLOW, { workflowId: 'sweep', taskQueue: incident.id });
      return [{ workflowId: 'sweep' }];
    },
  },

  {
    histories: ['reply'],
    async play({ declare, client }) {
      const incident = await declare();
      const workflowId = replyWorkflowId('default', 'main', 'evt-1');
      const delivery: Delivery = {
        key: 'default:main:evt-1',
        tenant: 'default',
        instance: 'main',
        to: { channel: '#critical' },
        privatelyTo: 'U1',
        message: note(['You are a responder.'], 'You are a responder.'),
      };
      await client.workflow.execute(REPLY_WORKFLOW, { workflowId, taskQueue: incident.id, args: [delivery] });
      return [{ workflowId }];
    },
  },

  {
    histories: ['link-linked', 'link-expired'],
    async play({ declare, client }) {
      const { id, activities } = await declare();
      const [asker, claimant] = [side('main/ana', 'ana'), side('second/bea')];
      const asked = () => activities.done({ activity: 'deliver', key: /:ask:/ }).length;
      const codes = [`${id}-linked`, `${id}-expired`];
      const links = await Promise.all(codes.map((code) => LinkUnderTest.begin(client, id, code, asker)));
      for (const [index, link] of links.entries()) {
        await link.claims(claimant);
        await link.says(true, claimant);
        await eventually('the asker is asked', () => asked() === index + 1);
      }
      const [linked, expired] = links;
      const mend = activities.goesDown({ activity: 'joinAccounts' });
      await linked?.says(true, asker);
      await eventually('it fails', () => activities.find({ activity: 'joinAccounts' }).length > 0);
      mend();
      await Promise.all([linked?.result(), expired?.result()]);
      return links.map(({ handle }) => ({ workflowId: handle.workflowId }));
    },
  },

  {
    histories: ['record'],
    async play({ declare, client }) {
      const incident = await declare();
      await incident.note('ana', 'not to be read yet');
      await incident.settled();
      const workflowId = recordWorkflowId('default', incident.id, 'part-1');
      const backlog = incident.activities.records.at(-1);
      await client.workflow.execute(RECORD_WORKFLOW, { workflowId, taskQueue: incident.id, args: [backlog] });
      return [{ workflowId }];
    },
  },

  {
    histories: ['health', 'health-not-configured'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      const begin = async (instance: string) => {
        const input = { tenant: 'default', instance };
        const workflowId = healthWorkflowId(input);
        const { signaledRunId: runId } = await client.workflow.signalWithStart(HEALTH_WORKFLOW, {
          workflowId,
          taskQueue,
          args: [input],
          signal: checkNowSignal,
        });
        return { workflowId, runId };
      };
      const checked = (times: number) => (): boolean =>
        activities.done({ activity: 'checkInstance', target: 'main' }).length >= times;
      activities.lacks('gone');
      const gone = await begin('gone');
      await client.workflow.getHandle(gone.workflowId).result();
      const main = await begin('main');
      await eventually('main is checked', checked(1));
      await client.workflow.getHandle(main.workflowId).signal(checkNowSignal);
      await eventually('main is checked again', checked(2));
      await eventually('it only waits', async () => {
        const { raw } = await client.workflow.getHandle(main.workflowId).describe();
        return (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
      });
      return [main, gone];
    },
  },

  {
    histories: ['inspection'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      activities.inspectionPages = 2;
      const mend = activities.goesDown({ activity: 'inspectRunning' });
      const workflowId = `${taskQueue}-inspection`;
      const handle = await client.workflow.start(INSPECTION_WORKFLOW, { workflowId, taskQueue, args: [{}] });
      await eventually('it fails', () => activities.find({ activity: 'inspectRunning' }).length > 0);
      mend();
      await handle.result();
      return [{ workflowId }];
    },
  },

  {
    histories: ['swap-accepted', 'swap-expired'],
    async play({ declare, client }) {
      const incident = await declare();
      const { activities, id: taskQueue } = incident;
      const HOUR = 3_600_000;
      const begin = async (id: string, now: number) => {
        const gives = { schedule: 'payments', name: 'Payments', from: now + 5 * HOUR, until: now + 9 * HOUR };
        const [asker, other] = [
          { id: 'ana', name: 'Ana' },
          { id: 'ben', name: 'Ben' },
        ];
        const ways = {
          asker: [{ instance: 'main', user: 'ana' }],
          other: [
            { instance: 'gone', user: 'ben' },
            { instance: 'main', user: 'ben' },
          ],
        };
        const workflowId = swapWorkflowId('default', id);
        const offer = { id, asker, other, gives };
        const args = [{ tenant: 'default', offer, ways, expiresAt: gives.from }];
        await client.workflow.start(SWAP_WORKFLOW, { workflowId, taskQueue, args });
        return { workflowId };
      };
      activities.breaks({ activity: 'deliver', target: 'gone/@ben' }, 'user_not_found');
      const { startTime } = await incident.handle.describe();
      const accepted = await begin('s-aaaaaa', startTime.getTime());
      await eventually('Ben is asked', () => activities.done({ activity: 'deliver' }).length > 0);
      const answer = { by: { id: 'ben', name: 'Ben' }, yes: true, decides: false };
      const handle = client.workflow.getHandle(accepted.workflowId);
      await handle.executeUpdate(answerUpdate, { args: [answer] });
      await handle.result();
      const expired = await begin('s-bbbbbb', startTime.getTime());
      await client.workflow.getHandle(expired.workflowId).result();
      return [accepted, expired];
    },
  },

  {
    histories: ['duty-first', 'duty-second'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      const watching = { tenant: 'default', schedule: 'payments' };
      const workflowId = dutyWorkflowId(watching);
      const message = note(['You are on call.'], 'You are on call.');
      const way = (instance: string): Delivery => ({
        key: `default:handover:payments:1:${instance}/@ben`,
        tenant: 'default',
        instance,
        to: { user: 'ben' },
        message,
      });
      let looks = 0;
      activities.lookAtDuty = () =>
        Promise.resolve({
          standing: { people: [looks++ === 0 ? 'ana' : 'ben'], at: looks },
          warned: ['gap/1'],
          news: looks === 2 ? [{ what: 'on call', ways: [way('gone'), way('main')] }] : [],
          nextMs: 3_600_000,
        });
      activities.breaks({ activity: 'deliver', target: 'gone/@ben' }, 'user_not_found');
      const { signaledRunId: first } = await client.workflow.signalWithStart(DUTY_WORKFLOW, {
        workflowId,
        taskQueue,
        args: [watching],
        signal: dutyChangedSignal,
      });
      const handle = client.workflow.getHandle(workflowId);
      await eventually('it is looked at', () => looks > 0);
      await handle.signal(dutyChangedSignal);
      // A new run begins of itself after so many looks.
      await eventually('a new run looks', async () => {
        await handle.signal(dutyChangedSignal);
        return (await handle.describe()).runId !== first;
      });
      const { runId: second } = await handle.describe();
      activities.lacksDuty();
      await handle.signal(dutyChangedSignal);
      await handle.result();
      return [
        { workflowId, runId: first },
        { workflowId, runId: second },
      ];
    },
  },

  {
    histories: ['calendar-first', 'calendar-second'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      const watching = { tenant: 'default', schedule: 'payments' };
      const workflowId = calendarWorkflowId(watching);
      const message = note(['It cannot be used.'], 'It cannot be used.');
      const way = {
        key: 'default:calendar:1',
        tenant: 'default',
        instance: 'main',
        to: { channel: '#ops' },
        message,
      };
      let looks = 0;
      activities.fetchCalendars = () =>
        Promise.resolve({
          told: ['trouble/Rota/1'],
          // The second is told of, the third has changed, while nobody watches who is on call.
          news: ++looks === 2 ? [{ what: 'it cannot be used', ways: [way] }] : [],
          changed: looks === 3,
          nextMs: 900_000,
        });
      const { signaledRunId: first } = await client.workflow.signalWithStart(CALENDAR_WORKFLOW, {
        workflowId,
        taskQueue,
        args: [watching],
        signal: calendarChangedSignal,
      });
      const handle = client.workflow.getHandle(workflowId);
      await eventually('it is fetched', () => looks > 0);
      await eventually('a new run fetches', async () => {
        await handle.signal(calendarChangedSignal);
        return (await handle.describe()).runId !== first;
      });
      const { runId: second } = await handle.describe();
      activities.lacksDuty();
      await handle.signal(calendarChangedSignal);
      await handle.result();
      return [
        { workflowId, runId: first },
        { workflowId, runId: second },
      ];
    },
  },

  incidentShape('runbooks', async ({ declare }) => {
    const bound = { title: 'Restart it', statuses: ['open', 'acknowledged'], button: true } as const;
    const rule = { private: false, mostPerIncident: 1 };
    const incident = await declare({
      policy: { ...ANA_THEN_BEN, repeat: 1 },
      channels: [ownChannel()],
      runbooks: [
        { ...bound, name: 'look' },
        { ...bound, name: 'first', automatic: { ...rule, on: ['declare'] } },
        { ...bound, name: 'again', automatic: { ...rule, on: ['escalate', 'resolve'] } },
      ],
    });
    await incident.skip('20m');
    await incident.ack('ana');
    await incident.resolve('ana');
    return incident;
  }),

  ...INTAKE_SHAPES,
  ...RUN_SHAPES,

  {
    histories: ['quiet', 'redelivery'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      const message = { summary: 'hooks: nothing has come for 3 days.', sections: [] };
      const delivery = { tenant: 'default', instance: 'main', to: { channel: '#ops' }, message };
      activities.quietNews = [
        {
          tenant: 'default',
          key: 'quiet:1',
          what: message.summary,
          deliveries: [{ key: 'quiet:1:#ops', ...delivery }],
        },
      ];
      const quietId = `${taskQueue}-quiet`;
      await client.workflow.execute(QUIET_WORKFLOW, { workflowId: quietId, taskQueue, args: [] });
      activities.missing = ['one', 'two'].map((integration) => ({ tenant: 'default', integration }));
      const redeliveryId = `${taskQueue}-redelivery`;
      await client.workflow.execute(REDELIVERY_WORKFLOW, { workflowId: redeliveryId, taskQueue, args: [] });
      return [{ workflowId: quietId }, { workflowId: redeliveryId }];
    },
  },

  {
    histories: ['audit'],
    async play({ declare, client }) {
      const incident = await declare();
      const { activities } = incident;
      const entry: AuditEntry = {
        tenant: 'default',
        at: 1_700_000_000_000,
        person: 'ana',
        name: 'Ana',
        via: 'main',
        action: 'ack',
        incident: incident.id,
        outcome: 'done',
        deliveryId: 'evt-1',
      };
      const workflowId = auditWorkflowId(entry);
      const mend = activities.goesDown({ activity: 'writeAudit' });
      const options = { workflowId, taskQueue: incident.id, args: [entry] };
      const handle = await client.workflow.start(AUDIT_WORKFLOW, options);
      await incident.skip('1h');
      mend();
      await handle.result();
      return [{ workflowId }];
    },
  },
];
