import { expect, test } from 'vitest';
import { exportWorkflowId } from '../../workflows/export/messages.ts';
import { declaring } from '../harness/declare.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

test('an incident that was closed is kept, once, also when the store is away for a day', async () => {
  const activities = new RecordingActivities();
  const mend = activities.goesDown({ activity: 'keepExport' });
  const incident = await declare({ activities });
  await incident.resolve('ana');
  expect(activities.find({ activity: 'keepExport' })).toEqual([]);
  await incident.close('ana');
  await incident.handle.result();
  await incident.skip('1d');
  expect(activities.done({ activity: 'keepExport' })).toEqual([]);
  mend();
  const kept = temporal.env.client.workflow.getHandle(exportWorkflowId('default', incident.id));
  await kept.result();
  expect(activities.done({ activity: 'keepExport' }).map(({ input }) => input)).toEqual([
    { tenant: 'default', id: incident.id },
  ]);
});

test('an incident is kept also while it cannot be found out which of its action items become tickets', async () => {
  const activities = new RecordingActivities();
  const mend = activities.goesDown({ activity: 'ticketsAtClose' });
  const incident = await declare({ activities });
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.handle.result();
  await incident.skip('3h');
  expect(activities.done({ activity: 'keepExport' })).toHaveLength(1);
  expect(activities.done({ activity: 'ticketsAtClose' })).toEqual([]);
  mend();
  await temporal.env.client.workflow.getHandle(exportWorkflowId('default', incident.id)).result();
  expect(activities.done({ activity: 'ticketsAtClose' })).toHaveLength(1);
});
