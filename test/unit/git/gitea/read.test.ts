import { describe, expect, it } from 'vitest';
import { gitea } from '../../../../src/git/gitea/source.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { readAsGolden, readWhateverComes, type Example } from '../../../harness/examples.ts';
import {
  deliveryOf,
  expectGolden,
  expectNeverToThrow,
  fixturesOf,
  RECEIVED_AT,
} from '../../../harness/source-fixtures.ts';

const intake = gitea.create(
  { signingSecret: 'secret-of-the-test' },
  { tenant: 'default', integration: 'gitea' },
);
const fixtures = fixturesOf('gitea');
const fixture = (name: string) => fixtures.find((one) => one.name === name)!;
const body = (name: string) => fixture(name).body as Record<string, unknown>;
const read = (event: string, what: unknown): Reading =>
  intake.read(deliveryOf({ 'x-gitea-event': event, 'x-gitea-delivery': 'd-1' }, what));

const published = ({ event, body: bytes }: Pick<Example, 'event' | 'body'>): Reading =>
  intake.read(deliveryOf({ 'x-gitea-event': event, 'x-gitea-delivery': 'd-1' }, bytes));

describe('the examples of Gitea that are published', () => {
  readAsGolden('gitea', published);
  readWhateverComes('gitea', published);
});

describe('a delivery of Gitea', () => {
  it.each(fixtures.map(({ name }) => name))('tells of its change: %s', async (name) => {
    const { headers, body } = fixture(name);
    await expectGolden('gitea', name, intake.read(deliveryOf(headers, body)));
  });

  it('is known by its bytes: what is replayed has another id', () => {
    const key = (headers: Record<string, string>, what: unknown) => intake.key(deliveryOf(headers, what));
    expect(key({ 'x-gitea-delivery': 'a' }, body('push'))).toBe(
      key({ 'x-gitea-delivery': 'b' }, body('push')),
    );
    expect(key({ 'x-gitea-delivery': 'a' }, body('push'))).not.toBe(
      key({ 'x-gitea-delivery': 'a' }, body('push-new-branch')),
    );
  });

  it('is read with the headers of Forgejo alone', () => {
    expect(intake.read(deliveryOf({ 'x-forgejo-event': 'push' }, body('push')))).toMatchObject({
      kind: 'read',
      changes: [{ type: 'push', key: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    });
  });

  it.each([
    ['a test by the API', 'push', { ...body('push'), before: body('push').after }, 'a test delivery'],
    [
      'a test by the button',
      'push',
      { ...body('push'), before: '0'.repeat(40), after: '0'.repeat(40) },
      'a test delivery',
    ],
    ['a tag that is pushed', 'push', { ...body('push'), ref: 'refs/tags/v1' }, 'events create and delete'],
    ['a branch that is gone', 'push', { ...body('push'), after: '0'.repeat(40) }, 'event delete'],
    ['notes', 'push', { ...body('push'), ref: 'refs/notes/commits' }, 'refs/notes/commits'],
    ['a label', 'pull_request', { ...body('pull-request-opened'), action: 'label_updated' }, 'label_updated'],
    [
      'a comment on an issue',
      'issue_comment',
      { ...body('pull-request-comment'), is_pull: false },
      'on an issue',
    ],
    [
      'a comment that was edited',
      'issue_comment',
      { ...body('pull-request-comment'), action: 'edited' },
      'was edited',
    ],
    ['a fork', 'fork', {}, 'event fork'],
    ['a name of every object', 'constructor', {}, 'event constructor'],
  ])('is ignored with the reason: %s', (_what, event, what, reason) => {
    const reading = read(event, what);
    expect(reading).toMatchObject({ kind: 'ignored' });
    expect('reason' in reading && reading.reason).toContain(reason);
  });

  it.each([
    ['no JSON', deliveryOf({ 'x-gitea-event': 'push' }, Buffer.from('{')), 'no JSON'],
    ['no repository', deliveryOf({ 'x-gitea-event': 'push' }, { ref: 'refs/heads/a' }), 'repository: '],
    ['no event', deliveryOf({}, body('push')), 'X-Gitea-Event'],
  ])('is kept unparsed with the reason: %s', (_what, delivery, reason) => {
    const reading = intake.read(delivery);
    expect(reading).toMatchObject({ kind: 'unparsed' });
    expect('reason' in reading && reading.reason).toContain(reason);
  });

  it('marks what is cut short, and cuts what is too long', () => {
    const [commit] = body('push').commits as Record<string, unknown>[];
    const long = {
      ...body('push'),
      ref: `refs/heads/${'b'.repeat(9_000)}`,
      commits: [{ ...commit, message: 'm'.repeat(99_000), added: Array(5_000).fill('f') }],
      total_commits: 1,
    };
    const reading = read('push', long);
    expect(reading).toMatchObject({ changes: [{ commits: [{ filesTruncated: true }] }] });
    expect(JSON.stringify(reading).length).toBeLessThan(40_000);
    expect(reading).not.toHaveProperty('changes.0.truncated');
  });

  it('of a new branch says how many commits it has up to nine', () => {
    const [commit] = body('push-new-branch').commits as object[];
    const truncated = (more: object): unknown => {
      const reading = read('push', { ...body('push-new-branch'), commits: [commit], ...more });
      return reading.kind === 'read' && reading.changes?.[0]?.type === 'push' && reading.changes[0].truncated;
    };
    expect(truncated({ total_commits: 9 })).toEqual({ total: 9 });
    expect(truncated({ total_commits: 10 })).toEqual({});
    expect(truncated({ total_commits: 10, commits: Array(10).fill(commit) })).toEqual({});
    expect(truncated({ total_commits: 10, before: 'a'.repeat(40) })).toEqual({ total: 10 });
  });

  it('of a test of the way in is read', () => {
    const { headers, body } = gitea.sample(RECEIVED_AT);
    expect(intake.read(deliveryOf(headers, Buffer.from(body)))).toMatchObject({
      kind: 'read',
      changes: [{ type: 'push', branch: 'main' }],
    });
  });

  it('never throws, whatever comes', () => {
    expectNeverToThrow((delivery) => intake.read(delivery), fixtures);
  });
});
