import type { Incident } from '../incident/incident.ts';
import { isInStep, shownTickets } from '../incident/ticket.ts';
import { ADDRESS_LIMIT } from '../incident/web-address.ts';
import { incidentAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { FormToken } from './layout.tsx';
import { When } from './parts.tsx';

interface TicketsProps {
  readonly incident: Incident;
  readonly frame: Frame;
  /** May the reader make tickets of it? */
  readonly may: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The tickets of an incident in bug trackers, and the form by which another comes. */
export function Tickets({ incident, frame, may, now }: TicketsProps) {
  const tickets = shownTickets(incident);
  const mayAdd = may && incident.status !== 'closed';
  if (tickets.length === 0 && !mayAdd) return null;
  return (
    <section aria-labelledby="tickets">
      <h2 id="tickets">Tickets</h2>
      {tickets.length > 0 && (
        <ul class="panel plain tickets">
          {tickets.map((ticket) => {
            const { url, key, tracker, by, at, turned, moved, gone } = ticket;
            return (
              <li key={url}>
                {gone ? (
                  <s>{key}</s>
                ) : (
                  <a href={url} rel="noreferrer">
                    {key}
                  </a>
                )}{' '}
                {(gone ?? turned) && <span class="status">{gone ? 'deleted' : turned?.status}</span>}{' '}
                <span class="hint">
                  in {tracker}
                  {moved && `, formerly ${moved.from.map((one) => one.key).join(', ')}`}, {by.name},{' '}
                  <When at={at} now={now} />
                </span>
                {mayAdd && isInStep(ticket) && (
                  <form class="inline" method="post" action={ticketsAddress(incident)}>
                    <FormToken frame={frame} />
                    <input type="hidden" name="unlink" value={tracker} />
                    <button type="submit" aria-label={`Unlink ${key}`}>
                      Unlink
                    </button>
                  </form>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {mayAdd && (
        <details class="command">
          <summary>Make or link a ticket</summary>
          <form method="post" action={ticketsAddress(incident)}>
            <FormToken frame={frame} />
            <label>
              Address of a ticket that there is (without one a new ticket is made)
              <input name="url" type="url" maxLength={ADDRESS_LIMIT} />
            </label>
            <button type="submit">Keep in step with the incident</button>
          </form>
        </details>
      )}
    </section>
  );
}

function ticketsAddress(incident: Incident): string {
  const [path = '', query] = incidentAddress(incident).split('?');
  return `${path}/tickets${query === undefined ? '' : `?${query}`}`;
}
