import { Gauge, type Registry } from 'prom-client';
import { COUNTED_CLOCKS } from '../escalation/sla.ts';
import { figuresOf } from '../figures/figures.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { OpenFacts } from './open-figures.ts';

/** How long the store has to answer, in milliseconds: what is scraped must not hang on it. */
const STORE_MS = 1_500;
/** Of how many days the figures are. */
const DAYS = 30;

/**
 * Shows the figures of the last 30 days to Prometheus, those of private incidents left out. While the store is away they
 * are missing, not old.
 * @param now epoch milliseconds.
 */
export function exposeFigures(
  registry: Registry,
  { tenants, facts, now }: { tenants: () => readonly string[]; facts: OpenFacts; now: () => number },
): void {
  const about = `of incidents declared in the last ${DAYS} days that are not private`;
  let underWay: Promise<void> | undefined;
  // All are asked at once, and answer from one look into the store.
  const collect = (): Promise<void> => (underWay ??= fill().finally(() => (underWay = undefined)));
  const gauge = (name: string, help: string, ...labels: string[]) =>
    new Gauge({
      name: `muster_figures_${name}`,
      help: `${help}, ${about}.`,
      labelNames: ['tenant', ...labels],
      registers: [registry],
      collect,
    });
  const incidents = gauge('incidents', 'How many incidents by severity', 'severity');
  const clocks = gauge('sla_clocks', 'How many SLA clocks by outcome', 'clock', 'outcome');
  const seconds = gauge('time_seconds', 'Mean time to acknowledge, mitigate and resolve', 'until');
  const pages = gauge('pages', 'How many pages of people');

  async function fill(): Promise<void> {
    for (const one of [incidents, clocks, seconds, pages]) one.reset();
    for (const tenant of tenants()) {
      const found = await soon(facts(tenant));
      const recent = found?.filter(({ declaredAt }) => declaredAt >= now() - DAYS * 86_400_000);
      if (!recent) continue;
      const figures = figuresOf(recent, () => false);
      pages.set({ tenant }, figures.pages);
      for (const severity of SEVERITIES) incidents.set({ tenant, severity }, figures.severities[severity]);
      for (const clock of COUNTED_CLOCKS) {
        for (const outcome of ['met', 'breached', 'open'] as const)
          clocks.set({ tenant, clock, outcome }, figures.sla[clock][outcome]);
      }
      for (const until of ['acknowledge', 'mitigate', 'resolve'] as const) {
        const { meanMs } = figures[until];
        if (meanMs !== undefined) seconds.set({ tenant, until }, meanMs / 1_000);
      }
    }
  }
}

/** @returns undefined when it fails or does not come in time. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, STORE_MS, undefined).unref();
  });
  return Promise.race([work.catch(() => undefined), late]);
}
