import { clockTime, length } from '../simulation/clock.ts';
import type { Moment } from '../simulation/moment.ts';
import type { Outcome } from '../simulation/outcome.ts';
import { pictureOf } from '../simulation/picture.ts';
import { rowsOf } from '../simulation/rows.ts';
import { ending, headline } from '../simulation/table.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';

/** What can be chosen, with what it is called. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface SimulatePageProps {
  readonly frame: Frame;
  readonly services: readonly Choice[];
  readonly policies: readonly Choice[];
  readonly teams: readonly Choice[];
  readonly people: readonly Choice[];
  readonly severities: readonly string[];
  /** What was filled in, by field. */
  readonly given: Readonly<Record<string, string>>;
  /** Why it cannot be simulated. */
  readonly problem?: string | undefined;
  readonly found?: { readonly outcome: Outcome; readonly moment: Moment } | undefined;
}

function Options({ all, chosen }: { all: readonly Choice[]; chosen: string | undefined }) {
  return (
    <>
      {all.map(({ value, label }) => (
        <option key={value} value={value} selected={value === chosen}>
          {label}
        </option>
      ))}
    </>
  );
}

function Ask({ given, services, policies, teams, people, severities }: SimulatePageProps) {
  return (
    <form method="get" action="/simulate" class="filters">
      <label>
        About
        <select name="about">
          <option value="">what holds without any</option>
          <optgroup label="Services">
            <Options all={services} chosen={given.about} />
          </optgroup>
          <optgroup label="Policies">
            <Options all={policies} chosen={given.about} />
          </optgroup>
          <optgroup label="Teams">
            <Options all={teams} chosen={given.about} />
          </optgroup>
        </select>
      </label>
      <label>
        Declared at
        <input name="at" value={given.at ?? 'now'} placeholder="Sunday 03:00 Europe/Berlin" maxLength={80} />
      </label>
      <label>
        Severity
        <select name="severity">
          <option value="">the usual one</option>
          <Options all={severities.map((value) => ({ value, label: value }))} chosen={given.severity} />
        </select>
      </label>
      <label>
        Acknowledged after
        <input name="after" value={given.after ?? ''} placeholder="nobody, or 12m" maxLength={20} />
      </label>
      <label>
        Acknowledged by
        <select name="by">
          <option value="">whoever was paged last</option>
          <Options all={people} chosen={given.by} />
        </select>
      </label>
      <button type="submit">Simulate</button>
    </form>
  );
}

function Plan({ outcome, moment: { zone, twice } }: NonNullable<SimulatePageProps['found']>) {
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">{headline(outcome, zone)}</h2>
      <p>Nobody is paged: this is a simulation. Pages are taken to be delivered at once.</p>
      {twice && <p>That time comes twice, because the clocks are put back; the first is meant.</p>}
      <div
        class="picture"
        tabIndex={0}
        role="region"
        aria-label="Timeline"
        dangerouslySetInnerHTML={{ __html: pictureOf(outcome, zone) }}
      />
      <table>
        <thead>
          <tr>
            <th scope="col">After</th>
            <th scope="col">At ({zone})</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(outcome, zone).map(({ kind, afterMs, at, who, what }, n) => (
            <tr key={n} class={`sim-row-${kind}`}>
              <td>+{length(afterMs)}</td>
              <td>{clockTime(at, zone)}</td>
              <td>{who}</td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{ending(outcome)}</p>
    </section>
  );
}

/** @returns the page on which people ask who would be paged. */
export function simulatePage(props: SimulatePageProps): string {
  const { frame, problem, found } = props;
  return renderPage({
    title: 'Simulate',
    frame,
    ...(problem !== undefined && { said: { text: problem, isProblem: true } }),
    children: (
      <>
        <h1>Who would be paged?</h1>
        <Ask {...props} />
        {found && <Plan {...found} />}
      </>
    ),
  });
}
