import type { Client } from '@temporalio/client';
import type { DeclareWords } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';

/** One run of one workflow. */
export interface Execution {
  readonly workflowId: string;
  /** The newest run when not given. */
  readonly runId?: string;
}

/** What a shape is played on. */
export interface Stage {
  readonly declare: (words?: DeclareWords) => Promise<IncidentUnderTest>;
  readonly client: Client;
}

/** A way in which workflows go, of which histories are kept. */
export interface Shape {
  /** The names of its histories: the files of this name with `.json`. */
  readonly histories: readonly string[];
  /** Patches of workflows that the code did not have yet. */
  readonly without?: readonly string[];
  /** Plays it until nothing is under way. @returns the runs, in the order of `histories`. */
  readonly play: (stage: Stage) => Promise<readonly Execution[]>;
}

/** A shape that one run of one incident has. */
export function incidentShape(name: string, play: (stage: Stage) => Promise<IncidentUnderTest>): Shape {
  return {
    histories: [name],
    async play(stage) {
      const incident = await play(stage);
      await incident.settled();
      return [{ workflowId: incident.handle.workflowId }];
    },
  };
}
