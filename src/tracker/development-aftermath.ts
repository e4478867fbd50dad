import { AFTERMATH_KEPT, type Aftermath } from '../inbox/aftermath.ts';
import type { Outcome } from '../inbox/taker.ts';
import type { DevelopmentItem, Pushed } from './development.ts';

/** Issues that one line names, and lines of what is refused: two more say what was taken and how many more there are. */
const NAMED = 10;
const REFUSED = AFTERMATH_KEPT - 5;

/**
 * @param isAgain whether somebody asked to have it told once more. @param redact takes secrets out.
 * @returns what a tracker said of what it was told, for the delivery that told it.
 */
export function aftermathOf(
  tracker: string,
  items: readonly DevelopmentItem[],
  { accepted, refused, unknownIssues }: Pushed,
  { isAgain, redact }: { readonly isAgain: boolean; readonly redact: (text: string) => string },
): Aftermath {
  const named = new Map(items.map((item) => [item.id, nameOf(item, redact)]));
  const outcomes: Outcome[] = refused.slice(0, REFUSED).map(({ id, reason }) => ({
    of: id,
    what: named.get(id) ?? redact(id),
    text: `refused by ${tracker}${reason === '' ? '' : `: ${redact(reason)}`}`,
  }));
  const more = refused.length - outcomes.length;
  if (more > 0) outcomes.push({ of: tracker, text: `${more} more refused by ${tracker}` });
  if (unknownIssues.length > 0)
    outcomes.push({ of: tracker, text: `${tracker} knows no ${listed(unknownIssues, redact)}` });
  const when = isAgain ? ', told once more' : '';
  if (accepted > 0) outcomes.push({ of: tracker, text: `${tracker} took ${things(accepted)}${when}` });
  const troubles = [
    ...(refused.length > 0 ? [`${tracker} refused ${things(refused.length)}`] : []),
    ...(unknownIssues.length > 0 ? [`${tracker} knows no ${listed(unknownIssues, redact)}`] : []),
  ];
  return { outcomes, ...(troubles.length > 0 && { trouble: troubles.join('; ') }) };
}

/** @returns what a delivery says as long as a tracker cannot be told. */
export function untold(tracker: string, reason: string): Aftermath {
  return {
    outcomes: [{ of: tracker, text: `${tracker} is not told yet, and it is tried again: ${reason}` }],
    trouble: `${tracker} is not told yet`,
  };
}

function nameOf(item: DevelopmentItem, redact: (text: string) => string): string {
  switch (item.type) {
    case 'commit':
      return `commit ${item.id.slice(0, 10)}`;
    case 'pull_request':
      return `pull request ${item.id} of ${redact(item.repository.name)}`;
    case 'branch': {
      const name = 'entity' in item ? item.entity['name'] : undefined;
      return typeof name === 'string' ? `branch ${name}` : `a branch of ${redact(item.repository.name)}`;
    }
  }
}

const things = (count: number): string => (count === 1 ? '1 thing' : `${count} things`);

function listed(issues: readonly string[], redact: (text: string) => string): string {
  const keys = issues.slice(0, NAMED).map((key) => redact(key.slice(0, 60)));
  const more = issues.length > NAMED ? ' …' : '';
  return `${issues.length === 1 ? 'issue' : 'issues'} ${keys.join(', ')}${more}`;
}
