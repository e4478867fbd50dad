import { describe, expect, it } from 'vitest';
import { signingKeys, type FetchCertificate } from '../../../../src/inbox/sns/certificates.ts';
import { stringToSign } from '../../../../src/inbox/sns/message.ts';
import { verifySns } from '../../../../src/inbox/sns/verify.ts';
import {
  bytes,
  CERTIFICATES,
  confirmation,
  notification,
  SENT_AT,
  signed,
  TOKEN,
  TOPIC,
} from '../../../fakes/sns/sender.ts';

const usual: FetchCertificate = () => Promise.resolve(CERTIFICATES.usual);
const settings = { topics: [TOPIC], leastSignatureVersion: 2 as const };

interface Options {
  readonly fetch?: FetchCertificate;
  readonly now?: number;
  readonly headers?: Record<string, string>;
  readonly topics?: string[];
  readonly leastSignatureVersion?: 1 | 2;
}

const verify = (message: unknown, { fetch = usual, now = SENT_AT, headers = {}, ...set }: Options = {}) =>
  verifySns({ headers, body: bytes(message) }, { ...settings, ...set }, signingKeys(fetch), now);

async function refusal(message: unknown, options?: Options): Promise<string> {
  const verdict = await verify(message, options);
  if (verdict.verified) throw new Error('it was believed');
  return verdict.reason;
}

describe('a message of SNS', () => {
  it('is signed as documented: names and values of its fields in the order of their bytes', () => {
    const message = signed(notification('My Test Message', { Subject: 'My subject' }));
    expect(stringToSign(message)).toBe(
      `Message\nMy Test Message\nMessageId\n${message.MessageId}\nSubject\nMy subject\nTimestamp\n2027-01-15T03:04:05.000Z\nTopicArn\n${TOPIC}\nType\nNotification\n`,
    );
    expect(stringToSign({ ...message, Subject: undefined })).not.toContain('Subject');
    expect(stringToSign(signed(confirmation()))).toMatch(
      new RegExp(`\\nSubscribeURL\\nhttps://.*\\nTimestamp\\n.*\\nToken\\n${TOKEN}\\nTopicArn\\n`),
    );
  });

  it.each([
    ['a notification', notification('Hello world!')],
    ['one without a subject', notification('Hello world!', { Subject: undefined })],
    ['one with line feeds and characters of several bytes', notification('Größe\n"5 %"\u2028😀')],
    ['a confirmation', confirmation()],
    ['the end of a subscription', { ...confirmation(), Type: 'UnsubscribeConfirmation' as const }],
  ])('is believed when it is signed: %s', async (_what, message) => {
    expect(await verify(signed(message))).toEqual({ verified: true, by: 'signature' });
  });

  it('is believed when it is signed with SHA-1 where that is allowed, and else refused', async () => {
    const old = signed(notification('Hello', { SignatureVersion: '1' }));
    expect(await refusal(old)).toContain('set the attribute SignatureVersion of the topic to 2');
    expect(await verify(old, { leastSignatureVersion: 1 })).toMatchObject({ verified: true });
    // Under the name of the newer version it is still what it was.
    expect(await refusal({ ...old, SignatureVersion: '2' })).toBe('the signature does not match');
  });

  it.each([
    ['Message', 'Hello, Eve!'],
    ['MessageId', 'another'],
    ['Subject', 'another'],
    ['Subject', undefined],
    ['Timestamp', new Date(SENT_AT + 1).toISOString()],
    ['Type', 'UnsubscribeConfirmation'],
    ['Signature', ''],
    ['Signature', 'AAAA'],
    ['Signature', 'no base64 at all!'],
  ])('is refused when %s is changed to %s', async (field, value) => {
    const message = { ...signed(notification('Hello')), [field]: value };
    expect(await refusal(message)).toBe('the signature does not match');
  });

  it('is refused when what it confirms is changed', async () => {
    const message = signed(confirmation());
    expect(await refusal({ ...message, Token: 'another' })).toBe('the signature does not match');
    expect(await refusal({ ...message, SubscribeURL: message.SubscribeURL?.replace(TOKEN, 'another') })).toBe(
      'the signature does not match',
    );
  });

  it.each([
    ['another topic', notification('Hello', { TopicArn: `${TOPIC}2` }), 'MyTopic2 is not among topics'],
    ['no topic', notification('Hello', { TopicArn: 'everything' }), 'everything is not among topics'],
    ['version 0', notification('Hello', { SignatureVersion: '0' }), 'neither 1 nor 2'],
    ['version 3', notification('Hello', { SignatureVersion: '3' }), 'neither 1 nor 2'],
    ['no time', notification('Hello', { Timestamp: 'now' }), 'is no time'],
  ])('is refused: %s', async (_what, message, reason) => {
    expect(await refusal(signed(message))).toContain(reason);
  });

  it.each([
    'https://sns.us-west-2.amazonaws.com.example.com/SimpleNotificationService-a.pem',
    'https://example.com/SimpleNotificationService-a.pem',
    'https://sns.us-west-2.amazonaws.com@example.com/SimpleNotificationService-a.pem',
    'https://me:you@sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem',
    'https://sns.us-west-2.amazonaws.com:8443/SimpleNotificationService-a.pem',
    'http://sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem',
    'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-a.pem',
    'https://sns.us-west-2.amazonaws.com.cn/SimpleNotificationService-a.pem',
    'https://my-bucket.s3.us-west-2.amazonaws.com/SimpleNotificationService-a.pem',
    'https://sns.us-west-2.amazonaws.com/?x=/SimpleNotificationService-a.pem',
    'https://sns.us-west-2.amazonaws.com/other/../key.pem',
    'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem?x=1',
    'https://169.254.169.254/SimpleNotificationService-a.pem',
    'file:///etc/passwd',
    '',
  ])('is refused with its certificate elsewhere, and nothing is fetched: %s', async (SigningCertURL) => {
    const fetched: string[] = [];
    const fetch: FetchCertificate = ({ href }) => {
      fetched.push(href);
      return Promise.resolve(CERTIFICATES.usual);
    };
    const reason = await refusal(signed(notification('Hello', { SigningCertURL })), { fetch });
    expect(reason).toBe('SigningCertURL does not lead to the SNS of us-west-2');
    expect(fetched).toEqual([]);
  });

  it.each([
    ['of another name', CERTIFICATES.otherName, 'is not one of SNS in us-west-2'],
    ['of another region', CERTIFICATES.regional, 'is not one of SNS in us-west-2'],
    ['of an elliptic curve', CERTIFICATES.elliptic, 'no RSA key'],
    ['of a short key', CERTIFICATES.weak, 'no RSA key'],
    ['that is none', '<html>', 'is no certificate'],
  ])('is refused with a certificate %s', async (_what, certificate, reason) => {
    const fetch: FetchCertificate = () => Promise.resolve(certificate);
    expect(await refusal(signed(notification('Hello')), { fetch })).toContain(reason);
  });

  it('is believed in regions whose certificates have a name of their own', async () => {
    const TopicArn = 'arn:aws:sns:af-south-1:123456789012:MyTopic';
    const SigningCertURL = 'https://sns.af-south-1.amazonaws.com/SimpleNotificationService-a.pem';
    const message = signed(notification('Hello', { TopicArn, SigningCertURL }));
    const fetch: FetchCertificate = () => Promise.resolve(CERTIFICATES.regional);
    expect(await verify(message, { topics: [TopicArn], fetch })).toMatchObject({ verified: true });
  });

  it.each([
    ['China', 'arn:aws-cn:sns:cn-north-1:123456789012:MyTopic', 'sns.cn-north-1.amazonaws.com.cn'],
    ['GovCloud', 'arn:aws-us-gov:sns:us-gov-east-1:123456789012:MyTopic', 'sns.us-gov-east-1.amazonaws.com'],
  ])('has its certificate at the SNS of its own part of AWS: %s', async (_what, TopicArn, host) => {
    const at = (name: string) =>
      notification('Hello', { TopicArn, SigningCertURL: `https://${name}/SimpleNotificationService-a.pem` });
    expect(await verify(signed(at(host)), { topics: [TopicArn] })).toMatchObject({ verified: true });
    expect(await refusal(signed(at('sns.us-east-1.amazonaws.com')), { topics: [TopicArn] })).toContain(
      'does not lead to the SNS',
    );
  });

  it('is refused when it is old, or of the future, and when its certificate holds no longer', async () => {
    const message = signed(notification('Hello'));
    expect(await refusal(message, { now: SENT_AT + 25 * 3_600_000 })).toContain('1500 minutes old');
    expect(await refusal(message, { now: SENT_AT - 16 * 60_000 })).toContain("this machine's clock");
    const late = Date.UTC(2140, 0, 1);
    const future = signed(notification('Hello', { Timestamp: new Date(late).toISOString() }));
    expect(await refusal(future, { now: late })).toContain('the certificate at SigningCertURL holds from');
  });

  it('is refused raw, since nothing signs it', async () => {
    expect(await refusal({ AlarmName: 'a' }, { headers: { 'x-amz-sns-rawdelivery': 'true' } })).toContain(
      'turn raw message delivery of the subscription off',
    );
    expect(await refusal({ AlarmName: 'a' })).toContain('no message of SNS: Type');
  });

  it('is neither believed nor refused while its certificate cannot be had', async () => {
    const fetch: FetchCertificate = () => Promise.reject(new Error('no answer within 10 s'));
    await expect(verify(signed(notification('Hello')), { fetch })).rejects.toThrow('no answer within 10 s');
  });

  it('is verified with a certificate that is fetched once, also by many at a time, and again after a failure', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(CERTIFICATES.usual)];
    answers[0]!.catch(() => undefined);
    let fetches = 0;
    const key = signingKeys(() => answers[fetches++]!);
    const one = () =>
      verifySns({ headers: {}, body: bytes(signed(notification('Hello'))) }, settings, key, SENT_AT);
    await expect(Promise.all([one(), one()])).rejects.toThrow('away');
    const verdicts = await Promise.all([one(), one(), one()]);
    expect(verdicts.every(({ verified }) => verified)).toBe(true);
    expect(fetches).toBe(2);
  });
});
