import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { readSns, snsKey } from '../../../../src/inbox/sns/read.ts';
import { confirmation, notification, signed, TOKEN, TOPIC } from '../../../fakes/sns/sender.ts';
import { deliveryOf } from '../../../harness/source-fixtures.ts';

const read = (message: unknown, topics = [TOPIC]): Reading =>
  readSns(deliveryOf({}, message), topics, (content) => ({
    kind: 'ignored',
    reason: new TextDecoder().decode(content),
  }));

describe('what SNS sends', () => {
  it('gives its message to the source, and is known by its id', () => {
    const message = signed(notification('Größe'));
    expect(read(message)).toEqual({ kind: 'ignored', reason: 'Größe' });
    expect(snsKey(deliveryOf({}, message))).toBe('22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324');
    expect(snsKey(deliveryOf({}, { a: 1 }))).toBeUndefined();
  });

  it('has a subscription confirmed at the address that it names', () => {
    const { SubscribeURL } = confirmation();
    expect(read(signed(confirmation()))).toEqual({ kind: 'confirm', url: SubscribeURL });
  });

  it.each([
    ['of another host', `https://example.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`],
    [
      'of another region',
      `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`,
    ],
    [
      'of another topic',
      `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}2&Token=${TOKEN}`,
    ],
    [
      'of another token',
      `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=a`,
    ],
    [
      'that does something else',
      `https://sns.us-west-2.amazonaws.com/?Action=DeleteTopic&TopicArn=${TOPIC}&Token=${TOKEN}`,
    ],
    [
      'that does more',
      `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}&Action=DeleteTopic`,
    ],
    [
      'without encryption',
      `http://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`,
    ],
    [
      'at another port',
      `https://sns.us-west-2.amazonaws.com:444/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`,
    ],
    ['that is none', 'hello'],
    ['that is missing', undefined],
  ])('confirms nothing by an address %s', (_what, SubscribeURL) => {
    expect(read(signed(confirmation({ SubscribeURL })))).toEqual({
      kind: 'ignored',
      reason: `not confirmed: SubscribeURL confirms no subscription of ${TOPIC}`,
    });
  });

  it('confirms nothing of a topic that may not send any more', () => {
    expect(read(signed(confirmation()), [`${TOPIC}2`])).toMatchObject({ kind: 'ignored' });
  });

  it('says that a subscription has ended', () => {
    const ended = read(signed({ ...confirmation(), Type: 'UnsubscribeConfirmation' }));
    expect(ended).toMatchObject({ kind: 'ignored' });
    expect('reason' in ended && ended.reason).toContain(`the subscription of ${TOPIC} has ended`);
  });

  it('is kept unparsed when it is none of these', () => {
    expect(read({ Type: 'Something' })).toMatchObject({ kind: 'unparsed' });
    expect(read(signed(notification('a', { TopicArn: 'b' })))).toMatchObject({ kind: 'unparsed' });
  });
});
