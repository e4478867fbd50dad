import { startEmbeddedStack, type EmbeddedStack } from '../../../src/embedded/stack.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../../src/wiring/temporal/temporal.ts';
import { NAMESPACE } from '../ground.ts';

type Part = 'temporal' | 'store';

/** Temporal or the document store by itself, so that it can be killed while the other goes on. */
export class StackPart {
  readonly #part: Part;
  readonly #dataDir: string;
  #stack: EmbeddedStack;

  private constructor(part: Part, dataDir: string, stack: EmbeddedStack) {
    this.#part = part;
    this.#dataDir = dataDir;
    this.#stack = stack;
  }

  /** Starts it on any free port, and what it keeps in this folder. */
  static async start(part: Part, dataDir: string): Promise<StackPart> {
    return new StackPart(part, dataDir, await startAlone(part, dataDir, 0));
  }

  get address(): string {
    return this.#part === 'temporal' ? this.#stack.temporalAddress : this.#stack.mongodbUri;
  }

  /** Kills it without a warning, and starts it again where it was, with what it kept. */
  async killAndStartAgain(): Promise<void> {
    const pid = this.#stack.pids[this.#part];
    if (pid === undefined) throw new Error(`The ${this.#part} is not run by the bench: its address is set.`);
    const port = Number(new URL(this.#part === 'temporal' ? `tcp://${this.address}` : this.address).port);
    process.kill(pid, 'SIGKILL');
    await this.#stack.exited;
    await this.#stack.stop();
    this.#stack = await startAlone(this.#part, this.#dataDir, port);
  }

  stop(): Promise<void> {
    return this.#stack.stop();
  }
}

function startAlone(part: Part, dataDir: string, port: number): Promise<EmbeddedStack> {
  return startEmbeddedStack({
    dataDir,
    ports: { temporalUi: 0, [part]: port },
    temporalNamespace: NAMESPACE,
    // An address says that it is run elsewhere, so that none is started here.
    ...(part === 'temporal' ? { mongodbUri: 'elsewhere' } : { temporalAddress: 'elsewhere' }),
    searchAttributes: SEARCH_ATTRIBUTE_TYPES,
    progress: () => undefined,
  });
}
