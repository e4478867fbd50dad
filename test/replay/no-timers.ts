/** Stands for `workflows/incident/deadline-timers.ts`, with one command less: no timer is ever started. */
export class DeadlineTimers {
  readonly adjust = (): void => undefined;
}
