import type { Span, Text } from '../chat/text.ts';
import type { Unmet } from '../escalation/condition.ts';
import { targetLabel } from '../escalation/policy.ts';
import { allNewsText } from '../git/news-text.ts';
import { span } from './age.ts';
import type { AlertsNamed, AlertsUnheard, EarlierIncident } from './alerts.ts';
import { MOMENT_WORDS } from '../runbook/runbook.ts';
import type { EscalationCause, IncidentEvent, SlaReason } from './event.ts';
import { isIntegration, MUSTER, roleTitle, type Person } from './person.ts';
import type { Quotation } from './quotation.ts';
import { runChanged } from './run-changed.ts';
import { SEVERITIES } from './severity.ts';
import type { TicketRef } from './ticket.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

const CAUSES: Record<EscalationCause, string> = {
  declared: 'because the incident was declared',
  'not acknowledged': 'because nobody acknowledged',
  asked: 'because it was asked for',
  'acknowledgement expired': 'because the acknowledgement expired',
  reopened: 'because the incident was reopened',
  'severity raised': 'because the severity was raised',
  'SLA warning': 'because an SLA target is about to be missed',
  'SLA breach': 'because an SLA target was missed',
};

/** Names somebody without notifying them: a story is read many times. */
const name = (person: Person): Span => ({ bold: person.name });

const withNote = (note: string | undefined): Text => (note ? [': ', note] : ['.']);

const COMMENTED = { made: 'commented', edited: 'edited a comment', deleted: 'deleted a comment' } as const;

const ticketLink = ({ key, url }: TicketRef): Span => ({ link: url, label: key });

/** @returns `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
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

/** @returns which step a page was: `step 2 of 3`, with the policy it follows in, and `, round 2` at later times. */
export function stepLabel({
  step,
  steps,
  round,
  stage,
}: Pick<Escalated, 'step' | 'steps' | 'round' | 'stage'>): string {
  const of = stage === undefined ? '' : ` (policy ${stage})`;
  return `step ${step + 1} of ${steps}${of}${round > 0 ? `, round ${round + 1}` : ''}`;
}

/** @returns why a step does not apply: `it is for SEV-1, and this is SEV-3`. */
function notMet(unmet: Unmet): Text {
  switch (unmet.condition) {
    case 'severity':
      return [`it is for ${enumerate(unmet.wanted)}, and this is ${unmet.severity}`];
    case 'hours': {
      const when: Text = unmet.until === undefined ? [] : [' until ', { time: unmet.until }];
      return unmet.outside
        ? [`it is for outside of the hours ${unmet.hours}, which are open`, ...when]
        : [`it is for the hours ${unmet.hours}, which are closed`, ...when];
    }
    case 'label': {
      const { label, wanted, has } = unmet;
      const instead = has === undefined ? 'this one has no such label' : `here it is ${has}`;
      return [`it is for incidents with ${label} = ${wanted}, and ${instead}`];
    }
  }
}

/** @returns in one phrase why a step does not apply. */
export function passedOver(reasons: readonly Unmet[]): Text {
  return reasons.flatMap((one, index): Text => [index > 0 ? '; ' : '', ...notMet(one)]);
}

function heldBack(event: Extract<IncidentEvent, { type: 'page_held' }>): Text {
  const { hold, atMostMs, note } = event;
  const why =
    atMostMs === undefined
      ? 'when working hours begin'
      : `because it waits for working hours no longer than ${span(atMostMs)}`;
  return [
    `Escalation ${stepLabel(event)} is `,
    { bold: `held until ${hold.local}` },
    `, ${why}: its urgency is low`,
    ...(note ? [` (${note})`] : []),
    '. Escalate to page now.',
  ];
}

/** @returns the reason of a page by an SLA target: `because it was not resolved in time`. */
export function slaCause({ clock, news }: SlaReason): string {
  return news === 'breach'
    ? `because it was not ${clock}d in time`
    : `because the time to ${clock} it is running out`;
}

const LEADS = { warning: 'SLA warning', breach: 'SLA breach' } as const;

/** @returns what a step belongs to: the escalation, or the news of an SLA target. */
const leadOf = ({ sla }: { readonly sla?: SlaReason }): string => (sla ? LEADS[sla.news] : 'Escalation');

function skipped(event: Extract<IncidentEvent, { type: 'step_skipped' }>): Text {
  return [`${leadOf(event)} ${stepLabel(event)} is passed over: `, ...passedOver(event.reasons), '.'];
}

/** @returns the schedules of a step by which nobody is on call. */
export function gaps(event: Escalated): string {
  const empty = (event.onCall ?? []).filter(({ people }) => people.length === 0);
  return enumerate(
    empty.map(({ name, unknown }) => (unknown ? `${name}, which is no schedule any more` : name)),
  );
}

/** @returns whom a step paged, with what they are on call for. */
export function paged(event: Escalated): string {
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
      `${leadOf(event)} ${stepLabel(event)}: `,
      { bold: 'NOBODY IS PAGED' },
      `, because nobody is on call for ${gap}${goesOn}`,
    ];
  }
  return [
    `${leadOf(event)} ${stepLabel(event)}: `,
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
      : [
          `${leadOf(event)} ${stepLabel(event)}: paged ${who} ${event.sla ? slaCause(event.sla) : CAUSES[event.cause]}`,
        ];
  const missing: Text = gap ? [', while ', { bold: `nobody is on call for ${gap}` }] : [];
  const waited: Text =
    event.heldSince === undefined ? [] : [', held for working hours since ', { time: event.heldSince }];
  return [...lead, ...(event.note ? [` (${event.note})`] : []), ...waited, ...missing, ...next, '.'];
}

function exhausted({
  policy,
  noneApplies,
  reached,
}: Extract<IncidentEvent, { type: 'escalation_exhausted' }>): Text {
  const usedUp = `escalation policy ${policy} is used up`;
  const none = `No step that is left of escalation policy ${policy} applies`;
  const why = noneApplies
    ? none
    : reached
      ? `Escalation policy ${policy} is used up`
      : `Nobody acknowledged, and ${usedUp}`;
  return [
    `${why}: `,
    { bold: reached ? 'NOBODY HAS ACKNOWLEDGED' : 'NOBODY HAS BEEN REACHED' },
    '. Muster pages nobody any more: acknowledge, or escalate to page them again.',
  ];
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

/** @returns some alerts by their titles, each once: `“disk full” (3 times) and 3 more`. */
function named({ titles, count }: AlertsNamed): string {
  const times = new Map<string, number>();
  for (const title of titles) times.set(title, (times.get(title) ?? 0) + 1);
  const more = count - titles.length;
  return enumerate([
    ...[...times].map(([title, often]) => (often === 1 ? `“${title}”` : `“${title}” (${often} times)`)),
    ...(more > 0 ? [`${more} more`] : []),
  ]);
}

function alertsChanged(event: Extract<IncidentEvent, { type: 'alerts_changed' }>): Text {
  const { firing, fired, cleared, flapping, overflow, unheard, after } = event;
  const how =
    firing === 0 ? 'all alerts are clear' : `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}`;
  return [
    name(event.by),
    `: ${how}`,
    ...(fired ? [`; fired: ${named(fired)}`] : []),
    ...(cleared ? [`; cleared: ${named(cleared)}`] : []),
    '.',
    ...(after ? [' ', ...follows(after)] : []),
    ...(flapping
      ? [
          ' ',
          { bold: 'Flapping' },
          `: fired again ${flapping.times} times, so it is held open until all is clear for ${span(flapping.holdMs)}.`,
        ]
      : []),
    ...(overflow ? [' There are more alerts than are followed: it is not resolved by itself.'] : []),
    ...(unheard ? [' ', ...silent(unheard)] : []),
  ];
}

function silent({ count, titles, since, cleared }: AlertsUnheard): Text {
  const some = count === 1 ? 'one of its alerts' : `${count} of its alerts`;
  const alerts = titles ? `${some} (${named({ titles, count })})` : some;
  const follows = cleared
    ? ', so by their rule they count as cleared.'
    : ': who sends them may be gone, or their end was lost. Look there, and resolve the incident if it is over.';
  return [{ bold: 'Nothing more has been heard' }, ` of ${alerts} since `, { time: since }, follows];
}

function follows({ incident, by, at, still }: EarlierIncident): Text {
  const over = by === undefined ? 'whose alerts had cleared at ' : `which ${by} had resolved at `;
  return [`It follows ${incident}, ${over}`, { time: at }, still ? '; the alerts fired all the time.' : '.'];
}

/** @returns what happened in one sentence, with who did it. Notifies nobody; times are in the reader's zone. */
export function narrate(event: IncidentEvent): Text {
  switch (event.type) {
    case 'declared':
      return [name(event.by), ` declared ${event.severity}: `, event.title];
    case 'acknowledged':
      if (isIntegration(event.by)) return [name(event.by), ' was acknowledged where it comes from.'];
      return event.notPaged
        ? [name(event.by), ' acknowledged and is on it; ', { bold: 'they were not paged' }, '.']
        : [name(event.by), ' acknowledged and is on it.'];
    case 'acknowledgement_not_counted':
      return [
        name(event.by),
        ' is on it, but was not paged: ',
        { bold: 'paging goes on' },
        ` until somebody acknowledges whom policy ${event.policy} has paged.`,
      ];
    case 'acknowledgement_reminded':
      return [
        'Reminded ',
        name(event.person),
        ', who acknowledged, because nothing was done for long. Paging resumes at ',
        { time: event.expiresAt },
        ' unless something is.',
      ];
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
    case 'step_skipped':
      return skipped(event);
    case 'page_held':
      return heldBack(event);
    case 'escalation_exhausted':
      return exhausted(event);
    case 'assigned':
      return assigned(event);
    case 'noted':
      return [name(event.by), ' noted', ...noted(event)];
    case 'update_posted':
      return [name(event.by), ' posted a ', { bold: 'status update' }, ': ', event.text];
    case 'linked': {
      const { url, title } = event;
      return [name(event.by), ' put a link here: ', { link: url, label: title ?? url }, '.'];
    }
    case 'ticket_kept': {
      const how = event.made ? ' made the ticket ' : ' linked the ticket ';
      return [name(event.by), how, ticketLink(event.ticket), ` in ${event.ticket.tracker}.`];
    }
    case 'ticket_failed':
      return event.ticket
        ? [ticketLink(event.ticket), ` does not follow the incident: ${event.reason} (${event.code}).`]
        : [`No ticket could be made in ${event.tracker}: ${event.reason} (${event.code}).`];
    case 'ticket_commented':
      return [
        name(event.by),
        ` ${COMMENTED[event.what]} in `,
        ticketLink(event.ticket),
        ...(event.what === 'deleted' ? ['.'] : [`: ${event.text ?? ''}`]),
      ];
    case 'ticket_turned': {
      const { ticket, status, done } = event;
      const where = [ticketLink(ticket), ` in ${ticket.tracker}`];
      return done
        ? [name(event.by), ' closed ', ...where, ` (${status}).`]
        : [name(event.by), ' set ', ...where, ` to “${status}”.`];
    }
    case 'ticket_moved': {
      const { ticket, from } = event;
      return [name(event.by), ` moved ${from.key} to `, ticketLink(ticket), ` in ${ticket.tracker}.`];
    }
    case 'ticket_deleted':
      return [name(event.by), ' deleted ', { bold: event.ticket.key }, ` in ${event.ticket.tracker}.`];
    case 'ticket_unlinked':
      return [
        name(event.by),
        ' unlinked ',
        ticketLink(event.ticket),
        ` in ${event.ticket.tracker}: it is not kept in step any more.`,
      ];
    case 'changes_mentioned':
      return allNewsText(event.changes);
    case 'run_changed':
      return runChanged(event, event.by);
    case 'runbook_not_run': {
      const { title, on } = event.runbook;
      return [{ bold: title }, ` was not run, as the incident was ${MOMENT_WORDS[on]}: ${event.reason}`];
    }
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
        ...(event.part === undefined ? [] : [` (${Math.round(100 * event.part)}% of the time is over)`]),
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
    case 'sla_nobody_paged':
      return [
        `${LEADS[event.sla.news]}: `,
        { bold: 'NOBODY IS PAGED' },
        ` by policy ${event.policy} ${slaCause(event.sla)}: no step of it applies and reaches somebody.`,
      ];
    case 'update_due':
      return [{ bold: 'A status update is due' }, ': say how things stand, by ', { code: '/im update' }, '.'];
    case 'put_on_hold':
      return [name(event.by), ' put the incident on hold', ...withNote(event.note)];
    case 'taken_off_hold': {
      const length = span(event.heldMs);
      return event.limit
        ? [{ bold: 'The hold is over' }, ` after ${length}, the longest there may be: the clocks run on.`]
        : [name(event.by), ` took the incident off hold after ${length}`, ...withNote(event.note)];
    }
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
    case 'alerts_changed':
      return alertsChanged(event);
    case 'command_ignored':
      return [`The signal ${event.command} was ignored: ${event.reason}`];
  }
}
