import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputPiece, RunnerCall } from '../../action/runner.ts';
import type { EndedBy, ProcessEnd } from './end.ts';
import { Excerpt } from './excerpt.ts';
import type { Launched } from './launch.ts';
import { untilExceeded, type ProcessLimits } from './limits.ts';
import { endProcesses } from './process-group.ts';
import { RunProcesses } from './run-processes.ts';
import { takeInTurns } from './reading-pace.ts';
import { ShownOutput } from './shown-output.ts';

/** How long what a command began beside it, such as tee(1), may go on after its end, to finish its output. */
const LINGER_MS = 2_000;
/** How long what was written before the last process ended may take to be read. */
const DRAIN_MS = 1_000;
/** Results become part of histories, which are to stay small: characters of each stream that templates get. */
const RESULT_CHARACTERS = 30_000;
/** Bytes of these as JSON: both streams have room in a result, which would be cut at its end otherwise. */
const RESULT_BYTES = 50_000;

/** Within what a run is followed. */
export interface FollowedSettings extends ProcessLimits {
  /** Milliseconds after which it is ended; absent where the signal of the call alone says when. */
  readonly timeout?: number;
  /** How long its processes may take to end when they are asked to, in milliseconds. */
  readonly grace: number;
  /** Characters that are shown of a line. */
  readonly lineCharacters: number;
  /** Characters that are kept of each stream. */
  readonly mostBytes: number;
}

type FollowedCall = Pick<RunnerCall<FollowedSettings>, 'settings' | 'idempotencyKey' | 'signal' | 'print'>;

/**
 * Follows a run until nothing of it is left: shows what it prints, and ends it when it has to.
 * @param noted settles when it is noted which process it is.
 * @param everything whether what has left the process group is ended too when the run ends by itself.
 * @param redact takes secrets out of a text.
 */
export async function follow(
  launched: Launched,
  call: FollowedCall,
  noted: Promise<void>,
  everything: boolean,
  redact: (text: string) => string,
): Promise<ProcessEnd> {
  const { settings } = call;
  const processes = new RunProcesses({ group: launched.group, run: call.idempotencyKey });
  // At once: what nobody listens to when the process ends is thrown away by Node.
  const output = shown(launched, call, redact);
  await noted;
  const by = await endOf(launched, processes, call);
  if (by === 'itself') await within(LINGER_MS, launched.closed);
  const { found, left } = await endProcesses(processes, settings.grace, by !== 'itself' || everything);
  if (found > 0) await within(DRAIN_MS, launched.closed);
  // What still holds the output open has left the group: nobody waits for it.
  launched.child.stdout?.destroy();
  launched.child.stderr?.destroy();
  if (by === 'itself' && found > 0)
    call.print({
      stream: 'stderr',
      text: `[it ended, and ${found} of its processes still ran: ${left === 0 ? 'they were ended' : `${left} of them could not be ended`}]\n`,
    });
  const exit = await within(DRAIN_MS, launched.exited);
  return {
    by,
    code: exit?.code ?? null,
    signal: exit?.signal ? [exit.signal, constants.signals[exit.signal]] : undefined,
    left,
    ...output(),
  };
}

/** @returns what ended a run, or is to end it now. */
async function endOf(
  { exited }: Launched,
  processes: RunProcesses,
  { settings, signal }: FollowedCall,
): Promise<EndedBy> {
  const done = new AbortController();
  try {
    return await Promise.race<EndedBy>([
      exited.then(() => 'itself'),
      ...(settings.timeout === undefined
        ? []
        : [delay(settings.timeout, 'timeout' as const, { signal: done.signal })]),
      untilExceeded(processes, settings, done.signal),
      signal.aborted
        ? 'cancellation'
        : once(signal, 'abort', { signal: done.signal }).then(() => 'cancellation'),
    ]);
  } finally {
    done.abort();
  }
}

/** Shows what a run prints. @returns what gives, once, what results have of it. */
function shown(
  { child }: Launched,
  { settings, print }: FollowedCall,
  redact: (text: string) => string,
): () => Pick<ProcessEnd, 'stdout' | 'stderr' | 'dropped'> {
  const excerpt = (): Excerpt => new Excerpt(RESULT_CHARACTERS, redact, RESULT_BYTES);
  const kept = { stdout: excerpt(), stderr: excerpt() };
  const show = (piece: OutputPiece): void => {
    kept[piece.stream].add(piece.text);
    print(piece);
  };
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const stream = new ShownOutput(name, settings.lineCharacters, redact, show);
    if (child[name]) takeInTurns(child[name], (chunk) => stream.take(chunk));
    return stream;
  });
  return () => {
    for (const stream of streams) stream.end();
    const beyond = streams.map(({ shown }) => Math.max(0, shown - settings.mostBytes));
    return {
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      dropped: [...beyond, ...streams.map(({ dropped }) => dropped)].reduce((sum, one) => sum + one, 0),
    };
  };
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const late = delay(limitMs, undefined, { signal: done.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    done.abort();
  }
}
