import { describe, expect, it } from 'vitest';
import { tagsOf } from '../../../../src/alert/cloudwatch/labels.ts';
import { cloudwatchWith } from '../../../../src/alert/cloudwatch/source.ts';
import { notification, signed, TOPIC, bytes, CERTIFICATES, SENT_AT } from '../../../fakes/sns/sender.ts';
import { examplesOf, readAsGolden } from '../../../harness/examples.ts';
import {
  deliveryOf,
  expectGolden,
  expectNeverToThrow,
  fixturesOf,
  type Fixture,
} from '../../../harness/source-fixtures.ts';

const source = cloudwatchWith(() => Promise.resolve(CERTIFICATES.usual));
const intakeWith = (withoutData: 'ignore' | 'firing' | 'resolved') =>
  source.create(
    { topics: [TOPIC], leastSignatureVersion: 2, withoutData },
    { tenant: 'default', integration: 'alarms' },
  );
const intake = intakeWith('ignore');
const fixtures = fixturesOf('cloudwatch');
const fixture = (name: string): Fixture => fixtures.find((one) => one.name === name)!;
const alarm = (name: string): Record<string, unknown> =>
  JSON.parse((fixture(name).body as { Message: string }).Message) as Record<string, unknown>;
const read = (message: unknown) => intake.read(deliveryOf({}, signed(notification(JSON.stringify(message)))));

const unsigned = { ...notification(''), Signature: '' };

describe('the alarms that AWS publishes', () => {
  // They are as a function of Lambda gets them from the topic.
  readAsGolden('cloudwatch', ({ body }) => {
    const { Records } = JSON.parse(Buffer.from(body).toString()) as {
      Records: { Sns: { Message: string } }[];
    };
    return intake.read(deliveryOf({}, signed(notification(Records[0]!.Sns.Message))));
  });

  it('are of one metric and of several', () => {
    expect(examplesOf('cloudwatch')).toHaveLength(2);
  });
});

describe('a CloudWatch alarm', () => {
  it.each(fixtures.map(({ name }) => name))('is read: %s', async (name) => {
    const { headers, body } = fixture(name);
    await expectGolden('cloudwatch', name, intake.read(deliveryOf(headers, body)));
  });

  it('is known by its ARN, whoever tells of it and however it stands', () => {
    const keys = ['alarm', 'ok', 'event-alarm', 'event-ok'].map((name) => {
      const reading = intake.read(deliveryOf({}, fixture(name).body));
      return reading.kind === 'read' ? reading.alerts?.[0]?.key : undefined;
    });
    expect(new Set(keys)).toEqual(new Set(['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-cpu']));
  });

  it.each(['firing', 'resolved'] as const)('with too few data is %s where that is configured', (status) => {
    const reading = intakeWith(status).read(deliveryOf({}, fixture('insufficient-data').body));
    expect(reading).toMatchObject({ alerts: [{ status }] });
  });

  it('in a state that is not known is kept unparsed', () => {
    expect(read({ ...alarm('alarm'), NewStateValue: 'toString' })).toEqual({
      kind: 'unparsed',
      reason: 'the state toString is none of ALARM, OK and INSUFFICIENT_DATA',
    });
  });

  it('has tags as an object or as a list, and none of what is neither', () => {
    expect(tagsOf({ team: 'payments', odd: 1 })).toEqual([['team', 'payments']]);
    expect(tagsOf([{ Key: 'team', Value: 'payments' }, { key: 'tier', value: '1' }, 3, null])).toEqual([
      ['team', 'payments'],
      ['tier', '1'],
    ]);
    for (const none of [undefined, null, 'team', 7]) expect(tagsOf(none)).toEqual([]);
  });

  it('has no labels without end', () => {
    const Dimensions = Array.from({ length: 5_000 }, (_one, n) => ({
      name: `d${n}`,
      value: 'v'.repeat(9_000),
    }));
    const reading = read({ ...alarm('alarm'), AlarmName: 'a'.repeat(9_000), Trigger: { Dimensions } });
    expect(JSON.stringify(reading).length).toBeLessThan(120_000);
  });

  it('is verified as a message of SNS', async () => {
    const headers = {};
    const good = bytes(signed(notification(JSON.stringify(alarm('alarm')))));
    const other = bytes(signed(notification('{}', { TopicArn: `${TOPIC}2` })));
    expect(await intake.verify({ headers, body: good }, SENT_AT)).toEqual({
      verified: true,
      by: 'signature',
    });
    expect(await intake.verify({ headers, body: other }, SENT_AT)).toMatchObject({ verified: false });
  });

  it('of a test of the way in is read', () => {
    const { headers, body } = source.sample(SENT_AT);
    expect(intake.read(deliveryOf(headers, Buffer.from(body)))).toMatchObject({
      alerts: [{ title: 'MusterTest', status: 'firing', startedAt: SENT_AT }],
    });
  });

  it('never makes reading throw, whatever comes', () => {
    const within = fixtures
      .filter(({ name }) => name !== 'not-an-alarm')
      .map(({ name, headers }) => ({ name, headers, body: alarm(name) }));
    expectNeverToThrow((delivery) => intake.read(delivery), fixtures);
    expectNeverToThrow(({ body }) => {
      const message = { ...unsigned, Message: Buffer.from(body).toString() };
      return intake.read(deliveryOf({}, message));
    }, within);
  });
});
