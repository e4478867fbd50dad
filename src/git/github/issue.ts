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
  // Of a transfer one webhook of the repository that is left tells, and one of the other, each of what is on the other side.
  changes: z
    .object({
      old_issue: z.object({ html_url: z.string() }).nullish(),
      new_issue: z.object({ number: z.number(), html_url: z.string() }).nullish(),
      new_repository: common.repository.nullish(),
    })
    .nullish(),
});

type Event = z.infer<typeof event>;

/** The event `issues`: an issue closed, reopened, deleted or transferred to another repository. */
export const readIssue = bySchema(event, readOne);

function readOne(body: Event, told: Told): Reading {
  const { action, issue } = body;
  if (action === 'deleted') return tickets({ ...baseOf(body, told, undefined), type: 'deleted' });
  const move = movedIn(body, told);
  if (move) return tickets(move);
  if (action === 'transferred') return unparsed('it does not say where the issue went');
  if (action !== 'closed' && action !== 'reopened') return otherAction('issues', action);
  const done = action === 'closed';
  const at = done ? (issue.closed_at ?? issue.updated_at) : issue.updated_at;
  return tickets({ ...baseOf(body, told, at), type: 'status', status: action, done });
}

/** Source: GitHub Docs, "Webhook events and payloads", `issues`, with the actions `opened` and `transferred`. */
function movedIn({ action, issue, changes, ...body }: Event, told: Told): TicketChange | undefined {
  const { old_issue: old, new_issue: now, new_repository: repository } = changes ?? {};
  const at = issue.updated_at;
  const from = webAddress(action === 'opened' ? old?.html_url : issue.html_url);
  if (from === undefined) return undefined;
  if (action === 'opened') return { ...baseOf({ ...body, issue }, told, at), type: 'moved', from };
  if (action !== 'transferred' || !now || !repository) return undefined;
  return { ...baseOf({ ...body, repository, issue: now }, told, at), type: 'moved', from };
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
  { repository, sender, issue }: Omit<Parameters<typeof ticketComment>[0], 'action' | 'comment'>,
  { key, receivedAt }: Told,
  at: string | null | undefined,
) {
  const url = webAddress(issue.html_url);
  const lasting = lastingAddress(repository, issue.number);
  const login = bounded(sender?.login ?? 'ghost', MOST.name);
  return {
    ticket: bounded(`${repository.full_name}#${issue.number}`, MOST.key),
    ...(url !== undefined && { url }),
    ...(lasting !== undefined && { lasting }),
    by: login,
    account: login,
    at: instant(at) ?? receivedAt,
    key,
  };
}

/** A repository keeps its id when it is renamed or goes to another owner, and an issue its number within it. */
function lastingAddress({ id, html_url: page }: Event['repository'], number: number): string | undefined {
  const site = /^https?:\/\/[^/]+/i.exec(page)?.[0];
  return id && site !== undefined ? webAddress(`${site}/repositories/${id}/issues/${number}`) : undefined;
}
