import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alertLines, lendAlertsSecret } from '../../../../src/wiring/alerts/alerts-secret.ts';
import type { JsonSettings } from '../../../../src/alert/json/source.ts';
import { json } from '../../../../src/alert/json/source.ts';
import { loadConfig } from '../../../../src/config/load.ts';
import { PLATFORMS } from '../../../../src/chat/platforms.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'muster-alerts-')), 'data');
});
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));

it('is made once, for its owner alone, and the same for whoever comes later', () => {
  const none: NodeJS.ProcessEnv = {};
  lendAlertsSecret({ dataDir }, none, false);
  expect(none).toEqual({});
  const [first, second]: NodeJS.ProcessEnv[] = [{}, {}];
  lendAlertsSecret({ dataDir }, first!, true);
  lendAlertsSecret({ dataDir }, second!, false);
  const secret = readFileSync(join(dataDir, 'alerts-secret'), 'utf8').trim();
  expect([first, second]).toEqual([{ MUSTER_ALERTS_SECRET: secret }, { MUSTER_ALERTS_SECRET: secret }]);
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  expect(statSync(join(dataDir, 'alerts-secret')).mode & 0o077).toBe(0);
  const own = { MUSTER_ALERTS_SECRET: 'of-the-environment' };
  lendAlertsSecret({ dataDir }, own, true);
  expect(own).toEqual({ MUSTER_ALERTS_SECRET: 'of-the-environment' });
});

it('opens the way in of the built-in configuration, which reads the printed lines', () => {
  const env: NodeJS.ProcessEnv = {};
  lendAlertsSecret({ dataDir }, env, true);
  const { config, warnings, written } = loadConfig({ path: undefined, env, platforms: PLATFORMS });
  expect(warnings).toEqual([]);
  expect(written).not.toContain(env.MUSTER_ALERTS_SECRET);
  const { secret, settings } = config.integrations.get('alerts')!;
  expect(secret).toBe(env.MUSTER_ALERTS_SECRET);
  const intake = json.create(settings as JsonSettings, { tenant: 'default', integration: 'alerts' });
  const alerts = alertLines('http://localhost:3000', secret).map((line) => {
    expect(line).toContain(`http://localhost:3000/in/alerts/${secret}`);
    const body = new TextEncoder().encode(/'(.*)'/.exec(line)?.[1]);
    const delivery = { tenant: 'default', integration: 'alerts', receivedAt: 1_000, headers: {}, body };
    const reading = intake.read(delivery);
    return 'kind' in reading && reading.kind === 'read' ? reading.alerts?.[0] : reading;
  });
  const labels = { service: 'checkout', severity: 'warning' };
  expect(alerts).toMatchObject([
    { key: 'Checkout is slow', status: 'firing', labels },
    { key: 'Checkout is slow', status: 'resolved', labels },
  ]);
  expect(loadConfig({ path: undefined, env: {}, platforms: PLATFORMS }).config.integrations.size).toBe(0);
});
