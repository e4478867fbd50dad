import { log } from '@temporalio/workflow';
import type { Turn } from '../../src/chat/lane.ts';
import { reminderMessage } from '../../src/chat/reminder.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { room } from '../paced.ts';
import type { IncidentInput } from './messages.ts';
import type { Missed } from './pager.ts';
import { troubleOf, work } from './work.ts';

export type Reminded = Extract<IncidentEvent, { type: 'acknowledgement_reminded' }>;

/** How long a reminder waits for room in a platform's limits, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Reminds people directly, by the first of their ways of contact that works, with the incident as it stands then. */
export class Reminders {
  readonly #input: IncidentInput;
  readonly #view: () => IncidentView;
  readonly #missed: (missed: Missed) => void;
  #running = 0;

  constructor(input: IncidentInput, view: () => IncidentView, missed: (missed: Missed) => void) {
    this.#input = input;
    this.#view = view;
    this.#missed = missed;
  }

  remind(event: Reminded): void {
    this.#running++;
    void this.#remind(event)
      .catch((error: unknown) => {
        log.warn('nobody could be reminded', { error });
        this.#missed({ target: `person/${event.person.id}`, trouble: troubleOf(error) });
      })
      .finally(() => this.#running--);
  }

  /** Is there nobody left to be reminded for now? */
  get idle(): boolean {
    return this.#running === 0;
  }

  async #remind(event: Reminded): Promise<void> {
    const { tenant, id } = this.#input;
    const summary = `${id}: where ${event.person.name} is reached`;
    const { contacts } = await work.waysToReach(summary, { tenant, person: event.person });
    let failure: unknown = new Error('no way of contact is known');
    for (const contact of contacts) {
      try {
        await this.#send(event, contact.instance, contact.user);
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async #send(event: Reminded, instance: string, user: string): Promise<void> {
    const { tenant, id, links } = this.#input;
    const key = `${incidentKey(tenant, id)}:${event.sequence}:reminder:${instance}/@${user}`;
    const summary = `${id}: remind ${instance}/@${user} of the acknowledgement`;
    for (let turn: Turn | undefined; ;) {
      const message = reminderMessage(this.#view(), event, links);
      const delivery = { key, tenant, incident: id, instance, to: { user }, message };
      try {
        await work.tell(summary, turn ? { ...delivery, turn } : delivery);
        return;
      } catch (error) {
        turn = await room(error, delivery, { summary, patienceMs: PATIENCE_MS });
      }
    }
  }
}
