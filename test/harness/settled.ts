import { eventually } from './eventually.ts';
import type { System } from './system.ts';

/** Waits until everything that an incident has asked of workers is done, and it has asked for something. */
export async function settled(system: System, id: string): Promise<void> {
  const client = await system.temporal();
  try {
    await eventually(
      `all work for ${id} is done`,
      async () => {
        const history = await client.workflow.getHandle(`default:incident:${id}`).fetchHistory();
        const events = history.events ?? [];
        const asked = events.filter((event) => event.activityTaskScheduledEventAttributes).length;
        const isDone = (event: (typeof events)[number]): boolean =>
          Boolean(
            event.activityTaskCompletedEventAttributes ??
            event.activityTaskFailedEventAttributes ??
            event.activityTaskTimedOutEventAttributes ??
            event.activityTaskCanceledEventAttributes,
          );
        // What came of the last of it may make the incident ask for more.
        const heard = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
        return asked >= 3 && asked === events.filter(isDone).length && heard > events.findLastIndex(isDone);
      },
      90_000,
    );
  } finally {
    await client.connection.close();
  }
}
