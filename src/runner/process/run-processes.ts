import type { SeenProcess } from './process-look.ts';
import type { ProcessTable } from './process-table.ts';

/** By what the processes of a run are known. */
export interface RunMarks {
  /** Process id of the first process, which is that of its group; undefined when it is not known to be still the run's. */
  readonly group: number | undefined;
  /** The value of MUSTER_RUN in their environment. */
  readonly run: string;
}

/** What a run started, found in one look after the other: a process belongs to it for good. */
export class RunProcesses {
  readonly #marks: RunMarks;
  /** When they were started, by their ids. */
  #known: ReadonlyMap<number, string> = new Map();

  constructor(marks: RunMarks) {
    this.#marks = marks;
  }

  /** Process id of the first process, which is that of its group. */
  get group(): number | undefined {
    return this.#marks.group;
  }

  /** @returns those of its process group. */
  inGroup(table: ProcessTable): readonly SeenProcess[] {
    const { group } = this.#marks;
    return group === undefined ? [] : table.ofGroup(group);
  }

  /**
   * @returns all of them, those that left the group with setsid(1) too: known by their session, by their environment, by
   * who started them, or by a look before. What has done away with all that between two looks, as a daemon with an empty
   * environment does, is not found.
   */
  in(table: ProcessTable): readonly SeenProcess[] {
    const { group, run } = this.#marks;
    const own = [
      ...table.ofRun(run),
      ...(group === undefined ? [] : [...table.ofGroup(group), ...table.ofSession(group)]),
      ...[...this.#known].flatMap(([pid, began]) => table.still(pid, began)),
    ];
    const all = table.withDescendants(own);
    this.#known = new Map(all.map(({ pid, began }) => [pid, began]));
    return all;
  }
}
