import { alarmOf } from '../chat/alarm.ts';
import { alertsText, causeSections } from '../chat/card.ts';
import type { LedgerEntry } from '../chat/ledger.ts';
import { deadlineLabel } from '../chat/next.ts';
import type { ChangesBefore } from '../git/before.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { labelTexts } from '../incident/label.ts';
import { narrate } from '../incident/narrate.ts';
import { runsOf } from '../incident/runs-of.ts';
import { roleTitle, type Person } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import { ChangesBeforeIt, WebLinks } from './changes-before.tsx';
import { incidentAddress, postmortemAddress, whyAddress } from './address.ts';
import { CommandForms, type Commands } from './command-forms.tsx';
import { renderPage, type Said } from './layout.tsx';
import { Clock, Countdown, MarkLine, SeverityBadge, StatusBadge, When, Words } from './parts.tsx';
import { Runbooks, type PageRunbook } from './runbooks.tsx';
import { Sends } from './sends.tsx';
import { Tickets } from './tickets.tsx';

export interface IncidentPageProps extends Commands {
  /** The newest, oldest first. */
  readonly events: readonly IncidentEvent[];
  /** What was sent about it, oldest first, and how much more there is; undefined when nobody knows just now. */
  readonly sends: { readonly entries: readonly LedgerEntry[]; readonly leftOut: number } | undefined;
  /** What went live before it, and how long before was looked; undefined when nobody knows just now. */
  readonly changes: { readonly found: ChangesBefore; readonly chosen: string } | undefined;
  /** May the reader make tickets of it? */
  readonly mayTicket: boolean;
  /** What the reader may run for it now. */
  readonly runbooks: readonly PageRunbook[];
  /** Address of the workflow in the Temporal UI, where there is one. */
  readonly workflow?: string;
  readonly said?: Said | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

function Facts({ view, now }: { view: IncidentView; now: number }) {
  const { incident } = view;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
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
        {incident.labels && (
          <>
            <dt>Labels</dt>
            <dd>{labelTexts(incident.labels).join(', ')}</dd>
          </>
        )}
        {incident.alerts && (
          <>
            <dt>Alerts</dt>
            <dd>
              <Words text={alertsText(incident.alerts)} />
              {causeSections(incident).map(({ text = [], footnote = [] }) => (
                <>
                  <div>
                    <Words text={text} />
                  </div>
                  <Words text={footnote} />
                </>
              ))}
            </dd>
          </>
        )}
        <MarkLine word="Declared" mark={incident.declared} now={now} />
        <MarkLine word="Acknowledged" mark={incident.acknowledged} now={now} />
        <MarkLine word="Mitigated" mark={incident.mitigated} now={now} />
        <MarkLine word="On hold" mark={incident.hold} now={now} />
        <MarkLine word="Resolved" mark={incident.resolved} now={now} />
        <MarkLine word="Closed" mark={incident.closed} now={now} />
      </dl>
    </section>
  );
}

function Responders({ view, now }: { view: IncidentView; now: number }) {
  const { responders } = view.incident;
  return (
    <section aria-labelledby="responders">
      <h2 id="responders">Responders</h2>
      {responders.length === 0 ? (
        <p class="panel">Nobody yet.</p>
      ) : (
        <ul class="panel plain people">
          {responders.map(({ person, role, since }) => (
            <li key={person.id}>
              <strong>{person.name}</strong>
              {role && <span class="status">{roleTitle(role)}</span>}
              <span class="hint">
                since <When at={since} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Next({ view, now }: { view: IncidentView; now: number }) {
  const { deadlines, steps, incident } = view;
  const step = (incident.escalation?.step ?? -1) + 2;
  const detail = (name: string): string =>
    name !== 'escalation' || steps === undefined
      ? ''
      : step > steps
        ? ' after the last step'
        : ` to step ${step} of ${steps}`;
  return (
    <section aria-labelledby="next">
      <h2 id="next">Next</h2>
      {deadlines.length === 0 ? (
        <p class="panel">Nothing is due.</p>
      ) : (
        <ul class="panel plain next">
          {[...deadlines]
            .sort((a, b) => a.at - b.at)
            .map(({ name, at }) => (
              <li key={name} class={name.endsWith('breach') || name === 'escalation' ? 'weighty' : undefined}>
                <span>
                  {deadlineLabel(name)}
                  {detail(name)}
                </span>
                <Countdown at={at} now={now} />
              </li>
            ))}
        </ul>
      )}
    </section>
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

function Update({ view, now }: { view: IncidentView; now: number }) {
  const { update } = view.incident;
  if (!update?.note) return null;
  return (
    <blockquote class="update">
      <p>{update.note}</p>
      <footer class="hint">
        Status update of {update.by.name}, <When at={update.at} now={now} />
      </footer>
    </blockquote>
  );
}

function Timeline({ events }: { events: readonly IncidentEvent[] }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <div role="log" aria-labelledby="timeline">
        <ol class="timeline" reversed>
          {events.toReversed().map((event) => (
            <li key={event.sequence} id={`event-${event.sequence}`} class={event.type}>
              <Clock at={event.at} />
              <span>
                <Words text={narrate(event)} />
              </span>
            </li>
          ))}
        </ol>
      </div>
      {(events[0]?.sequence ?? 1) > 1 && (
        <p class="hint">Earlier events are left out here; the API has all of them.</p>
      )}
    </section>
  );
}

/** @returns a person by name; anything else as it is. */
function targetNamed(target: string, people: readonly Person[]): string {
  const [, id] = /^person\/(.+)$/.exec(target) ?? [];
  return people.find((person) => person.id === id)?.name ?? target;
}

/** @returns the page of one incident. */
export function incidentPage(props: IncidentPageProps): string {
  const { view, events, sends, changes, workflow, said, frame, now } = props;
  const { incident } = view;
  return renderPage({
    title: `${incident.id} ${incident.title}`,
    live: `/live/${incident.id}`,
    frame,
    said,
    children: (
      <article class="incident">
        <header>
          <h1>
            <span class="id">{incident.id}</span> {incident.title}
          </h1>
          <p class="badges">
            <SeverityBadge severity={incident.severity} /> <StatusBadge status={incident.status} />
            {incident.private && <span class="status">private</span>}
            {workflow !== undefined && <a href={workflow}>Workflow in Temporal</a>}
            <a href={whyAddress(incidentAddress(incident))}>Why who was paged</a>{' '}
            <a href={postmortemAddress(incidentAddress(incident))}>Post-mortem</a>
          </p>
          <Alarm view={view} />
          <Problems view={view} />
          <Update view={view} now={now} />
          <CommandForms {...props} />
        </header>
        <div class="aside">
          <Next view={view} now={now} />
          <Responders view={view} now={now} />
          <Facts view={view} now={now} />
          <Runbooks {...props} incident={incident} runs={runsOf(events)} />
          <Tickets incident={incident} frame={frame} may={props.mayTicket} now={now} />
          <WebLinks incident={incident} now={now} />
        </div>
        <div class="story">
          {changes && <ChangesBeforeIt incident={incident} {...changes} />}
          <Timeline events={events} />
          {sends && <Sends {...sends} nameOf={(target) => targetNamed(target, props.people)} now={now} />}
        </div>
      </article>
    ),
  });
}
