import { CancellationScope, condition, isCancellation, log, sleep } from '@temporalio/workflow';
import { channelName } from '../../src/chat/channel-name.ts';
import type { Turn } from '../../src/chat/lane.ts';
import type { ChatChannel } from '../../src/chat/provider.ts';
import type { IncidentChannelPlan } from '../../src/chat/routing.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { MUSTER, TEMPORAL_OPERATOR, type Person } from '../../src/incident/person.ts';
import type { FeedState, RoomState } from './carried.ts';
import type { IncidentInput } from './messages.ts';
import { pacedBy, room } from '../paced.ts';
import { troubleOf, work, type Trouble } from './work.ts';

/** What a room follows. */
export interface RoomView {
  readonly incident: () => Incident;
  /** The card in the room, once it stands there. */
  readonly card: (room: RoomState) => FeedState['card'];
  /** Has the last word been said? */
  readonly over: () => boolean;
}

export interface OnRoom {
  readonly opened: (instance: string, channel: ChatChannel) => void;
  readonly failed: (instance: string, trouble: Trouble) => void;
  readonly uninvited: (instance: string, person: Person, trouble: Trouble) => void;
}

export const topicOf = (incident: Incident): string =>
  `${incident.id} ${incident.severity} ${incident.status}: ${incident.title}`;

/** Somebody who belongs into the channel, and since when (epoch milliseconds). */
interface Member {
  readonly person: Person;
  readonly since: number;
}

/** @returns a room that has still to be opened. */
export function newRoom(plan: IncidentChannelPlan, incident: Incident): RoomState {
  return {
    instance: plan.instance,
    name: channelName(plan.nameTemplate, incident),
    topic: topicOf(incident),
    invited: [],
  };
}

/** The incident's own channel on one instance: opened, furnished, kept in step and in the end archived. */
export class Room {
  state: RoomState;
  readonly #opening = new CancellationScope({ cancellable: true });
  #unwanted = false;
  /** The place in the queue of what waits for room in the platform's limits. */
  #turn: Turn | undefined;
  readonly #input: IncidentInput;
  readonly #plan: IncidentChannelPlan;
  readonly #view: RoomView;
  readonly #on: OnRoom;

  constructor(
    input: IncidentInput,
    plan: IncidentChannelPlan,
    state: RoomState,
    { view, on }: { view: RoomView; on: OnRoom },
  ) {
    this.#input = input;
    this.#plan = plan;
    this.state = state;
    this.#view = view;
    this.#on = on;
  }

  /** Is there nothing left to do for now? */
  get settled(): boolean {
    if (this.state.channel === undefined) return this.state.abandoned ?? false;
    return this.#uninvited().length === 0 && this.#next() === undefined;
  }

  /** Gives a channel up that is not open yet. */
  abandon(): void {
    if (this.state.channel !== undefined) return;
    this.#unwanted = true;
    this.#opening.cancel();
  }

  /** Ends an attempt to open the channel, which another run goes on with. */
  pause(): void {
    this.#opening.cancel();
  }

  /** Runs until cancelled. */
  async run(): Promise<void> {
    try {
      if (this.state.channel === undefined && !this.state.abandoned) await this.#open();
      const { channel } = this.state;
      if (channel !== undefined) await Promise.all([this.#invite(channel), this.#keepInStep(channel)]);
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** Retried on its own for hours; the incident does not wait for it. */
  async #open(turn?: Turn): Promise<void> {
    const { instance, name, topic } = this.state;
    const summary = `${this.#input.id}: open #${name} on ${instance}`;
    const near = this.#announced(instance);
    const opening = {
      ...this.#effect('channel'),
      ...(near !== undefined && { near }),
      name,
      private: this.#plan.private || this.#view.incident().private,
      topic,
      ...(turn && { turn }),
    };
    try {
      const channel = await this.#opening.run(() => work.openChannel(summary, opening));
      this.state = { ...this.state, channel: channel.id };
      this.#on.opened(instance, channel);
    } catch (error) {
      if (pacedBy(error)) {
        // Whoever is cancelled while waiting is so when trying again.
        const waited = await this.#opening
          .run(() => room(error, opening, { summary }))
          .catch(() => undefined);
        await this.#open(waited);
        return;
      }
      if (isCancellation(error) && !this.#unwanted) throw error;
      this.state = { ...this.state, abandoned: true };
      if (!isCancellation(error)) this.#on.failed(instance, troubleOf(error));
    }
  }

  /** @returns the first channel of an instance in which the incident is announced, public or not. */
  #announced(instance: string): string | undefined {
    const told = this.#input.routing.announce[this.#view.incident().severity];
    return told.find((one) => one.instance === instance)?.channel;
  }

  /** Who belongs into the channel: who declared the incident, whom the configuration invites, and the responders. */
  #members(): Member[] {
    const { declared, responders } = this.#view.incident();
    const standing = new Map(
      [declared.by, ...this.#plan.invite.map(({ person }) => person)].map((person) => [
        person.id,
        { person, since: declared.at },
      ]),
    );
    const others = responders.filter(({ person: { id } }) => !standing.has(id));
    return [...standing.values(), ...others].filter(
      ({ person: { id } }) => id !== MUSTER.id && id !== TEMPORAL_OPERATOR.id,
    );
  }

  #uninvited(): Member[] {
    if (this.state.archived) return [];
    const invited = new Set(this.state.invited);
    return this.#members().filter(({ person }) => !invited.has(person.id));
  }

  /**
   * Invites whoever comes to belong into the channel. One who cannot be invited is reported and keeps nobody else out.
   * Nobody is removed who leaves the responders: to stop working on an incident is no reason to stop following it, and
   * whoever should no longer read along is removed by people. Who comes back is invited anew.
   */
  async #invite(channel: string): Promise<void> {
    let turn: Turn | undefined;
    for (;;) {
      await condition(() => this.#uninvited().length > 0);
      const [next] = this.#uninvited();
      if (!next) continue;
      const { person, since } = next;
      const invitation = { ...this.#effect(`invite:${since}:${person.id}`), channel, person: person.id };
      const summary = `${this.#input.id}: invite ${person.name}`;
      const asked = work.invite(summary, turn ? { ...invitation, turn } : invitation);
      const paced = await asked.catch((error: unknown): unknown => {
        if (isCancellation(error)) throw error;
        if (pacedBy(error)) return error;
        const trouble = troubleOf(error);
        // That the channel itself is gone is said by the feed that shows the incident there.
        if (trouble.code !== 'channel_not_found') this.#on.uninvited(this.state.instance, person, trouble);
        return undefined;
      });
      turn = paced === undefined ? undefined : await room(paced, invitation, { summary });
      if (turn) continue;
      const members = new Set(this.#members().map(({ person: { id } }) => id));
      const invited = [...this.state.invited, person.id].filter((id) => members.has(id));
      this.state = { ...this.state, invited };
    }
  }

  async #keepInStep(channel: string): Promise<void> {
    for (;;) {
      await condition(() => this.#next() !== undefined);
      const next = this.#next();
      if (!next) continue;
      const asked = next.act(channel).catch((error: unknown): unknown => {
        if (isCancellation(error)) throw error;
        if (pacedBy(error)) return error;
        // The channel serves without it, and the ledger has the reason.
        const { code, reason } = troubleOf(error);
        log.warn(`could not ${next.what}`, { instance: this.state.instance, channel, code, reason });
        return undefined;
      });
      const paced = pacedBy(await asked);
      this.#turn = paced?.turn;
      if (paced) {
        const summary = `${this.#input.id}: until the platform's limits leave room to ${next.what}`;
        await sleep(paced.waitMs, { summary });
        // By then it may be another topic.
        continue;
      }
      this.state = { ...this.state, ...next.then };
    }
  }

  /** What is to be done in the open channel, if anything. */
  #next():
    { what: string; act: (channel: string) => Promise<unknown>; then: Partial<RoomState> } | undefined {
    const { id } = this.#input;
    const incident = this.#view.incident();
    const topic = topicOf(incident);
    const card = this.#view.card(this.state);
    const turn = this.#turn && { turn: this.#turn };
    if (card && card.id !== this.state.pinned) {
      const bookmark = { title: `${id}: incident page`, link: this.#input.links.page };
      const pin = { ...this.#effect(`pin:${card.id}`), ...turn, ref: card, bookmark };
      const what = 'pin the card';
      return { what, act: () => work.pin(`${id}: ${what}`, pin), then: { pinned: card.id } };
    }
    if (topic !== this.state.topic) {
      const change = { ...this.#effect(`topic:${incident.sequence}`), ...turn, topic };
      const what = 'set the topic';
      const act = (channel: string) => work.setTopic(`${id}: ${what}`, { ...change, channel });
      return { what, act, then: { topic } };
    }
    if (this.#plan.archiveAtClose && !this.state.archived && this.#view.over()) {
      const what = 'archive the channel';
      const act = (channel: string) =>
        work.archive(`${id}: ${what}`, { ...this.#effect('archive'), ...turn, channel });
      return { what, act, then: { archived: true } };
    }
    return undefined;
  }

  /** What every change of the channel carries. @param what part of its idempotency key. */
  #effect(what: string) {
    const { tenant, id } = this.#input;
    const { instance } = this.state;
    return { key: `${incidentKey(tenant, id)}:${what}:${instance}`, tenant, incident: id, instance };
  }
}
