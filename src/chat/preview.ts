import type { IncidentView } from '../incident/view.ts';
import { incidentCard, type CardLinks } from './card.ts';
import type { Message } from './message.ts';

/** What is shown of an incident below a message that has its address: the card, with nothing to press. */
export function previewMessage(view: IncidentView, links: CardLinks): Message {
  const { summary, heading, accent, sections } = incidentCard(view, links);
  return { summary, sections, ...(heading !== undefined && { heading }), ...(accent && { accent }) };
}
