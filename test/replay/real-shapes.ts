import { NOTE_LIMIT } from '../../src/incident/command.ts';
import { ownChannel } from '../harness/plan.ts';
import { eventually } from '../harness/eventually.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { ALERT_SHAPES_OF_NEW_RUNS } from './alert-shapes.ts';
import type { Shape } from './shape.ts';

/** Temporal suggests a new run after so many events: 4,096 would make histories of many megabytes. */
export const EVENTS_PER_RUN = 60;

const ANA_THEN_BEN = {
  steps: [
    ['ana', '1h'],
    ['ben', '1h'],
  ],
} as const;

/** @returns ends the run. */
async function writeUntilNewRun(incident: IncidentUnderTest): Promise<void> {
  const { runId } = await incident.handle.describe();
  for (let i = 1; ; i++) {
    if ((await incident.handle.describe()).runId !== runId) return;
    await incident.signal('note', { text: `note ${i}` }, 'ana');
    await incident.settled();
  }
}

/** New runs are played on Temporal itself: the time-skipping one fails a run that ends in the midst of something. */
export const REAL_SHAPES: readonly Shape[] = [
  ...ALERT_SHAPES_OF_NEW_RUNS,

  {
    histories: ['new-run-first', 'new-run-second'],
    async play({ declare }) {
      const activities = new RecordingActivities();
      const mend = [
        activities.breaks({ key: /:confirm:/ }, 'connection_failed'),
        activities.breaks({ activity: 'openChannel' }, 'connection_failed'),
        activities.breaks({ activity: 'page' }, 'connection_failed'),
      ];
      const incident = await declare({
        activities,
        policy: ANA_THEN_BEN,
        sla: { 'SEV-1': { resolve: '1h' } },
        channels: [ownChannel()],
      });
      const { workflowId } = incident.handle;
      const { runId: first } = await incident.handle.describe();
      const confirmTo = { instance: 'main', channel: '#other', user: 'U1' };
      await incident.signal('note', { text: 'restarted' }, 'ana', { confirmTo });
      await writeUntilNewRun(incident);
      const { runId: second } = await incident.handle.describe();
      for (const one of mend) one();
      await eventually('the page is out', () => activities.done({ activity: 'page' }).length > 0);
      await eventually('the channel is open', () => incident.timeline('channel_opened').length > 0);
      await incident.ack('ana');
      await incident.settled();
      return [
        { workflowId, runId: first },
        { workflowId, runId: second },
      ];
    },
  },
  {
    histories: ['store-away'],
    async play({ declare }) {
      const activities = new RecordingActivities();
      activities.goesDown({ activity: 'recordIncident' });
      const incident = await declare({ activities, announce: {} });
      const { workflowId } = incident.handle;
      const { runId } = await incident.handle.describe();
      // Together more than a new run may be begun with: the oldest are left to a workflow of their own.
      const notes = Array.from({ length: 17 }, (_, index) => `note ${index + 1} `.padEnd(NOTE_LIMIT, '記'));
      await Promise.all(notes.map((text) => incident.signal('note', { text }, 'ana')));
      await writeUntilNewRun(incident);
      return [{ workflowId, runId }];
    },
  },
];
