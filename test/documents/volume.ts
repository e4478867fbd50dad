import { concernsResponders, notificationOf } from '../../src/chat/notification.ts';
import type { EventBody, IncidentEvent } from '../../src/incident/event.ts';
import { MUSTER } from '../../src/incident/person.ts';
import { ANA, NOON } from '../unit/incident/fixture.ts';

const PAGE = { type: 'escalated', policy: 'p', step: 0, steps: 1, round: 0, targets: [] } as const;
const FAILED = { type: 'notification_failed', target: 'main/#a', code: 'x', reason: 'y' } as const;

/** What happens, in the order of an incident's life, by what people call it. */
const NEWS: Readonly<Record<string, EventBody>> = {
  declared: { type: 'declared', title: 't', severity: 'SEV-1' },
  'nobody is paged': { type: 'nobody_paged', settings: [] },
  'the first page': { ...PAGE, cause: 'declared' },
  acknowledged: { type: 'acknowledged' },
  'a further escalation step': { ...PAGE, cause: 'not acknowledged' },
  'nobody has been reached': { type: 'escalation_exhausted', policy: 'p' },
  'SLA warning': { type: 'sla_warning', clock: 'resolve', dueAt: NOON },
  'SLA breach': { type: 'sla_breached', clock: 'resolve', dueAt: NOON },
  'an acknowledgement expired': { type: 'acknowledgement_expired' },
  'joined, left, assigned': { type: 'assigned', person: ANA },
  noted: { type: 'noted', text: 'x' },
  'a status update': { type: 'update_posted', text: 'x' },
  'a severity raised': { type: 'severity_changed', from: 'SEV-2', to: 'SEV-1' },
  'a severity lowered': { type: 'severity_changed', from: 'SEV-1', to: 'SEV-2' },
  'a title changed': { type: 'title_changed', from: 'a', to: 'b' },
  'a message that went elsewhere': { ...FAILED, fallback: 'main/#b' },
  'a message that went nowhere': FAILED,
  mitigated: { type: 'mitigated' },
  resolved: { type: 'resolved' },
  reopened: { type: 'reopened' },
  closed: { type: 'closed' },
};

function row(words: string, body: EventBody): string {
  const event: IncidentEvent = { ...body, by: MUSTER, at: NOON, sequence: 1 };
  const notification = notificationOf(event);
  if (!notification) throw new Error(`${words} is news to nobody`);
  const where =
    notification.type === 'created'
      ? 'the card itself'
      : notification.loud
        ? 'loud: posted in the channel'
        : 'quiet: in the thread';
  const directly = concernsResponders(event) ? 'who chose `all`' : '';
  return `| ${words} | ${notification.type} | ${where} | ${directly} |`;
}

/** @returns which news is loud and which quiet, as a table; each edits the card as well. */
export function volumes(): string {
  const rows = Object.entries(NEWS).map(([words, body]) => row(words, body));
  return ['| what happens | type | how | responders directly |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
