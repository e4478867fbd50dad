/**
 * @param content what the source reads. @param now epoch milliseconds.
 * @returns a notification as SNS sends it, but for its signature.
 */
export function sampleSns(
  content: unknown,
  now: number,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const id = `muster-test-${now}`;
  const topic = 'arn:aws:sns:eu-west-1:123456789012:muster-test';
  return {
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': id,
      'x-amz-sns-topic-arn': topic,
    },
    body: JSON.stringify({
      Type: 'Notification',
      MessageId: id,
      TopicArn: topic,
      Message: JSON.stringify(content),
      Timestamp: new Date(now).toISOString(),
      SignatureVersion: '2',
      Signature: '',
      SigningCertURL: '',
    }),
  };
}
