import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeGithub } from '../fakes/github/fake.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

const github = new FakeGithub();
let system: System;
let env: Record<string, string>;

const run = async (...args: string[]): Promise<string> => (await muster(args, env)).output;

beforeAll(async () => {
  github.repository('acme/operations');
  await github.server.start();
  system = await System.start({
    config: `
chat: { training: { platform: sandbox } }
people: { ana: { name: Ana, roles: [admin], chat: { training: ana } } }
notifications: { default: ['training/#incidents'] }
trackers: { hub: { tracker: github, url: '${github.server.base}', token: '\${HUB_TOKEN}' } }
defaults: { tracker: hub/acme/operations }
`,
    env: { HUB_TOKEN: github.token },
  });
  const { output } = await muster(['token', 'create', 'ci', '--role', 'admin'], system.env);
  const token = /muster_\S+/.exec(output)?.[0] ?? '';
  env = { MUSTER_URL: system.baseUrl, MUSTER_TOKEN: token, MUSTER_DATA_DIR: system.directory };
}, 600_000);
afterAll(async () => {
  await system.stop();
  await github.server.stop();
});

it('an action item becomes one ticket, which the post-mortem shows', async () => {
  await run('incident', 'declare', 'Checkout is down');
  await eventually('the incident is recorded', async () => /INC-1/.test(await run('incident', 'list')));
  await run('action', '1', 'add an alert');
  github.repositories.get('acme/operations')!.may = 'read';
  await eventually('it is said what is missing', async () =>
    (await run('action', 'push', '1-1')).includes('give it the permission Issues (read and write)'),
  );
  github.repositories.get('acme/operations')!.may = 'write';
  await run('action', 'push', '1-1');
  const list = await eventually('the ticket stands with the item', async () => {
    const said = await run('action', 'list', '1');
    return said.includes('acme/operations#1') && said;
  });
  expect(list).not.toContain('not in hub');
  expect(await run('action', 'push', '1-1')).toContain('INC-1-1 is in hub already: acme/operations#1');
  const postmortem = await fetch(`${system.baseUrl}/api/v1/incidents/INC-1/postmortem`, {
    headers: { authorization: `Bearer ${env.MUSTER_TOKEN ?? ''}` },
  });
  expect(await postmortem.text()).toContain('https://github.example/acme/operations/issues/1');
  expect(github.repositories.get('acme/operations')!.issues).toHaveLength(1);
});
