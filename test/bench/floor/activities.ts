import { once } from 'node:events';
import { request } from 'node:http';
import { instant } from '../clock.ts';

export interface FloorActivities {
  /** Tells when it began. */
  arrive(): Promise<void>;
  /** Posts to an address, as plainly as it can be done. */
  call(address: string): Promise<void>;
  nothing(): Promise<void>;
}

/** @param told hears when an activity began: milliseconds of the machine's clock. */
export function floorActivities(told: (at: number) => void): FloorActivities {
  return {
    arrive() {
      told(instant());
      return Promise.resolve();
    },
    async call(address) {
      const post = request(address, { method: 'POST' }).end('{}');
      const [response] = (await once(post, 'response')) as [NodeJS.ReadableStream];
      await once(response.resume(), 'end');
    },
    nothing: () => Promise.resolve(),
  };
}
