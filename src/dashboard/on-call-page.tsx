import type { Person } from '../incident/person.ts';
import type { CalendarState, CalendarTrouble } from '../oncall/fetched-calendar.ts';
import type { Shift } from '../oncall/shift.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { ShiftStrip } from './shift-strip.tsx';
import { zonedTime } from './zoned-time.ts';

/** A schedule as it stands and as it goes on. */
export interface ShownSchedule {
  readonly id: string;
  readonly name: string;
  /** IANA name of its own zone. */
  readonly zone: string;
  readonly now: Shift;
  readonly next?: Shift | undefined;
  /** All shifts of the time shown, gaps included. */
  readonly shifts: readonly Shift[];
  /** Times ahead in which nobody is on call. */
  readonly gaps: readonly Shift[];
  /** Keys of people who are on call in the time shown and cannot be reached. */
  readonly unreachable: readonly string[];
  /** Calendars of its layers that cannot be fetched. */
  readonly calendars: readonly (CalendarState & {
    readonly layer: string;
    readonly trouble: CalendarTrouble;
  })[];
}

export interface OnCallPageProps {
  readonly frame: Frame;
  readonly schedules: readonly ShownSchedule[];
  /** Whom the configuration would have paged and no page could reach, each with the settings that name them. */
  readonly unreachable: readonly { readonly person: Person; readonly namedBy: readonly string[] }[];
  /** Where days begin in the zone shown, in order, epoch milliseconds; the last is the end. */
  readonly days: readonly number[];
  /** IANA name of the zone in which times are shown. */
  readonly zone: string;
  /** What else can be chosen. */
  readonly zones: readonly string[];
  /** How many weeks ahead of the present one it begins. */
  readonly weeks: number;
  readonly nameOf: (person: string) => string;
  /** Epoch milliseconds. */
  readonly now: number;
}

function Who({ shift, nameOf }: { shift: Shift; nameOf: OnCallPageProps['nameOf'] }) {
  if (shift.people.length === 0) return <p class="who send failed">Nobody</p>;
  return (
    <p class="who">
      {shift.people.map(({ person, override }, n) => (
        <span key={person}>
          {n > 0 && ', '}
          {nameOf(person)}
          {override !== undefined && <small class="hint"> by override</small>}
        </span>
      ))}
    </p>
  );
}

function reasonOf({ people }: Shift): string {
  const reasons = people.map(({ layer, override }) =>
    override !== undefined ? `override ${override}` : (layer ?? ''),
  );
  return [...new Set(reasons)].join(', ');
}

/** More are folded away: a schedule of office hours has one every night. */
const GAPS_SHOWN = 3;

function Gaps({ gaps, zone }: { gaps: readonly Shift[]; zone: string }) {
  return (
    <ul>
      {gaps.map(({ from, until }) => (
        <li key={from}>
          {zonedTime(from, zone)} – {zonedTime(until, zone)}
        </li>
      ))}
    </ul>
  );
}

function ShiftTable({
  schedule,
  zone,
  nameOf,
}: { schedule: ShownSchedule } & Pick<OnCallPageProps, 'zone' | 'nameOf'>) {
  return (
    <details>
      <summary>All shifts of {schedule.name} as a table</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Shifts of ${schedule.name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Until</th>
              <th scope="col">Who</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {schedule.shifts.map((shift) => (
              <tr key={shift.from}>
                <td>{zonedTime(shift.from, zone)}</td>
                <td>{zonedTime(shift.until, zone)}</td>
                <td>{shift.people.map(({ person }) => nameOf(person)).join(', ') || 'nobody'}</td>
                <td>{reasonOf(shift)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Schedule({ schedule, page }: { schedule: ShownSchedule; page: OnCallPageProps }) {
  const { zone, nameOf, days, now } = page;
  const { id, name, now: present, next, gaps, unreachable, shifts } = schedule;
  return (
    <section class="schedule" aria-labelledby={`schedule-${id}`}>
      <h2 id={`schedule-${id}`}>
        {name} <span class="hint">hands over in {schedule.zone}</span>
      </h2>
      <div class="now-next">
        <div class="panel">
          <p class="hint">Now</p>
          <Who shift={present} nameOf={nameOf} />
          <p class="hint">{next ? `until ${zonedTime(present.until, zone)}` : 'for good'}</p>
        </div>
        {next && (
          <div class="panel">
            <p class="hint">Next</p>
            <Who shift={next} nameOf={nameOf} />
            <p class="hint">from {zonedTime(next.from, zone)}</p>
          </div>
        )}
      </div>
      {unreachable.length > 0 && (
        <p class="problems">
          {unreachable.map((id) => nameOf(id)).join(', ')} cannot be reached: set{' '}
          {unreachable.map((id, n) => (
            <span key={id}>
              {n > 0 && ', '}
              <code>people.{id}.chat</code>
            </span>
          ))}
          , or have them link an account by <code>/im link</code>.
        </p>
      )}
      {schedule.calendars.map(({ layer, trouble, fetchedAt, failing }) => (
        <p class="problems" key={layer}>
          The calendar of <strong>{layer}</strong>{' '}
          {trouble === 'stale'
            ? 'is out of date'
            : fetchedAt === undefined
              ? 'was never fetched'
              : 'cannot be used'}
          {failing && `: ${failing.reason}`}.{' '}
          {fetchedAt === undefined
            ? 'Nobody is on call by it.'
            : `What was fetched ${zonedTime(fetchedAt, zone)} counts.`}
        </p>
      ))}
      <ShiftStrip {...{ shifts, days, zone, nameOf, now }} label={`${name}: who is on call, day by day`} />
      {gaps.length > 0 && (
        <div class="problems">
          <strong>Nobody is on call</strong>
          <Gaps gaps={gaps.slice(0, GAPS_SHOWN)} zone={zone} />
          {gaps.length > GAPS_SHOWN && (
            <details>
              <summary>And {gaps.length - GAPS_SHOWN} more times</summary>
              <Gaps gaps={gaps.slice(GAPS_SHOWN)} zone={zone} />
            </details>
          )}
        </div>
      )}
      <ShiftTable {...{ schedule, zone, nameOf }} />
    </section>
  );
}

function Unreachable({ people }: { people: OnCallPageProps['unreachable'] }) {
  return (
    <section class="schedule" aria-labelledby="unreachable">
      <h2 id="unreachable">Who cannot be paged</h2>
      <div class="problems">
        <p>
          No account is known to which a page to them could go: set what stands beside their name, or have
          them link an account by <code>/im link</code>.
        </p>
        <ul>
          {people.map(({ person, namedBy }) => (
            <li key={person.id}>
              <strong>{person.name}</strong> (<code>people.{person.id}.chat</code>), who would be paged by{' '}
              {namedBy.map((place, n) => (
                <span key={place}>
                  {n > 0 && ', '}
                  <code>{place}</code>
                </span>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** @returns the page that shows who is on call now and next, and where nobody is. */
export function onCallPage(page: OnCallPageProps): string {
  const { frame, schedules, zone, zones, weeks } = page;
  const at = (ahead: number): string =>
    `/on-call?${new URLSearchParams({ zone, ...(ahead > 0 && { weeks: String(ahead) }) }).toString()}`;
  return renderPage({
    title: 'On call',
    live: '/live/on-call',
    frame,
    children: (
      <>
        <h1>On call</h1>
        {page.unreachable.length > 0 && <Unreachable people={page.unreachable} />}
        {schedules.length === 0 ? (
          <p class="empty">
            No schedule is configured. <code>schedules</code> in the configuration says who is on call.
          </p>
        ) : (
          <>
            <form class="filters" method="get" action="/on-call">
              {weeks > 0 && <input type="hidden" name="weeks" value={weeks} />}
              <label>
                Times in
                <select name="zone" data-zones>
                  {zones.map((one) => (
                    <option key={one} value={one} selected={one === zone}>
                      {one}
                    </option>
                  ))}
                </select>
              </label>
              <button type="submit">Show</button>
              {weeks > 0 && <a href={at(weeks - 1)}>Earlier</a>}
              <a href={at(weeks + 1)}>Later</a>
            </form>
            {schedules.map((schedule) => (
              <Schedule key={schedule.id} schedule={schedule} page={page} />
            ))}
          </>
        )}
      </>
    ),
  });
}
