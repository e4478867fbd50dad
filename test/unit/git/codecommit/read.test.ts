import { describe, expect, it } from 'vitest';
import { codecommitWith } from '../../../../src/git/codecommit/source.ts';
import { bytes, CERTIFICATES, notification, SENT_AT, signed, TOPIC } from '../../../fakes/sns/sender.ts';
import {
  deliveryOf,
  expectGolden,
  expectNeverToThrow,
  fixturesOf,
  type Fixture,
} from '../../../harness/source-fixtures.ts';

const source = codecommitWith(() => Promise.resolve(CERTIFICATES.usual));
const intake = source.create(
  { topics: [TOPIC], leastSignatureVersion: 2 },
  { tenant: 'default', integration: 'codecommit' },
);
const fixtures = fixturesOf('codecommit');
const fixture = (name: string): Fixture => fixtures.find((one) => one.name === name)!;
const event = (name: string): Record<string, unknown> =>
  JSON.parse((fixture(name).body as { Message: string }).Message) as Record<string, unknown>;
const read = (what: unknown) => intake.read(deliveryOf({}, signed(notification(JSON.stringify(what)))));

const unsigned = { ...notification(''), Signature: '' };

describe('an event of CodeCommit', () => {
  it.each(fixtures.map(({ name }) => name))('is read: %s', async (name) => {
    const { headers, body } = fixture(name);
    await expectGolden('codecommit', name, intake.read(deliveryOf(headers, body)));
  });

  it('tells of a merge once, though it comes twice', () => {
    const [one, two] = ['pull-request-merged', 'pull-request-merged-closed'].map((name) => read(event(name)));
    const keys = [one, two].map((reading) =>
      reading?.kind === 'read' ? reading.changes?.[0]?.key : undefined,
    );
    expect(keys[0]).toBe('payments#227 merged');
    expect(keys[1]).toBe(keys[0]);
  });

  it.each([
    ['of another service', { ...event('branch-created'), source: 'aws.ec2' }, 'ignored', 'of aws.ec2'],
    ['that is new', { ...event('branch-created'), 'detail-type': 'CodeCommit Dance' }, 'ignored', 'Dance'],
    ['without its detail', { ...event('branch-created'), detail: 7 }, 'unparsed', 'detail: '],
    ['that is none', { hello: 'world' }, 'unparsed', 'no event of EventBridge'],
  ])('%s is told apart', (_what, what, kind, reason) => {
    const reading = read(what);
    expect(reading.kind).toBe(kind);
    expect('reason' in reading && reading.reason).toContain(reason);
  });

  it('is verified as a message of SNS', async () => {
    const good = bytes(signed(notification(JSON.stringify(event('branch-created')))));
    expect(await intake.verify({ headers: {}, body: good }, SENT_AT)).toMatchObject({ verified: true });
    expect(await intake.verify({ headers: {}, body: bytes(event('branch-created')) }, SENT_AT)).toMatchObject(
      {
        verified: false,
      },
    );
  });

  it('of a test of the way in is read', () => {
    const { headers, body } = source.sample(SENT_AT);
    expect(intake.read(deliveryOf(headers, Buffer.from(body)))).toMatchObject({
      changes: [{ type: 'push', branch: 'main', commits: [], truncated: {}, at: SENT_AT }],
    });
  });

  it('never makes reading throw, whatever comes', () => {
    expectNeverToThrow((delivery) => intake.read(delivery), fixtures);
    const within = fixtures.map(({ name, headers }) => ({ name, headers, body: event(name) }));
    expectNeverToThrow(
      ({ body }) => intake.read(deliveryOf({}, { ...unsigned, Message: Buffer.from(body).toString() })),
      within,
    );
  });
});
