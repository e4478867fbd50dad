import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

const directory = new URL('histories/', import.meta.url);

const fileOf = (name: string): URL => new URL(`${name}.json`, directory);

/** @returns the names of all histories that are kept. */
export function keptHistories(): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** @returns a history as Temporal's tools print it. */
export function readHistory(name: string): unknown {
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

/** Keeps a history, one event a line, without the stack traces: they hold paths of the machine, and nothing reads them. */
export function writeHistory(name: string, history: History): void {
  const { events } = JSON.parse(historyToJSON(history), (key, value: unknown) =>
    key === 'stackTrace' ? undefined : value,
  ) as { events: unknown[] };
  writeFileSync(
    fileOf(name),
    `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`,
  );
}
