import { readFileSync, writeSync } from 'node:fs';
import { runAction } from './child-run.ts';
import type { PluginOrder, PluginReport } from './order.ts';
import { firstLineOf, placeOf, sentence } from './words.ts';

/** The process in which code of a plug-in runs: for one run, or for what the plug-in says of itself. */

const REPORT = 3;
/** Longer than any run may take, in milliseconds. */
const LONG_MS = 2 ** 31 - 1;

/** What code of the plug-in began and did not wait for ends with this process. */
function report(what: PluginReport): never {
  const bytes = Buffer.from(JSON.stringify(what));
  for (let written = 0; written < bytes.length;) written += writeSync(REPORT, bytes, written);
  process.exit(0);
}

function strayed(error: unknown): never {
  const place = placeOf(error);
  const words = firstLineOf(error) || 'it does not say why';
  const reason = `${words}${place === undefined ? '' : ` (${place})`}`;
  if (order.kind === 'describe')
    report({ kind: 'unusable', problems: [`cannot be loaded: something that it began failed: ${reason}`] });
  const message = `Something that it began and did not wait for failed: ${reason}`;
  report({ kind: 'failed', code: 'stray_error', message: sentence(message) });
}

const order = JSON.parse(readFileSync(0, 'utf8')) as PluginOrder;
process.on('uncaughtException', strayed);
process.on('unhandledRejection', strayed);
if (order.kind === 'describe') {
  const { describePlugin } = await import('./child-description.ts');
  report(describePlugin(order.plugin));
}
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
// It may wait for nothing but its signal.
setTimeout(() => undefined, LONG_MS);
report(await runAction(order, ending.signal));
