import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS_INTEGRATION, ALERTS_SECRET } from '../../config/default.ts';
import type { Settings } from '../../config/settings.ts';

const BYTES = 24;

/**
 * Puts the secret of the built-in way in for alerts into the environment, unless one is there: the configuration names it
 * there as it does all secrets. It is kept in the data folder, so that the address stays the same.
 * @param make Is one made where there is none? @throws what the file system says.
 */
export function lendAlertsSecret(
  { dataDir }: Pick<Settings, 'dataDir'>,
  env: NodeJS.ProcessEnv,
  make: boolean,
): void {
  if (env[ALERTS_SECRET]) return;
  const file = join(dataDir, 'alerts-secret');
  const known = readSecret(file);
  if (known === undefined && !make) return;
  const secret = known ?? randomBytes(BYTES).toString('hex');
  if (known === undefined) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  }
  env[ALERTS_SECRET] = secret;
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^[A-Za-z0-9_-]{24,200}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param url address of the server, without a slash at its end.
 * @returns lines by which somebody at this machine tries alerts at once: one that fires and the same that is over.
 */
export function alertLines(url: string, secret: string): readonly string[] {
  const address = `${url}/in/${ALERTS_INTEGRATION}/${secret}`;
  const curl = (more: object): string =>
    `curl -d '${JSON.stringify({ title: 'Checkout is slow', service: 'checkout', severity: 'warning', ...more })}' ${address}`;
  return [curl({}), curl({ status: 'resolved' })];
}
