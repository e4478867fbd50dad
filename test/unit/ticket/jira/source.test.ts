import { describe, expect, it } from 'vitest';
import { readGitHub } from '../../../../src/git/github/read.ts';
import type { TicketChange } from '../../../../src/inbox/ticket-change.ts';
import { hubSignature } from '../../../../src/signature/hub-signature.ts';
import { jira } from '../../../../src/ticket/jira/source.ts';
import {
  deliveryOf,
  expectGolden,
  expectNeverToThrow,
  fixturesOf,
} from '../../../harness/source-fixtures.ts';

const settings = {
  signingSecret: 'a-secret-of-the-test-01',
  previousSigningSecret: 'the-one-before-it-01',
};
const intake = jira.create(settings, { tenant: 'default', integration: 'jira' });
const bytes = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body));
const AT = 1_772_366_400_000;
const user = { accountId: '5b10a2844c20165700ede21g', displayName: 'Ana Li' };
const issue = {
  id: '10002',
  key: 'PAY-17',
  self: 'https://acme.atlassian.net/rest/api/2/issue/10002',
  fields: { status: { name: 'Erledigt', statusCategory: { key: 'done' } } },
};
const status = {
  timestamp: AT,
  webhookEvent: 'jira:issue_updated',
  user,
  issue,
  changelog: { items: [{ field: 'status' }] },
};
const read = (body: unknown, headers: Record<string, string> = { 'x-atlassian-webhook-identifier': 'd1' }) =>
  intake.read({ tenant: 'default', integration: 'jira', receivedAt: AT + 9, headers, body: bytes(body) });
const one = (body: unknown): TicketChange => {
  const reading = read(body);
  if (reading.kind !== 'read' || reading.tickets?.length !== 1) throw new Error(JSON.stringify(reading));
  return reading.tickets[0]!;
};

const fixtures = fixturesOf('jira');

describe('webhooks of Jira', () => {
  it.each(fixtures)('are read: $name', async ({ name, headers, body }) => {
    await expectGolden('jira', name, intake.read(deliveryOf(headers, body)));
  });

  it('never make reading throw, whatever stands in them', () => {
    expectNeverToThrow((delivery) => intake.read(delivery), fixtures);
  });

  // Atlassian's own example of the signature. Source: Atlassian Developer, "Webhooks", "Secure admin webhooks".
  it('are signed as Atlassian shows it', () => {
    const body = new TextEncoder().encode('Hello World!');
    expect(hubSignature("It's a Secret to Everybody", body)).toBe(
      'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
    );
  });

  it('are believed with the present secret and the one before, and with no other', () => {
    const body = bytes(status);
    const verdict = (signature: string | undefined) =>
      intake.verify({ headers: { 'x-hub-signature': signature }, body }, AT);
    expect(verdict(hubSignature(settings.signingSecret, body))).toEqual({ verified: true, by: 'signature' });
    expect(verdict(hubSignature(settings.previousSigningSecret, body))).toMatchObject({ verified: true });
    expect(verdict(hubSignature('another-secret', body))).toMatchObject({ verified: false });
    expect(verdict(undefined)).toMatchObject({ verified: false });
  });

  it('tell of a status by its category, however it is called', () => {
    expect(one(status)).toEqual({
      ticket: 'PAY-17',
      url: 'https://acme.atlassian.net/browse/PAY-17',
      lasting: 'https://acme.atlassian.net/rest/api/2/issue/10002',
      by: 'Ana Li',
      account: '5b10a2844c20165700ede21g',
      at: AT,
      key: 'd1',
      type: 'status',
      status: 'Erledigt',
      done: true,
    });
    const back = {
      ...issue,
      fields: { status: { name: 'Done?', statusCategory: { key: 'indeterminate' } } },
    };
    expect(one({ ...status, issue: back })).toMatchObject({ done: false });
  });

  it('tell of comments, as text or as a document, and of what is deleted', () => {
    const comment = { id: '10100', author: user, body: 'On it' };
    expect(one({ timestamp: AT, webhookEvent: 'comment_created', issue, comment })).toMatchObject({
      type: 'comment',
      key: 'comment 10100',
      text: 'On it',
      by: 'Ana Li',
    });
    const document = {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'On ' },
            { type: 'text', text: 'it' },
          ],
        },
      ],
    };
    expect(
      one({ timestamp: AT, webhookEvent: 'comment_created', issue, comment: { ...comment, body: document } }),
    ).toMatchObject({ text: 'On it\n' });
    expect(one({ ...status, webhookEvent: 'jira:issue_deleted' })).toMatchObject({ type: 'deleted' });
  });

  it('tell of no comment that not everybody may read who sees the ticket', () => {
    const comment = { id: '10100', author: user, body: 'On it' };
    const told = { timestamp: AT, webhookEvent: 'comment_created', issue };
    const visibility = { type: 'role', value: 'Administrators' };
    expect(read({ ...told, comment: { ...comment, visibility } })).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('not everybody') as string,
    });
    expect(read({ ...told, comment: { ...comment, visibility: null } }).kind).toBe('read');
  });

  it('have the time at which they came where theirs is none', () => {
    for (const timestamp of [1e300, 0, undefined])
      expect(one({ ...status, timestamp })).toMatchObject({ at: AT + 9 });
  });

  it('tell of comments that are changed or deleted, and which Muster wrote itself', () => {
    const comment = {
      id: '10100',
      author: user,
      updateAuthor: user,
      body: 'On it!',
      updated: '2026-03-01T12:00:00.000+0000',
    };
    const told = { timestamp: AT, issue, comment };
    expect(one({ ...told, webhookEvent: 'comment_updated' })).toMatchObject({
      type: 'comment_edited',
      comment: '10100',
      text: 'On it!',
      at: Date.parse('2026-03-01T12:00:00Z'),
    });
    expect(one({ ...told, webhookEvent: 'comment_deleted' })).toMatchObject({
      type: 'comment_deleted',
      comment: '10100',
      by: 'somebody',
    });
    const address = `https://muster.example/incidents/INC-1?ticket=muster-${'a'.repeat(32)}#event-3`;
    const said = (body: unknown) =>
      one({ ...told, webhookEvent: 'comment_created', comment: { ...comment, body } });
    expect(said(`Ana acknowledged.\n\n[INC-1|${address}]`)).toMatchObject({ marked: 'whole' });
    expect(said(`bq. Ana acknowledged. [INC-1|${address}]\n\nreally?`)).toMatchObject({ marked: 'within' });
    const link = { type: 'text', text: 'INC-1', marks: [{ type: 'link', attrs: { href: address } }] };
    const linked = { type: 'paragraph', content: [link] };
    expect(said({ type: 'doc', content: [linked] })).toMatchObject({ marked: 'whole' });
    const words = { type: 'paragraph', content: [{ type: 'text', text: 'really?' }] };
    const quotation = { type: 'blockquote', content: [linked] };
    for (const content of [
      [quotation, words],
      [words, quotation],
    ])
      expect(said({ type: 'doc', content })).toMatchObject({ marked: 'within' });
  });

  it('tell where an issue has gone that was moved to another project, before its new status', () => {
    // A move changes both fields, and keeps the id.
    const items: object[] = [
      { field: 'project', fromString: 'Payments', toString: 'Operations' },
      { field: 'Key', fromString: 'PAY-17', toString: 'OPS-4' },
    ];
    const moved = { ...status, issue: { ...issue, key: 'OPS-4' }, changelog: { items } };
    expect(one(moved)).toMatchObject({
      type: 'moved',
      ticket: 'OPS-4',
      url: 'https://acme.atlassian.net/browse/OPS-4',
      lasting: 'https://acme.atlassian.net/rest/api/2/issue/10002',
      from: 'https://acme.atlassian.net/browse/PAY-17',
      at: AT,
      key: 'd1 moved',
    });
    expect(read({ ...moved, changelog: { items: [...items, { field: 'status' }] } })).toMatchObject({
      tickets: [
        { type: 'moved', key: 'd1 moved' },
        { type: 'status', ticket: 'OPS-4', done: true, key: 'd1' },
      ],
    });
    const strange = [{ field: 'Key', fromString: '../x' }];
    expect(one({ ...moved, changelog: { items: strange } })).not.toHaveProperty('from');
  });

  it('of which nothing follows are passed by, and what is not understood is kept', () => {
    expect(read({ ...status, changelog: { items: [{ field: 'labels' }] } }).kind).toBe('ignored');
    expect(read({ ...status, webhookEvent: 'sprint_started' }).kind).toBe('ignored');
    expect(read({ ...status, issue: undefined }).kind).toBe('unparsed');
    expect(read('no webhook').kind).toBe('unparsed');
    expect(read({ ...status, issue: { ...issue, key: '../x' } }).kind).toBe('unparsed');
  });

  it('have a sample that is read', () => {
    const { headers, body } = jira.sample(AT);
    const reading = read(JSON.parse(body) as unknown, headers);
    expect(reading).toMatchObject({ kind: 'read', tickets: [{ ticket: 'MUSTERTEST-1', done: true }] });
  });
});

describe('webhooks of GitHub', () => {
  const repository = { full_name: 'acme/payments', html_url: 'https://github.com/acme/payments' };
  const told = {
    repository,
    sender: { login: 'ana' },
    issue: {
      number: 42,
      title: 'x',
      html_url: 'https://github.com/acme/payments/issues/42',
      state: 'closed',
      updated_at: '2026-03-01T12:00:05Z',
      closed_at: '2026-03-01T12:00:00Z',
    },
  };
  const readOne = (event: string, body: object) =>
    readGitHub(
      {
        tenant: 'default',
        integration: 'g',
        receivedAt: AT,
        headers: { 'x-github-event': event },
        body: bytes(body),
      },
      'd1',
    );
  const common = {
    ticket: 'acme/payments#42',
    url: told.issue.html_url,
    by: 'ana',
    account: 'ana',
    key: 'd1',
  };

  it.each([
    ['closed', { type: 'status', status: 'closed', done: true, at: Date.parse('2026-03-01T12:00:00Z') }],
    ['reopened', { type: 'status', status: 'reopened', done: false }],
    ['deleted', { type: 'deleted' }],
  ])('tell of an issue that was %s', (action, expected) => {
    const issueNow = action === 'reopened' ? { ...told.issue, state: 'open', closed_at: null } : told.issue;
    const reading = readOne('issues', { ...told, action, issue: issueNow });
    expect(reading).toMatchObject({ kind: 'read', tickets: [{ ...common, ...expected }] });
  });

  it('tell of an issue that was transferred, by the webhook of either repository', () => {
    const from = 'https://github.com/acme/payments/issues/42';
    const there = {
      full_name: 'acme/ops',
      html_url: 'https://github.com/acme/ops',
      id: 777,
    };
    const now = { ...told.issue, number: 4, html_url: 'https://github.com/acme/ops/issues/4' };
    const moved = {
      type: 'moved',
      ticket: 'acme/ops#4',
      url: 'https://github.com/acme/ops/issues/4',
      lasting: 'https://github.com/repositories/777/issues/4',
      from,
      by: 'ana',
    };
    const changes = { new_issue: now, new_repository: there };
    expect(readOne('issues', { ...told, action: 'transferred', changes })).toMatchObject({
      tickets: [moved],
    });
    const opened = { ...told, action: 'opened', repository: there, issue: now };
    const old = { old_issue: told.issue, old_repository: repository };
    expect(readOne('issues', { ...opened, changes: old })).toMatchObject({ tickets: [moved] });
    expect(readOne('issues', opened).kind).toBe('ignored');
    expect(readOne('issues', { ...told, action: 'transferred' }).kind).toBe('unparsed');
  });

  it('tell of comments on issues, and nothing of labels', () => {
    const comment = { body: 'on it', html_url: 'https://github.com/x', created_at: '2026-03-01T12:00:00Z' };
    expect(readOne('issue_comment', { ...told, action: 'created', comment })).toMatchObject({
      tickets: [{ ...common, type: 'comment', text: 'on it' }],
    });
    expect(readOne('issues', { ...told, action: 'labeled' }).kind).toBe('ignored');
    const known = { ...comment, id: 7, updated_at: '2026-03-01T12:01:00Z' };
    expect(readOne('issue_comment', { ...told, action: 'edited', comment: known })).toMatchObject({
      tickets: [{ ...common, type: 'comment_edited', comment: '7', at: Date.parse('2026-03-01T12:01:00Z') }],
    });
    expect(readOne('issue_comment', { ...told, action: 'deleted', comment: known })).toMatchObject({
      tickets: [{ ...common, type: 'comment_deleted', comment: '7', at: AT }],
    });
    const own = `x\n\n[INC-1](https://muster.example/incidents/INC-1?ticket=muster-${'a'.repeat(32)}#event-3)`;
    expect(
      readOne('issue_comment', { ...told, action: 'created', comment: { ...known, body: own } }),
    ).toMatchObject({
      tickets: [{ marked: 'whole' }],
    });
    const answered = `really?\n\n> ${own.replaceAll('\n', '\n> ')}`;
    expect(
      readOne('issue_comment', { ...told, action: 'created', comment: { ...known, body: answered } }),
    ).toMatchObject({
      tickets: [{ marked: 'within' }],
    });
  });
});
