import type { Deadline, DeadlineName } from '../incident/deadline.ts';
import type { IncidentView } from '../incident/view.ts';
import type { Field } from './message.ts';
import type { Text } from './text.ts';

const LABELS: Record<DeadlineName, string> = {
  escalation: 'Escalates',
  'acknowledgement reminder': 'Reminder',
  'acknowledgement expiry': 'Acknowledgement expires',
  'acknowledge SLA warning': 'SLA warning (acknowledge)',
  'acknowledge SLA breach': 'Acknowledge by',
  'mitigate SLA warning': 'SLA warning (mitigate)',
  'mitigate SLA breach': 'Mitigate by',
  'resolve SLA warning': 'SLA warning (resolve)',
  'resolve SLA breach': 'Resolve by',
  'SLA page': 'SLA page',
  'status update': 'Status update by',
  'hold limit': 'Hold ends',
};

/** @returns what a deadline is called where it stands alone, such as `Acknowledge by`. */
export function deadlineLabel(name: DeadlineName): string {
  return LABELS[name];
}

/** A warning or a reminder is none of what people have to reckon with. */
const NOUNS: Partial<Record<DeadlineName, string>> = {
  escalation: 'the escalation',
  'acknowledgement expiry': 'the expiry of the acknowledgement',
  'acknowledge SLA breach': 'the SLA to acknowledge',
  'mitigate SLA breach': 'the SLA to mitigate',
  'resolve SLA breach': 'the SLA to resolve',
  'status update': 'the status update that is due',
  'hold limit': 'the end of the hold',
};

function escalation(view: IncidentView, at: number): Text {
  const { steps, incident } = view;
  const next = (incident.escalation?.step ?? -1) + 2;
  if (steps === undefined || (next > steps && !incident.escalation?.held))
    return ['after the last step, at ', { time: at }];
  const held = incident.escalation?.held;
  const step: Text = [`to step ${(held?.step ?? next - 1) + 1} of ${steps} at `, { time: at }];
  return held ? [...step, `, held for working hours until ${held.local}`] : step;
}

/** @returns what Muster does next and by when people have to act, the soonest first. SLA warnings are left out. */
export function nextFields(view: IncidentView): Field[] {
  return [...view.deadlines]
    .filter(
      ({ name }) => !name.endsWith('warning') && name !== 'acknowledgement reminder' && name !== 'SLA page',
    )
    .sort((a, b) => a.at - b.at)
    .map(({ name, at }) => ({
      label: LABELS[name],
      value: name === 'escalation' ? escalation(view, at) : [{ time: at }],
    }));
}

/**
 * @returns deadlines as they are spoken of in a sentence: `the escalation at …, the SLA to acknowledge at …`; empty when
 * there is none. SLA warnings are left out.
 */
export function spokenDeadlines(deadlines: readonly Deadline[]): Text {
  return deadlines
    .flatMap(({ name, at }): { noun: string; at: number }[] => {
      const noun = NOUNS[name];
      return noun === undefined ? [] : [{ noun, at }];
    })
    .flatMap(({ noun, at }, index) => [`${index > 0 ? ', ' : ''}${noun} at `, { time: at }]);
}
