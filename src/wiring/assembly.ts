import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Recognition } from '../access/recognition.ts';
import { lendAlertsSecret } from './alerts/alerts-secret.ts';
import { createDuty, type Duty } from './duty/duty.ts';
import { redactText, type Redact } from '../access/redact.ts';
import type { InstanceContext, Lent } from '../chat/platform.ts';
import { observed, type Call } from '../chat/observed.ts';
import type { Provider } from '../chat/provider.ts';
import { Registry } from '../chat/registry.ts';
import { allTenants, tenantOf, type Config, type TenantConfig } from '../config/config.ts';
import { formatProblem } from '../config/problem.ts';
import type { Standing } from '../config/standing.ts';
import { listenAt, type Settings } from '../config/settings.ts';
import { followCalendars, type FetchedCalendars } from './duty/fetched-calendars.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { AliasReader } from '../config/alias-reader.ts';
import { keepInForce, type Follower, type RefusalFollower } from './configuration/in-force.ts';
import { changeBetween, createInstances, type Instance } from './instances/instances.ts';

import { asLast, atStart } from './configuration/version-keeping.ts';
import { connectStore, pingStore } from '../mongo/connection.ts';
import { createStores, type Stores } from '../mongo/index.ts';
import { createRunOutputStore, type RunOutputStore } from '../mongo/run-output-store.ts';
import { createSandboxStore } from '../mongo/sandbox-store.ts';
import { Observations } from './instances/observations.ts';
import { PLATFORMS } from '../chat/platforms.ts';
import { recognising } from './instances/recognising.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';

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
  /** Knows the alias files of what is in force, and of what was looked at of late. */
  readonly aliases: AliasReader;
  /** Which configuration is in force here, and whether a newer one was refused. */
  readonly standing: () => Standing;
  /** Tells of refused configurations, until the returned function is called. */
  readonly followRefusals: (follower: RefusalFollower) => () => void;
  /** @returns the configuration in force as it is written, as JSON. */
  readonly written: () => string;
  /** Notes under which number the store keeps what is in force. */
  readonly numbered: (number: number) => void;
  /** Looks for a newer version in the store at once, where its versions are followed. */
  readonly lookForVersions: () => Promise<void>;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** What this process sees of the instances. */
  readonly observations: Observations;
  /** Present when OTEL_EXPORTER_OTLP_ENDPOINT is set. */
  readonly tracing: Tracing | undefined;
  readonly stores: Stores;
  /** What runs have printed, and print. */
  readonly runOutput: RunOutputStore;
  readonly instances: () => Registry<Instance>;
  /** Tells of the instances of each new configuration, until the returned function is called. */
  readonly followInstances: (follower: Follower<Registry<Instance>>) => () => void;
  readonly redact: Redact;
  readonly pingStore: () => Promise<void>;
  readonly sandboxStore: (context: InstanceContext) => ReturnType<typeof createSandboxStore>;
  /** Who chat users are, and where people are reached. */
  readonly recognition: Recognition;
  readonly duty: Duty;
  /** What was fetched from elsewhere of who is on call. */
  readonly calendars: Pick<FetchedCalendars, 'look' | 'into'>;
  /** E-mail address of a person whom an instance's tenant knows. */
  readonly emailOf: (person: string, instance: string) => string | undefined;
  close(): Promise<void>;
}

/** Files that the build makes for others than Node: `dist/workflow-bundle.js` and `dist/public/`. */
export const BUILT = {
  workflows: fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)),
  assets: fileURLToPath(new URL('../../public/', import.meta.url)),
};

/**
 * Loads the configuration, connects the store and builds the provider instances.
 * @param forCommand Is it for a command, and not for a process that serves? Then what was in force last holds where no
 * file is named.
 * @throws ConfigError or Error, each saying what to change.
 */
export async function assemble(
  settings: Settings,
  addresses: Addresses,
  forCommand = false,
): Promise<Assembly> {
  lendAlertsSecret(settings, process.env, false);
  const aliases = new AliasReader();
  const options = { path: settings.configPath, env: process.env, platforms: PLATFORMS, aliases };
  const store = await connectStore(addresses.mongodbUri, settings.mongodb.database);
  const stores = createStores(store.db);
  const isLast = forCommand && settings.configMode === 'files';
  const { loaded, managed, bare }: Awaited<ReturnType<typeof atStart>> & Awaited<ReturnType<typeof asLast>> =
    isLast
      ? await asLast(options, stores.configurations)
      : await atStart(options, stores.configurations, settings.configMode);
  // Until the parts are there, what was loaded at start is in force.
  let config = (): Config => loaded.config;
  const redact = (text: string, tenant?: string): string => {
    const parts = tenant === undefined ? allTenants(config()) : [tenantOf(config(), tenant)];
    return redactText(text, [...parts.flatMap(({ redaction }) => redaction), config().secrets]);
  };
  const log = createLogger(settings.logLevel, redact);
  if (bare)
    log.warn(
      `the configuration last in force is used without its provider instances, for want of secrets: ${bare.message}`,
    );
  for (const warning of loaded.warnings) log.warn(formatProblem(warning, loaded.config.source));

  // A person's name means somebody else at each tenant: whose instance it is decides.
  const ownerOf = (instance: string): TenantConfig | undefined =>
    allTenants(config()).find(({ chat }) => chat.has(instance));
  const tracing = await tracingTo(settings.otlpEndpoint, log);
  const runOutput = createRunOutputStore(store.db, {
    redact,
    failed: (err, run) => log.warn({ err, run }, 'what a run prints cannot be kept at present'),
    now: Date.now,
  });
  await stores.ensureIndexes();
  await runOutput.ensureIndexes();
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
  const metrics = createMetrics(() => stores.auditor.newest());
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
    managed,
    build: (fresh, before) =>
      bare
        ? new Registry<Instance>()
        : createInstances(fresh, PLATFORMS, resources, before, (provider) =>
            observed(provider, observe, () => performance.now()),
          ),
    log,
  });
  const calendars = followCalendars({ config: inForce.config, store: stores.calendars, log });
  await calendars.look();
  config = () => calendars.into(inForce.config());
  inForce.follow(async (instances, before) => {
    const { built, gone } = changeBetween(before, instances);
    const names = (some: readonly Instance[]): string[] => some.map(({ provider }) => provider.instance);
    if (built.length + gone.length > 0)
      log.info({ built: names(built), gone: names(gone) }, 'the provider instances changed');
    await Promise.all(gone.map(({ provider }) => provider.disconnect()));
  });
  const recognition = recognising({
    config,
    stores,
    provider: (instance) => inForce.built().get(instance).provider,
    log,
  });
  return {
    settings,
    addresses,
    config,
    aliases,
    standing: inForce.standing,
    followRefusals: inForce.followRefusals,
    written: inForce.written,
    numbered: inForce.numbered,
    lookForVersions: inForce.look,
    log,
    metrics,
    observations,
    tracing,
    stores,
    runOutput,
    instances: inForce.built,
    followInstances: inForce.follow,
    redact,
    pingStore: () => pingStore(store.db),
    sandboxStore,
    recognition,
    duty: createDuty({ config, overrides: stores.overrides, recognition, log }),
    calendars,
    emailOf: (person, instance) => ownerOf(instance)?.people.get(person)?.email,
    async close() {
      inForce.close();
      calendars.close();
      await observations.flush();
      await tracing?.stop();
      await store.close();
    },
  };
}

/** Nothing of OpenTelemetry is loaded unless traces are wanted. */
async function tracingTo(endpoint: string | undefined, log: Logger): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { startTracing } = await import('../telemetry/tracing.ts');
  return startTracing(endpoint, log);
}
