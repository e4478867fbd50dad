import { fileURLToPath } from 'node:url';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { createRunningIncidents } from '../../src/wiring/inspection/running-incidents.ts';
import { bundleWorkflows } from '../../src/wiring/temporal/workflow-bundle.ts';
import { declaring } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { realTime } from '../harness/real-time.ts';
import { IDENTITY } from '../harness/test-temporal.ts';

const temporal = realTime();
const declare = declaring(temporal);
const STEPS = { steps: [['ana', '1h']] } as const;

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The workflows of another version, which kept no timers. */
let altered: WorkflowBundleOption;
beforeAll(async () => {
  const instead = { [path('../../workflows/incident/deadline-timers.ts')]: path('../replay/no-timers.ts') };
  altered = await bundleWorkflows(new URL('../../workflows/', import.meta.url), 'ts', {
    workflowsPath: path('../../workflows/index.ts'),
    webpackConfigHook: (config) => {
      const alias = { ...(config.resolve?.alias as Record<string, string>), ...instead };
      return { ...config, resolve: { ...config.resolve, alias } };
    },
  });
});

const incidents = () => createRunningIncidents(temporal.env.client);

test('those that run are listed page by page and counted, and say what they will do', async () => {
  const began = Date.now() - 1_000;
  const declared = [];
  for (let n = 0; n < 3; n++) declared.push(await declare({ policy: STEPS }));
  const ids = declared.map(({ id }) => id);
  const listed = await eventually('they are in the index', async () => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await incidents().list(after, 2);
      found.push(...page.incidents.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    return ids.every((id) => found.includes(id)) ? found : undefined;
  });
  expect(new Set(listed).size).toBe(listed.length);
  expect(await incidents().count()).toBe(listed.length);
  const [first] = declared;
  const asked = await incidents().ask('default', first!.id);
  expect(asked).toMatchObject({
    plan: { incident: { status: 'open' }, steps: 1, deadlines: [{ name: 'escalation' }], paging: [] },
  });
  await first!.handle.terminate('by mistake');
  expect(await incidents().ask('default', first!.id)).toEqual({ ended: 'TERMINATED' });
  expect(await incidents().ask('default', 'INC-999999')).toEqual({ ended: undefined });
  const wanted = ids.map((id) => ({ tenant: 'default', id }));
  await eventually('the index knows that it has ended', async () => {
    const running = await incidents().running(wanted);
    return running.size === 2 && !running.has(`default:${first!.id}`);
  });
  expect(await incidents().brokenOff(began, 10)).toMatchObject([{ tenant: 'default', id: first!.id }]);
  expect(await incidents().brokenOff(Date.now() + 60_000, 10)).toEqual([]);
});

test('one whose page reaches nobody says since when', async () => {
  const { activities, id, handle } = await declare({ policy: STEPS, worker: false });
  activities.breaks({ activity: 'page' }, 'connection_failed');
  const stop = await temporal.work(id, activities.implementation);
  await eventually('it is tried', () => activities.find({ activity: 'page' }).length > 0);
  expect(await incidents().ask('default', id)).toMatchObject({
    plan: { paging: [{ target: 'person/ana', since: expect.any(Number) as number }] },
  });
  await handle.terminate();
  await stop();
});

test('one whose history is not that of the code fails, and says so before anything is due in it', async () => {
  const incident = await declare({ policy: STEPS, worker: false });
  const { activities, id } = incident;
  const other = await Worker.create({
    connection: temporal.env.nativeConnection,
    taskQueue: id,
    workflowBundle: altered,
    activities: activities.implementation,
    identity: IDENTITY,
  });
  await other.runUntil(async () => {
    await eventually('Ana is paged', () => activities.done({ activity: 'page' }).length > 0);
    // Nothing is due in it from here on, so that only who asks finds out.
    await incident.settled();
  });
  const stop = await temporal.work(id, activities.implementation);
  const answer = await eventually(
    'it is found out',
    async () => {
      const now = await incidents().ask('default', id);
      return 'failing' in now ? now : undefined;
    },
    60_000,
  );
  expect(answer.failing).toMatch(/nondeterminism|TMPRL1100|has failed \d+ times/i);
  await stop();
});
