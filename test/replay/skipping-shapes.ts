import type { AuditEntry } from '../../src/access/audit-entry.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { note } from '../../src/chat/message.ts';
import { AUDIT_WORKFLOW, auditWorkflowId } from '../../workflows/audit/messages.ts';
import { HEALTH_WORKFLOW, checkNowSignal, healthWorkflowId } from '../../workflows/health/messages.ts';
import { RECORD_WORKFLOW, recordWorkflowId } from '../../workflows/record/messages.ts';
import { REPLY_WORKFLOW, replyWorkflowId } from '../../workflows/reply/messages.ts';
import { LinkUnderTest, side } from '../harness/link-under-test.ts';
import { eventually } from '../harness/eventually.ts';
import { ownChannel, person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
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

  incidentShape('sla-breached', async ({ declare }) => {
    const incident = await declare({ sla: SLA });
    await incident.skip('9m');
    await incident.skip('2h');
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
