import type { CardLinks } from '../../src/chat/links.ts';
import { deadlines } from '../../src/incident/deadline.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import { newIncident } from '../../src/incident/evolve.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { ANA, BEN, CY, MINUTE, NOON, pages, POLICY, SLA, Story } from '../unit/incident/fixture.ts';

/** Where the incident of the pictures is seen in a browser. */
export const LINKS: CardLinks = {
  page: 'https://muster.example.com/incidents/INC-7',
  workflow: 'https://temporal.example.com/namespaces/default/workflows/default:incident:INC-7',
};

const ABOUT = { team: 'payments', service: 'checkout' };

/** Ben is paged from the beginning, so that it is he whom the policy waits for. */
const [first, ...further] = POLICY.steps;
const BOTH = {
  ...POLICY,
  steps: [{ delayMs: 5 * MINUTE, ...first, targets: [pages(ANA), pages(BEN)] }, ...further],
};

/** @returns the incident as declared at noon. @param paged whether an escalation policy applies. */
export function declared(paged = true): Story {
  return new Story(paged ? { escalation: BOTH, sla: SLA } : { sla: SLA }, ABOUT);
}

/** @returns the incident as Ben is on it, with a commander and a status update. */
export function acknowledged(): Story {
  const story = declared().after(2 * MINUTE);
  story.does(BEN, { name: 'ack' });
  story.does(BEN, { name: 'assign', person: ANA, role: 'commander' });
  story.after(6 * MINUTE);
  const text = 'One card in five is refused in the EU. We roll back the deploy of 11:40.';
  story.does(ANA, { name: 'update', text });
  return story;
}

/** @returns the incident as it is over. */
export function resolved(): Story {
  const story = acknowledged().after(20 * MINUTE);
  story.does(ANA, { name: 'resolve', note: 'Rolled back; error rate is normal again.' });
  return story;
}

/** @returns the newest event of a type. @throws Error when there is none. */
export function newest<T extends IncidentEvent['type']>(
  story: Story,
  type: T,
): Extract<IncidentEvent, { type: T }> {
  const found = story.events.findLast((event) => event.type === type);
  if (!found) throw new Error(`the story has no ${type}`);
  return found as Extract<IncidentEvent, { type: T }>;
}

/** @returns what the read model holds of a story. */
export function viewOf({ incident, plan }: Story): IncidentView {
  return {
    incident,
    deadlines: deadlines(incident, plan),
    problems: [],
    ...(plan.escalation && { steps: plan.escalation.steps.length }),
  };
}

/** @returns two other incidents, for lists. */
export function others(): IncidentView[] {
  const other = (id: `INC-${number}`, title: string, severity: 'SEV-2' | 'SEV-3', team: string) => {
    const declaration = { title, severity, private: false, by: CY, team } as const;
    const incident = newIncident('default', id, declaration, NOON - 50 * MINUTE);
    return { incident, deadlines: [], problems: [], steps: 2 };
  };
  return [
    other('INC-6', 'Search answers slowly', 'SEV-3', 'search'),
    other('INC-5', 'Backups are late', 'SEV-2', 'storage'),
  ];
}
