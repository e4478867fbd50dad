import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { checkText, loadConfig } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { watchConfig } from '../../../src/config/reload.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const env = { SECRET: 'a-secret-of-the-test-012345678', SHORT: 'abc' };
// Each case begins on line 8.
const BEFORE = `chat: {a: {platform: sandbox}}
integrations:
  prom: {source: alertmanager, secret: '\${SECRET}'}
  code: {source: github, secret: '\${SECRET}', signingSecret: '\${SECRET}'}
services: {checkout: {name: Checkout}}
teams: {payments: {name: Payments}}
businessHours: {nights: {open: [Mon-Fri 20:00-22:00]}}
`;
const refused = (yaml: string): string[] => {
  const { config, problems } = checkText(`${BEFORE}${yaml}`, 'muster.yaml', env, PLATFORMS);
  expect(config).toBeUndefined();
  return problems.map((problem) => formatProblem(problem, 'muster.yaml'));
};
const only = (reason: string): unknown => [expect.stringMatching(`^muster\\.yaml:8:\\d+ ${reason}`)];
const rule = (text: string): string => `alerts: {rules: [{${text}}]}`;
const UNTIL = "until: '2026-12-01T22:00:00Z'";

it('what these cases begin with is right', () => {
  expect(checkText(BEFORE, 'muster.yaml', env, PLATFORMS).problems).toEqual([]);
});

it.each([
  // References.
  [rule('service: chekout'), 'alerts.rules\\[0\\].service: .* "chekout". Did you mean checkout\\?'],
  [rule('team: payment'), 'alerts.rules\\[0\\].team: .* "payment". Did you mean payments\\?'],
  [rule('match: {integration: [prom, porm]}'), 'alerts.rules\\[0\\].match.integration\\[1\\]: .* "porm"'],
  [
    `maintenance: {m: {services: [gone], ${UNTIL}}}`,
    'maintenance.m.services\\[0\\]: there is no service "gone"',
  ],
  [`maintenance: {m: {teams: [gone], ${UNTIL}}}`, 'maintenance.m.teams\\[0\\]: there is no team "gone"'],
  [`maintenance: {m: {match: {integration: gone}, ${UNTIL}}}`, 'maintenance.m.match.integration: .* "gone"'],
  ['maintenance: {m: {hours: night}}', 'maintenance.m.hours: .* "night". Did you mean nights\\?'],
  // Names.
  ['alerts: {rules: [{name: one}, {name: one}]}', 'alerts.rules\\[1\\].name: is also the name of rule 1'],
  ['maintenance: {m: {}, m: {}}', '"m" stands here for the second time: give each its own name'],
  ['maintenances: {m: {}}', 'maintenances: unknown key. Did you mean maintenance\\?'],
  // Signs of life.
  [rule('name: w, heartbeat: {every: 500ms}'), 'alerts.rules\\[0\\].heartbeat.every: must be between 1s and'],
  [rule('name: w, heartbeat: {every: 5}'), 'alerts.rules\\[0\\].heartbeat.every: must be a duration such as'],
  [rule('name: w, heartbeat: {}'), 'alerts.rules\\[0\\].heartbeat.every: is missing'],
  [rule('name: w, heartbeat: {every: 5m, grace: -1m}'), 'alerts.rules\\[0\\].heartbeat.grace: "-1m" is no'],
  [rule('heartbeat: {every: 5m}'), 'alerts.rules\\[0\\].name: a heartbeat needs a name'],
  [rule('name: w, ignore: true, heartbeat: {every: 5m}'), 'alerts.rules\\[0\\].ignore: .*cannot be ignored'],
  // Values.
  [rule("match: {labels: {host: '/(/'}}"), 'alerts.rules\\[0\\].match.labels.host: "/\\(/": .* RE2'],
  [rule('match: {labels: {port: 5432}}'), 'alerts.rules\\[0\\].match.labels.port: must be a text'],
  [rule('expire: sometimes'), 'alerts.rules\\[0\\].expire: must be never, or'],
  [rule('severity: SEV-9'), 'alerts.rules\\[0\\].severity: must be one of SEV-1, SEV-2, SEV-3, SEV-4'],
  [
    rule('severity: {label: prio, map: {p1: SEV-0}}'),
    'alerts.rules\\[0\\].severity: .*map.p1 must be one of',
  ],
  [rule('group: everything'), 'alerts.rules\\[0\\].group: must be one of source, alert'],
  [rule('flapping: {times: 0}'), 'alerts.rules\\[0\\].flapping.times: must be at least 1'],
  [rule('settle: 1000d'), 'alerts.rules\\[0\\].settle: must be between 0s and 366d'],
  [rule('wait: soon'), 'alerts.rules\\[0\\].wait: "soon" is no duration'],
  [
    'maintenance: {m: {until: tomorrow}}',
    'maintenance.m.until: must be an instant such as 2026-12-01T22:00:00Z',
  ],
  ["maintenance: {m: {until: '2026-12-01T22:00:00'}}", 'maintenance.m.until: must be an instant such as'],
  [`maintenance: {m: {from: '2026-12-02T00:00:00Z', ${UNTIL}}}`, 'maintenance.m: ends before it begins'],
  ['maintenance: {m: {reason: upgrade}}', 'maintenance.m: says neither until when it holds'],
  ['defaults: {timeZone: Europe/Nowhere}', 'defaults.timeZone: there is no time zone "Europe/Nowhere"'],
])('%s is refused with file, line, setting and reason', (yaml, reason) => {
  expect(refused(yaml)).toEqual(only(reason));
});

const integration = (text: string): string =>
  `tenants: {acme: {chat: {b: {platform: sandbox}}, integrations: {x: {secret: '\${SECRET}', ${text}}}}}`;

it.each([
  ['source: nagios', 'source: must be one of alertmanager, .*jira'],
  ['source: githup', 'source: must be one of .* Did you mean github\\?'],
  ['rate: {count: 1, per: 1m}', 'source: is missing; it is one of alertmanager'],
  ...['github', 'bitbucket', 'bitbucket-dc', 'gitea', 'jira'].map((source): [string, string] => [
    `source: ${source}`,
    'signingSecret: is missing: make one with openssl rand -hex 32',
  ]),
  ["source: gitea, signingSecret: '${SHORT}'", 'signingSecret: must have at least 16 characters'],
  ["source: gitea, signingSecret: '${GONE}'", 'signingSecret: the environment variable GONE is not set'],
  [
    'source: gitea, signingSecret: written-into-the-file',
    'signingSecret: a secret must not stand in the file',
  ],
  ['source: cloudwatch', 'topics: is missing'],
  ['source: cloudwatch, topics: [alarms]', 'topics\\[0\\]: must be the ARN of an SNS topic'],
  ['source: azure-devops, authorization: {username: ana}', 'authorization.password: .* needs a password'],
  ["source: json, mapping: {key: id, title: 'a['}", 'mapping.title: this is no JMESPath expression'],
  ["source: json, mapping: {key: id, title: t, labels: {host: '@@'}}", 'mapping.labels.*JMESPath'],
  ["source: json, mapping: {key: id, title: t, each: 'nope(@)'}", 'mapping.each: .*nope'],
  ['source: json, mapping: {title: t}', 'mapping.key: is missing'],
  ['source: alertmanager, bodyLimit: 5tb', 'bodyLimit: "5tb" is no size'],
  ['source: alertmanager, rate: {count: 0, per: 1m}', 'rate.count: must be at least 1'],
  ['source: alertmanager, rate: {count: 5, per: 1ms}', 'rate.per: must be between 1s and'],
  ['source: alertmanager, quietAfter: 5s', 'quietAfter: .*must be never; or must be between 1m and'],
])('an integration of %s is refused with file, line, setting and reason', (text, reason) => {
  expect(refused(integration(text))).toEqual(only(`tenants.acme.integrations.x.${reason}`));
});

it('a change for the worse is refused, and what was right before holds on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-alerts-'));
  const path = join(folder, 'muster.yaml');
  const good = `${BEFORE}${rule('name: w, heartbeat: {every: 5m}')}\n`;
  writeFileSync(path, good);
  const options = { path, env, platforms: PLATFORMS };
  const onProblem = vi.fn<(error: Error) => void>();
  const watch = watchConfig({
    ...options,
    loaded: loadConfig(options),
    onChange: vi.fn(),
    onProblem,
    settleMs: 10,
  });
  try {
    writeFileSync(path, good.replace('every: 5m', 'every: 5ms'));
    await expect.poll(() => onProblem).toHaveBeenCalledOnce();
    expect(onProblem.mock.calls[0]?.[0].message).toMatch(
      /muster\.yaml:8:\d+ alerts\.rules\[0\]\.heartbeat\.every: must be between 1s/,
    );
    expect(watch.current().alertRules[0]?.heartbeat).toEqual({ everyMs: 300_000, graceMs: 60_000 });
  } finally {
    watch.close();
    rmSync(folder, { recursive: true });
  }
});
