import v8 from 'node:v8';
import { Worker, type WorkerOptions } from '@temporalio/worker';

type Loading = Parameters<(typeof Worker)['createWorkflowCreator']>;
type Loaded = ReturnType<(typeof Worker)['createWorkflowCreator']>;
type Bundle = ReturnType<(typeof Worker)['getOrCreateBundle']>;
type Patches = Loading[1]['patchActivationCallback'];

/** After how long a step of a workflow has no end, in milliseconds. Debug mode by itself lets it go on, and the tests hang. */
const ENDLESS_MS = 30_000;

/**
 * A worker as every other, whose workflows are loaded once for a process: each incident of the tests has a worker, and
 * loading takes longer than most incidents. The SDK shares what is loaded among the workflows of a worker in the same
 * way. It must run in debug mode: threads know a workflow by its run alone, which two workers may have at a time.
 */
export class TestWorker extends Worker {
  static #bundle: Bundle | undefined;
  static readonly #loaded = new Map<Patches, Loaded>();

  static override create(options: WorkerOptions): Promise<Worker> {
    return super.create({ ...options, debugMode: true });
  }

  protected static override getOrCreateBundle(...options: Parameters<(typeof Worker)['getOrCreateBundle']>) {
    return (this.#bundle ??= super.getOrCreateBundle(...options));
  }

  /** Every worker has the same activities: only its patches make a difference. */
  protected static override async createWorkflowCreator(...loading: Loading): Promise<Awaited<Loaded>> {
    const [bundle, options, logger] = loading;
    const patches = options.patchActivationCallback;
    const loaded =
      this.#loaded.get(patches) ??
      unfollowed(() =>
        super.createWorkflowCreator(bundle, { ...options, isolateExecutionTimeoutMs: ENDLESS_MS }, logger),
      );
    this.#loaded.set(patches, loaded);
    const workflows = await loaded;
    return {
      createWorkflow: (options) => workflows.createWorkflow(options),
      // Other workers go on with it.
      destroy: () => Promise.resolve(),
    };
  }
}

/**
 * Loads workflows as the SDK does in a thread of their own, where it follows every promise and writes every stack: it
 * would do so for all of the process, and failures of tests would be shown in wrong lines.
 */
async function unfollowed(load: () => Loaded): Promise<Awaited<Loaded>> {
  const stacks: unknown = Reflect.get(Error, 'prepareStackTrace');
  const { createHook } = v8.promiseHooks;
  v8.promiseHooks.createHook = () => () => undefined;
  try {
    return await load();
  } finally {
    Reflect.set(Error, 'prepareStackTrace', stacks);
    v8.promiseHooks.createHook = createHook;
  }
}
