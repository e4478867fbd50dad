import type { Run, RunOrder } from '../src/action/run.ts';
import type { MessageRef } from '../src/chat/message.ts';

/** A run and how it stands. */
export interface RunShown {
  readonly order: RunOrder;
  readonly run: Run;
}

export interface RunShowingActivities {
  /** Shows a run where it was ordered: posts its card, or brings the posted one to the newest state. @returns where it stands. */
  showRun(shown: RunShown & { readonly card?: MessageRef }): Promise<MessageRef | undefined>;
  /** @returns the names of the routes by which the end of a run is told. */
  runRoutes(shown: RunShown): Promise<readonly string[]>;
  /** Tells the end of a run by one route, once. */
  tellRun(shown: RunShown & { readonly route: string }): Promise<void>;
}
