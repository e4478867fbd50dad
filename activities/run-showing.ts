import type { Run, RunOrder } from '../src/action/run.ts';
import type { RunStep } from '../src/action/step.ts';
import type { Turn } from '../src/chat/lane.ts';
import type { MessageRef } from '../src/chat/message.ts';

/** A run and how it stands. */
export interface RunShown {
  /** The run has its parameters: both would be passed on, each time. */
  readonly order: Omit<RunOrder, 'parameters'>;
  readonly run: Run;
}

/** A run that is shown, the message that shows it where there is one, and the place in the queue of what had to wait. */
export interface RunSeen extends RunShown {
  readonly posted?: MessageRef;
  readonly turn?: Turn;
}

export interface RunShowingActivities {
  /**
   * Shows a run where it was ordered: posts its card, or brings the posted one to the newest state.
   * @returns where it stands; undefined where there is none.
   */
  showRun(seen: RunSeen): Promise<MessageRef | undefined>;
  /**
   * Shows what a run has printed in the thread of its card: posts it once there is something, or brings what was posted to
   * the newest state.
   * @param seen `posted` is the message that shows what it printed; `step` the step whose output it is.
   * @returns where it stands; undefined while nothing is printed.
   */
  showRunOutput(
    seen: RunSeen & { readonly card: MessageRef; readonly step?: RunStep },
  ): Promise<MessageRef | undefined>;
}
