import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { planFor } from '../../src/config/plan.ts';
import { personTarget } from '../../src/config/resolve.ts';
import { readOffline } from '../../src/operator/offline.ts';
import { readTests } from '../../src/simulation/expectations.ts';
import { judge } from '../../src/simulation/judge.ts';
import { createSimulator } from '../../src/simulation/machine/simulator.ts';

test('the example of expectations is met by the example configuration', async () => {
  const config = readOffline('muster.example.yaml');
  const read = readTests(readFileSync('muster.test.example.yaml', 'utf8'), config, Date.now());
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const simulate = createSimulator({
    bundle: inject('workflowBundle'),
    planFor: (_tenant, request, at) => planFor(config, request, undefined, at),
    runbooks: () => config,
    redact: (text) => text,
    schedule: (_tenant, id) => config.schedules.get(id),
    hours: (_tenant, key) => config.businessHours.get(key),
    overrides: () => Promise.resolve([]),
    person: (_tenant, id) => {
      const known = config.people.get(id);
      return Promise.resolve(known && personTarget(known));
    },
  });
  for (const one of read.tests)
    expect(judge(one, await simulate('default', one.scenario), config.teams), one.name).toEqual([]);
});
