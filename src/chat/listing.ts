import type { IncidentView } from '../incident/view.ts';
import { SEVERITY_EMOJI, STATUS_EMOJI } from './emoji.ts';
import { note, type Message } from './message.ts';
import type { Span, Text } from './text.ts';
import { counted } from '../text/counted.ts';

/** @returns an incident in one line. @param page the address of its page. */
export function incidentLine({ incident }: IncidentView, page: string): Span[] {
  const { id, severity, status, title, responders, private: hidden } = incident;
  const about = incident.service ?? incident.team;
  const people = responders.map(({ person }) => person.name).join(', ');
  return [
    `${SEVERITY_EMOJI[severity]} `,
    { link: page, label: id },
    ` ${severity} ${STATUS_EMOJI[status]} ${status} · `,
    { bold: title },
    `${about === undefined ? '' : ` · ${about}`} · ${people || 'nobody yet'}${hidden ? ' · 🔒 private' : ''}`,
  ];
}

const DONE = {
  ack: 'acknowledged',
  mitigate: 'mitigated',
  resolve: 'resolved',
  close: 'closed',
  reopen: 'reopened',
  escalate: 'escalated',
} as const;

/**
 * @param wanted what somebody wanted of all of them at once.
 * @returns the same list below words that say that nothing was changed.
 */
export function withNothingDone(list: Message, wanted: keyof typeof DONE): Message {
  const text = `Nothing was changed: each incident is ${DONE[wanted]} by itself. Say for instance “${wanted} 42”, or press the button on its card.`;
  return {
    ...list,
    summary: `Nothing was changed. ${list.summary}`,
    sections: [{ text: [text] }, ...list.sections],
  };
}

/** What of all incidents a list shows. */
export interface Listed {
  /** Newest first. */
  readonly incidents: readonly IncidentView[];
  /** How many match, on whichever page. */
  readonly total: number;
  /** Whether older ones follow on a next page. */
  readonly more: boolean;
  /** Whether the asker narrowed the list: an empty one then says so. */
  readonly narrowed: boolean;
}

/** @returns incidents in a compact list, and what to type for the next page. */
export function listMessage(list: Listed, pageOf: (view: IncidentView) => string): Message {
  const { incidents, total, more, narrowed } = list;
  const last = incidents.at(-1);
  if (!last) {
    const text = narrowed
      ? 'No incident matches. `/im list --all` lists all of them.'
      : 'No incident is active. `/im declare` declares one; `/im list --all` lists those of the past.';
    return note([text], text);
  }
  const summary = counted(total, 'incident');
  const next: Text = [
    `${incidents.length} of ${total} are shown. For the next add `,
    { code: `--before ${last.incident.id}` },
    '; for fewer --severity, --status, --team, --service or --mine.',
  ];
  return {
    summary,
    heading: summary,
    sections: [
      {
        text: incidents.flatMap((view, index) => [
          index > 0 ? '\n' : '',
          ...incidentLine(view, pageOf(view)),
        ]),
        ...(more && { footnote: next }),
      },
    ],
  };
}
