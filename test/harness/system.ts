import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startEmbeddedStack, type EmbeddedStack } from '../../src/embedded/stack.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../src/wiring/temporal/temporal.ts';
import { Api } from './api.ts';
import { freePorts } from './free-ports.ts';
import { muster, MusterProcess } from './muster-process.ts';

interface Ports {
  readonly temporal: number;
  readonly temporalUi: number;
  readonly store: number;
  readonly server: number;
  readonly worker: number;
}

export interface SystemOptions {
  /** The YAML file; without it the built-in configuration. */
  readonly config?: string;
  /** What `${NAME}` in the file stands for. */
  readonly env?: Record<string, string>;
}

/**
 * The whole of Muster: a real Temporal, a real document store, a server and a worker, each a process that can be
 * killed and started again on the same state.
 */
export class System {
  readonly directory: string;
  readonly #ports: Ports;
  readonly #env: Record<string, string>;
  #stack: EmbeddedStack | undefined;
  #token: string | undefined;
  server: MusterProcess | undefined;
  worker: MusterProcess | undefined;

  private constructor(directory: string, ports: Ports, env: Record<string, string>) {
    this.directory = directory;
    this.#ports = ports;
    this.#env = env;
  }

  /** Starts everything and waits until it is ready. */
  static async start(options: SystemOptions = {}): Promise<System> {
    const directory = await mkdtemp(join(tmpdir(), 'muster-system-'));
    const [temporal, temporalUi, store, server, worker] = (await freePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const file = join(directory, 'muster.yaml');
    if (options.config !== undefined) await writeFile(file, options.config);
    const env = {
      ...options.env,
      MUSTER_DATA_DIR: join(directory, 'data'),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
      MONGODB_URI: '',
      ...(options.config !== undefined && { MUSTER_CONFIG: file }),
    };
    const system = new System(directory, { temporal, temporalUi, store, server, worker }, env);
    try {
      await system.startState();
      await Promise.all([system.startServer(), system.startWorker()]);
    } catch (error) {
      // Nobody gets the system to stop it.
      await system.stop();
      throw error;
    }
    return system;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#ports.server}`;
  }

  get mongodbUri(): string {
    if (!this.#stack) throw new Error('the state parts are not running');
    return this.#stack.mongodbUri;
  }

  get env(): Record<string, string> {
    return { ...this.#env, MONGODB_URI: this.mongodbUri };
  }

  /** Starts Temporal and the store on what they had. */
  async startState(): Promise<void> {
    const { temporal, temporalUi, store } = this.#ports;
    this.#stack = await startEmbeddedStack({
      dataDir: join(this.directory, 'data'),
      temporalNamespace: 'default',
      ports: { temporal, temporalUi, store },
      searchAttributes: SEARCH_ATTRIBUTE_TYPES,
      progress: () => undefined,
    });
  }

  /** Ends Temporal or the store as the kernel does, and starts both on what they had. */
  async killState(part: 'temporal' | 'store'): Promise<void> {
    const stack = this.#stack;
    if (!stack) throw new Error('the state parts are not running');
    process.kill(stack.pids[part] ?? NaN, 'SIGKILL');
    await stack.exited;
    await stack.stop();
    await this.startState();
  }

  /** Ends Temporal or the store as the kernel does, and leaves it so. */
  async loseState(part: 'temporal' | 'store'): Promise<void> {
    const stack = this.#stack;
    if (!stack) throw new Error('the state parts are not running');
    process.kill(stack.pids[part] ?? NaN, 'SIGKILL');
    await stack.exited;
  }

  /** Makes Temporal or the store say nothing, without closing its connections, until it is resumed. */
  suspendState(part: 'temporal' | 'store'): () => void {
    const pid = this.#stack?.pids[part];
    if (pid === undefined) throw new Error('the state parts are not running');
    process.kill(pid, 'SIGSTOP');
    return () => void process.kill(pid, 'SIGCONT');
  }

  async recoverState(): Promise<void> {
    await this.#stack?.stop();
    await this.startState();
  }

  async startServer(): Promise<void> {
    this.server = new MusterProcess(['server'], { ...this.env, PORT: String(this.#ports.server) });
    await this.server.says(/the server is ready/);
  }

  async startWorker(): Promise<void> {
    this.worker = new MusterProcess(['worker'], { ...this.env, PORT: String(this.#ports.worker) });
    await this.worker.says(/the worker is ready/);
  }

  /** The API, as an admin. */
  async api(): Promise<Api> {
    if (this.#token === undefined) {
      const { output } = await muster(['token', 'create', 'tests', '--role', 'admin'], this.env);
      this.#token = /muster_\S+/.exec(output)?.[0];
    }
    if (this.#token === undefined) throw new Error('no token was made');
    return new Api(this.baseUrl, this.#token);
  }

  async temporal(): Promise<Client> {
    const connection = await Connection.connect({ address: `127.0.0.1:${this.#ports.temporal}` });
    return new Client({ connection });
  }

  /** @returns how many seconds ago the incident's workflow started. */
  async temporalSeconds(id: string): Promise<number> {
    const client = await this.temporal();
    try {
      const { startTime } = await client.workflow.getHandle(`default:incident:${id}`).describe();
      return (Date.now() - startTime.getTime()) / 1_000;
    } finally {
      await client.connection.close();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.server?.kill9(), this.worker?.interrupt()]);
    await this.#stack?.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
