import { log, patched } from '@temporalio/workflow';
import { concernsCommander, concernsResponders } from '../../src/chat/notification.ts';
import { storyMessage } from '../../src/chat/story.ts';
import type { Turn } from '../../src/chat/lane.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Responder } from '../../src/incident/incident.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { room } from '../paced.ts';
import type { IncidentInput } from './messages.ts';
import { work } from './work.ts';

/** Tells responders directly what they should not miss, if they have asked for that. The channels tell it to all. */
export class Herald {
  readonly #input: IncidentInput;
  #running = 0;

  constructor(input: IncidentInput) {
    this.#input = input;
  }

  /** @param view the incident as it stands after the event. */
  tell(event: IncidentEvent, view: IncidentView): void {
    const { responders } = view.incident;
    const those = (these: readonly Responder[]): string[] =>
      these.map(({ person }) => person.id).filter((person) => person !== event.by.id);
    const commander = responders.filter(({ role }) => role === 'commander');
    const urgent = concernsCommander(event) ? those(commander.length > 0 ? commander : responders) : [];
    const people = concernsResponders(event) ? those(responders) : urgent;
    if (people.length === 0 || !patched('responders are told directly')) return;
    this.#running++;
    void this.#tell(event, view, people, urgent)
      .catch((error: unknown) => {
        log.warn('responders could not be told directly', { event: event.type, error });
      })
      .finally(() => this.#running--);
  }

  /** Is there nothing left to tell for now? */
  get idle(): boolean {
    return this.#running === 0;
  }

  async #tell(
    event: IncidentEvent,
    view: IncidentView,
    people: readonly string[],
    urgent: readonly string[],
  ): Promise<void> {
    const { tenant, id, links } = this.#input;
    const accounts = await work.loudAccounts(`${id}: who wants to be told of "${event.type}"`, {
      tenant,
      people,
      ...(urgent.length > 0 && { urgent }),
    });
    const message = storyMessage(view, event, links);
    await Promise.all(
      accounts.map(async ({ instance, user }) => {
        const key = `${incidentKey(tenant, id)}:${event.sequence}:responder:${instance}/@${user}`;
        const delivery = { key, tenant, incident: id, instance, to: { user }, message };
        const summary = `${id}: tell ${instance}/@${user} "${event.type}"`;
        for (let turn: Turn | undefined; ;) {
          try {
            await work.tell(summary, turn ? { ...delivery, turn } : delivery);
            return;
          } catch (error) {
            turn = await room(error, delivery, { summary, patienceMs: PATIENCE_MS });
          }
        }
      }),
    );
  }
}

/** What is told later than that is told by the card, in milliseconds. */
const PATIENCE_MS = 2 * 60_000;
