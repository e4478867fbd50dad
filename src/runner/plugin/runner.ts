import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputPiece, Runner, RunnerCall, RunnerOutcome } from '../../action/runner.ts';
import type { PluginContext } from './plugin.ts';
import type { PluginSettings } from './settings.ts';

/** How long code may take to heed its signal, in milliseconds. */
const GRACE_MS = 10_000;

type Failed = Exclude<RunnerOutcome, { status: 'succeeded' }>;

/**
 * @param graceMs how long code may take to end when it is asked to, in milliseconds.
 * @returns what runs actions of plug-ins: code of the operator's own, in this process. Nothing can end code that does not
 * heed its signal; it is then told that it goes on.
 */
export function pluginRunner(graceMs = GRACE_MS): Runner<PluginSettings> {
  return async (call) => {
    const { settings, signal } = call;
    const { repeatable } = settings;
    const { parameters: schema, run } = settings.action();
    const failed = (status: Failed['status'], code: string, message: string, mayRepeat: boolean): Failed => ({
      status,
      code,
      message,
      mayRepeat,
    });
    if (signal.aborted) return failed('cancelled', 'cancelled', 'It was not begun.', true);
    const taken = await schema.safeParseAsync(call.parameters);
    if (!taken.success) {
      const wrong = taken.error.issues.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
      return failed(
        'failed',
        'bad_parameter',
        sentence(`The plug-in does not take ${wrong.join('; ')}`),
        false,
      );
    }
    const { context, close } = contextOf(call);
    const ended = Promise.resolve()
      .then(() => run(taken.data, context))
      .then(
        (result): RunnerOutcome => {
          const plain = plainOf(result);
          return 'value' in plain
            ? { status: 'succeeded', result: plain.value }
            : failed(
                'failed',
                'bad_result',
                `What it returned cannot be kept as JSON: ${plain.problem}.`,
                false,
              );
        },
        (error: unknown): RunnerOutcome =>
          signal.aborted
            ? failed('cancelled', 'cancelled', 'It was ended before it was done.', repeatable)
            : failed('failed', 'plugin_failed', wordsOf(error), repeatable),
      );
    const left = new AbortController();
    try {
      return await Promise.race([ended, ignored(signal, graceMs, left.signal)]);
    } finally {
      left.abort();
      close();
    }
  };
}

/** @returns that code goes on that was to end; never, when it ends before. */
async function ignored(signal: AbortSignal, graceMs: number, left: AbortSignal): Promise<RunnerOutcome> {
  try {
    if (!signal.aborted) await once(signal, 'abort', { signal: left });
    await delay(graceMs, undefined, { signal: left });
  } catch {
    // It has ended: nobody waits for this any more.
  }
  const message = `It was to end and did not within ${graceMs / 1_000} s: the plug-in does not heed its signal, and may still do something.`;
  return { status: 'cancelled', code: 'not_ended', message, mayRepeat: false };
}

/** What comes after the end of a run belongs to nothing. */
function contextOf({ settings, idempotencyKey, incident, signal, print }: RunnerCall<PluginSettings>): {
  readonly context: PluginContext;
  readonly close: () => void;
} {
  let isOpen = true;
  const printing =
    (stream: OutputPiece['stream']) =>
    // Of code without types anything may come.
    (text: unknown): void => {
      const line = String(text);
      if (isOpen) print({ stream, text: line.endsWith('\n') ? line : `${line}\n` });
    };
  const { secrets } = settings;
  return {
    context: {
      signal,
      idempotencyKey,
      ...(incident !== undefined && { incident }),
      print: printing('stdout'),
      warn: printing('stderr'),
      secret(name) {
        const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
        if (value === undefined)
          throw new Error(`The plug-in has no secret ${JSON.stringify(name)}: add it to its \`secrets\``);
        return value;
      },
    },
    close: () => {
      isOpen = false;
    },
  };
}

function plainOf(result: unknown): { readonly value: unknown } | { readonly problem: string } {
  try {
    const text = JSON.stringify(result) as string | undefined;
    return { value: text === undefined ? null : (JSON.parse(text) as unknown) };
  } catch (error) {
    return { problem: firstLine(error instanceof Error ? error.message : String(error)) };
  }
}

function wordsOf(error: unknown): string {
  const words = firstLine(error instanceof Error ? error.message : String(error));
  return words === '' ? 'It failed, and does not say why.' : sentence(words);
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
