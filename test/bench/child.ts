import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the measured processes tell: that they are ready, and each call of a provider or floor activity. */
export type Told =
  | { readonly kind: 'ready'; readonly url?: string }
  | {
      readonly kind: 'called';
      readonly at: number;
      readonly method?: string;
      readonly incident?: string;
      readonly user?: string;
    };

export type Called = Extract<Told, { kind: 'called' }>;

/** How long a process has to become ready, and to end, in milliseconds. */
const READY_MS = 60_000;
const END_MS = 20_000;
/** How long a call that is waited for may take, in milliseconds. */
const CALL_MS = 15_000;

/** A process that is measured, apart from this one as in production. */
export class Child {
  readonly pid: number;
  /** Where the process serves HTTP, if it does. */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #calls: EventEmitter<{ called: [Called] }>;

  private constructor(process: ChildProcess, url: string, calls: EventEmitter<{ called: [Called] }>) {
    this.#process = process;
    this.pid = process.pid ?? 0;
    this.url = url;
    this.#calls = calls;
  }

  /**
   * Starts a process and waits until it says that it is ready.
   * @param module its file beside this one. @throws Error when it ends or is not ready in time.
   */
  static async start(module: string, args: string[], env: NodeJS.ProcessEnv): Promise<Child> {
    const path = fileURLToPath(new URL(module, import.meta.url));
    const child = fork(path, args, { env: { ...process.env, ...env } });
    const calls = new EventEmitter<{ called: [Called] }>();
    calls.setMaxListeners(0);
    const url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${module} was not ready within ${READY_MS} ms`)),
        READY_MS,
      );
      child.once('exit', (code) => reject(new Error(`${module} ended with ${code ?? 'a signal'}`)));
      child.on('message', (told: Told) => {
        if (told.kind === 'called') calls.emit('called', told);
        else {
          clearTimeout(timer);
          resolve(told.url ?? '');
        }
      });
    });
    return new Child(child, url, calls);
  }

  /**
   * @param incident whose call is waited for; any when it is left out.
   * @returns the next call. @throws Error when none comes in time.
   */
  nextCall(incident?: string): Promise<Called> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no call for ${incident ?? 'any'} within ${CALL_MS} ms`)),
        CALL_MS,
      );
      const stop = this.onCall((called) => {
        if (incident !== undefined && called.incident !== incident) return;
        clearTimeout(timer);
        stop();
        resolve(called);
      });
    });
  }

  /** @returns a function that ends the listening. */
  onCall(listener: (called: Called) => void): () => void {
    this.#calls.on('called', listener);
    return () => void this.#calls.off('called', listener);
  }

  /** Asks the process to end, and ends it when it does not. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), END_MS);
    this.#process.send('stop');
    await once(this.#process, 'exit');
    clearTimeout(timer);
  }

  /** Ends the process without a warning. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }
}
