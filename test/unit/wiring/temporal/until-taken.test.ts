import { describe, expect, it } from 'vitest';
import { UntilTaken } from '../../../../src/wiring/temporal/until-taken.ts';
import { eventually } from '../../../harness/eventually.ts';

/** A Temporal that takes something only after some attempts. */
function taking(after: number) {
  const asked: string[] = [];
  return {
    asked,
    send: (what: string) => () => {
      asked.push(what);
      return asked.length > after ? Promise.resolve() : Promise.reject(new Error('away'));
    },
  };
}

describe('what is to be watched', () => {
  it('is asked for until Temporal takes it, and not after', async () => {
    const warned: string[] = [];
    const asking = new UntilTaken({ warn: (_: unknown, text: string) => void warned.push(text) } as never, 1);
    const temporal = taking(3);
    await asking.ask('nobody watches x', temporal.send('x'));
    expect(temporal.asked).toEqual(['x']);
    await eventually('it is taken', () => temporal.asked.length === 4);
    expect(warned).toHaveLength(3);
    expect(warned[0]).toContain('nobody watches x');

    const other = taking(1);
    await asking.ask('nobody watches y', other.send('y'));
    await eventually('the other is taken', () => other.asked.length === 2);
    expect(temporal.asked).toHaveLength(4);
  });

  it('is asked for as it was asked for last', async () => {
    const asking = new UntilTaken({ warn: () => undefined } as never, 1);
    const temporal = taking(3);
    await asking.ask('nobody watches x', temporal.send('old'));
    await asking.ask('nobody watches x', temporal.send('new'));
    await eventually('it is taken', () => temporal.asked.length === 4);
    expect(temporal.asked.slice(1)).toEqual(['new', 'new', 'new']);
  });

  it('is asked for no more by a process that ends', async () => {
    const asking = new UntilTaken({ warn: () => undefined } as never, 1);
    const temporal = taking(Infinity);
    await asking.ask('nobody watches x', temporal.send('x'));
    asking.stop();
    const { length } = temporal.asked;
    const later = new UntilTaken({ warn: () => undefined } as never, 1);
    const heard = taking(5);
    await later.ask('nobody watches y', heard.send('y'));
    await eventually('time has passed', () => heard.asked.length === 6);
    expect(temporal.asked).toHaveLength(length);
  });
});
