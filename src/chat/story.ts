import type { IncidentEvent } from '../incident/event.ts';
import { narrate } from '../incident/narrate.ts';
import { roleTitle } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import { accentOf, headline } from './card.ts';
import { openButtons } from './card-elements.ts';
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
      ` ${role ? roleTitle(role) : 'a responder'}.`,
    ];
  }
  return narrate(event);
}

/** What a message has that stands outside of its thread as well: what it is about, and how to act on it. */
function aloud(view: IncidentView, links: CardLinks): Omit<Message, 'summary'> {
  const { incident } = view;
  return {
    heading: headline(incident),
    accent: accentOf(incident),
    sections: [{ footnote: linkLine(links) }],
    ...(incident.status === 'open' && { elements: openButtons(view) }),
  };
}

/** What the thread below the card says of an event; a loud one also says what it is about, for it stands in the channel. */
export function storyMessage(view: IncidentView, event: IncidentEvent, links: CardLinks): Message {
  const { id, severity, title } = view.incident;
  const text = told(event);
  const news = plain(text.map((span) => (typeof span === 'object' && 'person' in span ? span.name : span)));
  if (!notificationOf(event)?.loud) return { summary: `${id}: ${news}`, sections: [{ text }] };
  const { sections, ...rest } = aloud(view, links);
  return { summary: `${id} ${severity}: ${news} (${title})`, ...rest, sections: [{ text }, ...sections] };
}

/** What the thread says of several events at once, in the order in which they happened. */
export function storiesMessage(
  view: IncidentView,
  events: readonly IncidentEvent[],
  links: CardLinks,
): Message {
  const [only, ...others] = events;
  if (only && others.length === 0) return storyMessage(view, only, links);
  const isLoud = (event: IncidentEvent): boolean => notificationOf(event)?.loud ?? false;
  const newest = events.findLast(isLoud) ?? events.at(-1);
  const { sections, ...rest } = events.some(isLoud) ? aloud(view, links) : { sections: [] };
  return {
    summary: newest
      ? `${storyMessage(view, newest, links).summary} (and ${others.length} more)`
      : view.incident.id,
    ...rest,
    sections: [...events.map((event) => ({ text: told(event) })), ...sections],
  };
}
