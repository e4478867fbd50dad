import { bounded } from '../text/bounded.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { narrate } from '../incident/narrate.ts';
import type { IncidentView } from '../incident/view.ts';
import { incidentCard, type CardLinks } from './card.ts';
import type { Message } from './message.ts';
import type { Span, Text } from './text.ts';

/** Most characters of one line: a long note is read on the incident's page. */
const LINE = 300;

/** @returns the text with its plain words cut so that all of it has about `max` characters. */
function shortened(text: Text, max: number): Span[] {
  let left = max;
  return text.flatMap((span): Span[] => {
    if (typeof span !== 'string') return [span];
    if (left <= 0) return [];
    const cut = bounded(span, left);
    left -= span.length;
    return [cut.replace(/\s*\n\s*/g, ' ')];
  });
}

/**
 * Where an incident stands: its card and the newest part of its timeline.
 * @param events the newest of them, oldest first.
 */
export function statusMessage(
  view: IncidentView,
  events: readonly IncidentEvent[],
  links: CardLinks,
): Message {
  const card = incidentCard(view, links);
  if (events.length === 0) return card;
  const earlier = (events[0]?.sequence ?? 1) - 1;
  const lines = events.flatMap((event): Span[] => [
    '\n',
    { time: event.at },
    '  ',
    ...shortened(narrate(event), LINE),
  ]);
  const heading: Text = [{ bold: 'Timeline' }, earlier > 0 ? ` (${earlier} earlier on the page)` : ''];
  const [footer, ...others] = [...card.sections].reverse();
  const timeline = { text: [...heading, ...lines] };
  return { ...card, sections: [...others.reverse(), timeline, ...(footer ? [footer] : [])] };
}
