import type { Group } from '../../src/alert/group.ts';
import type { Step } from '../../src/alert/next.ts';
import type { GroupTerms } from '../../src/alert/terms.ts';
import { escaped } from '../markdown.ts';

/** @returns how the group stands, in a few words: `belongs to INC-4`. @param next what it does next. */
export function groupState({ incident, firing, suppressed }: Group, next?: Step): string {
  if (incident?.phase === 'open') return `belongs to ${incident.id}`;
  if (firing === 0) return incident ? `clear; ${incident.id} is over` : 'clear';
  if (suppressed) return `held back by ${suppressed.by}`;
  if (incident?.phase === 'answered')
    return `${incident.id} was resolved by ${incident.by ?? 'somebody'} while they fire`;
  return next ? `an incident is opened at ${new Date(next.at).toISOString()}` : 'waits';
}

const NEXT: Record<Step['do'], string> = {
  open: 'opens an incident unless all clears',
  tell: 'tells the incident',
  resolve: 'resolves the incident unless something fires',
  expire: 'says that nothing more is heard of alerts',
  end: 'is forgotten unless something fires',
};

/** @returns how the group stands, for the Temporal UI: Markdown. */
export function groupDetails(group: Group, terms: GroupTerms, next: Step | undefined): string {
  const { firing, heard } = group;
  return [
    `**${escaped(terms.about)}** (${terms.integration}, rule ${terms.rule})`,
    '',
    `- ${firing} of ${heard} alerts fire`,
    `- ${escaped(groupState(group, next))}`,
    ...(next ? [`- at ${new Date(next.at).toISOString()} it ${NEXT[next.do]}`] : []),
  ].join('\n');
}
