import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ChatChannel } from '../../src/chat/provider.ts';
import type { IncidentChannelPlan } from '../../src/chat/routing.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Feed } from './feed.ts';
import type { IncidentInput } from './messages.ts';
import { channelEffect, inviteToRoom, openRoom, topicOf } from './room.ts';
import { troubleOf, work, type Trouble } from './work.ts';

interface On {
  opened: (plan: IncidentChannelPlan, channel: ChatChannel) => void;
  failed: (plan: IncidentChannelPlan, trouble: Trouble) => void;
  trouble: (target: string, trouble: Trouble) => void;
}

/** The incident's own channels, one on each instance that is to have one. */
export class Rooms {
  readonly #unopened: Set<string>;
  readonly #topics = new Map<string, { instance: string; channel: string; topic: string }>();
  readonly #scope = new CancellationScope({ cancellable: true });
  #running = 0;
  readonly #input: IncidentInput;
  readonly #incident: () => Incident;
  readonly #on: On;

  constructor(input: IncidentInput, incident: () => Incident, unopened: readonly string[], on: On) {
    this.#input = input;
    this.#incident = incident;
    this.#unopened = new Set(unopened);
    this.#on = on;
  }

  /** Starts opening the channels that are still to be opened. */
  open(): void {
    for (const plan of this.#input.routing.channels) {
      if (this.#unopened.has(plan.instance)) this.#do(() => this.#open(plan));
    }
  }

  /** Pins the card and brings the people, once the card stands in the incident's own channel. */
  furnish(feed: Feed): void {
    const { target, card, own } = feed.state;
    const plan = this.#input.routing.channels.find(({ instance }) => instance === target.instance);
    if (!own || !card || !plan) return;
    this.#topics.set(feed.name, {
      instance: target.instance,
      channel: card.channel,
      topic: topicOf(this.#incident()),
    });
    this.#do(
      () =>
        work.pin(`${this.#input.id}: pin the card`, { ...this.#effect('pin', target.instance), ref: card }),
      feed.name,
    );
    const failed = (name: string, error: unknown): void => this.#on.trouble(name, troubleOf(error));
    this.#do(() => inviteToRoom(this.#input, plan, card.channel, failed), feed.name);
  }

  /** Keeps the topics in step with severity, status and title. */
  follow(): void {
    const topic = topicOf(this.#incident());
    for (const [name, room] of this.#topics) {
      if (room.topic === topic) continue;
      this.#topics.set(name, { ...room, topic });
      const { instance, channel } = room;
      this.#do(
        () =>
          work.setTopic(`${this.#input.id}: set the topic`, {
            ...this.#effect(`topic:${this.#incident().sequence}`, instance),
            channel,
            topic,
          }),
        name,
      );
    }
  }

  /** Archives the channels whose plan wants it, after the last word is said. */
  async archive(): Promise<void> {
    for (const { instance, channel } of this.#topics.values()) {
      if (!this.#input.routing.channels.some((plan) => plan.instance === instance && plan.archiveAtClose))
        continue;
      await work
        .archive(`${this.#input.id}: archive the channel`, { ...this.#effect('archive', instance), channel })
        .catch(() => undefined);
    }
  }

  unopened(): string[] {
    return [...this.#unopened];
  }

  cancel(): void {
    this.#scope.cancel();
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  async #open(plan: IncidentChannelPlan): Promise<void> {
    try {
      const channel = await openRoom(this.#input, plan, this.#incident());
      this.#unopened.delete(plan.instance);
      this.#on.opened(plan, channel);
    } catch (error) {
      if (isCancellation(error)) throw error;
      this.#unopened.delete(plan.instance);
      this.#on.failed(plan, troubleOf(error));
    }
  }

  #effect(what: string, instance: string) {
    return channelEffect(this.#input, what, instance);
  }

  /** Runs one piece of work beside the others. @param name the target that has a problem if it fails. */
  #do(work: () => Promise<unknown>, name?: string): void {
    this.#running++;
    void this.#scope
      .run(work)
      .catch((error: unknown) => {
        if (isCancellation(error)) return;
        if (name === undefined) throw error;
        this.#on.trouble(name, troubleOf(error));
      })
      .finally(() => this.#running--);
  }
}
