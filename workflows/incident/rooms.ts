import { CancellationScope } from '@temporalio/workflow';
import type { RoomState } from './carried.ts';
import type { IncidentInput } from './messages.ts';
import { newRoom, Room, type OnRoom, type RoomView } from './room.ts';

/** The incident's own channels, one on each instance that is to have one. */
export class Rooms {
  readonly #rooms: readonly Room[];
  readonly #scope = new CancellationScope({ cancellable: true });
  #running = 0;

  /** @param begun how far the run before has come; undefined when there was none. */
  constructor(
    input: IncidentInput,
    begun: readonly RoomState[] | undefined,
    context: { view: RoomView; on: OnRoom },
  ) {
    this.#rooms = input.routing.channels.map((plan) => {
      const state = begun?.find(({ instance }) => instance === plan.instance);
      return new Room(input, plan, state ?? newRoom(plan, context.view.incident()), context);
    });
  }

  /** Begins, or goes on where the run before ended. */
  start(): void {
    for (const room of this.#rooms) {
      this.#running++;
      void this.#scope.run(() => room.run()).finally(() => this.#running--);
    }
  }

  /** Gives the channels up that are not open yet. */
  abandonUnopened(): void {
    for (const room of this.#rooms) room.abandon();
  }

  states(): RoomState[] {
    return this.#rooms.map((room) => room.state);
  }

  /** Is some channel still to be opened, which will want to hear the whole story? */
  get opening(): boolean {
    return this.#rooms.some(({ state }) => state.channel === undefined && !state.abandoned);
  }

  /** Is nothing left to do for now? */
  get settled(): boolean {
    return this.#rooms.every((room) => room.settled);
  }

  cancel(): void {
    this.#scope.cancel();
    for (const room of this.#rooms) room.pause();
  }

  get idle(): boolean {
    return this.#running === 0;
  }
}
