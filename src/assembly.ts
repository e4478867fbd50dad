import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Recognition } from './access/recognition.ts';
import { createDuty, type Duty } from './duty.ts';
import { redactText, type Redact } from './access/redact.ts';
import type { InstanceContext, Lent } from './chat/platform.ts';
import { observed, type Call } from './chat/observed.ts';
import type { Provider } from './chat/provider.ts';
import type { Registry } from './chat/registry.ts';
import { allTenants, tenantOf, type Config, type TenantConfig } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import { formatProblem } from './config/problem.ts';
import { listenAt, type Settings } from './config/settings.ts';
import { DEFAULT_TENANT } from './incident/id.ts';
import { keepInForce, type Follower } from './in-force.ts';
import { changeBetween, createInstances, type Instance } from './instances.ts';

import { connectStore, pingStore } from './mongo/connection.ts';
import { createStores, type Stores } from './mongo/index.ts';
import { createSandboxStore } from './mongo/sandbox-store.ts';
import { Observations } from './observations.ts';
import { PLATFORMS } from './platforms.ts';
import { recognising } from './recognising.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** Where the parts that hold state are. */
export interface Addresses {
  readonly temporalAddress: string;
  readonly temporalUi?: string;
  readonly mongodbUri: string;
}

/** What every process of Muster is made of, whichever part it plays. */
export interface Assembly {
  readonly settings: Settings;
  readonly addresses: Addresses;
  readonly config: () => Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** What this process sees of the instances. */
  readonly observations: Observations;
  /** Present when OTEL_EXPORTER_OTLP_ENDPOINT is set. */
  readonly tracing: Tracing | undefined;
  readonly stores: Stores;
  readonly instances: () => Registry<Instance>;
  /** Tells of the instances of each new configuration, until the returned function is called. */
  readonly followInstances: (follower: Follower<Registry<Instance>>) => () => void;
  readonly redact: Redact;
  readonly pingStore: () => Promise<void>;
  readonly sandboxStore: (context: InstanceContext) => ReturnType<typeof createSandboxStore>;
  /** Who chat users are, and where people are reached. */
  readonly recognition: Recognition;
  readonly duty: Duty;
  /** E-mail address of a person whom an instance's tenant knows. */
  readonly emailOf: (person: string, instance: string) => string | undefined;
  close(): Promise<void>;
}

/** Files that the build makes for others than Node: `dist/workflow-bundle.js` and `dist/public/`. */
export const BUILT = {
  workflows: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)),
  assets: fileURLToPath(new URL('../public/', import.meta.url)),
};

/**
 * Loads the configuration, connects the store and builds the provider instances.
 * @throws ConfigError or Error, each saying what to change.
 */
export async function assemble(settings: Settings, addresses: Addresses): Promise<Assembly> {
  const options = { path: settings.configPath, env: process.env, platforms: PLATFORMS };
  const loaded = loadConfig(options);
  // Until the parts are there, what was loaded at start is in force.
  let config = (): Config => loaded.config;
  const redact = (text: string, tenant?: string): string => {
    const parts = tenant === undefined ? allTenants(config()) : [tenantOf(config(), tenant)];
    return redactText(
      text,
      parts.flatMap(({ redaction }) => redaction),
    );
  };
  const log = createLogger(settings.logLevel, redact);
  for (const warning of loaded.warnings) log.warn(formatProblem(warning, loaded.config.source));

  // A person's name means somebody else at each tenant: whose instance it is decides.
  const ownerOf = (instance: string): TenantConfig | undefined =>
    allTenants(config()).find(({ chat }) => chat.has(instance));
  const tracing = await tracingTo(settings.otlpEndpoint, log);
  const store = await connectStore(addresses.mongodbUri, settings.mongodb.database);
  const stores = createStores(store.db);
  await stores.ensureIndexes();
  const sandboxStores = new Map<string, ReturnType<typeof createSandboxStore>>();
  const sandboxStore = (context: InstanceContext): ReturnType<typeof createSandboxStore> => {
    const scope = `${context.tenant}:${context.instance}`;
    const known = sandboxStores.get(scope) ?? createSandboxStore(store.db, context);
    sandboxStores.set(scope, known);
    return known;
  };
  const lent: Lent = {
    now: Date.now,
    address: ({ instance }, surface) =>
      `${listenAt(settings, config().server).baseUrl}/chat/${instance}/${surface}`,
    memory: (context) => stores.platformMemory.of(context),
  };
  const resources = {
    ...lent,
    sandboxStore,
  };
  const metrics = createMetrics();
  const observations = new Observations({
    tenantOf: (instance) => ownerOf(instance)?.tenant ?? DEFAULT_TENANT,
    process: `${hostname()}-${process.pid}`,
    save: (report) => stores.instances.saveReport(report),
    now: Date.now,
    log,
  });
  const observe = ({ instance, platform }: Provider, call: Call): void => {
    const { operation, code, ms } = call;
    observations.called(instance, call);
    metrics.providerCalls.observe({ instance, platform, operation, outcome: code ?? 'ok' }, ms / 1_000);
  };
  const inForce = keepInForce<Registry<Instance>>({
    ...options,
    loaded,
    build: (fresh, before) =>
      createInstances(fresh, PLATFORMS, resources, before, (provider) =>
        observed(provider, observe, () => performance.now()),
      ),
    log,
  });
  config = inForce.config;
  inForce.follow(async (instances, before) => {
    const { built, gone } = changeBetween(before, instances);
    const names = (some: readonly Instance[]): string[] => some.map(({ provider }) => provider.instance);
    if (built.length + gone.length > 0)
      log.info({ built: names(built), gone: names(gone) }, 'the provider instances changed');
    await Promise.all(gone.map(({ provider }) => provider.disconnect()));
  });
  const recognition = recognising({
    config: inForce.config,
    stores,
    provider: (instance) => inForce.built().get(instance).provider,
    log,
  });
  return {
    settings,
    addresses,
    config: inForce.config,
    log,
    metrics,
    observations,
    tracing,
    stores,
    instances: inForce.built,
    followInstances: inForce.follow,
    redact,
    pingStore: () => pingStore(store.db),
    sandboxStore,
    recognition,
    duty: createDuty({ config: inForce.config, overrides: stores.overrides, recognition, log }),
    emailOf: (person, instance) => ownerOf(instance)?.people.get(person)?.email,
    async close() {
      inForce.close();
      await observations.flush();
      await tracing?.stop();
      await store.close();
    },
  };
}

/** Nothing of OpenTelemetry is loaded unless traces are wanted. */
async function tracingTo(endpoint: string | undefined, log: Logger): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { startTracing } = await import('./telemetry/tracing.ts');
  return startTracing(endpoint, log);
}
