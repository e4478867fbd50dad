import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { notification } from '../harness/inbox-system.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

const secret = (name: string): string => `${name}-s3cret-of-muster-0123456789`;

/** Every secret that the configuration has, by what it is; as the environment has them. */
const SECRETS = {
  ALERTS_ADDRESS: secret('alerts-address'),
  ALERTS_ADDRESS_BEFORE: secret('alerts-address-before'),
  ALERTS_PASSWORD: secret('alerts-password'),
  PAGES_ADDRESS: secret('pages-address'),
  ROUTING_KEY: secret('routing-key'),
  ROUTING_KEY_BEFORE: secret('routing-key-before'),
  HUB_ADDRESS: secret('hub-address'),
  HUB_SIGNING: secret('hub-signing'),
  HUB_SIGNING_BEFORE: secret('hub-signing-before'),
  LAB_ADDRESS: secret('lab-address'),
  LAB_SIGNING: `whsec_${Buffer.from(secret('lab-signing')).toString('base64')}`,
  DOG_ADDRESS: secret('dog-address'),
  DOG_CREDENTIALS: secret('dog-credentials'),
  TICKETS_ADDRESS: secret('tickets-address'),
  TICKETS_SIGNING: secret('tickets-signing'),
  HUB_TOKEN: secret('hub-token'),
  JIRA_TOKEN: secret('jira-token'),
  JIRA_CLIENT_SECRET: secret('jira-client'),
  HOOK_SIGNING: `whsec_${Buffer.from(secret('hook-signing')).toString('base64')}`,
} as const;

/** What senders say that is a secret of theirs: it is not in the configuration, and looks like what it is. */
const SENT = {
  githubToken: `ghp_${'a1B2'.repeat(9)}`,
  awsKey: 'AKIAIOSFODNN7EXAMPLE',
  password: 'hunter2-hunter2',
  routingKey: 'R0UT1NGKEYOFASENDER0123456789ABC',
};

/** As people and programs write them into texts. */
const WRITTEN = `${SENT.githubToken} ${SENT.awsKey} password=${SENT.password} routing_key: ${SENT.routingKey}`;

const CONFIG = `
server: { host: 127.0.0.1 }
chat:
  sandbox: { platform: sandbox }
  hook: { platform: webhook, url: 'https://127.0.0.1:9/hook', signingSecret: '\${HOOK_SIGNING}' }
integrations:
  alerts:
    source: alertmanager
    secret: '\${ALERTS_ADDRESS}'
    previousSecret: '\${ALERTS_ADDRESS_BEFORE}'
    authorization: { username: prometheus, password: '\${ALERTS_PASSWORD}' }
  pages:
    { source: pagerduty, secret: '\${PAGES_ADDRESS}', routingKey: '\${ROUTING_KEY}', previousRoutingKey: '\${ROUTING_KEY_BEFORE}' }
  hub:
    { source: github, secret: '\${HUB_ADDRESS}', signingSecret: '\${HUB_SIGNING}', previousSigningSecret: '\${HUB_SIGNING_BEFORE}' }
  lab: { source: gitlab, secret: '\${LAB_ADDRESS}', signingToken: '\${LAB_SIGNING}' }
  dog: { source: datadog, secret: '\${DOG_ADDRESS}', authorization: { credentials: '\${DOG_CREDENTIALS}' } }
  tickets: { source: jira, secret: '\${TICKETS_ADDRESS}', signingSecret: '\${TICKETS_SIGNING}' }
trackers:
  hub: { tracker: github, url: 'http://127.0.0.1:9', token: '\${HUB_TOKEN}' }
  jira:
    tracker: jira
    url: 'http://127.0.0.1:9'
    email: ops@acme.example
    token: '\${JIRA_TOKEN}'
    development: { cloudId: 11111111-2222-4333-8444-555555555555, clientId: muster, clientSecret: '\${JIRA_CLIENT_SECRET}', url: 'http://127.0.0.1:9' }
notifications: { operators: ['hook/ops'] }
defaults: { tracker: hub/acme/operations }
# Tests ask again and again whether something holds by now.
access: { limits: { person: { count: 5000, per: 1m } } }
`;

/** Everything that is shown, said, kept in histories or counted, by where. */
const seen = new Map<string, string>();

/** As somebody may have written a secret: as it is, in an address, in base64. */
const forms = (value: string): string[] => [
  ...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')]),
];

describe('secrets, after deliveries, refusals and failures', () => {
  let system: System;
  let env: Record<string, string>;
  let token = '';

  const send = async (
    integration: string,
    address: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<number> => {
    const response = await fetch(`${system.baseUrl}/in/${integration}/${address}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    seen.set(`answer to ${integration} ${seen.size}`, await response.text());
    return response.status;
  };
  const run = async (...args: string[]): Promise<string> => {
    const { output } = await muster(args, env);
    seen.set(`muster ${args.join(' ')}`, output);
    return output;
  };
  const api = async (path: string): Promise<string> => {
    const response = await fetch(`${system.baseUrl}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    seen.set(`GET /api/v1${path}`, text);
    return text;
  };

  beforeAll(async () => {
    system = await System.start({ config: CONFIG, env: SECRETS });
    const { output } = await muster(['token', 'create', 'ops', '--role', 'admin'], system.env);
    token = /muster_\S+/.exec(output)?.[0] ?? '';
    env = { ...system.env, MUSTER_URL: system.baseUrl, MUSTER_TOKEN: token };
  }, 600_000);
  afterAll(() => system.stop());

  it('are where they were: deliveries of every kind come, say them again and fail', async () => {
    const basic = `Basic ${Buffer.from(`prometheus:${SECRETS.ALERTS_PASSWORD}`).toString('base64')}`;
    const echo = (text: string): string =>
      text.replace(
        '"status": "firing"',
        `"status": "firing", "echo": ${JSON.stringify({ ...SECRETS, ...SENT })}`,
      );
    const alert = notification('7e5a');
    const told = JSON.stringify({
      ...(JSON.parse(alert) as object),
      externalURL: `https://muster.example/in/alerts/${SECRETS.ALERTS_ADDRESS}`,
      commonAnnotations: { text: `${Object.values(SECRETS).join(' ')} ${WRITTEN}`, password: SENT.password },
    });
    expect(await send('alerts', SECRETS.ALERTS_ADDRESS, told, { authorization: basic })).toBe(202);
    expect(await send('alerts', SECRETS.ALERTS_ADDRESS_BEFORE, echo(alert), { authorization: basic })).toBe(
      202,
    );
    expect(
      await send('alerts', SECRETS.ALERTS_ADDRESS, told, { authorization: `Basic ${SENT.password}` }),
    ).toBe(401);
    expect(await send('alerts', SECRETS.PAGES_ADDRESS, told)).toBe(404);
    expect(
      await send(
        'alerts',
        SECRETS.ALERTS_ADDRESS,
        `{"version":"5","password":"${SENT.password}","token":"${SENT.githubToken}"}`,
        { authorization: basic },
      ),
    ).toBe(202);

    const event = readFileSync(new URL('../fixtures/pagerduty/trigger.json', import.meta.url), 'utf8');
    const page = (key: string): string =>
      JSON.stringify({ ...(JSON.parse(event) as object), routing_key: key });
    for (const key of [SECRETS.ROUTING_KEY, SECRETS.ROUTING_KEY_BEFORE])
      expect(await send('pages', SECRETS.PAGES_ADDRESS, page(key))).toBe(202);
    expect(await send('pages', SECRETS.PAGES_ADDRESS, page(SENT.routingKey))).toBe(401);
    expect(
      await send(
        'pages',
        SECRETS.PAGES_ADDRESS,
        `{"routing_key":"${SECRETS.ROUTING_KEY}","event_action":"no"}`,
      ),
    ).toBe(400);

    const signed = (body: string, key: string) => ({
      'x-github-event': 'push',
      'x-github-delivery': `d-${seen.size}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    });
    const push = JSON.stringify({
      ref: 'refs/heads/main',
      before: '0'.repeat(40),
      after: 'a'.repeat(40),
      commits: [
        {
          id: 'a'.repeat(40),
          message: `PAY-17 INC-1 rotate ${WRITTEN}`,
          timestamp: '2026-03-01T00:00:00Z',
          url: `https://github.com/acme/shop/commit/${'a'.repeat(40)}`,
          author: { name: 'Ana', email: 'ana@acme.example', username: 'ana' },
          added: [],
          removed: [],
          modified: [`keys/${SENT.awsKey}.txt`],
        },
      ],
      repository: {
        id: 1,
        full_name: 'acme/shop',
        html_url: 'https://github.com/acme/shop',
        default_branch: 'main',
      },
      sender: { login: 'ana' },
      pusher: { name: 'ana' },
      secret: SECRETS.HUB_SIGNING,
    });
    for (const key of [SECRETS.HUB_SIGNING, SECRETS.HUB_SIGNING_BEFORE])
      expect(await send('hub', SECRETS.HUB_ADDRESS, push, signed(push, key))).toBe(202);
    expect(await send('hub', SECRETS.HUB_ADDRESS, push, signed(push, 'guessed'))).toBe(401);
    expect(
      await send('lab', SECRETS.LAB_ADDRESS, push, {
        'webhook-signature': `v1,${SECRETS.LAB_SIGNING}`,
        'x-gitlab-token': SECRETS.LAB_SIGNING,
      }),
    ).toBe(401);
    expect(
      await send('dog', SECRETS.DOG_ADDRESS, '{"id":"1"}', {
        authorization: `Bearer ${SECRETS.DOG_CREDENTIALS}`,
      }),
    ).toBe(202);
    expect(
      await send('dog', SECRETS.DOG_ADDRESS, '{"api_key":"abc"}', {
        authorization: `Bearer ${SENT.githubToken}`,
      }),
    ).toBe(401);
    expect(
      await send('tickets', SECRETS.TICKETS_ADDRESS, '{}', {
        'x-hub-signature': `sha256=${SECRETS.TICKETS_SIGNING}`,
      }),
    ).toBe(401);

    await run('incident', 'declare', 'Checkout is down');
    await run('action', '1', 'add an alert');
    // Neither tracker answers.
    await run('action', 'push', '1-1');
    await eventually('everything is worked off', async () => {
      const text = await api('/integrations');
      const { integrations } = JSON.parse(text) as {
        integrations: { id: string; total: number; waitingSince?: string }[];
      };
      const totals = Object.fromEntries(integrations.map(({ id, total }) => [id, total]));
      return (
        integrations.every(({ waitingSince }) => waitingSince === undefined) &&
        integrations.every(({ total }) => total > 0) &&
        totals.alerts! >= 4 &&
        totals.hub! >= 3 &&
        totals
      );
    });
  }, 300_000);

  it('stand on no page, in no answer of the API, nor at the command line', async () => {
    const signIn = await fetch(`${system.baseUrl}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ token }),
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = async (path: string): Promise<void> => {
      const response = await fetch(`${system.baseUrl}${path}`, { headers: { cookie } });
      expect([path, response.status]).toEqual([path, 200]);
      seen.set(path, await response.text());
    };
    const keys: string[] = [];
    for (const id of ['alerts', 'pages', 'hub', 'lab', 'dog', 'tickets']) {
      await page(`/integrations/${id}`);
      await api(`/integrations/${id}`);
      const { deliveries } = JSON.parse(await api(`/integrations/${id}/deliveries`)) as {
        deliveries: { key: string }[];
      };
      expect([id, deliveries.length > 0]).toEqual([id, true]);
      for (const { key } of deliveries) {
        keys.push(`${id} ${key}`);
        await page(`/integrations/${id}/deliveries/${encodeURIComponent(key)}`);
        await api(`/integrations/${id}/deliveries/${encodeURIComponent(key)}`);
      }
    }
    await run('deliveries', 'alerts');
    await run('integration', 'alerts');
    const [first = ''] = keys;
    await run('delivery', ...first.split(' '));
    const open = [
      '/integrations',
      '/incidents',
      '/incidents/INC-1',
      '/incidents/INC-1/why',
      '/audit',
      '/providers',
      '/changes?text=rotate',
      '/figures',
    ];
    for (const path of open) await page(path);
    for (const path of [
      '/incidents',
      '/incidents/INC-1',
      '/incidents/INC-1/timeline',
      '/incidents/INC-1/changes',
      '/incidents/INC-1/actions',
      '/incidents/INC-1/export',
      '/audit',
      '/changes?by=commit&text=rotate',
      '/providers',
      '/configuration',
    ])
      await api(path);
    for (const line of [['check-config'], ['find', 'rotate']]) await run(...line);
    // The commit was found, so that what is hidden is hidden in something.
    expect(seen.get('muster find rotate')).toContain('redacted');
    expectNothing();
  }, 300_000);

  it('are in no history of Temporal, in no line of the log and in no metric', async () => {
    const client = await system.temporal();
    try {
      for await (const { workflowId, runId } of client.workflow.list()) {
        const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
        const payloads: string[] = [];
        // Payloads are bytes: what they say is looked at, and not their base64.
        const text = JSON.stringify(history, (_key, value: unknown) => {
          const bytes = value instanceof Uint8Array ? value : undefined;
          if (bytes) payloads.push(Buffer.from(bytes).toString('utf8'));
          return bytes ? '' : value;
        });
        seen.set(`history of ${workflowId}`, `${text}\n${payloads.join('\n')}`);
      }
    } finally {
      await client.connection.close();
    }
    expect([...seen.keys()].filter((one) => one.startsWith('history of')).length).toBeGreaterThan(5);
    const metrics = await fetch(`${system.baseUrl}/metrics`);
    seen.set('/metrics', await metrics.text());
    for (const [name, one] of [
      ['server', system.server],
      ['worker', system.worker],
    ] as const)
      seen.set(`log of the ${name}`, one?.output ?? '');
    expect(seen.get('log of the server')).toContain('"level"');
    expectNothing();
  }, 300_000);

  function expectNothing(): void {
    const found = [...seen].flatMap(([where, text]) =>
      Object.entries({ ...SECRETS, ...SENT })
        .filter(([, value]) => forms(value).some((form) => text.includes(form)))
        .map(([name]) => `${name} in ${where}`),
    );
    expect(found).toEqual([]);
  }
});
