import { bounded, instant, MOST } from '../../inbox/bounded.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { consoleOf, inAddress } from '../../inbox/sns/console.ts';
import { eventBridgeEvent } from '../../inbox/sns/event-bridge.ts';
import type { Topic } from '../../inbox/sns/topic.ts';
import type { Alert, AlertStatus } from '../alert.ts';
import { labelsOf, tagsOf } from './labels.ts';
import { alarmEvent, alarmNotification, type AlarmEvent, type AlarmNotification } from './notification.ts';

/** What is made of an alarm that has too few data to tell. */
export type WithoutData = 'ignore' | 'firing' | 'resolved';

/** An alarm in the words of both that tell of it. */
interface Alarm {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly reason?: string | null | undefined;
  readonly description?: string | null | undefined;
  /** When it came into its state, and into the one before, epoch milliseconds. */
  readonly since?: number | undefined;
  readonly before?: number | undefined;
  readonly labels: readonly (readonly [string, string | null | undefined])[];
}

/**
 * Reads what a CloudWatch alarm sends to a topic, itself or by EventBridge.
 * @param content the message within that of SNS. @param topic the one that it came by: an alarm sends within its region.
 */
export function readCloudWatch(
  content: Uint8Array,
  topic: Topic,
  receivedAt: number,
  withoutData: WithoutData,
): Reading {
  const event = jsonBody(content, eventBridgeEvent);
  if ('value' in event) return readEvent(content, event.value['detail-type'], receivedAt, withoutData);
  const read = jsonBody(content, alarmNotification);
  if ('problem' in read)
    return { kind: 'unparsed', reason: `no notification of a CloudWatch alarm: ${read.problem}` };
  return readingOf(notified(read.value, topic), receivedAt, withoutData);
}

function readEvent(content: Uint8Array, type: string, receivedAt: number, withoutData: WithoutData): Reading {
  if (type !== 'CloudWatch Alarm State Change')
    return { kind: 'ignored', reason: `nothing follows from the event ${bounded(type, 100)}` };
  const read = jsonBody(content, alarmEvent);
  if ('problem' in read)
    return { kind: 'unparsed', reason: `no state change of a CloudWatch alarm: ${read.problem}` };
  return readingOf(told(read.value), receivedAt, withoutData);
}

function notified(alarm: AlarmNotification, topic: Topic): Alarm {
  const { AlarmName: name, AWSAccountId: account, AlarmArn, Trigger } = alarm;
  const [, partition = 'aws'] = topic.arn.split(':');
  // Alarms told their ARN only later: it is made of what they told before.
  const arn = AlarmArn ?? `arn:${partition}:cloudwatch:${topic.region}:${account}:alarm:${name}`;
  const metrics = [Trigger, ...(Trigger?.Metrics ?? []).map((one) => one.MetricStat?.Metric)];
  return {
    arn,
    name,
    account,
    region: regionOf(arn) ?? topic.region,
    state: alarm.NewStateValue,
    reason: alarm.NewStateReason,
    description: alarm.AlarmDescription,
    since: instant(alarm.StateChangeTime),
    labels: [
      ...metrics.flatMap((metric) => [
        ...(metric?.Dimensions ?? []).map((one) => [one.name, one.value] as const),
        ['namespace', metric?.Namespace] as const,
        ['metric', metric?.MetricName] as const,
      ]),
      ...tagsOf(alarm.AlarmTags),
    ],
  };
}

function told({ account, region, resources, detail }: AlarmEvent): Alarm {
  const metrics = (detail.configuration?.metrics ?? []).map((one) => one.metricStat?.metric);
  return {
    arn: resources[0] ?? `arn:aws:cloudwatch:${region}:${account}:alarm:${detail.alarmName}`,
    name: detail.alarmName,
    account,
    region,
    state: detail.state.value,
    reason: detail.state.reason,
    description: detail.configuration?.description,
    since: instant(detail.state.timestamp),
    before: instant(detail.previousState?.timestamp),
    labels: [
      ...metrics.flatMap((metric) => [
        ...Object.entries(metric?.dimensions ?? {}),
        ['namespace', metric?.namespace] as const,
        ['metric', metric?.name] as const,
      ]),
      ...tagsOf(detail.alarmTags),
    ],
  };
}

const statuses: Readonly<Record<string, AlertStatus>> = { ALARM: 'firing', OK: 'resolved' };

function readingOf(alarm: Alarm, receivedAt: number, withoutData: WithoutData): Reading {
  const { arn, name, account, region, state, reason, description, labels } = alarm;
  if (state === 'INSUFFICIENT_DATA' && withoutData === 'ignore')
    return { kind: 'ignored', reason: 'the alarm has too few data to tell: it is left as it was' };
  const status =
    state === 'INSUFFICIENT_DATA' && withoutData !== 'ignore'
      ? withoutData
      : Object.hasOwn(statuses, state)
        ? statuses[state]
        : undefined;
  if (!status)
    return {
      kind: 'unparsed',
      reason: `the state ${bounded(state, 100)} is none of ALARM, OK and INSUFFICIENT_DATA`,
    };
  const since = alarm.since ?? receivedAt;
  const texts = [description, reason].filter((text) => text != null && text !== '');
  const alert: Alert = {
    key: bounded(arn, MOST.key),
    status,
    title: bounded(name, MOST.line),
    ...(texts.length > 0 && { description: bounded(texts.join('\n\n'), MOST.text) }),
    labels: labelsOf([...labels, ['alertname', name], ['account', account], ['region', region]]),
    startedAt: status === 'resolved' ? (alarm.before ?? since) : since,
    ...(status === 'resolved' && { endedAt: since }),
    links: [{ title: 'CloudWatch', url: pageOf(arn, name, region) }],
  };
  return { kind: 'read', alerts: [alert] };
}

const REGION = /^arn:[a-z-]+:cloudwatch:([a-z0-9-]+):/;

const regionOf = (arn: string): string | undefined => REGION.exec(arn)?.[1];

const pageOf = (arn: string, name: string, region: string): string =>
  `${consoleOf(arn)}/cloudwatch/home?region=${inAddress(region)}#alarmsV2:alarm/${inAddress(name)}`;
