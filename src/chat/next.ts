import type { Deadline, DeadlineName } from '../incident/deadline.ts';
import type { IncidentView } from '../incident/view.ts';
import type { Field } from './message.ts';
import type { Text } from './text.ts';

const LABELS: Record<DeadlineName, string> = {
  escalation: 'Escalates',
  'acknowledgement expiry': 'Acknowledgement expires',
  'acknowledge SLA warning': 'SLA warning (acknowledge)',
  'acknowledge SLA breach': 'Acknowledge by',
  'resolve SLA warning': 'SLA warning (resolve)',
  'resolve SLA breach': 'Resolve by',
};

/** A warning is none of what people have to reckon with. */
const NOUNS: Partial<Record<DeadlineName, string>> = {
  escalation: 'the escalation',
  'acknowledgement expiry': 'the expiry of the acknowledgement',
  'acknowledge SLA breach': 'the SLA to acknowledge',
  'resolve SLA breach': 'the SLA to resolve',
};

function escalation(view: IncidentView, at: number): Text {
  const { steps, incident } = view;
  const next = (incident.escalation?.step ?? -1) + 2;
  if (steps === undefined || next > steps) return ['after the last step, at ', { time: at }];
  return [`to step ${next} of ${steps} at `, { time: at }];
}

/** @returns what Muster does next and by when people have to act, the soonest first. SLA warnings are left out. */
export function nextFields(view: IncidentView): Field[] {
  return [...view.deadlines]
    .filter(({ name }) => !name.endsWith('warning'))
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
