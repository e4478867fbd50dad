import type { Person } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import { accentOf } from './card.ts';
import { incidentButton } from './card-elements.ts';
import { SEVERITY_EMOJI } from './emoji.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message } from './message.ts';

/** What a person gets whose help somebody asks for. */
export function personCallMessage(view: IncidentView, by: Person, links: CardLinks): Message {
  return callMessage(view, by, 'you', links);
}

/** What a team gets whose help somebody asks for. @param team its name. */
export function teamCallMessage(view: IncidentView, team: string, by: Person, links: CardLinks): Message {
  return callMessage(view, by, `the team ${team}`, links);
}

function callMessage(view: IncidentView, by: Person, whom: string, links: CardLinks): Message {
  const { incident } = view;
  const { id, severity, status, title } = incident;
  return {
    summary: `${by.name} asks ${whom} for help with ${id} ${severity}: ${title}`,
    heading: `${id}: ${title}`,
    accent: accentOf(incident),
    sections: [
      {
        text: [
          `${SEVERITY_EMOJI[severity]} `,
          { bold: by.name },
          ` asks ${whom} for help with ${id}: ${severity}, ${status}.`,
        ],
      },
      { footnote: linkLine(links) },
    ],
    elements: [
      incidentButton(id, 'Join', 'join', 'primary'),
      incidentButton(id, 'What happened?', 'summary'),
      incidentButton(id, "Who's on it?", 'who'),
    ],
  };
}
