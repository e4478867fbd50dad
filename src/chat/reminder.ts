import type { IncidentEvent } from '../incident/event.ts';
import type { IncidentView } from '../incident/view.ts';
import { accentOf } from './card.ts';
import { incidentButton } from './card-elements.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message } from './message.ts';
import { standingSection } from './standing.ts';

/** What whoever acknowledged is asked before paging resumes: whether they are still on it, and how to say so. */
export function reminderMessage(
  view: IncidentView,
  event: Extract<IncidentEvent, { type: 'acknowledgement_reminded' }> & { readonly at: number },
  links: CardLinks,
): Message {
  const { incident } = view;
  const { id, severity, title } = incident;
  const summary = `Are you still on it? ${id} ${severity}: ${title}`;
  return {
    summary,
    heading: summary,
    accent: accentOf(incident),
    sections: [
      {
        text: [
          'You acknowledged, and nothing was done since. ',
          { bold: 'Paging resumes at ' },
          { time: event.expiresAt },
          ' unless somebody does something until then; a note is enough.',
        ],
      },
      standingSection(incident, event.at),
      { footnote: linkLine(links) },
    ],
    elements: [
      incidentButton(id, 'Still on it', 'still-on-it', 'primary'),
      incidentButton(id, 'Post update', 'open:update'),
      incidentButton(id, 'Escalate', 'open:escalate', 'danger'),
    ],
  };
}
