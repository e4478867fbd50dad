import { expect, it } from 'vitest';
import type { Reading } from '../../../src/inbox/reading.ts';
import { refusingUndecodable } from '../../../src/inbox/undecodable.ts';

const reading: Reading = { kind: 'unparsed', reason: 'as its reader says it' };

async function read(body: string | Uint8Array, says: Reading = reading): Promise<Reading> {
  const intake = refusingUndecodable({
    verify: () => ({ verified: true, by: 'address' }),
    key: () => undefined,
    read: () => says,
  });
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return intake.read({ tenant: 'default', integration: 'hooks', receivedAt: 0, headers: {}, body: bytes });
}

it('refuses what no later version could read, with the reason of its reader', async () => {
  for (const body of ['', '{"alerts":[', 'down', new Uint8Array([0x22, 0xff, 0x22])])
    expect(await read(body)).toEqual({ kind: 'refused', reason: reading.reason });
});

it('keeps JSON that is not understood for a later version', async () => {
  for (const body of ['{"version":"9"}', '[]', 'null']) expect(await read(body)).toEqual(reading);
});

it('leaves a reader its own way with what it does understand', async () => {
  const ignored: Reading = { kind: 'ignored', reason: 'a ping' };
  expect(await read('ping', ignored)).toEqual(ignored);
});
