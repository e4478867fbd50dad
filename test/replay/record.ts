import { describe, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { realTime } from '../harness/real-time.ts';
import type { TestTemporal } from '../harness/test-temporal.ts';
import { timeSkipping } from '../harness/time-skipping.ts';
import { keptHistories, writeHistory } from './history-file.ts';
import { EVENTS_PER_RUN, REAL_SHAPES } from './real-shapes.ts';
import type { Shape } from './shape.ts';
import { SKIPPING_SHAPES } from './skipping-shapes.ts';

// `npm run record-histories` runs this: shapes that have no history yet get theirs. What is kept stays as it is.
const kept = new Set(keptHistories());

function record(shapes: readonly Shape[], temporal: TestTemporal): void {
  let lacking: readonly string[] = [];
  const declare = declaring({
    get env() {
      return temporal.env;
    },
    renew: () => temporal.renew(),
    work: (taskQueue, activities) => temporal.work(taskQueue, activities, lacking),
  });
  for (const { histories, play, without = [] } of shapes) {
    const complete = histories.every((name) => kept.has(name));
    test.skipIf(complete)(histories.join(', '), async () => {
      const { client } = temporal.env;
      lacking = without;
      const executions = await play({ declare, client });
      for (const [index, { workflowId, runId }] of executions.entries()) {
        writeHistory(histories[index]!, await client.workflow.getHandle(workflowId, runId).fetchHistory());
      }
    });
  }
}

describe('on skipped time', () => record(SKIPPING_SHAPES, timeSkipping()));

describe('on real time', () => {
  record(REAL_SHAPES, realTime(`limit.historyCount.suggestContinueAsNew=${EVENTS_PER_RUN}`));
});
