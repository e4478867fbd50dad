import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { PLUGIN_LIMITS, pluginEnvironment, pluginProgram } from './child-process.ts';
import type { PluginDescription, PluginOrder, PluginReport } from './order.ts';

/** How long loading a plug-in may take, in milliseconds: whoever reads the configuration waits for it. */
const LOAD_MS = 10_000;
const MOST_BYTES = 4 * 1024 ** 2;

/** What a plug-in says of itself, or why it cannot be used: each reason a sentence without its end. */
export type PluginFound = PluginDescription | { readonly problems: readonly string[]; readonly late?: true };

const action = z.object({
  description: z.string(),
  parameters: z.union([
    z.object({ described: z.record(z.string(), z.looseObject({})) }),
    z.object({ problem: z.string() }),
  ]),
  timeout: z.number(),
  repeatable: z.boolean(),
});
/** Code of the plug-in could have written it. */
const report = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('described'),
    plugin: z.object({
      pack: z.string(),
      secrets: z.array(z.string()),
      actions: z.record(z.string(), action),
    }),
  }),
  z.object({ kind: z.literal('unusable'), problems: z.array(z.string()).min(1) }),
]);

/**
 * Has a plug-in loaded in a process of its own, and waits for it: code that ends its process, or goes on for ever, does
 * so there.
 * @param name of an installed package, or an absolute path.
 * @param loadMs how long that may take, in milliseconds.
 */
export function pluginDescription(name: string, loadMs = LOAD_MS): PluginFound {
  const [program, args] = pluginProgram(PLUGIN_LIMITS);
  const order: PluginOrder = { kind: 'describe', plugin: name };
  const { output, error, status, signal } = spawnSync(program, args, {
    input: JSON.stringify(order),
    env: pluginEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    timeout: loadMs,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
  });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT')
    return { problems: [`cannot be loaded: it takes longer than ${loadMs / 1_000} s`], late: true };
  if (code !== undefined) return { problems: [`cannot be loaded: its process could not be run (${code})`] };
  const read = report.safeParse(written(output[3]?.toString('utf8') ?? ''));
  if (!read.success)
    return {
      problems: [`cannot be loaded: it ends its process (${signal ?? `exit status ${status ?? ''}`})`],
    };
  const said = read.data as Extract<PluginReport, { kind: 'described' | 'unusable' }>;
  return said.kind === 'described' ? said.plugin : { problems: said.problems };
}

function written(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
