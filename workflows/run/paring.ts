import type { RunShown } from '../../activities/run-showing.ts';
import { fitResult } from '../../src/action/fit.ts';
import type { Run } from '../../src/action/run.ts';
import { jsonBytes } from '../../src/text/json-size.ts';

/** @returns a run with less of what it was given and came to where it takes more than so many bytes. */
export function pared(shown: RunShown, most: number): RunShown {
  if (jsonBytes(shown) <= most) return shown;
  const fit = (value: unknown): unknown => fitResult(value, (text) => text, most / 4);
  const { parameters, result, ...run } = shown.run;
  const less = { parameters: fit(parameters) as Run['parameters'], result: fit(result) };
  return { ...shown, run: { ...run, ...less } };
}
