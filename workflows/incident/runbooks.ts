import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { EventBody, IncidentEvent } from '../../src/incident/event.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { dueRunbooks } from '../../src/runbook/automatic.ts';
import { factsOf } from '../../src/runbook/facts.ts';
import { originIn } from '../../src/runbook/origin.ts';
import { LOOP, RATE_LIMIT, type BoundRunbook, type Moment } from '../../src/runbook/runbook.ts';
import type { IncidentInput } from './messages.ts';
import { troubleOf, work } from './work.ts';
import { times } from '../../src/text/counted.ts';

/** A runbook that is to be run by itself. */
interface Due {
  readonly name: string;
  readonly on: Moment;
  /** Of the event at which. */
  readonly sequence: number;
}

/** How far the runs by themselves have come. */
export interface RunbooksState {
  /** Those to be ordered still, in order. */
  readonly due: readonly Due[];
  /** How often each was ordered by itself, by name. */
  readonly ordered: Readonly<Record<string, number>>;
  /** The limits of which it was told that they are reached, each with the name of its runbook. */
  readonly limited: readonly string[];
}

export interface RunbooksContext {
  readonly view: () => IncidentView;
  /** Is a channel of the incident's own still to be opened? */
  readonly opening: () => boolean;
  readonly notRun: (why: NotRun) => void;
}

type NotRun = Omit<Extract<EventBody, { type: 'runbook_not_run' }>, 'type'>;

/** Codes of what is told once for each runbook of an incident: an escalation may go on for long. */
const LIMITS: readonly string[] = ['incident_limit', RATE_LIMIT, LOOP];

/** How long a run waits for a channel in which it can be shown, in milliseconds: a chat that is away keeps no run from beginning. */
const PLACE_MS = 15_000;

/** Has runbooks run by themselves, by their rules and each within its limits. Nothing of the incident waits for it. */
export class Runbooks {
  readonly #input: IncidentInput;
  readonly #bound: readonly BoundRunbook[];
  readonly #context: RunbooksContext;
  readonly #scope = new CancellationScope({ cancellable: true });
  #state: RunbooksState;
  #running = 0;

  constructor(input: IncidentInput, state: RunbooksState | undefined, context: RunbooksContext) {
    this.#input = input;
    this.#bound = (input.runbooks ?? []).filter(({ automatic }) => automatic);
    this.#state = state ?? { due: [], ordered: {}, limited: [] };
    this.#context = context;
  }

  /** What the next run goes on with; undefined where there is nothing. */
  get state(): RunbooksState | undefined {
    return this.#bound.length > 0 ? this.#state : undefined;
  }

  /** Is nothing left to be ordered for now? */
  get settled(): boolean {
    return this.#state.due.length === 0;
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  /** Notes what is to be run because of an event. */
  hear(event: IncidentEvent): void {
    if (this.#bound.length === 0) return;
    const due = dueRunbooks(this.#bound, event, this.#context.view().incident);
    if (due.length === 0) return;
    const { sequence } = event;
    const more = due.map(({ runbook: { name }, on }): Due => ({ name, on, sequence }));
    this.#state = { ...this.#state, due: [...this.#state.due, ...more] };
  }

  /** Begins, or goes on where the run before ended. No runbook waits for another. */
  start(): void {
    for (const bound of this.#bound) {
      this.#running++;
      void this.#scope.run(() => this.#run(bound)).finally(() => this.#running--);
    }
  }

  /** Ends it at once: what was not answered yet is asked for again under the same key. */
  cancel(): void {
    this.#scope.cancel();
  }

  async #run(bound: BoundRunbook): Promise<void> {
    const next = (): Due | undefined => this.#state.due.find(({ name }) => name === bound.name);
    try {
      for (;;) {
        await condition(() => next() !== undefined);
        const due = next();
        if (due) await this.#order(bound, due);
        this.#state = { ...this.#state, due: this.#state.due.filter((one) => one !== due) };
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  async #order({ name, title, automatic }: BoundRunbook, { on, sequence }: Due): Promise<void> {
    const runbook = { name, title, on };
    const { ordered } = this.#state;
    const before = Object.hasOwn(ordered, name) ? (ordered[name] ?? 0) : 0;
    const most = automatic?.mostPerIncident ?? 0;
    if (before >= most) {
      const reason = `by itself it is run ${times(most)} for one incident at most, and was.`;
      this.#sayOnce({ runbook, code: 'incident_limit', reason });
      return;
    }
    await this.#place();
    const { tenant, id, links } = this.#input;
    const { incident, places = [] } = this.#context.view();
    const origin = originIn(incident.private ? places.filter(({ own }) => own) : places);
    const wish = {
      tenant,
      incident: id,
      runbook,
      sequence,
      facts: factsOf(incident, places, links.page),
      ...(incident.declared.by.id === MUSTER.id && { isDeclaredByItself: true as const }),
      ...(origin && { origin }),
    };
    try {
      const outcome = await work.orderRunbook(`${id}: run ${name} by itself`, wish);
      if ('refused' in outcome) this.#sayOnce({ runbook, ...outcome.refused });
      else this.#state = { ...this.#state, ordered: { ...this.#state.ordered, [name]: before + 1 } };
    } catch (error) {
      if (isCancellation(error)) throw error;
      const { code, reason } = troubleOf(error);
      this.#context.notRun({ runbook, code, reason: `whether it was ordered is not known: ${reason}` });
    }
  }

  /** Says why a runbook was not run; a limit that was reached, once. */
  #sayOnce(why: NotRun): void {
    const { limited } = this.#state;
    const limit = `${why.code}:${why.runbook.name}`;
    if (limited.includes(limit)) return;
    if (LIMITS.includes(why.code)) this.#state = { ...this.#state, limited: [...limited, limit] };
    this.#context.notRun(why);
  }

  /** Waits a moment for where its run is to be shown. */
  async #place(): Promise<void> {
    const isSettled = (): boolean => {
      const { places = [] } = this.#context.view();
      if (places.some(({ own }) => own)) return true;
      return (
        !this.#context.opening() && (places.length === 0 || places.some(({ card }) => card !== undefined))
      );
    };
    if (isSettled()) return;
    const summary = `${this.#input.id}: until there is a channel for what is run`;
    await condition(isSettled, PLACE_MS, { summary });
  }
}
