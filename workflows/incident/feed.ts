import { condition, isCancellation } from '@temporalio/workflow';
import { incidentCard } from '../../src/chat/card.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { isStory, leftOutMessage, storiesMessage } from '../../src/chat/story.ts';
import type { Message } from '../../src/chat/message.ts';
import { KNOWN_TROUBLE } from '../../src/chat/delivery.ts';
import { targetName } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { CardPlace, IncidentView } from '../../src/incident/view.ts';
import { room } from '../paced.ts';
import type { FeedState } from './carried.ts';
import { isLoud, nextLines } from './lines.ts';
import type { IncidentInput } from './messages.ts';
import { fallbacks } from './way.ts';
import { isWaiting, turnOf, waitingAfter, type Waiting } from './waiting.ts';
import { troubleOf, work, type Trouble } from './work.ts';

/** What a feed needs to know of the incident it tells. */
export interface Told {
  readonly version: number;
  readonly sequence: number;
  readonly eventsAfter: (sequence: number) => IncidentEvent[];
  readonly view: () => IncidentView;
}

export interface OnFeed {
  readonly trouble: (feed: Feed, trouble: Trouble) => void;
  readonly recovered: (feed: Feed) => void;
}

/** How long until a channel is tried all the same whose instance is known to take nothing: that may be wrong. */
const KNOWN_PAUSE_MS = 5_000;
/** How long until a channel that failed only for now is tried again though nothing happened: doubled up to the longest. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
/** How many of the newest events a channel hears of when it comes back; of the others it learns how many there are. */
const MOST_UNTOLD = 100;
/**
 * Keeps one channel in step: posts the card once, edits it as things change and tells the story in its thread.
 * Edits coalesce: however much happened meanwhile, one edit shows the newest state. So do quiet lines of the story that
 * had to wait for room in the platform's limits; a loud one does not wait for them, but takes along those before it.
 */
export class Feed {
  state: FeedState;
  /** Set while the channel cannot be reached. */
  trouble: Trouble | undefined;
  readonly name: string;
  /** The version at which reaching the channel was given up; the next change tries again. */
  #gaveUpAt = 0;
  #pause = FIRST_PAUSE_MS;
  /** The edit of the card that waits, and the quiet lines. */
  #edit: Waiting | undefined;
  #lines: Waiting | undefined;
  /** What the card says, as far as this run knows. */
  #says = '';
  readonly #input: IncidentInput;
  readonly #told: Told;
  readonly #on: OnFeed;

  constructor(input: IncidentInput, told: Told, state: FeedState, on: OnFeed) {
    this.#input = input;
    this.#told = told;
    this.state = state;
    this.name = targetName(state.target);
    this.#on = on;
  }

  /** Has something happened that this channel has still to hear of? */
  get behind(): boolean {
    const { version, sequence } = this.#told;
    const { shown, told, leftOut } = this.state;
    return (shown < version || told < sequence || leftOut !== undefined) && this.#gaveUpAt < version;
  }

  get place(): CardPlace {
    const { target, card, own } = this.state;
    return {
      instance: target.instance,
      channel: card?.channel ?? target.channel,
      own,
      ...(card && { card: card.id }),
    };
  }

  /** Runs until cancelled. */
  async run(): Promise<void> {
    try {
      for (;;) {
        await this.#news();
        const { version, sequence } = this.#told;
        try {
          await this.#catchUp(sequence);
          this.trouble = undefined;
          this.#on.recovered(this);
        } catch (error) {
          if (isCancellation(error)) throw error;
          this.#giveUp(version, sequence, troubleOf(error));
        }
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** Waits for a change; a channel that failed only for now is tried again after a while in any case. */
  async #news(): Promise<void> {
    if (!this.trouble || this.trouble.permanent) {
      this.#pause = FIRST_PAUSE_MS;
      for (;;) {
        await condition(() => this.behind);
        const until = this.#waitsUntil();
        if (until <= Date.now()) return;
        const { version, sequence } = this.#told;
        const news = (): boolean => this.#told.version > version || this.#told.sequence > sequence;
        const summary = `${this.#input.id}: until the platform's limits leave room in ${this.name}`;
        await condition(news, until - Date.now(), { summary });
      }
    }
    const summary = `${this.#input.id}: before trying ${this.name} again`;
    if (this.trouble.code === KNOWN_TROUBLE) {
      await condition(() => this.behind, KNOWN_PAUSE_MS, { summary });
      return;
    }
    await condition(() => this.behind, this.#pause, { summary });
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
  }

  /** @returns until when all that this channel has still to hear of waits, epoch milliseconds. */
  #waitsUntil(): number {
    const { version, sequence } = this.#told;
    const { card, shown, told, leftOut } = this.state;
    const edit = !card ? 0 : shown < version ? (this.#edit?.until ?? 0) : Infinity;
    const untold = told < sequence || leftOut !== undefined;
    const loud = untold && this.#told.eventsAfter(told).some(isLoud);
    const lines = loud ? 0 : untold ? (this.#lines?.until ?? 0) : Infinity;
    return Math.min(edit, lines);
  }

  #giveUp(version: number, sequence: number, trouble: Trouble): void {
    this.trouble = trouble;
    this.#edit = undefined;
    this.#lines = undefined;
    const before = this.#told.version;
    this.#on.trouble(this, trouble);
    // What the failure itself changed is no reason to try again at once.
    this.#gaveUpAt = version + this.#told.version - before;
    // A channel that is gone has its fallback; one that comes back is told what it missed.
    if (trouble.permanent) this.state = { ...this.state, told: sequence };
    else this.leaveOut(this.#told.eventsAfter(this.state.told).at(-1 - MOST_UNTOLD)?.sequence ?? 0);
  }

  /** Tells nothing any more of what happened until then, except how much that was. @param until sequence of an event. */
  leaveOut(until: number): void {
    if (until <= this.state.told) return;
    const left = this.#told.eventsAfter(this.state.told).filter(({ sequence }) => sequence <= until);
    const lines = (this.state.leftOut ?? 0) + left.filter(isStory).length;
    this.state = { ...this.state, told: until, ...(lines > 0 && { leftOut: lines }) };
  }

  async #catchUp(until: number): Promise<void> {
    try {
      await this.#show();
      await this.#tell(until);
    } catch (error) {
      const { card, ...rest } = this.state;
      if (!card || troubleOf(error).code !== 'message_not_found') throw error;
      // Somebody deleted the card: it is posted anew.
      this.state = { ...rest, lost: card.id };
      await this.#show();
      await this.#tell(until);
    }
  }

  async #show(): Promise<void> {
    const { version } = this.#told;
    if (this.state.card && (this.state.shown >= version || isWaiting(this.#edit))) return;
    const { tenant, id, links } = this.#input;
    const { instance, channel } = this.state.target;
    const message = incidentCard(this.#view(), links);
    const says = JSON.stringify(message);
    const to = { tenant, incident: id, instance, message };
    if (!this.state.card) {
      const { lost, ...rest } = this.state;
      const which = lost === undefined ? 'new card' : `new card after ${lost}`;
      const key = `${incidentKey(tenant, id)}:${which}:${this.name}`;
      const summary = `${id}: post the card to ${this.name}`;
      const delivery = { ...to, key, to: { channel }, ...this.#careful() };
      let card;
      for (let turn: Turn | undefined; ;) {
        try {
          card = await work.deliver(summary, turn ? { ...delivery, turn } : delivery);
          break;
        } catch (error) {
          turn = await room(error, delivery, { summary });
        }
      }
      this.state = { ...rest, shown: version, ...(card && { card }) };
    } else {
      if (says !== this.#says) {
        const key = `${incidentKey(tenant, id)}:${version}:card:${this.name}`;
        const edit = { ...to, key, ref: this.state.card, ...turnOf(this.#edit), ...this.#careful() };
        const summary = `${id}: update the card in ${this.name}`;
        try {
          await work.editCard(summary, edit);
          this.#edit = undefined;
        } catch (error) {
          this.#edit = waitingAfter(error);
          return;
        }
      }
      this.state = { ...this.state, shown: version };
    }
    this.#says = says;
  }

  /**
   * While a channel is well as far as is known here, and another can be told in its place, it is not tried by an instance
   * that is known to take nothing; after that it is.
   */
  #careful(): { unlessTroubled?: true } {
    const others = fallbacks(this.#input).filter((channel) => targetName(channel) !== this.name);
    return this.trouble === undefined && others.length > 0 ? { unlessTroubled: true } : {};
  }

  /** What this channel is shown: whoever reads it there need not be told that it cannot be reached. */
  #view(): IncidentView {
    const view = this.#told.view();
    return { ...view, problems: view.problems.filter(({ target }) => target !== this.name) };
  }

  async #tell(until: number): Promise<void> {
    const { id, links } = this.#input;
    for (;;) {
      const { together, leftOut, ...state } = this.state;
      const { told } = state;
      const untold = this.#told.eventsAfter(told).filter(({ sequence }) => sequence <= until);
      const next = nextLines(untold, { together, waited: this.#lines !== undefined });
      const urgent = next?.urgent ?? false;
      if (isWaiting(this.#lines) && !urgent) return;
      if (leftOut !== undefined) {
        const message = leftOutMessage(this.#told.view(), leftOut, links);
        const summary = `${id}: tell ${this.name} how much was left out`;
        if (!(await this.#say(summary, `left out until ${told}`, message, { urgent }))) return;
        this.state = { ...state, ...(together !== undefined && { together }) };
        continue;
      }
      if (!next) return;
      const { events, last } = next;
      if (events.length > 0) {
        // What may have been sent keeps its lines; what was not tried may grow.
        if (events.length > 1) this.state = { ...state, together: last };
        const message = storiesMessage(this.#told.view(), events, links);
        const what = events.map(({ type }) => `"${type}"`).join(', ');
        const key = [events[0], ...events.slice(1).slice(-1)].map((event) => event?.sequence).join('-');
        const how = { loud: events.some(isLoud), urgent };
        const said = await this.#say(`${id}: tell ${this.name} ${what}`, key, message, how);
        if (!said) this.state = state;
        if (!said) return;
      }
      this.state = { ...state, told: last };
    }
  }

  /**
   * Says something below the card.
   * @param what part of its idempotency key.
   * @param how loud: shown in the channel too; urgent: waited for until there is room for it.
   * @returns whether it was said; otherwise there is no room for it yet.
   */
  async #say(
    summary: string,
    what: string,
    message: Message,
    { loud = false, urgent }: { readonly loud?: boolean; readonly urgent: boolean },
  ): Promise<boolean> {
    const { tenant, id } = this.#input;
    const { card, target } = this.state;
    const { instance, channel } = target;
    const delivery = {
      key: `${incidentKey(tenant, id)}:${what}:${this.name}`,
      tenant,
      incident: id,
      instance,
      to: { channel: card?.channel ?? channel },
      message,
      ...(card && { thread: card }),
      ...(loud && { alsoInChannel: true }),
      ...(!urgent && { quiet: true as const }),
    };
    for (let turn = urgent ? undefined : this.#lines?.turn; ;) {
      try {
        await work.deliver(summary, turn ? { ...delivery, turn } : delivery);
        this.#lines = undefined;
        return true;
      } catch (error) {
        if (urgent) {
          turn = await room(error, delivery, { summary });
          continue;
        }
        this.#lines = waitingAfter(error);
        return false;
      }
    }
  }
}
