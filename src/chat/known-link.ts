import { actionId, type ActionItem } from '../action-item/item.ts';
import type { Code } from '../git/code.ts';
import type { Shipped } from '../git/shipped.ts';
import type { IncidentView } from '../incident/view.ts';
import { codeText } from './found.ts';
import { incidentLine } from './listing.ts';
import type { Field, Message, Section } from './message.ts';
import { shippedName, shippedText } from './shipped.ts';
import { plain, type Span, type Text } from './text.ts';

/** What Muster has on record of an address that somebody wrote. */
export interface KnownLink {
  /** What it shows of a git server. */
  readonly code?: Code;
  /** The release, tag or deployment that it shows, or else the last deployment to the environment that it shows. */
  readonly shipped?: Shipped;
  /** Names of the services that this is part of. */
  readonly services: readonly string[];
  /** The action item of which it is the ticket. */
  readonly item?: ActionItem;
  /** Commits and pull requests that name the ticket, the newest first. */
  readonly mentions: readonly Code[];
  /** The incidents that it belongs to. */
  readonly incidents: readonly { readonly view: IncidentView; readonly page: string }[];
}

/** @returns whether there is anything to tell. */
export function isKnown({ code, shipped, item, mentions, incidents }: KnownLink): boolean {
  return Boolean(code ?? shipped ?? item) || mentions.length + incidents.length > 0;
}

const codeName = (code: Code): string => {
  if (code.kind === 'pull_request') return `#${code.number} ${code.title}`;
  return code.kind === 'commit' ? code.title : code.name;
};

function itemText(item: ActionItem): Text {
  const { text, owner, due, done } = item;
  return [
    { bold: `${actionId(item)}, ${done ? 'done' : 'to be done'}` },
    `: “${text}”${owner ? `, ${owner.name}` : ''}`,
    ...(due === undefined || done ? [] : [', by ', { time: due }]),
  ];
}

/** @returns what the address shows, in a line. */
function subject({ code, shipped }: KnownLink): Text | undefined {
  return code ? codeText(code) : shipped && shippedText(shipped);
}

function codeSection(known: KnownLink): Section | undefined {
  const text = subject(known);
  if (!text) return undefined;
  const { services } = known;
  const fields: Field[] = services.length > 0 ? [{ label: 'Service', value: [services.join(', ')] }] : [];
  return { text, ...(fields.length > 0 && { fields }) };
}

function headingOf({ code, shipped }: KnownLink): string | undefined {
  if (code) return `${code.repository}: ${codeName(code)}`;
  return shipped && `${shipped.repository}: ${shippedName(shipped)}`;
}

const listed = (heading: string, lines: readonly Text[]): Section => ({
  text: [{ bold: heading }, ...lines.flatMap((line): Span[] => ['\n• ', ...line])],
});

/**
 * @param offer says how it is put on the incident of the channel; absent elsewhere.
 * @returns what is shown for an address of a git server, a ticket or a dashboard.
 */
export function knownLinkMessage(known: KnownLink, offer?: Text): Message {
  const { item, mentions, incidents } = known;
  const heading = headingOf(known);
  const shown = codeSection(known);
  const states = incidents.map(({ view: { incident } }) => `${incident.id} ${incident.status}`).join(', ');
  const about = plain(item ? itemText(item) : (subject(known) ?? ['Named by Muster’s records']));
  const sections: Section[] = [
    ...(shown ? [shown] : []),
    ...(item ? [{ text: itemText(item) }] : []),
    ...(incidents.length > 0
      ? [
          listed(
            incidents.length === 1 ? 'Incident' : 'Incidents',
            incidents.map(({ view, page }) => incidentLine(view, page)),
          ),
        ]
      : []),
    ...(mentions.length > 0 ? [listed('Named by', mentions.map(codeText))] : []),
    ...(offer ? [{ footnote: offer }] : []),
  ];
  return {
    summary: `${about}${states ? ` (${states})` : ''}`,
    accent: 'neutral',
    ...(heading !== undefined && { heading }),
    sections,
  };
}
