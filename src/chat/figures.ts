import type { CountedClock } from '../escalation/sla.ts';
import type { Compliance, Figures } from '../figures/figures.ts';
import type { Group, Grouping } from '../figures/group.ts';
import type { Spread } from '../figures/spread.ts';
import { span } from '../incident/age.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { Field, Message } from './message.ts';
import type { Text } from './text.ts';
import { counted } from '../text/counted.ts';

/** How many groups are told; the API tells all. */
const MOST = 15;

const CLOCKS: Record<CountedClock, string> = {
  acknowledge: 'to acknowledge',
  mitigate: 'to mitigate',
  resolve: 'to resolve',
  update: 'status updates',
};

/**
 * How fast incidents were answered, who was paged and how many SLA targets were met.
 * @param when what the time is called of which the incidents were declared: `the last 30 days`.
 */
export function figuresMessage(
  when: string,
  total: Figures,
  groups: readonly Group[],
  by: Grouping | undefined,
): Message {
  const heading = `Figures of ${when}`;
  if (total.incidents === 0) {
    const text = 'No incident was declared then that you may see.';
    return { summary: `${heading}: ${text}`, heading, sections: [{ text: [text] }] };
  }
  const left = groups.length - MOST;
  const lines = groups
    .slice(0, MOST)
    .flatMap((group, n): Text => [n > 0 ? '\n• ' : '• ', { bold: group.name }, `: ${inShort(group, by)}`]);
  return {
    summary: `${heading}: ${inAll(total)}`,
    heading,
    sections: [
      { fields: fields(total) },
      ...(lines.length > 0
        ? [{ text: [...lines, ...(left > 0 ? [`\nand ${left} more; the API tells all.`] : [])] }]
        : []),
      { footnote: ['Counted are incidents that were declared in that time.'] },
    ],
  };
}

function inAll({ incidents, active, severities }: Figures): string {
  const grades = SEVERITIES.filter((severity) => severities[severity] > 0).map(
    (severity) => `${severities[severity]} ${severity}`,
  );
  return `${counted(incidents, 'incident')} (${grades.join(', ')})${active > 0 ? `, ${active} not over yet` : ''}`;
}

function fields(figures: Figures): Field[] {
  const { pages, nightPages } = figures;
  const times: [string, Spread][] = [
    ['Acknowledged after', figures.acknowledge],
    ['Mitigated after', figures.mitigate],
    ['Resolved after', figures.resolve],
  ];
  const clocks = (Object.keys(CLOCKS) as CountedClock[]).flatMap((clock): Field[] => {
    const text = compliance(figures.sla[clock]);
    return text === undefined ? [] : [{ label: `SLA ${CLOCKS[clock]}`, value: [text] }];
  });
  return [
    { label: 'Incidents', value: [inAll(figures)] },
    ...times.flatMap(([label, spread]) => {
      const text = spreadText(spread);
      return text === undefined ? [] : [{ label, value: [text] }];
    }),
    { label: 'Pages', value: [`${pages}${nightPages > 0 ? `, ${nightPages} of them by night` : ''}`] },
    ...clocks,
  ];
}

function spreadText({ meanMs, medianMs, p90Ms }: Spread): string | undefined {
  if (meanMs === undefined || medianMs === undefined || p90Ms === undefined) return undefined;
  return `${span(meanMs)} on average, half within ${span(medianMs)}, nine of ten within ${span(p90Ms)}`;
}

function compliance({ met, breached, ratio }: Compliance): string | undefined {
  if (ratio === undefined) return undefined;
  return `${percent(ratio)} met (${met} of ${met + breached})`;
}

/** 199 of 200 are not all. */
const percent = (ratio: number): string => `${Math.floor(ratio * 1_000) / 10}%`;

function inShort(group: Group, by: Grouping | undefined): string {
  const { acknowledge, resolve, pages, nightPages, sla } = group;
  const night = nightPages > 0 ? `, ${nightPages} by night` : '';
  const decided = Object.values(sla).reduce((all, { met, breached }) => all + met + breached, 0);
  const met = Object.values(sla).reduce((all, one) => all + one.met, 0);
  return [
    ...(by === 'person'
      ? [`${counted(pages, 'page')}${night}`, counted(group.incidents, 'incident')]
      : [counted(group.incidents, 'incident'), ...(pages > 0 ? [`${counted(pages, 'page')}${night}`] : [])]),
    ...(acknowledge.meanMs === undefined ? [] : [`acknowledged after ${span(acknowledge.meanMs)}`]),
    ...(resolve.meanMs === undefined ? [] : [`resolved after ${span(resolve.meanMs)}`]),
    ...(decided > 0 && by !== 'person' ? [`SLA ${percent(met / decided)}`] : []),
  ].join(', ');
}
