import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { muster } from '../harness/muster-process.ts';

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says that a right configuration is right', async () => {
    const { code, output } = await muster(['check-config'], {});
    expect(output).toContain('built-in configuration is right');
    expect(code).toBe(0);
  });

  it('lists every problem of a wrong one with its place', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(
      file,
      'chat:\n  chat-one: { platform: slak }\nescalation:\n  night: { steps: [{ notify: [person:nobody], wait: soon }] }\n',
    );
    const { code, output } = await muster(['check-config', file], {});
    expect(code).toBe(1);
    expect(output).toMatch(/wrong\.yaml:2:\d+ chat\.chat-one\.platform/);
    expect(output).toMatch(/wrong\.yaml:4:\d+ escalation\.night\.steps\[0\]\.wait/);
    expect(output).toMatch(/person:nobody|nobody/);
  });

  it('tells whom a policy would page, and by which configuration', async () => {
    const { code, output } = await muster(['simulate', 'checkout', 'at', 'Sunday', '03:00', 'sev', '1'], {});
    expect([code, output]).toEqual([0, expect.stringContaining('Configuration: built-in configuration.')]);
    expect(output).toMatch(/\+0m .*Ana +paged by sandbox\/@ana: step 1 of 3/);
    expect(output).toMatch(/\+2m .*Ben +paged by sandbox\/@ben: step 2 of 3/);
  });

  it('says which expectation of a policy is not met, and where it stands', async () => {
    const file = join(folder, 'muster.test.yaml');
    await writeFile(
      file,
      [
        '- name: Sunday night',
        '  at: Sunday 03:00 Europe/Berlin',
        '  declare: { service: checkout, severity: SEV-1 }',
        '  expect:',
        '    - { pages: person:ana, within: 1m }',
        '    - never: person:ben',
      ].join('\n'),
    );
    const { code, output } = await muster(['test', file], {});
    expect([code, output]).toEqual([1, expect.stringContaining(':6: expected never: person:ben')]);
    expect(output).toContain('1 test, 1 failed');
  });

  it('prints a manifest for the Slack app', async () => {
    const { code, output } = await muster(
      ['slack-manifest', 'main-slack', '--base-url', 'https://muster.example.com'],
      {},
    );
    expect(code).toBe(0);
    const manifest = JSON.parse(output) as { features: { slash_commands: { url: string }[] } };
    expect(manifest.features.slash_commands[0]?.url).toBe(
      'https://muster.example.com/chat/main-slack/commands',
    );
  });

  it('says what to do when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, output } = await muster(['start'], {
      PORT: String(port),
      MUSTER_DATA_DIR: join(folder, 'data'),
      TEMPORAL_PORT: '0',
      TEMPORAL_UI_PORT: '0',
      MONGODB_PORT: '0',
      LOG_LEVEL: 'warn',
    });
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).toContain('PORT');
  });

  it('says which setting to look at when a part does not answer', async () => {
    const away = await muster(['server'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MONGODB_URI: 'mongodb://127.0.0.1:1/',
    });
    expect(away.code).toBe(1);
    expect(away.output).toContain('MONGODB_URI');
    const unset = await muster(['worker'], { MUSTER_DATA_DIR: join(folder, 'nothing') });
    expect(unset.output).toContain('TEMPORAL_ADDRESS is not set');
  });
});
