import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebhookProvider } from '../../../src/chat/webhook/provider.ts';
import { webhookSettings } from '../../../src/chat/webhook/settings.ts';
import { fromAws } from '../../../src/inbox/sns/certificates.ts';
import { confirmAtAws } from '../../../src/inbox/sns/confirm.ts';
import { beat } from '../../../src/outbound/beat.ts';
import { fetchText } from '../../../src/outbound/fetch-text.ts';
import { GithubTracker } from '../../../src/tracker/github/client.ts';
import { githubSettings } from '../../../src/tracker/github/settings.ts';
import { JiraTracker } from '../../../src/tracker/jira/client.ts';
import { jiraSettings } from '../../../src/tracker/jira/settings.ts';

const SECRET = 'tracker-token-0123456789';
const WHSEC = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const CLOUD = '11111111-2222-4333-8444-555555555555';
const TICKET = (place: string) => ({ place, title: 'Add an alert', paragraphs: [], marker: 'muster-abc' });
const ITEM = {
  repository: { id: 'r', name: 'acme/payments', url: 'https://git.example/acme/payments' },
  type: 'commit',
  id: 'a1b2c3',
  sequence: 1,
  deleted: true,
} as const;
const CONTEXT = { id: 'main', now: Date.now };

/** Stands for what only this machine and its network should reach. */
let inside: Server;
let reached: IncomingMessage[] = [];
/** Stands for what is asked, which sends whoever asks inside. */
let outside: Server;
let status = 302;
let asked: IncomingMessage[] = [];
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  inside = createServer((request, response) => {
    reached.push(request);
    response.end('{"access_token":"of-the-metadata-service"}');
  }).listen(0, '127.0.0.1');
  outside = createServer((request, response) => {
    asked.push(request);
    request.resume();
    response.writeHead(status, { location: `http://127.0.0.1:${portOf(inside)}/latest/meta-data` }).end();
  }).listen(0, '127.0.0.1');
  await Promise.all([once(inside, 'listening'), once(outside, 'listening')]);
});
afterAll(async () => {
  for (const server of [inside, outside]) {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
});
afterEach(() => {
  [reached, asked] = [[], []];
});

const webhook = (url: string): Promise<unknown> =>
  new WebhookProvider(
    webhookSettings.parse({ url, signingSecret: WHSEC, timeoutMs: 2_000 }),
    { tenant: 'default', instance: 'ops' },
    { now: Date.now },
  ).send({ channel: 'ops' }, { summary: 'hello', sections: [] }, { key: 'k' });

/** Everything that goes to an address which somebody else may have chosen. */
const WAYS: readonly (readonly [way: string, go: (address: string) => Promise<unknown>])[] = [
  ['a calendar', (address) => fetchText(address, { validators: {}, privately: false, timeoutMs: 2_000 })],
  ['a heartbeat of ours', (address) => beat(address, { method: 'GET', privately: false })],
  ['a certificate of SNS', (address) => fromAws(new URL(address))],
  ['the confirmation of a subscription', confirmAtAws],
  ['a webhook', webhook],
];

/** Each is this machine, or what is near it, however it is written. */
const HOSTS: readonly string[] = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '%31%32%37.0.0.1',
  '0.0.0.0',
  'localhost',
  '169.254.169.254',
  '0xa9fea9fe',
  '10.0.0.1',
  '100.100.100.200',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
];

describe.each(WAYS)('%s', (_way, go) => {
  it('leads to no private address, however it is written or looked up', async () => {
    for (const host of HOSTS) {
      const error: unknown = await go(`https://${host}:${portOf(inside)}/s3cret`).catch(
        (one: unknown) => one,
      );
      expect(error, host).toBeInstanceOf(Error);
      expect((error as Error).message, host).toMatch(/private address/);
      expect((error as Error).message, host).not.toContain('s3cret');
    }
    expect(reached).toEqual([]);
  });

  it('does not go without TLS, where anybody on the way could answer', async () => {
    await expect(go(`http://127.0.0.1:${portOf(inside)}/s3cret`)).rejects.toThrow(/https:/);
    expect(reached).toEqual([]);
  });
});

/** Go where the operator says, who may well mean a private address; but nowhere else, and never with their token. */
const TRACKERS: readonly (readonly [name: string, make: (url: string) => Promise<unknown>])[] = [
  [
    'GitHub Issues',
    (url) =>
      new GithubTracker(githubSettings.parse({ url, token: SECRET }), CONTEXT).create(
        TICKET('acme/payments'),
      ),
  ],
  [
    'Jira',
    (url) => new JiraTracker(jiraSettings.parse({ url, token: SECRET }), CONTEXT).create(TICKET('PAY')),
  ],
  [
    'Development information of Jira',
    (url) => {
      const development = { cloudId: CLOUD, clientId: 'muster', clientSecret: SECRET, url };
      const settings = jiraSettings.parse({ url: 'http://127.0.0.1:9', token: SECRET, development });
      return new JiraTracker(settings, CONTEXT).development!.push([ITEM]);
    },
  ],
];

describe.each(TRACKERS)('%s', (_name, ask) => {
  it.each([301, 302, 303, 307, 308])(
    'that redirects by %d is not followed, and its token goes nowhere',
    async (code) => {
      status = code;
      const error: unknown = await ask(`http://127.0.0.1:${portOf(outside)}`).catch((one: unknown) => one);
      expect(error).toMatchObject({ name: 'TrackerError' });
      expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toContain(SECRET);
      expect(asked.length).toBeGreaterThan(0);
      expect(reached).toEqual([]);
    },
  );
});
