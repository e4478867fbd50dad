/** A task of a chain as it is written: names, and values whose texts are templates. */
export interface WrittenTask {
  readonly name: string;
  /** The action that it runs, `<pack>.<name>`. */
  readonly ref: string;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
  /** An older name of `parameters`. */
  readonly params?: Readonly<Record<string, unknown>> | null | undefined;
  readonly 'on-success'?: string | null | undefined;
  readonly 'on-failure'?: string | null | undefined;
  readonly publish?: Readonly<Record<string, unknown>> | null | undefined;
  readonly when?: string | undefined;
}

/** A chain as it is written, by StackStorm's names (https://docs.stackstorm.com/actionchain.html). */
export interface WrittenChain {
  readonly chain: readonly WrittenTask[];
  readonly default?: string | null | undefined;
  readonly vars?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A task of a chain, ready to be planned. */
export interface ChainTask {
  readonly name: string;
  readonly ref: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Name of the task that follows; none: the chain ends. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly publish: Readonly<Record<string, unknown>>;
  readonly when?: string;
}

/** Actions one after the other, each of which decides on the next by how it ends. */
export interface Chain {
  readonly tasks: readonly ChainTask[];
  /** Name of the task that comes first. */
  readonly first: string;
  readonly vars: Readonly<Record<string, unknown>>;
}

/** A chain, ready to be run by the workflow of a run. All of it stands in Temporal's history. */
export interface ChainCall {
  readonly kind: 'chain';
  readonly chain: Chain;
}

/** How many tasks of one run are run at most, those of chains within the chain among them: a loop ends some time. */
export const MOST_STEPS = 100;
/** How many chains may stand in each other. */
export const DEEPEST_CHAIN = 5;

/**
 * @returns a chain whose tasks know what follows. Where no task names one, they follow each other as they are written;
 * else the chain ends behind a task that names none.
 */
export function chainOf({ chain, default: first, vars }: WrittenChain): Chain {
  const isList = chain.every((task) => !task['on-success'] && !task['on-failure']);
  return {
    tasks: chain.map((task, n): ChainTask => {
      const onSuccess = isList ? chain[n + 1]?.name : task['on-success'];
      const onFailure = task['on-failure'];
      const { name, ref, when, publish } = task;
      return {
        name,
        ref,
        parameters: task.parameters ?? task.params ?? {},
        publish: publish ?? {},
        ...(onSuccess && { onSuccess }),
        ...(onFailure && { onFailure }),
        ...(when !== undefined && { when }),
      };
    }),
    first: first || (chain[0]?.name ?? ''),
    vars: vars ?? {},
  };
}

/** @returns the task of a name; undefined: there is none. */
export const taskOf = ({ tasks }: Chain, name: string | undefined): ChainTask | undefined =>
  tasks.find((task) => task.name === name);
