import { enumerate, slaCause, stepLabel } from '../incident/narrate.ts';
import { MUSTER, type Person } from '../incident/person.ts';
import type { IncidentView } from '../incident/view.ts';
import type {
  ExplainedDelivery,
  ExplainedPage,
  ExplainedStep,
  Explanation,
} from '../explanation/explanation.ts';
import { accentOf } from './card.ts';
import type { CardLinks } from './links.ts';
import type { Message, Section } from './message.ts';
import { plain, type Span, type Text } from './text.ts';
import { asToYou } from './why-you.ts';
import { ended, notPagedLine } from './why-not.ts';

/** How many steps a message explains, the newest; the page has them all. */
const STEPS = 6;

/** Links of the message: the incident's page and where all of the explanation is. */
export interface WhyLinks extends CardLinks {
  readonly why: string;
}

/**
 * Why the incident's pages were sent, or were not, in plain words.
 * @param asker who wants to know: what concerns them comes first.
 */
export function whyMessage(
  view: IncidentView,
  explanation: Explanation,
  links: WhyLinks,
  asker?: Person,
): Message {
  const { incident } = view;
  const { steps, untold } = explanation;
  const you = asker && asToYou(explanation, asker);
  const shown = steps.slice(-STEPS);
  const left = steps.length - shown.length;
  const sections: (Section | undefined)[] = [
    you && { text: you },
    { text: policyLine(explanation) },
    ...slaPolicyLines(explanation).map((text) => ({ text })),
    left > 0
      ? { text: [`${left === 1 ? '1 earlier step is' : `${left} earlier steps are`} on the page.`] }
      : undefined,
    ...shown.map((step) => ({ text: stepText(step) })),
    ...notPagedSections(explanation),
    untold.length > 0 ? { text: untoldText(untold) } : undefined,
    {
      footnote: [
        { link: links.why, label: 'All of it' },
        ' · ',
        { link: links.page, label: 'Incident page' },
      ],
    },
  ];
  return {
    summary: `${incident.id}: ${plain(you ?? whoWasPaged(explanation))}`,
    heading: `${incident.id}: why who was paged`,
    accent: accentOf(incident),
    sections: sections.filter((section) => section !== undefined),
  };
}

/** @returns in a sentence who was paged and whom that reached. */
export function whoWasPaged({ steps }: Explanation): Text {
  const pages = steps.flatMap((step) => step.pages);
  if (pages.length === 0) return ['Nobody was paged.'];
  const reached = new Set(pages.filter(({ outcome }) => outcome === 'reached').map(({ label }) => label));
  const others = new Set(pages.map(({ label }) => label).filter((label) => !reached.has(label)));
  return [
    reached.size > 0 ? `Paged and reached: ${enumerate([...reached])}.` : 'Nobody was reached.',
    others.size > 0 ? ` Not reached: ${enumerate([...others])}.` : '',
  ];
}

/** @returns by which policy, and which state of it and of the configuration. */
export function policyLine({ policy, steps, notPaged }: Explanation): Text {
  if (policy) {
    const { name, version, configuration } = policy;
    return [
      'Escalation policy ',
      { bold: name },
      ...(version === undefined ? [] : [', version ', { code: version }]),
      ', as it was when the incident was declared (configuration ',
      { code: configuration.slice(0, 8) },
      '). Later changes do not touch it.',
    ];
  }
  const [first] = steps;
  if (first) return ['Escalation policy ', { bold: first.policy }, '; which version of it was not noted.'];
  return notPaged.some(({ kind }) => kind === 'no policy')
    ? ['No escalation policy applies.']
    : ['No page has been recorded yet.'];
}

/** @returns of each policy that the incident's SLA targets page, which state of it. */
export function slaPolicyLines({ slaPolicies = [] }: Explanation): Text[] {
  return slaPolicies.map(({ name, version }): Text => [
    'SLA targets page policy ',
    { bold: name },
    ...(version === undefined ? [] : [', version ', { code: version }]),
    ', as it was then, too.',
  ]);
}

/** @returns a step with what became of each of its pages and of the step after it. */
export function stepText(step: ExplainedStep): Text {
  const next = stepNext(step);
  return [
    ...stepLine(step),
    ...step.pages.flatMap((page): Span[] => ['\n• ', ...pageLine(page)]),
    ...(next.length > 0 ? ['\n', ...next] : []),
  ];
}

/** @returns which step was paged, when, and why. */
export function stepLine(step: ExplainedStep): Text {
  const { at, dueAt, by, cause, note } = step;
  const asker = by.id === MUSTER.id ? 'it was asked for' : `${by.name} asked for it`;
  const because: Record<ExplainedStep['cause'], string> = {
    declared: 'the incident was declared',
    'not acknowledged': 'nobody had acknowledged',
    asked: asker,
    'acknowledgement expired': 'the acknowledgement expired',
    reopened: 'the incident was reopened',
    'severity raised': 'the severity was raised',
    'SLA warning': 'an SLA target was about to be missed',
    'SLA breach': 'an SLA target was missed',
  };
  // Less is the ordinary way of a timer.
  const late = at - dueAt >= 5_000;
  return [
    { bold: capital(stepLabel(step)) },
    ' at ',
    { time: at },
    ...(late ? [', which was due at ', { time: dueAt }] : []),
    `, ${step.sla ? slaCause(step.sla) : `because ${because[cause]}`}${note ? ` (${note})` : ''}`,
    ...(step.heldSince === undefined
      ? []
      : ['; it had waited for working hours since ', { time: step.heldSince }]),
    step.pages.length === 0 ? ': nobody to page.' : ':',
  ];
}

/** @returns whom a page was for, by which schedule, and what became of it. */
export function pageLine(page: ExplainedPage): Text {
  const { label, duties, outcome, deliveries, calledOff, trouble } = page;
  const by = duties.map(({ name, override }) => `${name}${override ? ', by an override' : ''}`);
  const who: Text = [{ bold: label }, by.length > 0 ? ` (on call for ${enumerate(by)}): ` : ': '];
  const failures = failed(deliveries, trouble);
  switch (outcome) {
    case 'reached':
    case 'told elsewhere': {
      const sent = deliveries.filter(({ status }) => status === 'sent');
      const where = sent.flatMap((one, n): Span[] => [n > 0 ? ' and ' : '', ...sentBy(one)]);
      return outcome === 'reached'
        ? [...who, 'delivered ', ...where, ...withFailures(failures)]
        : [...who, { bold: 'not reached' }, ...failures, '; told ', ...where, ' instead.'];
    }
    case 'called off':
      return [...who, 'not paged any more: ', ...ended(calledOff), ...withFailures(failures)];
    case 'uncertain':
      return [
        ...who,
        'called off on the way (',
        ...ended(calledOff),
        '); it may have gone out all the same.',
      ];
    case 'not delivered':
      return [...who, { bold: 'not delivered' }, ...failures, '.'];
    case 'no way':
      return [
        ...who,
        { bold: 'not reached' },
        ': there is no way of contact; set ',
        { code: 'people.<id>.chat' },
        '.',
      ];
    case 'under way':
      return [...who, 'not sent yet.'];
  }
}

function sentBy({ target, settledAt, plannedAt, attempts }: ExplainedDelivery): Text {
  return [
    `to ${target} at `,
    { time: settledAt ?? plannedAt },
    attempts > 1 ? ` (after ${attempts} attempts)` : '',
  ];
}

function withFailures(failures: Text): Text {
  return failures.length > 0 ? [' Before that it was not delivered', ...failures, '.'] : ['.'];
}

/** @returns why ways failed, of those that the ledger or else the timeline tells of. */
function failed(deliveries: readonly ExplainedDelivery[], trouble: ExplainedPage['trouble']): Text {
  const told = deliveries.flatMap(({ target, status, code, reason, attempts }): Span[] =>
    status === 'sent' || code === undefined
      ? []
      : [`; by ${target}: ${reason ?? code} (${code}${attempts > 1 ? `, tried ${attempts} times` : ''})`],
  );
  if (told.length > 0 || !trouble) return told;
  return [`; ${trouble.reason} (${trouble.code})`];
}

/** @returns what became of the step after this one, where its own page does not tell. */
export function stepNext({ next, notCounted }: ExplainedStep): Text {
  const uncounted = notCounted.flatMap(({ by, at }): Span[] => [
    `${by.name} acknowledged at `,
    { time: at },
    ', but was not paged: paging went on. ',
  ]);
  return [...uncounted, ...nextLine(next)];
}

function nextLine(next: ExplainedStep['next']): Text {
  if (!next || next.kind === 'came') return [];
  const lead: Text = ['The next step was due at ', { time: next.dueAt }];
  switch (next.kind) {
    case 'due':
      return ['Without an acknowledgement it goes on at ', { time: next.dueAt }, '.'];
    case 'called off':
      return [...lead, '; it was called off: ', ...ended(next.ending), '.'];
    case 'asked for':
      return [...lead, `; ${next.by.name} asked for it before, at `, { time: next.at }, '.'];
    case 'used up':
      return [...lead, ', but there was none: the policy was used up.'];
  }
}

function notPagedSections({ notPaged }: Explanation): Section[] {
  if (notPaged.length === 0) return [];
  return [
    {
      text: [
        { bold: 'Not paged' },
        ...notPaged.slice(-STEPS).flatMap((one): Span[] => ['\n• ', ...notPagedLine(one)]),
      ],
    },
  ];
}

/** @param untold not empty. @returns that there are pages of which the timeline does not tell. */
export function untoldText(untold: readonly ExplainedDelivery[]): Text {
  const to = [...new Set(untold.map(({ target }) => target))];
  return [
    `The timeline does not tell (yet) why ${untold.length === 1 ? 'a page' : `${untold.length} pages`} went to ${enumerate(to)}.`,
  ];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
