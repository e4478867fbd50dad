import { rm, writeFile } from 'node:fs/promises';
import { runningFile } from './wiring/addresses.ts';
import { alertLines, lendAlertsSecret } from './wiring/alerts/alerts-secret.ts';
import { assemble, type Assembly } from './wiring/assembly.ts';
import { ALERTS_INTEGRATION, ALERTS_SECRET } from './config/default.ts';
import type { Settings } from './config/settings.ts';
import { forgetEntry, keepEntry, machineFile } from './cli/entry.ts';
import { startEmbeddedParts } from './wiring/embedded-parts.ts';
import { hashToken, newToken } from './http/api/token.ts';
import { DEFAULT_TENANT } from './incident/id.ts';
import type { TokenStore } from './mongo/token-store.ts';
import { forgetLocalToken, localToken } from './wiring/local-token.ts';
import { Stops } from './wiring/stops.ts';
import { serve } from './serve.ts';
import { work } from './work.ts';

/** What `muster start` has brought up, in words for the person who started it. */
export interface Started {
  readonly lines: readonly string[];
  /** Settles with the reason when a part ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Runs everything in one process, with an embedded Temporal and document store unless addresses are set.
 * @param progress told what is going on while parts are fetched, built and started.
 */
export async function start(settings: Settings, progress: (line: string) => void): Promise<Started> {
  const { stack, addresses } = await startEmbeddedParts(settings, progress);
  const { temporalUi } = addresses;
  const stops = new Stops();
  const stop = (): Promise<void> => stops.end();
  stops.add(() => stack.stop());
  try {
    // What has a configuration of its own has its own ways in.
    if (settings.configPath === undefined) lendAlertsSecret(settings, process.env, true);
    const assembly = await assemble(settings, addresses);
    stops.add(() => assembly.close());
    const running = runningFile(settings.dataDir);
    await writeFile(running, JSON.stringify(assembly.addresses));
    stops.add(() => rm(running, { force: true }));
    const working = await work(assembly);
    stops.add(() => working.stop());
    const serving = await serve(assembly);
    stops.add(() => serving.stop());
    const entry = machineFile(settings.dataDir);
    await keepEntry(entry, {
      url: serving.localUrl,
      token: await tokenOfThisMachine(assembly.stores.tokens),
    });
    stops.add(() => forgetEntry(entry));
    const token = await localToken(assembly);
    const alerts = token === undefined ? [] : tryAlerts(assembly, serving.localUrl);
    if (token !== undefined) stops.add(() => forgetLocalToken(assembly));
    return {
      lines: [
        ...(serving.sandboxes.length > 0 ? [`Chat         ${serving.baseUrl}/sandbox`] : []),
        `Dashboard    ${serving.baseUrl}/incidents`,
        ...(token === undefined ? [] : [`Sign in      ${serving.baseUrl}/sign-in#token=${token}`]),
        ...alerts,
        `API          ${serving.baseUrl}/api/openapi.json`,
        ...(temporalUi === undefined ? [] : [`Temporal UI  ${temporalUi}`]),
        `Temporal     ${stack.temporalAddress} (${stack.origins.temporal})`,
        `Store        ${stack.origins.store}`,
        `Data         ${settings.dataDir}`,
        ...serving.notConnected,
      ],
      ended: Promise.race([
        stack.exited.then(
          ({ part, code }) =>
            `${part} ended by itself (exit code ${code ?? 'none'}); its log is in ${settings.dataDir}/logs`,
        ),
        working.stopped.then(
          () => 'the worker ended',
          (error: unknown) => `the worker failed: ${String(error)}`,
        ),
      ]),
      stop,
    };
  } catch (error) {
    // What fails for the same reason would hide it.
    await stop().catch(() => undefined);
    throw error;
  }
}

/** @returns how whoever started Muster sees an alert become an incident, where nothing is configured. */
function tryAlerts({ config, settings }: Assembly, url: string): readonly string[] {
  const built = config().integrations.get(ALERTS_INTEGRATION);
  if (settings.configPath !== undefined || built?.secret !== process.env[ALERTS_SECRET] || !built) return [];
  const [fires = '', ends = ''] = alertLines(url, built.secret);
  return [`Try alerts   ${fires}`, `  and its end  ${ends}`];
}

/** Name of the token by which the command line of this machine gets in. */
const OF_THIS_MACHINE = 'this-machine';

/** @returns a token for whoever may read the data folder: they may do everything there already. Earlier ones end. */
async function tokenOfThisMachine(tokens: TokenStore): Promise<string> {
  await tokens.revoke(DEFAULT_TENANT, OF_THIS_MACHINE);
  const token = newToken();
  const createdAt = Date.now();
  await tokens.add(hashToken(token), {
    tenant: DEFAULT_TENANT,
    name: OF_THIS_MACHINE,
    role: 'admin',
    createdAt,
  });
  return token;
}
