import { setTimeout as delay } from 'node:timers/promises';
import { lookAtProcesses, type SeenProcess } from './process-look.ts';

/** How long nobody looks after a look, in milliseconds, and as a multiple of what it took. */
const PAUSE_MS = 10;
const PAUSE_FACTOR = 3;

type Index = Map<number | string, SeenProcess[]>;

/** All processes of the machine as one look has them. */
export class ProcessTable {
  readonly #all: ReadonlyMap<number, SeenProcess>;
  readonly #byParent: Index = new Map();
  readonly #byGroup: Index = new Map();
  readonly #bySession: Index = new Map();
  readonly #byRun: Index = new Map();

  constructor(seen: readonly SeenProcess[]) {
    this.#all = new Map(seen.map((one) => [one.pid, one]));
    for (const one of seen) {
      add(this.#byParent, one.parent, one);
      add(this.#byGroup, one.group, one);
      if (one.session !== undefined) add(this.#bySession, one.session, one);
      if (one.run !== undefined) add(this.#byRun, one.run, one);
    }
  }

  /** @returns the process, unless its id is that of a later one. @param began as a look before told it. */
  still(pid: number, began: string): readonly SeenProcess[] {
    const one = this.#all.get(pid);
    return one?.began === began ? [one] : [];
  }

  ofGroup(group: number): readonly SeenProcess[] {
    return this.#byGroup.get(group) ?? [];
  }

  ofSession(session: number): readonly SeenProcess[] {
    return this.#bySession.get(session) ?? [];
  }

  /** @param run the value of MUSTER_RUN in their environment. */
  ofRun(run: string): readonly SeenProcess[] {
    return this.#byRun.get(run) ?? [];
  }

  /** @returns those and all that they started, and what those started. */
  withDescendants(some: Iterable<SeenProcess>): readonly SeenProcess[] {
    const found = new Set(some);
    // A set goes on with what is added to it meanwhile.
    for (const { pid } of found) for (const child of this.#byParent.get(pid) ?? []) found.add(child);
    return [...found];
  }
}

function add(index: Index, key: number | string, one: SeenProcess): void {
  const others = index.get(key);
  if (others) others.push(one);
  else index.set(key, [one]);
}

let underWay: Promise<unknown> = Promise.resolve();
let next: Promise<ProcessTable> | undefined;

/**
 * One look for all who ask at a time, however many runs this process has: a machine may have thousands of processes. The
 * look begins after it is asked for, since one that is under way may have passed by already what is looked for.
 */
export function processesNow(): Promise<ProcessTable> {
  next ??= underWay.then(() => {
    next = undefined;
    const began = performance.now();
    const looking = lookAtProcesses();
    underWay = looking
      .catch(() => undefined)
      .then(() => delay(Math.max(PAUSE_MS, (performance.now() - began) * PAUSE_FACTOR)));
    return looking.then((seen) => new ProcessTable(seen));
  });
  return next;
}
