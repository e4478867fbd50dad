import { COUNTED_CLOCKS } from '../escalation/sla.ts';
import type { Figures } from '../figures/figures.ts';
import type { Group } from '../figures/group.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { BarPlot } from './bar-plot.tsx';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';

export interface FiguresPageProps {
  readonly frame: Frame;
  /** How many days back. */
  readonly days: number;
  readonly choices: readonly number[];
  /** What may be narrowed to, by key. */
  readonly teams: ReadonlyMap<string, { readonly name: string }>;
  readonly services: ReadonlyMap<string, { readonly name: string }>;
  readonly team?: string | undefined;
  readonly service?: string | undefined;
  readonly total: Figures;
  /** The first day of every day, week or month shown, in order. */
  readonly spans: readonly string[];
  /** By day, week or month: those in which something was. */
  readonly byTime: readonly Group[];
  readonly bySeverity: readonly Group[];
  readonly byService: readonly Group[];
  readonly byPerson: readonly Group[];
}

/** @returns a length of time in two units at most: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. @param ms milliseconds. */
export function briefly(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  const [days, over] = [Math.floor(hours / 24), hours % 24];
  return over === 0 ? `${days} d` : `${days} d ${over} h`;
}

const STEPS_MS = [
  1_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
  14_400_000, 28_800_000, 43_200_000, 86_400_000,
];

/** @returns lengths of time at which people would draw lines. */
export function timeTicks(most: number): number[] {
  const day = 86_400_000;
  const step = STEPS_MS.find((one) => one * 4 >= most) ?? Math.ceil(most / 4 / day) * day;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, n) => n * step);
}

const percent = (part: number): string => `${Math.round(part * 1_000) / 10} %`;
const whole = (value: number): string => String(Math.round(value * 10) / 10);

function Tile({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Tiles({ total }: { total: Figures }) {
  const time = (ms: number | undefined): string => (ms === undefined ? '–' : briefly(ms));
  const kept = (ratio: number | undefined): string => (ratio === undefined ? '–' : percent(ratio));
  return (
    <dl class="tiles">
      <Tile name="Incidents" value={`${total.incidents}, ${total.active} active`} />
      <Tile name="To acknowledge (mean)" value={time(total.acknowledge.meanMs)} />
      <Tile name="To mitigate (mean)" value={time(total.mitigate.meanMs)} />
      <Tile name="To resolve (mean)" value={time(total.resolve.meanMs)} />
      <Tile name="Pages" value={`${total.pages}, ${total.nightPages} by night`} />
      <Tile name="SLA to acknowledge met" value={kept(total.sla.acknowledge.ratio)} />
      <Tile name="SLA to resolve met" value={kept(total.sla.resolve.ratio)} />
    </dl>
  );
}

function Choice({
  name,
  label,
  all,
  chosen,
}: {
  name: string;
  label: string;
  all: FiguresPageProps['teams'];
  chosen: string | undefined;
}) {
  if (all.size === 0) return null;
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">all</option>
        {[...all].map(([key, one]) => (
          <option key={key} value={key} selected={key === chosen}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function People({ groups }: { groups: readonly Group[] }) {
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="people">
      <h2 id="people">By person</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Figures of each person">
        <table>
          <thead>
            <tr>
              {['Person', 'Pages', 'By night', 'Incidents', 'To acknowledge (median)'].map((name, n) => (
                <th key={name} scope="col" class={n > 0 ? 'number' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(({ key, name, pages, nightPages, incidents, acknowledge }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td class="number">{pages}</td>
                <td class="number">{nightPages}</td>
                <td class="number">{incidents}</td>
                <td class="number">
                  {acknowledge.medianMs === undefined ? '–' : briefly(acknowledge.medianMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Plots({ spans, byTime, bySeverity, byService, total }: FiguresPageProps) {
  const times = spans.map((key) => key.slice(5));
  const found = new Map(byTime.map((group) => [group.key, group]));
  const over = (of: (group: Group) => number): number[] =>
    spans.map((key) => {
      const group = found.get(key);
      return group ? of(group) : 0;
    });
  const severities = SEVERITIES.map((severity) => bySeverity.find(({ key }) => key === severity));
  return (
    <div class="plots">
      <BarPlot
        title="Incidents declared"
        labels={times}
        series={[{ name: 'Incidents', values: over(({ incidents }) => incidents) }]}
        format={whole}
      />
      <BarPlot
        title="Pages of people"
        labels={times}
        series={[
          { name: 'All', values: over(({ pages }) => pages) },
          { name: 'By night', values: over(({ nightPages }) => nightPages) },
        ]}
        format={whole}
      />
      <BarPlot
        title="Time to acknowledge and to resolve (median), by severity"
        labels={SEVERITIES}
        series={[
          { name: 'To acknowledge', values: severities.map((group) => group?.acknowledge.medianMs) },
          { name: 'To resolve', values: severities.map((group) => group?.resolve.medianMs) },
        ]}
        format={briefly}
        ticks={timeTicks}
      />
      <BarPlot
        title="SLA targets met"
        labels={COUNTED_CLOCKS}
        series={[{ name: 'Met', values: COUNTED_CLOCKS.map((clock) => total.sla[clock].ratio) }]}
        format={percent}
        ticks={() => [0, 0.25, 0.5, 0.75, 1]}
      />
      <BarPlot
        title="Incidents by service"
        labels={byService.map(({ name }) => name)}
        series={[{ name: 'Incidents', values: byService.map(({ incidents }) => incidents) }]}
        format={whole}
      />
    </div>
  );
}

/** @returns the page of figures: how fast incidents were answered, who was paged, and what was promised and kept. */
export function figuresPage(props: FiguresPageProps): string {
  const { frame, days, choices, teams, services, team, service, total, byPerson } = props;
  return renderPage({
    title: 'Figures',
    frame,
    children: (
      <>
        <h1>Figures</h1>
        <form class="filters" method="get" action="/figures">
          <label>
            Of the last
            <select name="days">
              {choices.map((count) => (
                <option key={count} value={count} selected={count === days}>
                  {count} days
                </option>
              ))}
            </select>
          </label>
          <Choice name="team" label="Team" all={teams} chosen={team} />
          <Choice name="service" label="Service" all={services} chosen={service} />
          <button type="submit">Show</button>
        </form>
        {total.incidents === 0 ? (
          <p class="empty">No incident was declared in this time.</p>
        ) : (
          <>
            <Tiles total={total} />
            <Plots {...props} />
            <People groups={byPerson} />
          </>
        )}
      </>
    ),
  });
}
