import { plain, type Span, type Text } from '../chat/text.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { narrate } from '../incident/narrate.ts';
import { MOMENT_WORDS } from '../runbook/runbook.ts';
import { bounded } from '../text/bounded.ts';
import { clockTime } from './clock.ts';
import type { OfferedRunbooks, Outcome, SimulatedPage, SimulatedRun } from './outcome.ts';

/** What a row is about; pictures mark each in its own way. */
export type RowKind = 'page' | 'unreachable' | 'act' | 'warning' | 'breach' | 'end' | 'run' | 'other';

/** One line of a plan. */
export interface Row {
  readonly kind: RowKind;
  /** Since the incident was declared, in milliseconds. */
  readonly afterMs: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whom it is about; empty where it is about nobody. */
  readonly who: string;
  readonly what: string;
}

const KINDS: Partial<Record<IncidentEvent['type'], RowKind>> = {
  sla_warning: 'warning',
  sla_breached: 'breach',
  sla_nobody_paged: 'unreachable',
  escalation_exhausted: 'end',
  nobody_paged: 'end',
};

/** Of these nobody asks who simulates. */
const UNTOLD: ReadonlySet<IncidentEvent['type']> = new Set(['declared', 'channel_opened']);

/** @returns what happens, in order: a line for each page and for whatever else is worth one. @param zone IANA name. */
export function rowsOf(outcome: Outcome, zone: string): Row[] {
  const rows = outcome.events
    .filter(({ type }) => !UNTOLD.has(type))
    .flatMap((event): Row[] => {
      const pages = event.type === 'escalated' ? pagesAt(outcome, event) : [];
      return pages.length > 0 ? pages.map(pageRow) : [eventRow(event, outcome, zone)];
    });
  const refused = outcome.acts
    .filter((act) => act.refused !== undefined)
    .map(({ afterMs, command, by, refused: why }): Row => {
      const what = `${command} by ${by} is refused: ${why ?? ''}`;
      return { kind: 'act', afterMs, at: outcome.at + afterMs, who: '', what };
    });
  const runbooks = [...outcome.offered.map(offeredRow), ...outcome.runs.map(runRow)];
  return [...rows, ...refused, ...runbooks].sort((a, b) => a.at - b.at);
}

/** Characters of a parameter of what is run. */
const VALUE = 100;

function runRow({ at, afterMs, runbook, action, parameters, waits }: SimulatedRun): Row {
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => bounded(`${name}=${JSON.stringify(value)}`, VALUE));
  const approved = waits ? ', once somebody approves it' : '';
  const what = `runs by itself: ${[action, ...given].join(' ')}${approved} (the incident was ${MOMENT_WORDS[runbook.on]})`;
  return { kind: 'run', afterMs, at, who: runbook.title, what };
}

function offeredRow({ at, afterMs, titles }: OfferedRunbooks): Row {
  const what =
    titles.length === 0
      ? 'no runbook stands on the card any more'
      : `runbooks on the card: ${titles.map((title) => `▶ ${title}`).join(', ')}`;
  return { kind: 'other', afterMs, at, who: '', what };
}

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

function pagesAt({ pages }: Outcome, { at, step, round, policy, sla }: Escalated): SimulatedPage[] {
  return pages.filter(
    (page) =>
      page.at === at &&
      page.step === step + 1 &&
      page.round === round + 1 &&
      page.sla?.policy === (sla && policy) &&
      page.sla?.clock === sla?.clock &&
      page.sla?.news === sla?.news,
  );
}

function pageRow(page: SimulatedPage): Row {
  const { afterMs, at, label: who, step, steps, round, schedules, ways, sla } = page;
  const by = sla === undefined ? '' : `SLA ${sla.news} (${sla.clock}), policy ${sla.policy}, `;
  const where = `${by}step ${step} of ${steps}${round > 1 ? `, round ${round}` : ''}`;
  const duty = schedules.length > 0 ? `, on call for ${schedules.join(' and ')}` : '';
  const [way] = ways;
  return way === undefined
    ? { kind: 'unreachable', afterMs, at, who, what: `CANNOT BE REACHED: ${where}${duty}` }
    : { kind: 'page', afterMs, at, who, what: `paged by ${way}: ${where}${duty}` };
}

function eventRow(event: IncidentEvent, outcome: Outcome, zone: string): Row {
  const { type, at, by } = event;
  const act = outcome.acts.find(
    ({ afterMs, refused }) => refused === undefined && outcome.at + afterMs === at,
  );
  const mine = act && by.name === act.by;
  const kind: RowKind = KINDS[type] ?? (mine ? 'act' : type === 'escalated' ? 'unreachable' : 'other');
  return { kind, afterMs: at - outcome.at, at, who: '', what: inZone(narrate(event), zone) };
}

/** @returns a text without markup, its times as the clocks of a zone show them. */
function inZone(text: Text, zone: string): string {
  return plain(
    text.map((span): Span =>
      typeof span === 'object' && 'time' in span ? clockTime(span.time, zone) : span,
    ),
  );
}
