import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncidentExport } from '../../src/archive/incident-export.ts';
import type { Api } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

let system: System;
let api: Api;
let folder: string;
beforeAll(async () => {
  system = await System.start();
  api = await system.api();
  folder = await mkdtemp(join(tmpdir(), 'muster-records-'));
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

it('an incident that was closed outlives its history, with what people wrote after it', async () => {
  const id = await api.declare('Checkout is down', { severity: 'SEV-1' });
  await api.command(id, 'ack');
  await api.command(id, 'resolve', { note: 'it was DNS' });
  await api.command(id, 'close');
  const client = await MongoClient.connect(system.mongodbUri);
  await eventually('the export is kept', async () =>
    Boolean(
      await client
        .db('muster')
        .collection<{ _id: string }>('exports')
        .findOne({ _id: `default:${id}` }),
    ),
  );

  const added = await api.request<{ id: string }>('POST', `/incidents/${id}/actions`, {
    text: 'add an alert',
  });
  expect([added.status, added.body.id]).toEqual([201, `${id}-1`]);
  const sections = { 'what-happened': 'The certificate had run out.' };
  expect((await api.request('PUT', `/incidents/${id}/postmortem`, { revision: 0, sections })).status).toBe(
    200,
  );
  const { body } = await api.request<{ markdown: string }>('GET', `/incidents/${id}/postmortem`);
  expect(body.markdown).toContain('The certificate had run out.');
  expect(body.markdown).toContain('add an alert');
  expect(body.markdown).toContain('it was DNS');

  const temporal = await system.temporal();
  const reminders = temporal.workflow.getHandle(`default:action:${id}-1`);
  await eventually(
    'the action item is looked after',
    async () => (await reminders.describe()).status.name === 'RUNNING',
  );
  await temporal.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: `default:incident:${id}` },
  });
  // Temporal deletes once its queues have acknowledged all that belongs to the workflow, now and then 20 s later.
  await eventually(
    'Temporal has forgotten it',
    () =>
      temporal.workflow
        .getHandle(`default:incident:${id}`)
        .describe()
        .then(
          () => false,
          () => true,
        ),
    90_000,
  );
  await temporal.connection.close();

  const file = join(folder, 'export.json');
  const { code, output } = await muster(['export', id, '--out', file], system.env);
  expect([code, output]).toEqual([0, expect.stringContaining('the history of one run')]);
  const made = JSON.parse(await readFile(file, 'utf8')) as IncidentExport;
  expect(made.history[0]!.history.events.length).toBeGreaterThan(10);
  expect(made).toMatchObject({ id, postmortem: { sections }, actions: [{ text: 'add an alert' }] });
  expect(made.audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['close', 'add action']));

  const dry = await muster(['retention', '--dry-run'], system.env);
  expect([dry.code, dry.output]).toEqual([0, expect.stringContaining('default: nothing has expired.')]);
  await client.close();
}, 400_000);
