import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** Those that run, or ended since the last look. */
const known = new Set<MusterProcess>();

/** @returns the end of what each process said, for whoever looks for the reason of a failure. */
export function lastWords(): string[] {
  return [...known].map((one) => `--- muster ${one.args.join(' ')}\n${one.output.slice(-1_500)}`);
}

/** Forgets the processes that ended. */
export function forgetEnded(): void {
  for (const one of known) if (one.hasEnded) known.delete(one);
}

/** The built program as a process of its own, which can be ended in every way in which processes end. */
export class MusterProcess {
  readonly #child: ChildProcess;
  #output = '';
  readonly args: readonly string[];
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;

  constructor(args: readonly string[], env: Record<string, string>) {
    this.args = args;
    known.add(this);
    const { PATH, HOME, GOFLAGS, GOPROXY } = process.env;
    const own = Object.fromEntries(
      Object.entries({ PATH, HOME, GOFLAGS, GOPROXY }).filter(([, value]) => value !== undefined),
    );
    this.#child = spawn(process.execPath, ['--enable-source-maps', MAIN, ...args], {
      env: { ...own, ...env },
    });
    const hear = (chunk: Buffer): void => void (this.#output += chunk.toString());
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
    this.exited = once(this.#child, 'exit').then(
      ([code, signal]) => (code as number | null) ?? String(signal),
    );
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything printed and logged so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits for a line. @returns the match. */
  async says(pattern: RegExp, within = 60_000): Promise<RegExpExecArray> {
    return eventually(
      `"${pattern.source}" in the output`,
      () => {
        const found = pattern.exec(this.#output);
        if (!found && this.#child.exitCode !== null)
          throw new Error(`it ended with ${this.#child.exitCode}: ${this.#output}`);
        return found ?? undefined;
      },
      within,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it said:\n${this.#output.slice(-3_000)}`, { cause: error });
    });
  }

  /** Ends it as the kernel does: no handler runs. */
  async kill9(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to end, as Ctrl-C does. @returns its exit code. */
  async interrupt(): Promise<number | string> {
    this.#child.kill('SIGINT');
    return this.exited;
  }
}

/** Runs a command of the program to its end. @returns what it printed on standard output and error. */
export async function muster(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | string; output: string }> {
  const process = new MusterProcess(args, env);
  const code = await process.exited;
  return { code, output: process.output };
}
