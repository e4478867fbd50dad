import { expect, test } from 'vitest';
import { isStory } from '../../src/chat/story.ts';
import { NOTE_LIMIT } from '../../src/incident/command.ts';
import type { IncidentRecord } from '../../src/incident/view.ts';
import type { Stores } from '../../src/mongo/index.ts';
import { rebuild } from '../../src/wiring/records/rebuild.ts';
import { connectClient } from '../../src/wiring/temporal/temporal.ts';
import { RECORD_WORKFLOW, recordWorkflowId } from '../../workflows/record/messages.ts';
import { declaring } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { ownChannel } from '../harness/plan.ts';
import { realTime } from '../harness/real-time.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';

const temporal = realTime();
const declare = declaring(temporal);

/** Sends notes as long as they may be, in a script of which each character takes three bytes. */
async function writeNotes(incident: IncidentUnderTest, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 25) {
    const numbers = Array.from({ length: Math.min(25, count - sent) }, (_, index) => sent + index + 1);
    const notes = numbers.map((number) => `note ${number} `.padEnd(NOTE_LIMIT, '記'));
    await Promise.all(notes.map((text) => incident.signal('note', { text }, 'ana')));
  }
}

async function endRun(incident: IncidentUnderTest): Promise<void> {
  const { runId } = await incident.handle.describe();
  for (let sent = 0; sent < 500; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => incident.handle.signal('noise')));
  }
  await eventually('a new run', async () => (await incident.handle.describe()).runId !== runId);
}

/** @returns the sequences of an incident's events that are restored to a store that was lost. */
async function rebuilt({ id }: IncidentUnderTest): Promise<number[]> {
  const timelines = new Map<string, Set<number>>();
  const stores = {
    timeline: {
      appendTimeline: ({ view, events }: IncidentRecord) => {
        const timeline = timelines.get(view.incident.id) ?? new Set();
        for (const { sequence } of events) timeline.add(sequence);
        timelines.set(view.incident.id, timeline);
        return Promise.resolve();
      },
    },
    incidents: { saveView: () => Promise.resolve() },
    facts: { saveFact: () => Promise.resolve() },
    declarations: { reserveUntil: () => Promise.resolve() },
  } as unknown as Stores;
  const settings = { namespace: 'default', taskQueue: 'none' };
  const client = await connectClient(settings, temporal.env.address);
  const { incidents } = await rebuild(client, stores, () => undefined);
  await client.connection.close();
  expect(incidents).toBe(timelines.size);
  return sorted([...(timelines.get(id) ?? [])]);
}

/** @returns the numbers of the notes that the timeline has, in its order. */
const recorded = (incident: IncidentUnderTest): number[] =>
  numbersIn(incident.timeline('noted').map((e) => JSON.stringify(e)));

const numbersIn = (lines: readonly string[]): number[] =>
  lines.flatMap((line) => [/note (\d+) /.exec(line)?.[1]].filter((n) => n !== undefined).map(Number));

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('a story too long for a new run, which a room waits for that does not open, is left out but for its newest lines', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'openChannel' }, 'connection_failed');
  const incident = await declare({ activities, announce: {}, channels: [ownChannel()] });
  await writeNotes(incident, 400);
  await endRun(incident);
  await eventually('the record is complete', () => recorded(incident).length === 400);
  const inOrder = recorded(incident);
  expect(sorted(inOrder)).toEqual(upTo(400));
  mend();
  const own = `main/#${incident.id.toLowerCase()}`;
  await eventually(
    'the room hears the end of the story',
    () => numbersIn(incident.told(own)).includes(inOrder.at(-1)!),
    60_000,
  );
  await incident.settled();
  const [said, ...lines] = incident.told(own);
  const left = Number(/: (\d+) earlier lines are on the incident page/.exec(said!)?.[1]);
  const told = numbersIn(lines);
  expect(told).toEqual(inOrder.slice(-told.length));
  const story = incident.timeline().filter(isStory);
  expect(left).toBe(story.findIndex((event) => JSON.stringify(event).includes(`note ${told[0]!} `)));
  expect(told.length).toBeGreaterThan(10);
  expect(await incident.status()).toBe('RUNNING');
});

test('what a store that is away could not take, and a new run cannot hold, is recorded without a gap when it is back', async () => {
  const activities = new RecordingActivities();
  const mend = activities.goesDown({ activity: 'recordIncident' });
  const incident = await declare({ activities, policy: { steps: [['ana', '1h']] } });
  await writeNotes(incident, 120);
  // As after a reset of the incident to an earlier point: names of parts are taken by parts of another past.
  for (const part of ['2', '3', '4']) {
    await temporal.env.client.workflow.start(RECORD_WORKFLOW, {
      workflowId: recordWorkflowId('default', incident.id, part),
      taskQueue: incident.id,
      args: [{ revision: 0, view: await incident.view(), events: [] }],
    });
  }
  await endRun(incident);
  expect(activities.records).toEqual([]);
  mend();
  await eventually('everything is recorded', () => recorded(incident).length === 120, 60_000);
  await incident.ack('ana');
  await incident.settled();
  const { incident: now } = await incident.view();
  await eventually('no event is missing', () => incident.timeline().length === now.sequence);
  expect(sorted(recorded(incident))).toEqual(upTo(120));
  const newest = activities.records.reduce((a, b) => (b.revision > a.revision ? b : a));
  expect(newest.view.incident).toEqual(now);
  const query = `WorkflowType = '${RECORD_WORKFLOW}' AND ExecutionStatus = 'Completed'`;
  await eventually('parts were recorded on their own', async () => {
    return (await temporal.env.client.workflow.count(query)).count > 5;
  });
  expect(await rebuilt(incident)).toEqual(incident.timeline().map(({ sequence }) => sequence));
});
