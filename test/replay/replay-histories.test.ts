import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  isFile,
  quietCore,
  replay,
  replayLines,
  runsInFile,
  type Replayed,
} from '../../src/operator/replay-histories.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-replay-'));
beforeAll(quietCore);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept = fileURLToPath(new URL('histories/acknowledgement-expired.json', import.meta.url));

function written(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('an export replays run by run; a history that the code does not fit is told with the event', async () => {
  const history = JSON.parse(readFileSync(kept, 'utf8')) as { events: unknown[] };
  const altered = JSON.parse(
    JSON.stringify(history).replace(
      /"activityType":\{"name":"page"\}/,
      '"activityType":{"name":"somethingElse"}',
    ),
  ) as unknown;
  const exported = written('INC-1.json', {
    format: 'muster-incident',
    workflowId: 'default:incident:INC-1',
    history: [
      { runId: 'first', history },
      { runId: 'second', history: altered },
    ],
  });
  const found: Replayed[] = [];
  for await (const one of replay([...runsInFile(exported), ...runsInFile(kept)], inject('workflowBundle')))
    found.push(one);
  const { length: events } = history.events;
  expect(found).toEqual([
    { workflowId: 'default:incident:INC-1', runId: 'first', events },
    {
      workflowId: 'default:incident:INC-1',
      runId: 'second',
      events,
      problem: expect.stringMatching(/somethingElse/) as string,
    },
    { workflowId: kept, runId: 'run-1', events },
  ]);
  expect(replayLines(found[0]!)).toEqual([`ok    default:incident:INC-1 (run first, ${events} events)`]);
  expect(replayLines(found[1]!)[0]).toMatch(/^FAIL {2}default:incident:INC-1 \(run second/);
});

test('a file without a history is refused by name', () => {
  expect(() => runsInFile(written('none.json', { format: 'x' }))).toThrow(/none\.json holds no history/);
  expect(() => runsInFile(written('empty.json', { history: [] }))).toThrow(/empty\.json holds no history/);
  expect(() => runsInFile(written('text.json', 'no JSON'))).toThrow(/text\.json cannot be read/);
  expect(() => runsInFile(join(folder, 'gone.json'))).toThrow(/gone\.json cannot be read/);
});

test.each<[string, RegExp, (events: Record<string, unknown>[]) => unknown[]]>([
  ['events without a number', /event 2 does not have the eventId 2/, ([one]) => [one, {}]],
  ['an event left out', /event 2 does not have the eventId 2/, ([one, , ...rest]) => [one, ...rest]],
  ['an event of no type', /event 2 has no eventType/, ([one]) => [one, { eventId: '2' }]],
  ['no event at all', /event 1 does not have the eventId 1/, () => [null]],
  ['another beginning', /does not begin with the start/, ([, two]) => [{ ...two, eventId: '1' }, two]],
  ['the start alone', /one event alone/, ([one]) => [one]],
  ['no run', /no originalExecutionRunId/, (all) => started(all, { originalExecutionRunId: '' })],
  ['no task queue', /names no taskQueue/, (all) => started(all, { taskQueue: null })],
])('a file with %s is refused before the core would break down at it', (_, reason, alter) => {
  const { events } = JSON.parse(readFileSync(kept, 'utf8')) as { events: Record<string, unknown>[] };
  expect(() => runsInFile(written('altered.json', { events: alter(events) }))).toThrow(reason);
});

/** @returns events whose first says something else. */
function started([first, ...rest]: Record<string, unknown>[], more: object): unknown[] {
  const name = 'workflowExecutionStartedEventAttributes';
  return [{ ...first, [name]: { ...(first?.[name] as object), ...more } }, ...rest];
}

test('what is an incident and what a file is told apart', () => {
  expect(isFile('INC-42')).toBe(false);
  expect(isFile('42')).toBe(false);
  expect(isFile(kept)).toBe(true);
  expect(isFile('exports/INC-42.json')).toBe(true);
});
