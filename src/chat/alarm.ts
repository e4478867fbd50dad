import type { IncidentView } from '../incident/view.ts';
import type { Text } from './text.ts';

/** @returns that nobody is coming, or not yet, when that is so: the first thing that whoever looks at the incident must know. */
export function alarmOf({ incident, steps, reached }: IncidentView): Text | undefined {
  if (incident.status !== 'open') return undefined;
  if (steps === undefined) {
    return [{ bold: 'NOBODY IS PAGED' }, ': no escalation policy applies. Acknowledge, or assign somebody.'];
  }
  if (incident.escalation?.state === 'exhausted') {
    return [
      { bold: reached ? 'NOBODY HAS ACKNOWLEDGED' : 'NOBODY HAS BEEN REACHED' },
      ': the escalation policy is used up. Acknowledge, or escalate.',
    ];
  }
  const held = incident.escalation?.held;
  if (held) {
    return [
      { bold: `HELD UNTIL ${held.local}` },
      ': its urgency is low, so the next page waits for working hours. Escalate to page now.',
    ];
  }
  return undefined;
}
