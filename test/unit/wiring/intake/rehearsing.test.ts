import { expect, it } from 'vitest';
import type { Alert } from '../../../../src/alert/alert.ts';
import { github } from '../../../../src/git/github/source.ts';
import { createRehearsal } from '../../../../src/wiring/intake/rehearsing.ts';
import { checkText } from '../../../../src/config/load.ts';
import { PLATFORMS } from '../../../../src/chat/platforms.ts';

const CONFIG = `
chat: { main: { platform: sandbox } }
integrations:
  github: { source: github, secret: '\${ADDRESS}', signingSecret: '\${SIGNING}' }
people: { ana: { name: Ana, chat: { main: ana } } }
teams: { shop: { name: Shop, members: [ana] } }
services:
  checkout: { name: Checkout, team: shop, repositories: [github/ACME/muster-test] }
alerts:
  rules:
    - { name: noise, match: { labels: { alertname: Noise } }, ignore: true }
    - { name: alive, match: { labels: { alertname: Alive } }, heartbeat: { every: 1m } }
    - { name: shop, match: { labels: { app: shop } }, service: checkout, severity: SEV-2, wait: 30s }
`;
const env = { ADDRESS: 'a-secret-of-twenty-four-characters', SIGNING: 'its-own-secret-to-sign' };
const { config, problems } = checkText(CONFIG, 'muster.yaml', env, PLATFORMS);
const context = { tenant: 'default', integration: 'prometheus', delivery: 'one', receivedAt: 0 };
let suppressedBy: string | undefined;
const rehearsal = createRehearsal({
  config: () => {
    if (!config) throw new Error(JSON.stringify(problems));
    return config;
  },
  suppression: () => Promise.resolve(suppressedBy === undefined ? undefined : { by: suppressedBy, until: 1 }),
  redact: (text) => text.replace('hunter2', '[secret]'),
});

async function textOf(labels: Record<string, string>, more: Partial<Alert> = {}): Promise<string> {
  const alert: Alert = { key: 'k', status: 'firing', title: 'Slow hunter2', labels, startedAt: 0, links: [] };
  const [[{ of, text, ...rest } = { of: '', text: '' }] = []] = await rehearsal.alerts([
    { context, some: [{ ...alert, ...more }] },
  ]);
  expect([of, rest]).toEqual(['k', {}]);
  return text;
}

it('says which rule an alert would meet, and what that would open', async () => {
  expect(await textOf({ alertname: 'Noise' })).toBe('would be ignored by the rule noise');
  expect(await textOf({ alertname: 'Alive' })).toBe('would be a sign of life for the rule alive');
  expect(await textOf({ app: 'shop' })).toBe(
    'would open a SEV-2 of checkout for the team shop (Slow [secret]) by the rule shop after 30 seconds',
  );
  expect(await textOf({ severity: 'info' })).toBe(
    'would open a SEV-4 of no service (Slow [secret]) by what holds where no rule is for it',
  );
  expect(await textOf({ app: 'shop' }, { status: 'resolved' })).toBe(
    'would open nothing by the rule shop: it is resolved',
  );
  suppressedBy = 'the maintenance of checkout';
  expect(await textOf({ app: 'shop' })).toMatch(
    /^would wait for the end of the maintenance of checkout, and then open a SEV-2/,
  );
});

it('says of which service a change would be', async () => {
  const { headers, body } = github.sample(1_000);
  const intake = github.create(
    { signingSecret: 'its-own-secret-to-sign' },
    { ...context, integration: 'github' },
  );
  const delivery = { ...context, headers, body: new TextEncoder().encode(body) };
  const reading = intake.read(delivery);
  const changes = reading.kind === 'read' ? (reading.changes ?? []) : [];
  const here = { ...context, integration: 'github' };
  const said = await rehearsal.changes([
    { context: here, some: changes },
    { context, some: changes },
  ]);
  expect(said).toMatchObject([
    [{ text: 'would be kept, of checkout' }],
    [{ text: expect.stringContaining('of no service') as string }],
  ]);
});
