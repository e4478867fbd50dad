/** One kind of bar, with a value for each label; undefined where nothing was counted. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

export interface BarPlotProps {
  readonly title: string;
  readonly labels: readonly string[];
  /** One or two. */
  readonly series: readonly Series[];
  /** How a value is written. */
  readonly format: (value: number) => string;
  /** Values at which lines are drawn; without it round numbers. */
  readonly ticks?: (most: number) => readonly number[];
}

const WIDTH = 560;
const HEIGHT = 220;
const LEFT = 64;
const BOTTOM = 28;
const TOP = 10;
/** About how wide a label is, so that they do not run into each other. */
const LABEL = 62;

/** @returns zero and up to four round numbers, the last at or above `most`. */
export function roundTicks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * magnitude).find((one) => one >= rough) ?? rough;
  const whole = Number.isInteger(most) ? Math.max(1, Math.ceil(step)) : step;
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, n) => n * whole);
}

function Legend({ series }: { series: readonly Series[] }) {
  if (series.length < 2) return null;
  return (
    <p class="legend hint" aria-hidden="true">
      {series.map(({ name }, n) => (
        <span key={name}>
          <span class={n === 0 ? 'swatch' : 'swatch second'} /> {name}
        </span>
      ))}
    </p>
  );
}

/** Bars with a scale, and the same as a table for who does not see them. */
export function BarPlot({ title, labels, series, format, ticks = roundTicks }: BarPlotProps) {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const lines = ticks(most);
  const top = lines.at(-1) ?? 1;
  const y = (value: number): number => TOP + (1 - value / top) * (HEIGHT - BOTTOM - TOP);
  const room = (WIDTH - LEFT) / Math.max(1, labels.length);
  const every = Math.max(1, Math.ceil(LABEL / room));
  const width = Math.min(36, (room * 0.7) / series.length);
  return (
    <figure class="panel">
      <figcaption>{title}</figcaption>
      <Legend series={series} />
      <svg
        class="plot"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}, as a table below`}
      >
        <g class="axis">
          {lines.map((line) => (
            <g key={line}>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y(line)} y2={y(line)} />
              <text x={LEFT - 6} y={y(line) + 4} text-anchor="end">
                {format(line)}
              </text>
            </g>
          ))}
          {labels.map((label, n) =>
            n % every === 0 ? (
              <text key={label} x={LEFT + (n + 0.5) * room} y={HEIGHT - 8} text-anchor="middle">
                {label}
              </text>
            ) : null,
          )}
        </g>
        {series.map(({ name, values }, which) =>
          values.map((value, n) =>
            value === undefined ? null : (
              <rect
                key={`${name} ${labels[n] ?? n}`}
                class={which === 0 ? 'bar' : 'bar second'}
                x={LEFT + (n + 0.5) * room + (which - series.length / 2) * width}
                y={y(value)}
                width={width}
                height={Math.max(0, y(0) - y(value))}
              >
                <title>{`${labels[n] ?? ''}: ${format(value)}`}</title>
              </rect>
            ),
          ),
        )}
      </svg>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="hint">of</span>
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, n) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map(({ name, values }) => {
                  const value = values[n];
                  return (
                    <td key={name} class="number">
                      {value === undefined ? '–' : format(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
