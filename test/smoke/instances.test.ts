import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_TOKEN, BOT_TOKEN, startFakeSlack, type FakeSlack } from '../fakes/slack/fake.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

interface Shown {
  readonly instance: string;
  readonly state: string;
  readonly code?: string;
  readonly problem?: string;
  readonly listeners: readonly { state: string; heardAt?: string }[];
}

describe('provider instances', () => {
  let [slack, other]: (FakeSlack | undefined)[] = [];
  let system: System;

  const instance = (name: string, fake: FakeSlack): string => `
  ${name}:
    platform: slack
    mode: socket
    apiUrl: ${fake.url}
    botToken: \${SLACK_BOT_TOKEN}
    appToken: \${SLACK_APP_TOKEN}
    timeoutMs: 3000`;
  const config = (...instances: string[]): string => `
server: { host: 127.0.0.1 }
chat:${instances.join('')}
  training: { platform: sandbox }
health: { every: 1s }
notifications: { default: ['training/#incidents'] }
`;
  const reload = (...instances: string[]): Promise<void> =>
    writeFile(join(system.directory, 'muster.yaml'), config(...instances));

  /** @returns the instances as `muster providers` shows them. */
  async function shown(): Promise<Map<string, Shown>> {
    const { output } = await muster(['providers', '--json'], { ...system.env, LOG_LEVEL: 'fatal' });
    const { providers } = JSON.parse(output) as { providers: Shown[] };
    return new Map(providers.map((one) => [one.instance, one]));
  }
  const becomes = (name: string, state: string, more: Partial<Shown> = {}): Promise<true> =>
    eventually(`${name} is ${state}`, async () => {
      expect((await shown()).get(name)).toMatchObject({ state, ...more });
      return true;
    });

  beforeAll(async () => {
    [slack, other] = await Promise.all([startFakeSlack(), startFakeSlack()]);
    system = await System.start({
      config: config(instance('main-slack', slack)),
      env: { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN },
    });
  });
  afterAll(async () => {
    await system.stop();
    await Promise.all([slack?.close(), other?.close()]);
  });

  it('are connected, and heard from', async () => {
    const heard = { state: 'connected', heardAt: expect.any(String) as string };
    await becomes('main-slack', 'connected', { listeners: [heard] });
    await becomes('training', 'connected', { listeners: [] });
  });

  it('whose token is revoked are in error by the next check, and connected again when it is restored', async () => {
    slack!.revokeToken();
    await becomes('main-slack', 'error', { code: 'authentication_failed' });
    const { output, code } = await muster(['providers'], { ...system.env, LOG_LEVEL: 'fatal' });
    expect(output).toMatch(/main-slack +slack +error[^\n]*authentication_failed \d+\n +.*botToken/);
    expect(code).toBe(1);
    slack!.recover();
    await becomes('main-slack', 'connected');
  });

  it('come and go with the configuration, while the connection of another stays as it is', async () => {
    const opened = slack!.sockets.opened;
    await reload(instance('main-slack', slack!), instance('second', other!));
    await becomes('second', 'connected');
    await eventually('it is listened to', () => other!.sockets.open.length === 1);
    await reload(instance('main-slack', slack!));
    await eventually('the connection is closed', () => other!.sockets.open.length === 0);
    await eventually('it is not shown any more', async () => !(await shown()).has('second'));
    expect(slack!.sockets.opened).toBe(opened);
    expect(slack!.sockets.open).toHaveLength(1);
    await eventually('its address is gone', async () => {
      const { status } = await fetch(`${system.baseUrl}/chat/second/events`, { method: 'POST' });
      return status === 404;
    });
  });
});
