import type { Text } from '../chat/text.ts';
import type { IncidentEvent } from './event.ts';
import { gaps, narrate, paged, stepLabel } from './narrate.ts';

const STEPS: ReadonlySet<IncidentEvent['type']> = new Set([
  'escalated',
  'step_skipped',
  'escalation_exhausted',
]);

/**
 * What is known at once of an escalation that somebody asked for: whom it pages now, what is passed over, or that it pages
 * nobody. Whether a page arrives is told later.
 * @param events of that command. @returns sentences; nothing when no step was gone to.
 */
export function escalationOutcome(events: readonly IncidentEvent[]): Text {
  return events
    .filter(({ type }) => STEPS.has(type))
    .flatMap((event, index): Text => [...(index > 0 ? [' '] : []), ...sentence(event)]);
}

function sentence(event: IncidentEvent): Text {
  if (event.type !== 'escalated' || event.unreachable) return narrate(event);
  const gap = gaps(event);
  const who = event.targets.length === 1 ? 'is' : 'are';
  const label = stepLabel(event);
  return [
    `${label.charAt(0).toUpperCase()}${label.slice(1)}: `,
    { bold: `${paged(event)} ${who} paged now` },
    ...(gap ? [', while ', { bold: `nobody is on call for ${gap}` }] : []),
    '.',
  ];
}
