import { COUNTED_CLOCKS, type CountedClock } from '../escalation/sla.ts';
import type { PublicFigures, PublicRow } from '../figures/public.ts';
import { renderPage } from './layout.tsx';

const LABELS: Record<CountedClock, string> = {
  acknowledge: 'Acknowledged in time',
  mitigate: 'Mitigated in time',
  resolve: 'Resolved in time',
  update: 'Updates in time',
};

/** 199 of 200 are not all. */
const percent = (ratio: number): string => `${Math.floor(ratio * 1_000) / 10}%`;

function Table({ caption, rows }: { caption: string; rows: readonly PublicRow[] }) {
  const clocks = COUNTED_CLOCKS.filter((clock) => rows.some(({ sla }) => sla[clock]));
  if (clocks.length === 0) return null;
  return (
    <table class="panel">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          {clocks.map((clock) => (
            <th key={clock} scope="col">
              {LABELS[clock]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, sla }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {clocks.map((clock) => {
              const of = sla[clock];
              return (
                <td key={clock}>
                  {of?.ratio === undefined
                    ? '–'
                    : `${percent(of.ratio)} (${of.met} of ${of.met + of.breached})`}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many SLA targets were met, for everybody. @param days of how many days. */
export function publicFiguresPage(figures: PublicFigures, days: number): string {
  const nothing = Object.keys(figures.total.sla).length === 0;
  return renderPage({
    title: 'Service levels',
    children: (
      <>
        <h1>Service levels</h1>
        <p>How many targets were met for incidents of the last {days} days.</p>
        {nothing ? (
          <p class="panel">Nothing has been measured in this time.</p>
        ) : (
          <>
            <Table caption="All" rows={[{ ...figures.total, name: 'All incidents' }]} />
            <Table caption="By severity" rows={figures.severities} />
            <Table caption="By service" rows={figures.services} />
            <Table caption="By month" rows={figures.months} />
          </>
        )}
      </>
    ),
  });
}
