import type { Incident } from '../incident/incident.ts';
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
  const { tickets = [] } = incident;
  const mayAdd = may && incident.status !== 'closed';
  if (tickets.length === 0 && !mayAdd) return null;
  return (
    <section aria-labelledby="tickets">
      <h2 id="tickets">Tickets</h2>
      {tickets.length > 0 && (
        <ul class="panel plain">
          {tickets.map(({ url, key, tracker, by, at, turned, moved, gone }) => (
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
            </li>
          ))}
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
