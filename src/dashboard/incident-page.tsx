import { alarmOf } from '../chat/alarm.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { Mark } from '../incident/incident.ts';
import { narrate } from '../incident/narrate.ts';
import type { IncidentView } from '../incident/view.ts';
import { renderPage } from './layout.tsx';
import { Clock, SeverityBadge, StatusBadge, When, Words } from './parts.tsx';

export interface IncidentPageProps {
  readonly view: IncidentView;
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
  /** Address of the workflow in the Temporal UI, where there is one. */
  readonly workflow?: string;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox?: string;
  /** Name of the API token with which the reader is signed in. */
  readonly signedInAs?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

function MarkLine({ word, mark, now }: { word: string; mark: Mark | undefined; now: number }) {
  if (!mark) return null;
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <When at={mark.at} now={now} /> by {mark.by.name}
      </dd>
    </>
  );
}

function Facts({ view, now }: { view: IncidentView; now: number }) {
  const { incident, deadlines } = view;
  return (
    <dl class="facts">
      {incident.team !== undefined && (
        <>
          <dt>Team</dt>
          <dd>{incident.team}</dd>
        </>
      )}
      {incident.service !== undefined && (
        <>
          <dt>Service</dt>
          <dd>{incident.service}</dd>
        </>
      )}
      <MarkLine word="Declared" mark={incident.declared} now={now} />
      <MarkLine word="Acknowledged" mark={incident.acknowledged} now={now} />
      <MarkLine word="Mitigated" mark={incident.mitigated} now={now} />
      <MarkLine word="Resolved" mark={incident.resolved} now={now} />
      <MarkLine word="Closed" mark={incident.closed} now={now} />
      <dt>Responders</dt>
      <dd>
        {incident.responders
          .map(({ person, role }) => (role ? `${person.name} (${role})` : person.name))
          .join(', ') || 'nobody yet'}
      </dd>
      {deadlines.map(({ name, at }) => (
        <>
          <dt class="next">{name}</dt>
          <dd>
            <When at={at} now={now} />
          </dd>
        </>
      ))}
    </dl>
  );
}

function Alarm({ view }: { view: IncidentView }) {
  const alarm = alarmOf(view);
  return alarm ? (
    <p class="problems" role="alert">
      <Words text={alarm} />
    </p>
  ) : null;
}

function Problems({ view }: { view: IncidentView }) {
  if (view.problems.length === 0) return null;
  return (
    <section class="problems" role="alert">
      <h2>Notifications with problems</h2>
      <ul>
        {view.problems.map(({ target, code, reason }) => (
          <li key={target}>
            <strong>{target}</strong>: {code}, {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Timeline({ events }: { events: readonly IncidentEvent[] }) {
  return (
    <section>
      <h2>Timeline</h2>
      <ol class="timeline">
        {events.map((event) => (
          <li key={event.sequence} class={event.type}>
            <Clock at={event.at} />
            <span>
              <Words text={narrate(event)} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** @returns the page of one incident. */
export function incidentPage({
  view,
  events,
  workflow,
  sandbox,
  signedInAs,
  now,
}: IncidentPageProps): string {
  const { incident } = view;
  return renderPage({
    title: `${incident.id} ${incident.title}`,
    live: `/live/${incident.id}`,
    sandbox,
    signedInAs,
    children: (
      <article>
        <h1>
          <span class="id">{incident.id}</span> {incident.title}
        </h1>
        <p class="badges">
          <SeverityBadge severity={incident.severity} /> <StatusBadge status={incident.status} />
          {incident.private && <span class="status">private</span>}
          {workflow !== undefined && <a href={workflow}>Workflow in Temporal</a>}
        </p>
        <Alarm view={view} />
        <Problems view={view} />
        <Facts view={view} now={now} />
        <Timeline events={events} />
      </article>
    ),
  });
}
