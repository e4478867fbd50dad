import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { FloorActivities } from './activities.ts';
import { bump, finish, poke } from './messages.ts';

const { arrive, call, nothing } = proxyActivities<FloorActivities>({ startToCloseTimeout: '40s' });

/** A bare update: state changes, nothing follows. */
export async function bareUpdate(): Promise<void> {
  let count = 0;
  let done = false;
  setHandler(finish, () => void (done = true));
  setHandler(bump, () => ++count);
  await condition(() => done);
}

/** A bare signal that is followed by one activity. */
export async function bareActivity(): Promise<void> {
  const asked: (string | undefined)[] = [];
  let done = false;
  setHandler(finish, () => void (done = true));
  setHandler(poke, (address) => void asked.push(address));
  for (;;) {
    await condition(() => asked.length > 0 || done);
    if (asked.length === 0) return;
    const address = asked.shift();
    await (address === undefined ? arrive() : call(address));
  }
}

/** One activity, which calls an HTTP server. */
export async function bareReply(address: string): Promise<void> {
  await call(address);
}

/** As many updates and activities as an incident has. @param stages activities after the start and after each update. */
export async function bareLifecycle(stages: number[]): Promise<void> {
  let stage = 1;
  setHandler(bump, () => ++stage);
  for (const [index, activities] of stages.entries()) {
    await condition(() => stage > index);
    await Promise.all(Array.from({ length: activities }, () => nothing()));
  }
}
