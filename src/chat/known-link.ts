import { actionId, type ActionItem } from '../action-item/item.ts';
import type { Code } from '../git/code.ts';
import type { IncidentView } from '../incident/view.ts';
import { codeText } from './found.ts';
import { incidentLine } from './listing.ts';
import type { Field, Message, Section } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** What Muster has on record of an address that somebody wrote. */
export interface KnownLink {
  /** What it shows of a git server. */
  readonly code?: Code;
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
export function isKnown({ code, item, mentions, incidents }: KnownLink): boolean {
  return Boolean(code ?? item) || mentions.length + incidents.length > 0;
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

function codeSection({ code, services }: KnownLink): Section | undefined {
  if (!code) return undefined;
  const fields: Field[] = services.length > 0 ? [{ label: 'Service', value: [services.join(', ')] }] : [];
  return { text: codeText(code), ...(fields.length > 0 && { fields }) };
}

const listed = (heading: string, lines: readonly Text[]): Section => ({
  text: [{ bold: heading }, ...lines.flatMap((line): Span[] => ['\n• ', ...line])],
});

/**
 * @param offer says how it is put on the incident of the channel; absent elsewhere.
 * @returns what is shown for an address of a git server, a ticket or a dashboard.
 */
export function knownLinkMessage(known: KnownLink, offer?: Text): Message {
  const { code, item, mentions, incidents } = known;
  const heading = code ? `${code.repository}: ${codeName(code)}` : undefined;
  const shown = codeSection(known);
  const states = incidents.map(({ view: { incident } }) => `${incident.id} ${incident.status}`).join(', ');
  const about = item ? plain(itemText(item)) : code ? plain(codeText(code)) : 'Named by Muster’s records';
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
