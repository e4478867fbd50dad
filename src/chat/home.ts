import { bounded } from '../text/bounded.ts';
import { counted } from '../text/counted.ts';
import { holderOf } from '../incident/incident.ts';
import type { IncidentView } from '../incident/view.ts';
import { incidentButton } from './card-elements.ts';
import type { Element } from './element.ts';
import { incidentLine } from './listing.ts';
import type { Message, Section } from './message.ts';
import type { Span } from './text.ts';

/** What somebody's page shows, newest first. */
export interface HomeIncidents {
  /** Who reads the page: Muster's person id. */
  readonly reader: string;
  /** Active incidents that the reader responds to. */
  readonly mine: readonly IncidentView[];
  /** The other active incidents that the reader may see. */
  readonly others: readonly IncidentView[];
  /** How many more there are. */
  readonly more: number;
}

/** How many of one's own incidents have buttons: more would hide which is which. */
const WITH_BUTTONS = 5;

function lines(
  views: readonly IncidentView[],
  reader: string,
  pageOf: (view: IncidentView) => string,
): Span[] {
  return views.flatMap((view): Span[] => [
    '\n',
    ...incidentLine(view, pageOf(view)),
    holderOf(view.incident, 'commander')?.id === reader ? ' · you command' : '',
  ]);
}

function buttons({ incident: { id, status } }: IncidentView): Element[] {
  const first =
    status === 'open'
      ? incidentButton(id, `Acknowledge ${id}`, 'ack', 'primary')
      : incidentButton(id, `Resolve ${id}`, 'open:resolve');
  return [first, incidentButton(id, `Update ${id}`, 'open:update')];
}

/** The page that a platform shows somebody of Muster: their own incidents first, then all that are under way. */
export function homeMessage(
  { reader, mine, others, more }: HomeIncidents,
  pageOf: (view: IncidentView) => string,
): Message {
  const own: Section = {
    text: [
      { bold: 'Your incidents' },
      ...(mine.length > 0 ? lines(mine, reader, pageOf) : ['\nYou respond to none.']),
    ],
  };
  const rest: Section = {
    text: [
      { bold: mine.length > 0 ? 'Other open incidents' : 'Open incidents' },
      ...(others.length > 0 ? lines(others, reader, pageOf) : ['\nThere is none.']),
    ],
    ...(more > 0 && { footnote: [`${more} more: `, { code: '/im list' }] }),
  };
  const all = [...mine, ...others];
  return {
    summary: `${counted(all.length + more, 'open incident')}, ${mine.length} of them yours`,
    heading: 'Incidents',
    sections: [own, rest],
    elements: [
      { kind: 'button', label: 'Declare an incident', style: 'danger', action: { command: 'open:declare' } },
      ...(all.length > 0
        ? [
            {
              kind: 'select' as const,
              placeholder: 'Look at an incident',
              options: all.map(incidentOption),
              suggest: 'incident' as const,
              action: { command: 'status' },
            },
          ]
        : []),
      ...mine.slice(0, WITH_BUTTONS).flatMap(buttons),
    ],
  };
}

/** Longest label of an option that every platform takes, in characters. */
const LABEL = 75;

/** @returns an incident to be chosen. */
export function incidentOption({ incident: { id, severity, title } }: IncidentView): {
  label: string;
  value: string;
} {
  return { value: id, label: bounded(`${id} ${severity} ${title}`, LABEL) };
}
