import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, inject, test } from 'vitest';
import { redactText } from '../../src/access/redact.ts';
import { readableHistory, sendKeysIn } from '../../src/wiring/records/histories.ts';
import { readHistory } from './history-file.ts';

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const SECRET = 'AKIAIOSFODNN7EXAMPLE';

/** Turns every byte around, as a codec that encrypts would. */
const codec: PayloadCodec = {
  encode: (payloads) => Promise.resolve(payloads.map(turned)),
  decode: (payloads) => Promise.resolve(payloads.map(turned)),
};

function turned({ metadata, data }: Payload): Payload {
  return { metadata: metadata ?? {}, data: Uint8Array.from(data ?? [], (byte) => byte ^ 0xff) };
}

/** A kept history in which somebody wrote a secret into every note. */
function withSecret(name: string): unknown {
  return JSON.parse(
    JSON.stringify(readHistory(name), (key, value: unknown) => {
      if (key !== 'data' || typeof value !== 'string') return value;
      const text = Buffer.from(value, 'base64').toString();
      return Buffer.from(text.replaceAll('restarted', `restarted with ${SECRET}`)).toString('base64');
    }),
  );
}

test('an exported history is decoded, holds no secret, and replays', async () => {
  const names = ['declared-and-closed', 'new-run-first', 'new-run-second'];
  const exported = await Promise.all(
    names.map(async (name) => {
      const encoded = await readableHistory(historyFromJSON(withSecret(name)), [codec], (text) => text);
      const readable = await readableHistory(encoded, [codec], redactText);
      return { name, history: JSON.parse(historyToJSON(readable)) as { events: unknown[] } };
    }),
  );
  const text = JSON.stringify(exported, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
  expect(text).toContain('restarted with [redacted: ');
  expect(text).not.toContain(SECRET);
  const outcomes: unknown[] = [];
  const histories = exported.map(({ name, history }) => ({
    workflowId: name,
    history: historyFromJSON(history),
  }));
  const workflowBundle = { codePath: inject('workflowBundle') };
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    outcomes.push([workflowId, error]);
  expect(outcomes).toEqual(names.map((name) => [name, undefined]));
});

test('a history names what was sent', () => {
  const history = readHistory('declared-and-closed') as { events: unknown[] };
  const keys = sendKeysIn({ runId: 'first', history });
  expect(keys.some((key) => key.includes(':page:'))).toBe(true);
  expect(keys.every((key) => key.startsWith('default:INC-'))).toBe(true);
});
