import { condition, isCancellation } from '@temporalio/workflow';
import { incidentCard } from '../../src/chat/card.ts';
import { notificationOf } from '../../src/chat/notification.ts';
import { storyMessage } from '../../src/chat/story.ts';
import { targetName } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { CardPlace, IncidentView } from '../../src/incident/view.ts';
import type { FeedState } from './carried.ts';
import type { IncidentInput } from './messages.ts';
import { troubleOf, work, type Trouble } from './work.ts';

/** What a feed needs to know of the incident it tells. */
export interface Told {
  readonly sequence: number;
  readonly eventsAfter: (sequence: number) => IncidentEvent[];
  readonly view: () => IncidentView;
}

/**
 * Keeps one channel in step: posts the card once, edits it as things change and tells the story in its thread.
 * Edits coalesce: however much happened meanwhile, one edit shows the newest state.
 */
export class Feed {
  state: FeedState;
  /** Set while the channel cannot be reached. */
  trouble: Trouble | undefined;
  /** The newest event at which reaching the channel was given up; the next event tries again. */
  #gaveUpAt = 0;
  readonly name: string;
  readonly #input: IncidentInput;
  readonly #told: Told;
  readonly #onTrouble: (feed: Feed, trouble: Trouble) => void;
  readonly #onCard: (feed: Feed) => void;

  constructor(
    input: IncidentInput,
    told: Told,
    state: FeedState,
    on: { trouble: (feed: Feed, trouble: Trouble) => void; card: (feed: Feed) => void },
  ) {
    this.#input = input;
    this.#told = told;
    this.state = state;
    this.name = targetName(state.target);
    this.#onTrouble = on.trouble;
    this.#onCard = on.card;
  }

  get behind(): boolean {
    return (
      Math.min(this.state.shown, this.state.told) < this.#told.sequence &&
      this.#gaveUpAt < this.#told.sequence
    );
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
        await condition(() => this.behind);
        const until = this.#told.sequence;
        try {
          await this.#show();
          await this.#tell(until);
          this.trouble = undefined;
        } catch (error) {
          if (isCancellation(error)) throw error;
          this.trouble = troubleOf(error);
          this.#gaveUpAt = until;
          this.#onTrouble(this, this.trouble);
          // The fallback tells what this channel missed.
          this.state = { ...this.state, told: until };
        }
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  async #show(): Promise<void> {
    const sequence = this.#told.sequence;
    if (this.state.shown >= sequence) return;
    const { tenant, id, links } = this.#input;
    const { instance, channel } = this.state.target;
    const message = incidentCard(this.#told.view(), links);
    const to = { tenant, incident: id, instance, message };
    if (this.state.card) {
      const key = `${incidentKey(tenant, id)}:${sequence}:card:${this.name}`;
      try {
        await work.editCard(`${id}: update the card in ${this.name}`, { ...to, key, ref: this.state.card });
        this.state = { ...this.state, shown: sequence };
      } catch (error) {
        if (troubleOf(error).code !== 'message_not_found') throw error;
        // Somebody deleted the card: it is posted anew.
        const { card: _, ...rest } = this.state;
        this.state = rest;
        await this.#show();
      }
    } else {
      const key = `${incidentKey(tenant, id)}:${this.state.shown}:new card:${this.name}`;
      const card = await work.deliver(`${id}: post the card to ${this.name}`, {
        ...to,
        key,
        to: { channel },
      });
      this.state = { ...this.state, shown: sequence, ...(card && { card }) };
      this.#onCard(this);
    }
  }

  async #tell(until: number): Promise<void> {
    const { tenant, id, links } = this.#input;
    const { instance, channel } = this.state.target;
    for (const event of this.#told.eventsAfter(this.state.told)) {
      if (event.sequence > until) break;
      const notification = notificationOf(event);
      // The card itself says that an incident was created.
      if (notification && notification.type !== 'created') {
        await work.deliver(`${id}: tell ${this.name} "${event.type}"`, {
          key: `${incidentKey(tenant, id)}:${event.sequence}:${this.name}`,
          tenant,
          incident: id,
          instance,
          to: { channel: this.state.card?.channel ?? channel },
          message: storyMessage(this.#told.view(), event, links),
          ...(this.state.card && { thread: this.state.card }),
          ...(notification.loud && { alsoInChannel: true }),
        });
      }
      this.state = { ...this.state, told: event.sequence };
    }
  }
}
