import type { IncidentEvent } from '../incident/event.ts';
import { narrate } from '../incident/narrate.ts';
import type { IncidentView } from '../incident/view.ts';
import { accentOf } from './card.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message } from './message.ts';
import { notificationOf } from './notification.ts';
import { plain, type Text } from './text.ts';

/** Is the event told in the thread? That an incident was created the card itself says. */
export function isStory(event: IncidentEvent): boolean {
  const notification = notificationOf(event);
  return notification !== undefined && notification.type !== 'created';
}

/** What the thread says instead of lines that were left out of it. @param lines how many, at least one. */
export function leftOutMessage({ incident }: IncidentView, lines: number, links: CardLinks): Message {
  const which = lines === 1 ? '1 earlier line is' : `${lines} earlier lines are`;
  return {
    summary: `${incident.id}: ${which} on the incident page`,
    sections: [
      { text: [`${which} not told here but on the `, { link: links.page, label: 'incident page' }, '.'] },
    ],
  };
}

function told(event: IncidentEvent): Text {
  // Nothing else tells somebody that they were made responsible.
  if (event.type === 'assigned' && event.person.id !== event.by.id) {
    const { person, role } = event;
    return [
      { bold: event.by.name },
      ' made ',
      { person: person.id, name: person.name },
      ` ${role ?? 'a responder'}.`,
    ];
  }
  return narrate(event);
}

/** What the thread below the card says of an event; a loud one also says what it is about, for it stands in the channel. */
export function storyMessage(view: IncidentView, event: IncidentEvent, links: CardLinks): Message {
  const { incident } = view;
  const text = told(event);
  const summary = `${incident.id}: ${plain(narrate(event))}`;
  if (!notificationOf(event)?.loud) return { summary, sections: [{ text }] };
  const about: Text = [`${incident.id} ${incident.severity}: ${incident.title} · `, ...linkLine(links)];
  return { summary, accent: accentOf(incident), sections: [{ text, footnote: about }] };
}

/** What the thread says of several events at once, in the order in which they happened. */
export function storiesMessage(
  view: IncidentView,
  events: readonly IncidentEvent[],
  links: CardLinks,
): Message {
  const messages = events.map((event) => storyMessage(view, event, links));
  const [only] = messages;
  if (only && messages.length === 1) return only;
  const accent = messages.findLast((message) => message.accent !== undefined)?.accent;
  const newest = events.findLast((event) => notificationOf(event)?.loud) ?? events.at(-1);
  const others = events.length - 1;
  return {
    summary: newest
      ? `${view.incident.id}: ${plain(narrate(newest))} (and ${others} more)`
      : view.incident.id,
    ...(accent && { accent }),
    sections: messages.flatMap(({ sections }) => sections),
  };
}
