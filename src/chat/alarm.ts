import type { IncidentView } from '../incident/view.ts';
import type { Text } from './text.ts';

/** @returns that nobody is coming, when that is so: the first thing that whoever looks at the incident must know. */
export function alarmOf({ incident, steps }: IncidentView): Text | undefined {
  if (incident.status !== 'open') return undefined;
  if (steps === undefined) {
    return [{ bold: 'NOBODY IS PAGED' }, ': no escalation policy applies. Acknowledge, or assign somebody.'];
  }
  if (incident.escalation?.state === 'exhausted') {
    return [
      { bold: 'NOBODY HAS BEEN REACHED' },
      ': the escalation policy is used up. Acknowledge, or escalate.',
    ];
  }
  return undefined;
}
