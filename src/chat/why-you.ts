import type { ExplainedPage, ExplainedStep, Explanation } from '../explanation/explanation.ts';
import { enumerate, passedOver, slaCause, stepLabel } from '../incident/narrate.ts';
import type { Person } from '../incident/person.ts';
import type { Span, Text } from './text.ts';
import { ended } from './why-not.ts';

/** Why somebody was paged, or was not, said to themselves. */
export function asToYou({ policy, steps, notPaged }: Explanation, { id }: Person): Text {
  const mine = steps.flatMap((step) =>
    step.pages.filter(({ person }) => person?.id === id).map((page) => ({ step, page })),
  );
  const last = mine.at(-1);
  if (last) return [...pagedLine(last), mine.length > 1 ? ` You were paged ${mine.length} times.` : ''];
  const missed = notPaged.find(
    (one) => one.kind === 'not reached' && one.targets.some(({ name }) => name === `person/${id}`),
  );
  if (missed?.kind === 'not reached') {
    return missed.ending
      ? [
          { bold: 'You were not paged' },
          `: you are in step ${missed.step + 1}, and `,
          ...ended(missed.ending),
          ' before it was due.',
        ]
      : [
          { bold: 'You have not been paged' },
          `: you are in step ${missed.step + 1}, which has not come yet.`,
        ];
  }
  const passed = notPaged.findLast(
    (one) => one.kind === 'passed over' && one.targets.some(({ name }) => name === `person/${id}`),
  );
  if (passed?.kind === 'passed over') {
    return [
      { bold: 'You were not paged' },
      `: step ${passed.step + 1} was passed over, because `,
      ...passedOver(passed.reasons),
      '.',
    ];
  }
  const none = notPaged.some(({ kind }) => kind === 'no policy');
  if (none && steps.length === 0) return [{ bold: 'Nobody was paged' }, ': no escalation policy applies.'];
  const name = policy?.name ?? steps[0]?.policy;
  return [{ bold: 'You were not paged' }, name === undefined ? '.' : unnamed(name, steps)];
}

function unnamed(policy: string, steps: readonly ExplainedStep[]): string {
  const schedules = new Set(steps.flatMap(({ onCall }) => onCall.map(({ name }) => name)));
  const duty = schedules.size > 0 ? `, and you were not on call for ${enumerate([...schedules])}` : '';
  return `: no step of the escalation policy ${policy} that was paged names you${duty}.`;
}

function pagedLine({ step, page }: { step: ExplainedStep; page: ExplainedPage }): Text {
  const duties = page.duties.map(({ name, override }) => `${name}${override ? ' by an override' : ''}`);
  const because =
    duties.length > 0
      ? `you are on call for ${enumerate(duties)}`
      : `the escalation policy ${step.policy} names you`;
  const lead: Span[] =
    page.outcome === 'reached' || page.outcome === 'told elsewhere'
      ? [{ bold: 'You were paged' }]
      : [{ bold: 'You were to be paged' }];
  return [
    ...lead,
    ' at ',
    { time: step.at },
    ` in ${stepLabel(step)}, because ${because}${step.sla ? `, and ${slaCause(step.sla)}` : ''}.`,
  ];
}
