import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processIdentity } from '../../src/process/identity.ts';
import type { SearchAttributeType } from '../../src/embedded/search-attributes.ts';
import { startEmbeddedStack, type EmbeddedStack } from '../../src/embedded/stack.ts';

/** A first start may have to build both parts. */
const FIRST_START_MS = 600_000;
const NAMESPACE = 'incidents';
const THIRTY_DAYS_S = 30 * 24 * 3600;

let dataDir: string;
let stack: EmbeddedStack | undefined;
let told: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'muster-stack-'));
  told = [];
});

afterEach(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(searchAttributes: Record<string, SearchAttributeType>): Promise<EmbeddedStack> {
  stack = await startEmbeddedStack({
    dataDir,
    temporalNamespace: NAMESPACE,
    ports: { temporal: 0, temporalUi: 0, store: 0 },
    searchAttributes,
    progress: (line) => told.push(line),
  });
  return stack;
}

async function withTemporal<T>(at: EmbeddedStack, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: at.temporalAddress });
  try {
    return await use(new Client({ connection, namespace: NAMESPACE }));
  } finally {
    await connection.close();
  }
}

async function withStore<T>(at: EmbeddedStack, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(at.mongodbUri);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Starts a workflow that no worker runs: it and its time-out timer live in the server alone. */
function openWorkflow(
  client: Client,
  workflowId: string,
  attribute: string,
  value: string,
  timeout: '1 hour' | '3 seconds',
) {
  return client.workflow.start('waits', {
    workflowId,
    taskQueue: 'nobody',
    typedSearchAttributes: [{ key: defineSearchAttributeKey(attribute, 'KEYWORD'), value }],
    workflowExecutionTimeout: timeout,
  });
}

function killHard(at: EmbeddedStack): void {
  for (const pid of [at.pids.temporal, at.pids.store]) process.kill(pid!, 'SIGKILL');
}

test(
  'what was answered before kill -9 of both parts is there after the next start',
  { timeout: FIRST_START_MS },
  async () => {
    const first = await start({ Tenant: 'Keyword' });
    await withTemporal(first, async (client) => {
      const { namespaces } = await client.workflowService.listNamespaces({});
      expect(namespaces.map(({ namespaceInfo }) => namespaceInfo?.name)).toContain(NAMESPACE);
      const { config } = await client.workflowService.describeNamespace({ namespace: NAMESPACE });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(THIRTY_DAYS_S);
      await openWorkflow(client, 'before-kill', 'Tenant', 'acme', '1 hour');
    });
    await withStore(first, (client) =>
      client.db('muster').collection<{ _id: string }>('notes').insertOne({ _id: 'kept' }),
    );
    const page = await fetch(first.temporalUi!);
    expect(await page.text()).toContain('id="svelte"');

    // Its time-out passes while nothing runs.
    await withTemporal(first, (client) => openWorkflow(client, 'overdue', 'Tenant', 'acme', '3 seconds'));
    killHard(first);
    const ended = await first.exited;
    expect(['Temporal server', 'document store']).toContain(ended.part);
    expect(ended.code).toBeNull();
    await first.stop();

    const second = await start({ Tenant: 'Keyword', AddedLater: 'Keyword' });
    await withTemporal(second, async (client) => {
      const before = await client.workflow.getHandle('before-kill').describe();
      expect(before.status.name).toBe('RUNNING');
      expect(before.typedSearchAttributes.get(defineSearchAttributeKey('Tenant', 'KEYWORD'))).toBe('acme');
      await openWorkflow(client, 'after-kill', 'AddedLater', 'yes', '1 hour');
      await expect
        .poll(async () => (await client.workflow.getHandle('overdue').describe()).status.name, {
          timeout: 60_000,
        })
        .toBe('TIMED_OUT');
    });
    const kept = await withStore(second, (client) =>
      client.db('muster').collection<{ _id: string }>('notes').findOne({ _id: 'kept' }),
    );
    expect(kept).toEqual({ _id: 'kept' });

    await second.stop();
    expect(processIdentity(second.pids.temporal!)).toBeUndefined();
    expect(processIdentity(second.pids.store!)).toBeUndefined();
  },
);

test(
  'the store finds and changes documents by the index on their id, whatever else a filter says',
  async () => {
    const at = await start({});
    await withStore(at, async (client) => {
      const documents = client.db('muster').collection<{ _id: string; revision: number }>('documents');
      await documents.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: `d${i}`, revision: i })));
      for (const filter of [{ _id: 'd42' }, { _id: 'd42', revision: 42 }]) {
        expect(JSON.stringify(await documents.find(filter).explain())).toMatch(/SEARCH .* USING INDEX/);
        expect(await documents.findOne(filter)).toEqual({ _id: 'd42', revision: 42 });
      }
      const several = { _id: { $in: ['d1', 'd42', 'd100'] } };
      expect(JSON.stringify(await documents.find(several).explain())).toMatch(/SEARCH .* USING INDEX/);
      expect((await documents.find(several).toArray()).map(({ _id }) => _id).sort()).toEqual(['d1', 'd42']);
      expect(await documents.find({ _id: { $in: [] } }).toArray()).toEqual([]);
      expect(await documents.findOne({ _id: 'd42', revision: 41 })).toBeNull();
      expect(
        await documents.updateOne({ _id: 'd42', revision: 42 }, { $set: { revision: 43 } }),
      ).toMatchObject({
        modifiedCount: 1,
      });
      expect(
        await documents.updateOne({ _id: 'd42', revision: 42 }, { $set: { revision: 44 } }),
      ).toMatchObject({
        matchedCount: 0,
      });
      expect(await documents.findOne({ _id: 'd42' })).toEqual({ _id: 'd42', revision: 43 });
    });
  },
  FIRST_START_MS,
);
