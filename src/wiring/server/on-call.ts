import { createFeeds } from '../../http/feeds.ts';
import { createRosters } from '../../http/rosters.ts';
import { createSwapping } from '../../http/swapping.ts';
import { createSwaps } from '../../http/swaps.ts';
import { createDutyWatch, dutyUnwatched } from '../duty/duty-watch.ts';
import { UntilTaken } from '../temporal/until-taken.ts';
import type { Ground } from './ground.ts';

/** Who is on call: rosters, the calendars that are made of them, shifts that are swapped. */
export function createOnCall(ground: Ground) {
  const { assembly, client, taskQueue, trail, operations, configOf: config, calling, sendLater } = ground;
  const { stores, duty, recognition, log } = assembly;
  const asking = new UntilTaken(log);
  const dutyWatch = createDutyWatch(client, taskQueue);
  const rosters = createRosters({
    ...trail,
    operations,
    config,
    store: stores.overrides,
    overrides: duty.overrides,
    person: duty.person,
    reach: (tenant, whom) => calling.reach(tenant, whom),
    sendLater,
    changed: (tenant, schedule) =>
      asking.ask(dutyUnwatched(tenant, schedule), () => dutyWatch(tenant, schedule)),
  });
  return {
    rosters,
    feeds: createFeeds({
      ...trail,
      operations,
      rosters,
      config,
      store: stores.feeds,
      baseUrl: ground.baseUrl,
    }),
    swapping: createSwapping({
      ...trail,
      operations,
      rosters,
      config,
      swaps: createSwaps({ client, taskQueue }),
      accountsOf: recognition.accountsOf,
    }),
    /** Ends what asks Temporal again and again to watch a schedule that was changed. */
    stop: () => asking.stop(),
  };
}
