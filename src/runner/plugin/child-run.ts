import type { PluginOrder, PluginReport } from './order.ts';
import { pluginOf } from './module.ts';
import type { PluginContext } from './plugin.ts';
import { firstLineOf, sentence } from './words.ts';

type RunOrder = Extract<PluginOrder, { kind: 'run' }>;

const failed = (code: Extract<PluginReport, { kind: 'failed' }>['code'], message: string): PluginReport => ({
  kind: 'failed',
  code,
  message: sentence(message),
});

/**
 * Runs an action of a plug-in, in the process that is there for this run alone.
 * @param signal aborted when it is to end.
 * @returns what it came to. Never rejects.
 */
export async function runAction(order: RunOrder, signal: AbortSignal): Promise<PluginReport> {
  const plugin = pluginOf(order.plugin);
  if ('problems' in plugin)
    return failed('not_loaded', `The plug-in has changed and ${plugin.problems.join('; ')}`);
  const action = Object.hasOwn(plugin.actions, order.action) ? plugin.actions[order.action] : undefined;
  if (!action)
    return failed('not_loaded', `The plug-in has changed and has no action ${order.action} any more`);
  try {
    const taken = await action.parameters.safeParseAsync(order.parameters);
    if (!taken.success) {
      const wrong = taken.error.issues.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
      return failed('bad_parameter', `The plug-in does not take ${wrong.join('; ')}`);
    }
    const result = await action.run(taken.data, contextOf(order, signal));
    return returned(result);
  } catch (error) {
    return failed('plugin_failed', firstLineOf(error) || 'It failed, and does not say why');
  }
}

function contextOf({ idempotencyKey, incident, secrets }: RunOrder, signal: AbortSignal): PluginContext {
  const printing =
    (stream: NodeJS.WriteStream) =>
    // Of code without types anything may come.
    (text: unknown): void => {
      const line = String(text);
      stream.write(line.endsWith('\n') ? line : `${line}\n`);
    };
  return {
    signal,
    idempotencyKey,
    ...(incident !== undefined && { incident }),
    print: printing(process.stdout),
    warn: printing(process.stderr),
    secret(name) {
      const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      if (value === undefined)
        throw new Error(`The plug-in has no secret ${JSON.stringify(name)}: add it to its \`secrets\``);
      return value;
    },
  };
}

function returned(result: unknown): PluginReport {
  try {
    const text = JSON.stringify(result) as string | undefined;
    return { kind: 'returned', result: text === undefined ? null : (JSON.parse(text) as unknown) };
  } catch (error) {
    return failed('bad_result', `What it returned cannot be kept as JSON: ${firstLineOf(error)}`);
  }
}
