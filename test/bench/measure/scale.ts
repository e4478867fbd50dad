/** How much is measured. */
export interface Scale {
  /** Rounds that count, after one that warms up. */
  readonly rounds: number;
  /** Commands or events in each round of a latency. */
  readonly samples: number;
  /** Incidents in each round of the lifecycles, and how many live at once. */
  readonly lifecycles: number;
  readonly atOnce: number;
  /** Commands in each round of the throughput, and how many are under way at once. */
  readonly commands: number;
  readonly inFlight: number;
  /** Incidents that are open while the worker is started again, and how many of them are then acknowledged. */
  readonly open: number;
  readonly fresh: number;
  /** Incidents whose next page waits at once, and how long it does, in seconds. */
  readonly waiting: number;
  readonly waitS: number;
  /** Deliveries of an integration in each round. */
  readonly deliveries: number;
  /** Pushes that are worked off, and alerts of a storm. */
  readonly pushes: number;
  readonly alerts: number;
}

export const FULL: Scale = {
  rounds: 7,
  samples: 16,
  lifecycles: 32,
  atOnce: 8,
  commands: 300,
  inFlight: 16,
  open: 2_000,
  fresh: 100,
  waiting: 10_000,
  waitS: 1_200,
  deliveries: 10_000,
  pushes: 2_000,
  alerts: 10_000,
};

export const QUICK: Scale = {
  rounds: 3,
  samples: 8,
  lifecycles: 12,
  atOnce: 6,
  commands: 80,
  inFlight: 16,
  open: 150,
  fresh: 20,
  waiting: 300,
  waitS: 60,
  deliveries: 3_000,
  pushes: 300,
  alerts: 2_000,
};
