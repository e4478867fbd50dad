import { span } from '../incident/age.ts';
import type { Incident } from '../incident/incident.ts';
import type { CommandName } from '../incident/command.ts';
import type { CommandReply } from '../incident/reply.ts';
import { isActive } from '../incident/status.ts';
import type { Message } from './message.ts';
import { spokenDeadlines } from './next.ts';
import { plain, type Text } from './text.ts';

/** Where the policy counts only those whom it has paged, an incident stays open. */
const counts = ({ status }: Incident): boolean => status !== 'open';

const DONE: Record<CommandName, (reply: CommandReply) => string> = {
  ack: ({ incident }) => (counts(incident) ? `acknowledged ${incident.id}` : `is on ${incident.id}`),
  mitigate: ({ incident }) => `marked ${incident.id} as mitigated`,
  resolve: ({ incident }) => `resolved ${incident.id}`,
  close: ({ incident }) => `closed ${incident.id}`,
  reopen: ({ incident }) => `reopened ${incident.id}`,
  escalate: ({ incident }) => `escalated ${incident.id}`,
  assign: ({ incident }) => `changed the responders of ${incident.id}`,
  note: ({ incident }) => `noted that on the timeline of ${incident.id}`,
  update: ({ incident }) => `posted a status update of ${incident.id}`,
  link: ({ incident }) => `linked that to ${incident.id}`,
  hold: ({ incident }) => `put ${incident.id} on hold`,
  resume: ({ incident }) => `took ${incident.id} off hold`,
  join: ({ incident }) => `joined ${incident.id}`,
  leave: ({ incident }) => `left ${incident.id}`,
  severity: ({ incident }) => `made ${incident.id} a ${incident.severity}`,
  title: ({ incident }) => `named ${incident.id} “${incident.title}”`,
};

const MARKED: ReadonlySet<CommandName> = new Set(['ack', 'mitigate', 'resolve', 'close']);

function elapsed({ command, done, incident }: CommandReply): Text {
  if (!MARKED.has(command)) return [];
  return [', ', span(done.at - incident.declared.at), ' after it was declared'];
}

function first({ command, incident, done }: CommandReply): Text {
  const mark = incident.firstAcknowledged;
  if (command !== 'ack' || !mark || mark.at === done.at) return [];
  return [` ${mark.by.name} was the first to acknowledge, at `, { time: mark.at }, '.'];
}

function notPaged({ command, incident }: CommandReply): Text {
  if (command !== 'ack') return [];
  if (!counts(incident)) {
    return [
      ' You were not paged, and this policy waits for somebody who was: ',
      { bold: 'paging goes on' },
      '. To stop it, mitigate or resolve the incident, or become its commander.',
    ];
  }
  return incident.acknowledged?.notPaged ? [' You were not among those who were paged.'] : [];
}

function assignment({ command, incident }: CommandReply): Text {
  if (command !== 'assign') return [];
  const who = incident.responders.map(({ person, role }) =>
    role ? `${person.name} (${role})` : person.name,
  );
  return [` Now: ${who.join(', ')}.`];
}

/** What leaves every deadline as it was: to tell them all again would only hide the answer. */
const TIMELESS: ReadonlySet<CommandName> = new Set([
  'assign',
  'note',
  'update',
  'link',
  'join',
  'leave',
  'title',
]);

/** The authoritative answer to a command: who did it, when, which timers that stopped and what is due now. */
export function replyMessage(reply: CommandReply): Message {
  const { done, cancelled, deadlines, incident } = reply;
  const text: Text = [
    { bold: done.by.name },
    ` ${DONE[reply.command](reply)} at `,
    { time: done.at },
    ...elapsed(reply),
    '.',
    ...(reply.outcome ? [' ', ...reply.outcome] : []),
    ...first(reply),
    ...notPaged(reply),
    ...assignment(reply),
  ];
  const line = (lead: string, spoken: Text): Text => (spoken.length > 0 ? [lead, ...spoken, '.'] : []);
  const stopped = line('Stopped: ', spokenDeadlines(cancelled));
  const isDue = isActive(incident.status) && !TIMELESS.has(reply.command);
  const due = isDue ? line('Still due: ', spokenDeadlines(deadlines)) : [];
  return {
    summary: plain(text),
    sections: [
      { text },
      ...[stopped, due].filter((part) => part.length > 0).map((footnote) => ({ footnote })),
    ],
  };
}
