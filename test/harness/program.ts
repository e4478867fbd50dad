import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

/** A program of others that runs until it is ended. */
export class Program {
  readonly #child: ChildProcess;
  #output = '';

  constructor(path: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(path, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const hear = (chunk: Buffer): void => void (this.#output += chunk.toString());
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
  }

  /** Waits until it answers at an address. */
  async answers(url: string): Promise<void> {
    await eventually(
      `${url} answers`,
      async () => {
        if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.#output.slice(-2_000)}`);
        return (await fetch(url)).ok;
      },
      60_000,
    );
  }

  async kill9(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
