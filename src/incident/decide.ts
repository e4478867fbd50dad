import { asWritten, type Due } from '../escalation/due-step.ts';
import { escalate, escalateRaised, policySettings, restartEscalation } from './escalate.ts';
import { ago } from './age.ts';
import {
  HOLDS_LIMIT,
  NOTE_LIMIT,
  RESPONDERS_LIMIT,
  TITLE_LIMIT,
  WEB_LINKS_LIMIT,
  type Command,
} from './command.ts';
import type { EventBody } from './event.ts';
import { holderOf, type Incident, type ResponsePlan } from './incident.ts';
import type { Person } from './person.ts';
import type { Quotation } from './quotation.ts';
import { closedForGood, impossible, type Refusal } from './refusal.ts';
import type { Severity } from './severity.ts';
import { isActive, statusAfter, type Transition } from './status.ts';
import { webAddress } from './web-address.ts';

export type Decision = { readonly events: readonly EventBody[] } | { readonly refusal: Refusal };

const refuse = (code: Refusal['code'], message: string): Decision => ({ refusal: { code, message } });

const withNote = (note: string | undefined): { note?: string } => (note ? { note } : {});

/**
 * Decides what a command does to an incident, without doing it.
 * @param now epoch milliseconds.
 * @param due who is paged by an escalation step now; whether a command is possible does not depend on it.
 * @returns the events that follow, or why the command is impossible.
 */
export function decide(
  incident: Incident,
  plan: ResponsePlan,
  by: Person,
  command: Command,
  now: number,
  due: Due = asWritten,
): Decision {
  if (incident.status === 'closed' && command.name !== 'close')
    return { refusal: closedForGood(incident, now) };
  switch (command.name) {
    case 'ack':
      return decideAck(incident, plan, by, now);
    case 'mitigate':
      return transition(incident, 'mitigate', now, () => [{ type: 'mitigated', ...withNote(command.note) }]);
    case 'resolve':
      return transition(incident, 'resolve', now, () => [{ type: 'resolved', ...withNote(command.note) }]);
    case 'close':
      return transition(incident, 'close', now, () => [{ type: 'closed', ...withNote(command.note) }]);
    case 'reopen':
      return transition(incident, 'reopen', now, () => [
        { type: 'reopened', ...withNote(command.note) },
        ...restartEscalation(incident, plan, 'reopened', now, due),
      ]);
    case 'escalate':
      return decideEscalate(incident, plan, command.note, now, due);
    case 'assign':
      return decideAssign(incident, command.person, command.role);
    case 'note':
      return decideNote(command.text, command.quoted);
    case 'update':
      return decideUpdate(command.text.trim());
    case 'link':
      return decideLink(incident, command.url, command.title?.trim());
    case 'hold':
      return decideHold(incident, command.note, now);
    case 'resume':
      return incident.hold
        ? { events: [{ type: 'taken_off_hold', heldMs: now - incident.hold.at, ...withNote(command.note) }] }
        : refuse('already_so', `${incident.id} is not on hold.`);
    case 'join':
      if (incident.responders.some((r) => r.person.id === by.id))
        return refuse('already_so', `You are a responder of ${incident.id} already.`);
      return full(incident) ?? { events: [{ type: 'joined' }] };
    case 'leave':
      return incident.responders.some((r) => r.person.id === by.id)
        ? { events: [{ type: 'left' }] }
        : refuse('not_a_responder', `You are not a responder of ${incident.id}.`);
    case 'severity':
      return decideSeverity(incident, plan, command.severity, now, due);
    case 'title':
      return decideTitle(incident, command.title.trim());
  }
}

function transition(incident: Incident, name: Transition, now: number, events: () => EventBody[]): Decision {
  if (!statusAfter(name, incident.status)) return { refusal: impossible(name, incident, now) };
  return { events: events() };
}

/** Whoever commands the incident answers for it, paged or not. */
function decideAck(incident: Incident, plan: ResponsePlan, by: Person, now: number): Decision {
  const { id, paged = [], responders } = incident;
  const notPaged =
    paged.length > 0 && !paged.includes(by.id) && holderOf(incident, 'commander')?.id !== by.id;
  const policy = plan.escalation;
  if (!notPaged || policy?.ackBy !== 'paged' || incident.status !== 'open') {
    return transition(incident, 'ack', now, () => [{ type: 'acknowledged', ...(notPaged && { notPaged }) }]);
  }
  return responders.some(({ person }) => person.id === by.id)
    ? refuse(
        'already_so',
        `You are on ${id} already, and were not paged: paging goes on until somebody acknowledges whom policy ${policy.name} has paged. To stop it, mitigate or resolve ${id}, or become its commander.`,
      )
    : { events: [{ type: 'acknowledgement_not_counted', policy: policy.name }] };
}

function decideEscalate(
  incident: Incident,
  plan: ResponsePlan,
  note: string | undefined,
  now: number,
  due: Due,
): Decision {
  if (incident.status === 'resolved') {
    return refuse('impossible_transition', `${incident.id} is resolved; reopen it first.`);
  }
  if (!plan.escalation) {
    const settings = policySettings(incident).map((setting) => `\`${setting}\``);
    return refuse(
      'no_escalation_policy',
      `${incident.id} has no escalation policy, so nobody can be paged: assign somebody. ` +
        `For the next one set ${settings.join(' or ')} in the configuration.`,
    );
  }
  return { events: escalate(plan, incident, 'asked', now, due, note) };
}

function decideSeverity(
  incident: Incident,
  plan: ResponsePlan,
  severity: Severity,
  now: number,
  due: Due,
): Decision {
  const { id, severity: from } = incident;
  if (severity === from) return refuse('already_so', `${id} is ${severity} already.`);
  return {
    events: [
      { type: 'severity_changed', from, to: severity },
      ...escalateRaised({ ...incident, severity }, plan, from, now, due),
    ],
  };
}

function decideAssign(
  incident: Incident,
  person: Person,
  role: Extract<Command, { name: 'assign' }>['role'],
): Decision {
  const present = incident.responders.find((r) => r.person.id === person.id);
  if (present && present.role === role) {
    return refuse('already_so', `${person.name} is ${role ?? 'a responder'} of ${incident.id} already.`);
  }
  const assigned: Decision = { events: [{ type: 'assigned', person, ...(role && { role }) }] };
  return present ? assigned : (full(incident) ?? assigned);
}

function full({ id, responders }: Incident): Decision | undefined {
  return responders.length < RESPONDERS_LIMIT
    ? undefined
    : refuse(
        'bad_argument',
        `${id} has ${RESPONDERS_LIMIT} responders, and no room for more; let one leave.`,
      );
}

function decideHold(incident: Incident, note: string | undefined, now: number): Decision {
  const { id, status, hold, holds = [] } = incident;
  if (!isActive(status)) return { refusal: impossible('hold', incident, now) };
  if (hold) {
    const since = `${id} is on hold already, since ${ago(hold.at, now)} by ${hold.by.name}`;
    return refuse('already_so', `${since}; \`/im resume\` lets its clocks run on.`);
  }
  return holds.length < HOLDS_LIMIT
    ? { events: [{ type: 'put_on_hold', ...withNote(note) }] }
    : refuse('bad_argument', `${id} was on hold ${HOLDS_LIMIT} times, and cannot be once more.`);
}

function decideNote(text: string, quoted: Quotation | undefined): Decision {
  const note = text.trim();
  if (!note && !quoted) return refuse('bad_argument', 'A note needs a text.');
  if (note.length > NOTE_LIMIT) {
    return refuse(
      'bad_argument',
      `A note has at most ${NOTE_LIMIT} characters; this one has ${note.length}.`,
    );
  }
  return { events: [{ type: 'noted', text: note, ...(quoted && { quoted }) }] };
}

function decideUpdate(text: string): Decision {
  if (!text) return refuse('bad_argument', 'A status update needs a text.');
  if (text.length > NOTE_LIMIT) {
    return refuse(
      'bad_argument',
      `A status update has at most ${NOTE_LIMIT} characters; this one has ${text.length}.`,
    );
  }
  return { events: [{ type: 'update_posted', text }] };
}

function decideLink({ id, links = [] }: Incident, written: string, title: string | undefined): Decision {
  const url = webAddress(written);
  if (url === undefined)
    return refuse(
      'bad_argument',
      'A link needs the address of a web page, https://…, of at most 1000 characters and without a secret in it.',
    );
  if (links.some((link) => link.url === url)) return refuse('already_so', `${id} has that link already.`);
  if (title && title.length > TITLE_LIMIT)
    return refuse('bad_argument', `A link's title has at most ${TITLE_LIMIT} characters.`);
  return links.length < WEB_LINKS_LIMIT
    ? { events: [{ type: 'linked', url, ...(title && { title }) }] }
    : refuse('bad_argument', `${id} has ${WEB_LINKS_LIMIT} links, and no room for more; put it into a note.`);
}

function decideTitle(incident: Incident, title: string): Decision {
  if (!title) return refuse('bad_argument', 'A title needs a text.');
  if (title.length > TITLE_LIMIT) {
    return refuse(
      'bad_argument',
      `A title has at most ${TITLE_LIMIT} characters; this one has ${title.length}.`,
    );
  }
  if (title === incident.title) return refuse('already_so', `${incident.id} has that title already.`);
  return { events: [{ type: 'title_changed', from: incident.title, to: title }] };
}
