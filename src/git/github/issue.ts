import { z } from 'zod';
import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { TicketChange } from '../../inbox/ticket-change.ts';
import { markOf } from '../../incident/ticket-mark.ts';
import { bySchema, unparsed, type Told } from '../event.ts';
import { otherAction } from './events.ts';
import { common, text } from './repository.ts';

const event = z.object({
  ...common,
  action: z.string(),
  issue: z.object({
    number: z.number(),
    html_url: z.string(),
    state: z.enum(['open', 'closed']),
    updated_at: text,
    closed_at: text,
  }),
});

type Event = z.infer<typeof event>;

/** The event `issues`: an issue closed, reopened or deleted. */
export const readIssue = bySchema(event, readOne);

function readOne(body: Event, told: Told): Reading {
  const { action, issue } = body;
  if (action === 'deleted') return tickets({ ...baseOf(body, told, undefined), type: 'deleted' });
  if (action !== 'closed' && action !== 'reopened') return otherAction('issues', action);
  const done = action === 'closed';
  const at = done ? (issue.closed_at ?? issue.updated_at) : issue.updated_at;
  return tickets({ ...baseOf(body, told, at), type: 'status', status: action, done });
}

/** @returns a comment on an issue that is no pull request, or what became of one. */
export function ticketComment(
  body: Pick<Event, 'repository' | 'sender'> & {
    readonly action: string;
    readonly issue: Pick<Event['issue'], 'number' | 'html_url'>;
    readonly comment: {
      readonly id?: number | null | undefined;
      readonly body?: string | null | undefined;
      readonly created_at?: string | null | undefined;
      readonly updated_at?: string | null | undefined;
    };
  },
  told: Told,
): Reading {
  const { action } = body;
  const { id, body: words, created_at: made, updated_at: changed } = body.comment;
  const marked = markOf(words ?? '');
  const said = { text: bounded(words ?? '', MOST.text), ...(marked && { marked }) };
  const comment = typeof id === 'number' ? String(id) : undefined;
  if (action === 'created')
    return tickets({
      ...baseOf(body, told, made),
      type: 'comment',
      ...said,
      ...(comment !== undefined && { comment }),
    });
  if (comment === undefined) return unparsed(`the comment that was ${action} has no id`);
  return action === 'edited'
    ? tickets({ ...baseOf(body, told, changed), type: 'comment_edited', comment, ...said })
    : tickets({
        ...baseOf(body, told, undefined),
        type: 'comment_deleted',
        comment,
        ...(marked && { marked }),
      });
}

const tickets = (one: TicketChange): Reading => ({ kind: 'read', tickets: [one] });

function baseOf(
  { repository, sender, issue }: Omit<Parameters<typeof ticketComment>[0], 'action'> | Event,
  { key, receivedAt }: Told,
  at: string | null | undefined,
) {
  const url = webAddress(issue.html_url);
  const login = bounded(sender?.login ?? 'ghost', MOST.name);
  return {
    ticket: bounded(`${repository.full_name}#${issue.number}`, MOST.key),
    ...(url !== undefined && { url }),
    by: login,
    account: login,
    at: instant(at) ?? receivedAt,
    key,
  };
}
