import type { OutlinedTarget } from '../escalation/policy-outline.ts';
import type { Ending, NotPaged } from '../explanation/explanation.ts';
import { enumerate, passedOver, slaCause } from '../incident/narrate.ts';
import type { Span, Text } from './text.ts';

/** @returns who called the pages off, how and when; without a stop. */
export function ended(ending: Ending | undefined): Text {
  if (!ending) return ['they were called off'];
  const who = `${ending.by.name}${ending.notPaged ? ' (who was not paged)' : ''}`;
  return [`${who} ${ending.type} the incident at `, { time: ending.at }];
}

const ofPolicy = (policy: string | undefined): string => (policy === undefined ? '' : ` of policy ${policy}`);

const labels = (targets: readonly OutlinedTarget[]): string => enumerate(targets.map(({ label }) => label));

/** @returns whom the policy names, and why they were not paged. */
export function notPagedLine(one: NotPaged): Text {
  switch (one.kind) {
    case 'no policy':
      return [
        { bold: 'Nobody' },
        ', because no escalation policy applies. For the next incident set ',
        ...one.settings.flatMap((setting, n): Span[] => [n > 0 ? ' or ' : '', { code: setting }]),
        '.',
      ];
    case 'not reached': {
      const who: Text = [{ bold: labels(one.targets) || 'Nobody' }, ` (step ${one.step + 1})`];
      return one.ending
        ? [...who, ', because ', ...ended(one.ending), ' before that step was due.']
        : one.heldUntil === undefined
          ? [...who, ': that step has not come yet.']
          : [...who, ': held until ', { time: one.heldUntil }, ', because its urgency is low.'];
    }
    case 'passed over':
      return [
        { bold: labels(one.targets) || 'Nobody' },
        ` (step ${one.step + 1}${ofPolicy(one.policy)}) at `,
        { time: one.at },
        ': the step was passed over, because ',
        ...passedOver(one.reasons),
        '.',
      ];
    case 'private':
      return [
        { bold: labels(one.targets) },
        ` (step ${one.step + 1}), because a private incident is told to no channel.`,
      ];
    case 'gap':
      return [
        `By step ${one.step + 1}${ofPolicy(one.policy)} nobody of `,
        { bold: one.name },
        one.unknown
          ? ', because the configuration has no such schedule any more.'
          : ', because nobody was on call.',
      ];
    case 'SLA':
      return [
        { bold: 'Nobody' },
        ` by policy ${one.policy} at `,
        { time: one.at },
        `, ${slaCause(one.reason)}: no step of it applied and reached somebody.`,
      ];
  }
}
