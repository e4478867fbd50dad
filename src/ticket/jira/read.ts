import { z } from 'zod';
import { markOf } from '../../incident/ticket-mark.ts';
import { bounded, epoch, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { TicketChange } from '../../inbox/ticket-change.ts';

const KEY = /^[A-Z][A-Z0-9_]*-\d+$/;

const user = z
  .object({
    accountId: z.string().nullish(),
    key: z.string().nullish(),
    name: z.string().nullish(),
    displayName: z.string().nullish(),
  })
  .nullish();

const body = z.object({
  timestamp: z.number().nullish(),
  webhookEvent: z.string(),
  user,
  issue: z
    .object({
      id: z.string().nullish(),
      key: z.string().regex(KEY),
      self: z.string().nullish(),
      fields: z
        .object({
          status: z
            .object({ name: z.string(), statusCategory: z.object({ key: z.string() }).nullish() })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  changelog: z
    .object({
      items: z.array(
        z.object({
          field: z.string(),
          fieldId: z.string().nullish(),
          fromString: z.string().nullish(),
        }),
      ),
    })
    .nullish(),
  comment: z
    .object({
      id: z.string().nullish(),
      body: z.unknown(),
      author: user,
      updateAuthor: user,
      // The role or group to which it is shown, where that is not everybody who sees the issue.
      visibility: z.unknown().optional(),
      updated: z.string().nullish(),
    })
    .nullish(),
});

type Body = z.infer<typeof body>;
type Issue = NonNullable<Body['issue']>;

/**
 * Reads a webhook of Jira Cloud or Jira Data Center.
 * @param key of the change: a delivery has one at most.
 * Source: Atlassian Developer, "Webhooks", "Issue", "Comment".
 */
export function readJira(delivery: Delivery, key: string): Reading {
  const read = jsonBody(delivery.body, body);
  if ('problem' in read)
    return { kind: 'unparsed', reason: `the body is no webhook of Jira: ${read.problem}` };
  const { value } = read;
  const { webhookEvent: event, issue } = value;
  if (!/^(?:jira:issue_(?:updated|deleted)|comment_(?:created|updated|deleted))$/.test(event))
    return { kind: 'ignored', reason: `nothing follows from the event ${bounded(event, 100)}` };
  if (!issue) return { kind: 'unparsed', reason: `the event ${event} has no issue` };
  const told = { key, receivedAt: delivery.receivedAt };
  if (event === 'jira:issue_deleted')
    return tickets({ ...baseOf(value, issue, value.user, told), type: 'deleted' });
  if (event.startsWith('comment_')) return readComment(value, issue, told);
  const items = value.changelog?.items ?? [];
  // A move may change the status as well: the other project may have other statuses.
  const renamed = items.find(({ field }) => field === 'Key');
  const move = renamed && movedFrom(value, issue, renamed.fromString, told);
  if (!items.some(({ field, fieldId }) => field === 'status' || fieldId === 'status')) {
    if (move) return tickets(move);
    return { kind: 'ignored', reason: 'nothing follows from what was changed: it is not the status' };
  }
  const status = issue.fields?.status;
  if (!status?.statusCategory) return { kind: 'unparsed', reason: 'the issue has no category of its status' };
  return tickets(...(move ? [move] : []), {
    ...baseOf(value, issue, value.user, told),
    type: 'status',
    status: bounded(status.name, MOST.name),
    // However a workflow calls its statuses, each has one of three categories.
    done: status.statusCategory.key === 'done',
  });
}

/**
 * A move changes the fields `project` and `Key`, and keeps the id of the issue.
 * @param before the key that it had. Source: Atlassian Support, "Move an issue to another project".
 */
function movedFrom(
  value: Body,
  issue: Issue,
  before: string | null | undefined,
  told: { readonly key: string; readonly receivedAt: number },
): TicketChange {
  const from = before && KEY.test(before) ? addressOf(issue, before) : undefined;
  return {
    ...baseOf(value, issue, value.user, { ...told, key: bounded(`${told.key} moved`, MOST.key) }),
    type: 'moved',
    ...(from !== undefined && { from }),
  };
}

/** Who deletes a comment is not told by Jira. */
function readComment(
  value: Body,
  issue: Issue,
  told: { readonly key: string; readonly receivedAt: number },
): Reading {
  const { comment, webhookEvent: event, user: by } = value;
  if (!comment) return { kind: 'unparsed', reason: `the event ${event} has no comment` };
  const { id, author, updateAuthor, body: words } = comment;
  if (comment.visibility)
    return { kind: 'ignored', reason: 'a comment that not everybody may read who sees the ticket' };
  const name = typeof id === 'string' ? bounded(id, MOST.key) : undefined;
  const marked = markOf(typeof words === 'string' ? words : addressAtEnd(words));
  const said = { text: bounded(textIn(words), MOST.text), ...(marked && { marked }) };
  if (event === 'comment_created')
    return tickets({
      ...baseOf(value, issue, author ?? updateAuthor, told),
      ...(name !== undefined && { key: bounded(`comment ${name}`, MOST.key), comment: name }),
      type: 'comment',
      ...said,
    });
  if (name === undefined) return { kind: 'unparsed', reason: `the event ${event} has no id of the comment` };
  if (event === 'comment_deleted')
    return tickets({
      ...baseOf(value, issue, by, told),
      type: 'comment_deleted',
      comment: name,
      ...(marked && { marked }),
    });
  const at = instant(comment.updated);
  return tickets({
    ...baseOf(value, issue, updateAuthor ?? author, told),
    ...(at !== undefined && { at }),
    type: 'comment_edited',
    comment: name,
    ...said,
  });
}

const tickets = (...all: readonly TicketChange[]): Reading => ({ kind: 'read', tickets: all });

/** @returns the address of its site, of which `self` is a part: `https://acme.atlassian.net/rest/api/2/issue/10001`. */
const siteOf = ({ self }: Issue): string | undefined =>
  /^(https?:\/\/.+?)\/rest\/api\//.exec(self ?? '')?.[1];

/** @returns where people open an issue. */
function addressOf(issue: Issue, key: string): string | undefined {
  const site = siteOf(issue);
  return site === undefined ? undefined : webAddress(`${site}/browse/${key}`);
}

function baseOf(
  { timestamp }: Body,
  issue: Issue,
  by: Body['user'],
  { key, receivedAt }: { readonly key: string; readonly receivedAt: number },
) {
  const [site, url] = [siteOf(issue), addressOf(issue, issue.key)];
  const id = issue.id && /^\d+$/.test(issue.id) ? issue.id : undefined;
  const lasting = site && id && webAddress(`${site}/rest/api/2/issue/${id}`);
  return {
    ticket: bounded(issue.key, MOST.key),
    ...(url !== undefined && { url }),
    ...(lasting && { lasting }),
    by: bounded(by?.displayName ?? 'somebody', MOST.name),
    account: bounded(by?.accountId ?? by?.key ?? by?.name ?? '', MOST.name),
    at: epoch(timestamp) ?? receivedAt,
    key,
  };
}

/** @returns the text of a comment, which is one of wiki markup, or a document of nodes. */
function textIn(node: unknown, deep = 0): string {
  if (typeof node === 'string') return node;
  if (typeof node !== 'object' || node === null || deep > 20) return '';
  const { text, content, type } = node as { text?: unknown; content?: unknown; type?: unknown };
  const inner = Array.isArray(content) ? content.map((one) => textIn(one, deep + 1)).join('') : '';
  return `${typeof text === 'string' ? text : ''}${inner}${type === 'paragraph' ? '\n' : ''}`.slice(
    0,
    MOST.text,
  );
}

/** @returns the text of a document with the addresses of its links behind them, and quotations as those of mails. */
function addressAtEnd(node: unknown, deep = 0): string {
  if (typeof node !== 'object' || node === null || deep > 20) return '';
  const { text, content, marks, type } = node as Record<'text' | 'content' | 'marks' | 'type', unknown>;
  const written = Array.isArray(content) ? content.map((one) => addressAtEnd(one, deep + 1)).join('\n') : '';
  const inner = type === 'blockquote' ? written.replace(/^/gm, '> ') : written;
  const links = (Array.isArray(marks) ? marks : []).map((mark: unknown) => {
    const { attrs } = (mark ?? {}) as { attrs?: { href?: unknown } };
    return typeof attrs?.href === 'string' ? ` ${attrs.href} ` : '';
  });
  return `${typeof text === 'string' ? text : ''}${links.join('')}${inner}`.slice(0, MOST.text);
}
