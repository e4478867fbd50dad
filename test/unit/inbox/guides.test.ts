import { describe, expect, it } from 'vitest';
import { RETRIES } from '../../../src/inbox/sns/guide.ts';
import { SOURCES } from '../../../src/inbox/sources.ts';

const address = 'https://muster.example.com/in/code/the-secret';
const secret = 'a-secret-that-stands-nowhere';
const topics = ['arn:aws:sns:eu-west-1:123456789012:alarms'];
const signing = { signingSecret: secret };
const mapping = { key: 'id', status: 'state', title: 'title' };

/** Settings with which each source can be set up, and other ones that change its guide. */
const SETTINGS: Readonly<Record<string, readonly object[]>> = {
  alertmanager: [
    {},
    { authorization: { credentials: secret } },
    { authorization: { username: 'u', password: secret } },
  ],
  cloudwatch: [{ topics }, { topics, leastSignatureVersion: 1 }],
  datadog: [{}, { authorization: { credentials: secret } }],
  email: [
    {},
    { service: 'mailgun' },
    { service: 'mailgun', signingKey: secret },
    { service: 'postmark' },
    { service: 'sendgrid' },
  ],
  grafana: [{}, signing, { authorization: { credentials: secret } }],
  json: [
    { mapping },
    { mapping, signature: { secret } },
    { mapping, authorization: { credentials: secret } },
  ],
  pagerduty: [{}, { routingKey: secret }],
  'azure-devops': [{}, { authorization: { username: 'u', password: secret } }],
  'bitbucket-dc': [signing],
  bitbucket: [signing],
  codecommit: [{ topics }],
  gitea: [signing],
  github: [signing, { ...signing, redelivery: { token: secret, of: ['acme'] } }],
  gitlab: [{ secretToken: secret }],
  jira: [signing],
};

const guides = SOURCES.flatMap((source) =>
  (SETTINGS[source.name] ?? []).map((written, n) => {
    const read = (source.settings as { parse(value: unknown): unknown }).parse(written);
    return [
      `${source.name}, ${n + 1}`,
      source.guide(read, { integration: 'code', address, bodyLimitBytes: 5 * 1024 ** 2 }),
    ] as const;
  }),
);

describe('the guide of each sender', () => {
  it('is there', () => {
    expect(Object.keys(SETTINGS).sort()).toEqual(SOURCES.map(({ name }) => name).sort());
  });

  it.each(guides)(
    '%s: has the address, says what is sent again, and by whom, and nothing secret',
    (_name, { steps, documentation }) => {
      const all = JSON.stringify(steps);
      expect(all).toContain(address);
      expect(all).not.toContain(secret);
      expect(steps.some(({ text }) => /\b(?:again|more times|Redeliver|Resend)\b/.test(text))).toBe(true);
      for (const { text } of steps) expect(text, text).toMatch(/[.:)]$|enter$/);
      expect(new URL(documentation).protocol).toBe('https:');
    },
  );
});

describe('what a guide gives to be tried', () => {
  const copied = (guide: string): string =>
    guides
      .filter(([name]) => name === guide)
      .flatMap(([, { steps }]) => steps.map(({ copy = '' }) => copy))
      .join('\n');

  it('asks for the routing key where events must have one, which an invented one is not', () => {
    expect(copied('pagerduty, 1')).toMatch(/"routing_key":"0{32}"/);
    expect(copied('pagerduty, 2')).toContain('"routing_key":"<routing key>"');
    expect(copied('pagerduty, 2')).toContain('routing_key: <routing key>');
    expect(copied('pagerduty, 2')).not.toMatch(/0{32}/);
  });

  it('is no bare request where senders sign or show a password', () => {
    expect(copied('json, 1')).toContain('curl ');
    expect(copied('json, 2')).not.toContain('curl ');
    expect(copied('json, 3')).not.toContain('curl ');
  });
});

describe('how often SNS is told to try', () => {
  const {
    minDelayTarget,
    maxDelayTarget,
    numRetries,
    numMinDelayRetries: first,
    numMaxDelayRetries: last,
  } = RETRIES.healthyRetryPolicy;

  // Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
  it('is within what SNS takes: an hour for all pauses, and no more retries than there are', () => {
    const longest =
      first * minDelayTarget + last * maxDelayTarget + (numRetries - first - last) * maxDelayTarget;
    expect(longest).toBeLessThanOrEqual(3_600);
    expect(numRetries).toBeGreaterThanOrEqual(first + last);
    expect(numRetries).toBeLessThanOrEqual(100);
    expect(first * minDelayTarget + last * maxDelayTarget).toBeGreaterThan(2_400);
  });

  it('stands in the command that subscribes as JSON within JSON', () => {
    const [, { steps }] = guides.find(([name]) => name.startsWith('cloudwatch'))!;
    const copies = steps.map(({ copy = '' }) => copy).join('\n');
    const [, attributes = ''] = /--attributes '([^']+)'/.exec(copies) ?? [];
    const { DeliveryPolicy } = JSON.parse(attributes) as { DeliveryPolicy: string };
    expect(JSON.parse(DeliveryPolicy)).toEqual(RETRIES);
  });
});
