import { expect, it } from 'vitest';
import { keysOf, SAME_BODY_MS } from '../../../src/inbox/key.ts';

const SUM = 'ab'.repeat(32);

it("takes the sender's name for a delivery where it can stand in an address", () => {
  expect(keysOf('72d3162e-cc78-11e3-81ab-4c9367dc0958', SUM, 0)).toEqual({
    key: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    earlier: ['72d3162e-cc78-11e3-81ab-4c9367dc0958'],
  });
  for (const odd of ['', 'a/b', 'a:b', '.x', 'x'.repeat(101), 'ä'])
    expect(keysOf(odd, SUM, 0).key).toBe(`named-${SUM.slice(0, 40)}`);
});

it('knows bytes without a name again within some seconds, at whichever they came', () => {
  for (const at of [0, SAME_BODY_MS - 1, 7 * SAME_BODY_MS + 1]) {
    const { key } = keysOf(undefined, SUM, at);
    expect(keysOf(undefined, SUM, at + SAME_BODY_MS).earlier).toContain(key);
    expect(keysOf(undefined, SUM, at + 2 * SAME_BODY_MS).earlier).not.toContain(key);
  }
});

it('takes no heartbeat that comes every ten seconds for the same delivery', () => {
  expect(SAME_BODY_MS).toBeLessThan(10_000);
});
