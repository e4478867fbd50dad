import type { Span, Text } from '../chat/text.ts';
import { targetLabel } from '../escalation/policy.ts';
import type { EscalationCause, IncidentEvent } from './event.ts';
import { MUSTER, roleTitle, type Person } from './person.ts';
import type { Quotation } from './quotation.ts';
import { SEVERITIES } from './severity.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

const CAUSES: Record<EscalationCause, string> = {
  declared: 'because the incident was declared',
  'not acknowledged': 'because nobody acknowledged',
  asked: 'because it was asked for',
  'acknowledgement expired': 'because the acknowledgement expired',
  reopened: 'because the incident was reopened',
};

/** Names somebody without notifying them: a story is read many times. */
const name = (person: Person): Span => ({ bold: person.name });

const withNote = (note: string | undefined): Text => (note ? [': ', note] : ['.']);

/** @returns `a`, `a and b`, `a, b and c`. */
function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** @param settings of which each would have given the incident an escalation policy. */
export function nobodyPaged(settings: readonly string[]): Text {
  return [
    'No escalation policy applies: ',
    { bold: 'NOBODY IS PAGED' },
    '. Acknowledge, or assign somebody. For the next incident set ',
    ...settings.flatMap((setting, index): Span[] => [index > 0 ? ' or ' : '', { code: setting }]),
    '.',
  ];
}

/** @returns which step a page was: `step 2 of 3`, later times through the policy with `, round 2`. */
export function stepLabel(event: Pick<Escalated, 'step' | 'steps' | 'round'>): string {
  return `step ${event.step + 1} of ${event.steps}${event.round > 0 ? `, round ${event.round + 1}` : ''}`;
}

/** @returns the schedules of a step by which nobody is on call. */
function gaps(event: Escalated): string {
  const empty = (event.onCall ?? []).filter(({ people }) => people.length === 0);
  return enumerate(
    empty.map(({ name, unknown }) => (unknown ? `${name}, which is no schedule any more` : name)),
  );
}

/** @returns whom a step paged, with what they are on call for. */
function paged(event: Escalated): string {
  const labels = event.targets.map((target) => {
    const duties = (event.onCall ?? []).filter(
      ({ people }) => target.kind === 'person' && people.includes(target.person.id),
    );
    const label = targetLabel(target);
    return duties.length > 0 ? `${label} (on call for ${enumerate(duties.map(({ name }) => name))})` : label;
  });
  return enumerate(labels);
}

function unreachable(event: Escalated): Text {
  const who = enumerate(event.targets.map(targetLabel));
  const gap = gaps(event);
  const goesOn = event.nextAt === undefined ? '.' : '. It goes on at once.';
  if (gap && !who) {
    return [
      `Escalation ${stepLabel(event)}: `,
      { bold: 'NOBODY IS PAGED' },
      `, because nobody is on call for ${gap}${goesOn}`,
    ];
  }
  return [
    `Escalation ${stepLabel(event)}: `,
    { bold: 'NOBODY IS PAGED' },
    who
      ? `, because there is no way to reach ${who}: set `
      : ', because it names no people and a private incident is told to no channel: name some under ',
    { code: who ? 'people.<id>.chat' : `escalation.${event.policy}.steps` },
    goesOn,
  ];
}

function escalated(event: Escalated): Text {
  if (event.unreachable) return unreachable(event);
  const who = paged(event);
  const gap = gaps(event);
  const next: Text =
    event.nextAt === undefined ? [] : ['; without an acknowledgement it goes on at ', { time: event.nextAt }];
  const lead: Text =
    event.cause === 'asked' && event.by.id !== MUSTER.id
      ? [name(event.by), ` escalated to ${stepLabel(event)}: paged ${who}`]
      : [`Escalation ${stepLabel(event)}: paged ${who} ${CAUSES[event.cause]}`];
  const missing: Text = gap ? [', while ', { bold: `nobody is on call for ${gap}` }] : [];
  return [...lead, ...(event.note ? [` (${event.note})`] : []), ...missing, ...next, '.'];
}

function assigned(event: Extract<IncidentEvent, { type: 'assigned' }>): Text {
  const self = event.person.id === event.by.id;
  const post = event.role ? roleTitle(event.role) : 'a responder';
  return self
    ? [name(event.by), ` became ${post}.`]
    : [name(event.by), ' made ', name(event.person), ` ${post}.`];
}

/** A message may have been nothing but its files. */
function quotation({ text, author, link, files = [] }: Quotation): Text {
  const where: Text = link === undefined ? ['a message'] : [{ link, label: 'a message' }];
  const whose: Text = author ? [' of ', name(author)] : [];
  const hung = files.flatMap((file, index): Span[] => [
    index > 0 ? ', ' : '',
    { link: file.link, label: file.name },
  ]);
  return [
    ...where,
    ...whose,
    ...(text ? [': “', text, '”'] : []),
    ...(hung.length > 0 ? [' (attached: ', ...hung, ')'] : []),
  ];
}

function noted({ text, quoted }: Extract<IncidentEvent, { type: 'noted' }>): Text {
  if (!quoted) return [': ', text];
  return text ? [': ', text, '; about ', ...quotation(quoted)] : [' ', ...quotation(quoted)];
}

const unpaged = ({ nobodyPaged }: { nobodyPaged?: true }): Text =>
  nobodyPaged ? ['; ', { bold: 'nobody was paged' }] : [];

/** @returns what happened in one sentence, with who did it. Notifies nobody; times are in the reader's zone. */
export function narrate(event: IncidentEvent): Text {
  switch (event.type) {
    case 'declared':
      return [name(event.by), ` declared ${event.severity}: `, event.title];
    case 'acknowledged':
      return [name(event.by), ' acknowledged and is on it.'];
    case 'acknowledgement_expired':
      return [
        'The acknowledgement expired because nothing was done for too long: the incident is open again.',
      ];
    case 'mitigated':
      return [name(event.by), ' mitigated the incident', ...withNote(event.note)];
    case 'resolved':
      return [name(event.by), ' resolved the incident', ...withNote(event.note)];
    case 'closed':
      return [name(event.by), ' closed the incident', ...withNote(event.note)];
    case 'reopened':
      return [name(event.by), ' reopened the incident', ...withNote(event.note)];
    case 'escalated':
      return escalated(event);
    case 'nobody_paged':
      return nobodyPaged(event.settings);
    case 'escalation_exhausted':
      return [
        `Nobody acknowledged, and escalation policy ${event.policy} is used up: `,
        { bold: 'NOBODY HAS BEEN REACHED' },
        '. Muster pages nobody any more: acknowledge, or escalate to page them again.',
      ];
    case 'assigned':
      return assigned(event);
    case 'noted':
      return [name(event.by), ' noted', ...noted(event)];
    case 'update_posted':
      return [name(event.by), ' posted a ', { bold: 'status update' }, ': ', event.text];
    case 'joined':
      return [name(event.by), ' joined as a responder.'];
    case 'left':
      return [name(event.by), ' left the responders.'];
    case 'severity_changed': {
      const raised = SEVERITIES.indexOf(event.to) < SEVERITIES.indexOf(event.from);
      return [
        name(event.by),
        ` ${raised ? 'raised' : 'lowered'} the severity from ${event.from} to ${event.to}.`,
      ];
    }
    case 'title_changed':
      return [name(event.by), ' changed the title from “', event.from, '” to “', event.to, '”.'];
    case 'sla_warning':
      return [
        { bold: `SLA warning: not ${event.clock}d yet` },
        ', due by ',
        { time: event.dueAt },
        ...unpaged(event),
        '.',
      ];
    case 'sla_breached':
      return [
        { bold: `SLA breach: not ${event.clock}d` },
        ' by ',
        { time: event.dueAt },
        ...unpaged(event),
        '.',
      ];
    case 'notification_failed':
      return [
        `${event.target} could not be notified: ${event.reason} (${event.code}). `,
        event.fallback === undefined
          ? { bold: 'It went nowhere else.' }
          : `It went to ${event.fallback} instead.`,
      ];
    case 'channel_opened':
      return [`Opened the channel #${event.name.replace(/^#/, '')} on ${event.instance}.`];
    case 'channel_failed':
      return [
        `No channel could be opened on ${event.instance}: ${event.reason} (${event.code}). The incident goes on without it.`,
      ];
    case 'invitation_failed':
      return [
        name(event.person),
        ` could not be invited into the incident's channel on ${event.instance}: ${event.reason} (${event.code}).`,
      ];
    case 'command_ignored':
      return [`The signal ${event.command} was ignored: ${event.reason}`];
  }
}
