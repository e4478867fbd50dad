import { expect, it } from 'vitest';
import { revisionWithSends } from '../../../src/http/send-watch.ts';

it('asks the ledger for a minute after each change of the incident, once a second, and outlives its failures', async () => {
  let now = 0;
  let revision = 1;
  let asked = 0;
  let fails = false;
  const version = revisionWithSends(
    () => Promise.resolve(revision),
    () => {
      asked++;
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(`sends ${asked}`);
    },
    () => now,
  );
  expect(await version()).toBe('1 sends 1');
  now = 400;
  expect(await version()).toBe('1 sends 1');
  now = 1_000;
  expect(await version()).toBe('1 sends 2');
  now = 61_000;
  expect(await version()).toBe('1 sends 2');
  revision = 2;
  expect(await version()).toBe('2 sends 3');
  fails = true;
  revision = 3;
  now = 63_000;
  expect(await version()).toBe('3 sends 3');
});
