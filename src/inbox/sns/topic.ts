/** Where a topic is, by its name at AWS. */
export interface Topic {
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  /** The end of the names of AWS's machines there. */
  readonly domain: string;
}

const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
  'aws-eusc': 'amazonaws.eu',
};

/** `arn:aws:sns:eu-west-1:123456789012:alarms`. */
export const TOPIC_ARN =
  /^arn:(aws|aws-cn|aws-us-gov|aws-eusc):sns:([a-z0-9-]{3,30}):(\d{12}):[A-Za-z0-9_.-]{1,256}$/;

/** @returns the parts of a topic's name; undefined for what is none. */
export function topicOf(arn: string): Topic | undefined {
  const [, partition = '', region = '', account = ''] = TOPIC_ARN.exec(arn) ?? [];
  const domain = Object.hasOwn(DOMAINS, partition) ? DOMAINS[partition] : undefined;
  return domain === undefined ? undefined : { arn, region, account, domain };
}

/** @returns an address at the SNS of a topic's region; undefined for any other, and for what is no plain HTTPS. */
function snsAddress(written: string, { region, domain }: Topic): URL | undefined {
  const url = URL.parse(written);
  return url?.protocol === 'https:' &&
    url.host === `sns.${region}.${domain}` &&
    url.username === '' &&
    url.password === '' &&
    url.hash === ''
    ? url
    : undefined;
}

/** @returns where the certificate of a message lies; undefined where it is not at the SNS of its topic's region. */
export function certificateAddress(written: string, topic: Topic): URL | undefined {
  const url = snsAddress(written, topic);
  return url &&
    url.search === '' &&
    /^\/SimpleNotificationService-[A-Za-z0-9_-]{1,200}\.pem$/.test(url.pathname)
    ? url
    : undefined;
}

/**
 * @returns the address by a visit to which a subscription of this topic is confirmed; undefined for what confirms anything
 * else.
 */
export function subscribeAddress(
  written: string | null | undefined,
  token: string | null | undefined,
  topic: Topic,
): URL | undefined {
  const url = written ? snsAddress(written, topic) : undefined;
  if (url?.pathname !== '/' || !token) return undefined;
  const wanted = { Action: 'ConfirmSubscription', TopicArn: topic.arn, Token: token };
  const said = [...url.searchParams];
  return said.length === 3 &&
    Object.entries(wanted).every(([name, value]) => url.searchParams.get(name) === value)
    ? url
    : undefined;
}

/**
 * @returns the names of which a certificate that signs for a region's topics has one. Source: AWS SDK for Java 2,
 * `sns-message-manager`.
 */
export function signerNames({ region, domain }: Topic): readonly string[] {
  return [
    'sns.amazonaws.com',
    `sns.${region}.${domain}`,
    `sns-signing.${region}.${domain}`,
    `sns-${region}.${domain}`,
    // Both regions of GovCloud are signed for by one.
    ...(region.startsWith('us-gov-') ? ['sns-us-gov-west-1.amazonaws.com'] : []),
  ];
}
