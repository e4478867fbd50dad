import { describe, expect, it } from 'vitest';
import { Stops } from '../../../src/wiring/stops.ts';

describe('what is stopped', () => {
  it('is so in the order in which it leans on one another, once', async () => {
    const stops = new Stops();
    const ended: string[] = [];
    for (const name of ['store', 'worker', 'server'])
      stops.add(async () => {
        await Promise.resolve();
        ended.push(name);
      });
    await stops.end();
    await stops.end();
    expect(ended).toEqual(['server', 'worker', 'store']);
  });

  it('is so when something cannot be, as the store that it needs has died; that is told afterwards', async () => {
    const stops = new Stops();
    const ended: string[] = [];
    stops.add(() => Promise.resolve(void ended.push('Temporal')));
    stops.add(() => Promise.reject(new Error('the token is not forgotten')));
    stops.add(() => Promise.resolve(void ended.push('server')));
    stops.add(() => Promise.reject(new Error('the store does not answer')));
    await expect(stops.end()).rejects.toThrow('the store does not answer');
    expect(ended).toEqual(['server', 'Temporal']);
  });
});
