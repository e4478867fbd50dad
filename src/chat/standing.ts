import { holderOf, type Incident } from '../incident/incident.ts';
import { span } from '../incident/age.ts';
import type { Section } from './message.ts';

/** How an incident stands at this moment, for whoever sees a message of it and nothing else. @param now epoch milliseconds. */
export function standingSection(incident: Incident, now: number): Section {
  const { status, severity, declared, update } = incident;
  const commander = holderOf(incident, 'commander');
  const others = incident.responders
    .filter(({ role }) => role !== 'commander')
    .map(({ person }) => person.name);
  const people = [...(commander ? [`${commander.name} (commander)`] : []), ...others];
  return {
    fields: [
      { label: 'Status', value: [`${severity}, ${status}, declared ${span(now - declared.at)} ago`] },
      { label: 'On it', value: [people.join(', ') || 'nobody yet'] },
      ...(update?.note ? [{ label: 'Status update', value: [update.note] }] : []),
    ],
  };
}
