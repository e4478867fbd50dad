import { asWritten, type Due } from '../escalation/due-step.ts';
import { escalate, policySettings, restartEscalation } from './escalate.ts';
import { NOTE_LIMIT, RESPONDERS_LIMIT, TITLE_LIMIT, type Command } from './command.ts';
import type { EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import type { Person } from './person.ts';
import type { Quotation } from './quotation.ts';
import { closedForGood, impossible, type Refusal } from './refusal.ts';
import { statusAfter, type Transition } from './status.ts';

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
      return transition(incident, 'ack', now, () => [{ type: 'acknowledged' }]);
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
    case 'join':
      if (incident.responders.some((r) => r.person.id === by.id))
        return refuse('already_so', `You are a responder of ${incident.id} already.`);
      return full(incident) ?? { events: [{ type: 'joined' }] };
    case 'leave':
      return incident.responders.some((r) => r.person.id === by.id)
        ? { events: [{ type: 'left' }] }
        : refuse('not_a_responder', `You are not a responder of ${incident.id}.`);
    case 'severity':
      return command.severity === incident.severity
        ? refuse('already_so', `${incident.id} is ${incident.severity} already.`)
        : { events: [{ type: 'severity_changed', from: incident.severity, to: command.severity }] };
    case 'title':
      return decideTitle(incident, command.title.trim());
  }
}

function transition(incident: Incident, name: Transition, now: number, events: () => EventBody[]): Decision {
  if (!statusAfter(name, incident.status)) return { refusal: impossible(name, incident, now) };
  return { events: events() };
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
  return { events: escalate(plan.escalation, incident, 'asked', now, due, note) };
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
