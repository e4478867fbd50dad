import { z } from 'zod';
import { eventBridgeEvent } from '../../inbox/sns/event-bridge.ts';

const text = z.string().nullish();

const metric = z.object({
  MetricName: text,
  Namespace: text,
  Dimensions: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});

/**
 * What an alarm sends to a topic itself, a composite one too.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
 */
export const alarmNotification = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: text,
  AWSAccountId: z.string(),
  NewStateValue: z.string(),
  NewStateReason: text,
  StateChangeTime: z.string(),
  AlarmArn: text,
  AlarmTags: z.unknown().optional(),
  Trigger: metric
    .extend({
      // Of an alarm on a formula: the metrics that stand in it.
      Metrics: z.array(z.object({ MetricStat: z.object({ Metric: metric }).nullish() })).nullish(),
    })
    .nullish(),
});

export type AlarmNotification = z.infer<typeof alarmNotification>;

const state = z.object({ value: z.string(), reason: text, timestamp: text });

/**
 * What CloudWatch tells EventBridge of an alarm.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const alarmEvent = eventBridgeEvent.extend({
  detail: z.object({
    alarmName: z.string().min(1),
    alarmTags: z.unknown().optional(),
    configuration: z
      .object({
        description: text,
        metrics: z
          .array(
            z.object({
              metricStat: z
                .object({
                  metric: z.object({
                    name: text,
                    namespace: text,
                    dimensions: z.record(z.string(), z.string()).nullish(),
                  }),
                })
                .nullish(),
            }),
          )
          .nullish(),
      })
      .nullish(),
    state,
    previousState: state.partial().nullish(),
  }),
});

export type AlarmEvent = z.infer<typeof alarmEvent>;
