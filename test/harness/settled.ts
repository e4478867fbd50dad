import { eventually } from './eventually.ts';
import type { System } from './system.ts';

/** Waits until everything that an incident has asked of workers is done, and it has asked for something. */
export async function settled(system: System, id: string): Promise<void> {
  const client = await system.temporal();
  try {
    await eventually(
      `all work for ${id} is done`,
      async () => {
        const { events } = await client.workflow.getHandle(`default:incident:${id}`).fetchHistory();
        const asked = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
        const done = (events ?? []).filter(
          (event) => event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes,
        ).length;
        return asked >= 3 && asked === done;
      },
      60_000,
    );
  } finally {
    await client.connection.close();
  }
}
