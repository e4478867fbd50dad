import { z } from 'zod';
import type { Source } from '../../inbox/source.ts';
import { fromAws, signingKeys, type FetchCertificate } from '../../inbox/sns/certificates.ts';
import { snsSteps } from '../../inbox/sns/guide.ts';
import { snsIntake } from '../../inbox/sns/intake.ts';
import { SNS_HEADERS } from '../../inbox/sns/read.ts';
import { sampleSns } from '../../inbox/sns/sample.ts';
import { snsSettings } from '../../inbox/sns/settings.ts';
import { readCloudWatch } from './read.ts';

const settings = z.strictObject({
  ...snsSettings,
  withoutData: z
    .enum(['ignore', 'firing', 'resolved'])
    .prefault('ignore')
    .describe('What an alarm in the state INSUFFICIENT_DATA is: left as it was, firing, or resolved.'),
});

type Settings = z.infer<typeof settings>;

/**
 * Alarms of AWS CloudWatch, also composite ones, by SNS: sent by the alarm itself, or by EventBridge.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
 * @param fetch certificates with which SNS signs; in tests another.
 */
export function cloudwatchWith(fetch: FetchCertificate): Source<Settings> {
  const signingKey = signingKeys(fetch);
  return {
    name: 'cloudwatch',
    title: 'AWS CloudWatch alarms',
    domain: 'console.aws.amazon.com',
    brings: ['alerts'],
    settings,
    headers: SNS_HEADERS,
    create: (set) =>
      snsIntake(set, signingKey, (content, topic, receivedAt) =>
        readCloudWatch(content, topic, receivedAt, set.withoutData),
      ),
    guide: (set, { address }) => ({
      documentation:
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
      steps: [
        ...snsSteps(set, address),
        {
          text: 'Have alarms send to the topic. In the CloudWatch console: All alarms, the alarm, Actions, Edit, Next; under Notification add the topic twice, for In alarm and for OK: without OK Muster does not learn that an alarm has ended.',
        },
        {
          text: 'For all alarms of a region at once, an EventBridge rule instead: whatever stands in the actions of the alarms. (Not both: each change would be told twice.) In the EventBridge console choose the topic as its target, so that it is allowed to publish there.',
          copy: `aws events put-rule --name muster-alarms --event-pattern '{"source":["aws.cloudwatch"],"detail-type":["CloudWatch Alarm State Change"]}'\naws events put-targets --rule muster-alarms --targets Id=muster,Arn=${set.topics[0] ?? ''}`,
        },
        {
          text: 'After Muster was away for longer than SNS tries, see which alarms are on; each is told of again when its state changes next.',
          copy: 'aws cloudwatch describe-alarms --state-value ALARM --query "MetricAlarms[].AlarmName"',
        },
        {
          text: 'Try it: the alarm fires, and goes back by itself with its next data.',
          copy: "aws cloudwatch set-alarm-state --alarm-name <name> --state-value ALARM --state-reason 'A test of Muster'",
        },
      ],
    }),
    sample: (now) =>
      sampleSns(
        {
          AlarmName: 'MusterTest',
          AlarmDescription: 'A test of the way from CloudWatch to Muster',
          AWSAccountId: '123456789012',
          NewStateValue: 'ALARM',
          NewStateReason: 'A test',
          StateChangeTime: new Date(now).toISOString(),
          AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:MusterTest',
          Trigger: { MetricName: 'Test', Namespace: 'Muster', Dimensions: [] },
        },
        now,
      ),
  };
}

export const cloudwatch = cloudwatchWith(fromAws);
