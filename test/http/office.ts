import { once } from 'node:events';
import type { Override } from '../../src/oncall/override.ts';
import type { InstanceStatus } from '../../src/chat/instance-status.ts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createRecognition } from '../../src/access/recognition.ts';
import { redactText } from '../../src/access/redact.ts';
import type { AccessRole } from '../../src/access/role.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Modal } from '../../src/chat/element.ts';
import type { InboundAdapter } from '../../src/chat/inbound.ts';
import { ChatError } from '../../src/chat/error.ts';
import type { Look } from '../../src/chat/looks.ts';
import type { MessageRef } from '../../src/chat/message.ts';
import type { Quoted } from '../../src/chat/quoted.ts';
import { isWanted } from '../../src/http/pointing.ts';
import type { Listener } from '../../src/chat/listener.ts';
import type { ChatChannel, ChatUser } from '../../src/chat/provider.ts';
import { Registry } from '../../src/chat/registry.ts';
import { pageToken } from '../../src/chat/sandbox/authenticity.ts';
import { SandboxInbound } from '../../src/chat/sandbox/inbound.ts';
import { sandboxSettings } from '../../src/chat/sandbox/settings.ts';
import { SlackInbound } from '../../src/chat/slack/inbound.ts';
import { slackSettings } from '../../src/chat/slack/settings.ts';
import { tenantOf, type Config, type TenantConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLinkActivities } from '../../activities/link.ts';
import { createAccounts } from '../../src/http/accounts.ts';
import { createLinkRequests } from '../../src/http/link-requests.ts';
import { apiRouter } from '../../src/http/api/router.ts';
import { hashToken, newToken } from '../../src/http/api/token.ts';
import { Afterwards } from '../../src/http/afterwards.ts';
import { createApp } from '../../src/http/app.ts';
import { createAuditLater } from '../../src/http/audit-later.ts';
import { createCalling } from '../../src/http/calling.ts';
import { chatRouter } from '../../src/http/chat.ts';
import { createDesk } from '../../src/http/desk.ts';
import { healthRouter, type Check } from '../../src/http/health.ts';
import { createHomePage } from '../../src/http/home-page.ts';
import { Homes } from '../../src/http/homes.ts';
import { createIncidents } from '../../src/http/incidents.ts';
import { createLimit, createLimits } from '../../src/http/limits.ts';
import { linksTo } from '../../src/http/links.ts';
import { createOperations } from '../../src/http/operations.ts';
import { pagesRouter } from '../../src/http/pages.ts';
import { createReception, type Entrance, type Receive } from '../../src/http/reception.ts';
import { createHeldWords, createSendLater } from '../../src/http/replies.ts';
import { createSightings } from '../../src/http/sightings.ts';
import { signInRouter } from '../../src/http/sign-in.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { slack } from '../../src/chat/slack/platform.ts';
import { FakeSandboxStore } from '../fakes/sandbox/store.ts';
import { signSlackRequest } from '../fakes/slack/signing.ts';
import { FakeTemporal } from './fake-temporal.ts';
import { MemoryStores } from './memory-stores.ts';

export const SECRET = 'the signing secret';
/** That of the other tenant's Slack app. */
export const ACME_SECRET = 'the signing secret of acme';
/** A secret that Muster redacts wherever it appears. */
export const LEAK = 'AKIAIOSFODNN7EXAMPLE';

/** One line of the log. */
export type LogLine = Record<string, unknown> & { level: number; msg: string };

/** The HTTP side of a server, in this process, with Temporal, stores and platform in memory. */
export class Office {
  readonly memory = new MemoryStores();
  now = Date.now();
  readonly temporal = new FakeTemporal(this.memory, () => this.now);
  readonly log: LogLine[] = [];
  readonly modals: { trigger: string; modal: Modal }[] = [];
  openModal: () => Promise<void> = () => Promise.resolve();
  /** What was told people at once, without Temporal. */
  readonly told: Delivery[] = [];
  tell: () => Promise<void> = () => Promise.resolve();
  /** What the platform was asked to show of its own accord. */
  readonly shown: { instance: string; user: string; message?: MessageRef; look: Look }[] = [];
  show: () => Promise<void> = () => Promise.resolve();
  /** What the platform says when it is asked for a message, or for somebody's name. */
  read: (ref: MessageRef) => Promise<Quoted> = () =>
    Promise.reject(new ChatError('message_not_found', 'There is no such message.'));
  nameOf: (user: string) => Promise<string> = (user) => Promise.resolve(`Name of ${user}`);
  /** What the platform says of a channel. */
  channel: (named: string) => Promise<ChatChannel> = (named) => Promise.resolve({ id: named, name: named });
  /** What the platform says of a user. */
  profile: (instance: string, user: string) => Promise<ChatUser> = (_instance, id) =>
    Promise.resolve({ id, name: id.toLowerCase() });
  /** How often changes are looked for that pages of Muster should show, in milliseconds. */
  homesEveryMs = 60_000;
  linkLimit = { count: 1_000, perMs: 600_000 };
  /** Who a user is, on a platform that is asked; at once when not given. */
  identifying: Promise<void> = Promise.resolve();
  readonly afterwards = new Afterwards();
  /** How long an answer may take, in milliseconds; as in production when not given. */
  answerMs: number | undefined;
  checks: Check[] = [];
  listeners: Pick<Listener, 'platform' | 'instance' | 'status'>[] = [];
  /** How the provider instances are. */
  providers: InstanceStatus[] = [];
  /** By schedule. */
  readonly overrides = new Map<string, readonly Override[]>();
  signInAt = 'https://muster.example';
  config: Config;
  receive!: Receive;
  readonly #sandbox = new FakeSandboxStore();
  readonly #stop = new AbortController();
  readonly #adapters = new Map<string, InboundAdapter>();
  #server: Server | undefined;

  constructor() {
    const path = fileURLToPath(new URL('muster.yaml', import.meta.url));
    const env = {
      SLACK_SIGNING_SECRET: SECRET,
      ACME_SIGNING_SECRET: ACME_SECRET,
      SLACK_BOT_TOKEN: 'xoxb-test',
      ACME_BOT_TOKEN: 'xoxb-of-acme',
    };
    this.config = loadConfig({ path, env, platforms: [slack] }).config;
    const settings = slackSettings.parse({ botToken: 'xoxb-test', signingSecret: SECRET });
    this.#adapters.set(
      'main-slack',
      new SlackInbound(settings, { tenant: 'default', instance: 'main-slack' }),
    );
    const page = { tenant: 'default', instance: 'sandbox' };
    this.#adapters.set('sandbox', new SandboxInbound(sandboxSettings.parse({}), page, this.#sandbox));
    const unguarded = { ...settings, signingSecret: undefined };
    const instance = 'unguarded';
    this.#adapters.set(instance, new SlackInbound(unguarded, { tenant: 'default', instance }));
    const acme = { tenant: 'acme', instance: 'acme-slack' };
    this.#adapters.set(acme.instance, new SlackInbound({ ...settings, signingSecret: ACME_SECRET }, acme));
  }

  static async open(prepare: (office: Office) => void = () => undefined): Promise<Office> {
    const office = new Office();
    prepare(office);
    await office.#listen();
    return office;
  }

  /** Puts an adapter of one's own at `/chat/<instance>`. */
  adapt(instance: string, adapter: InboundAdapter): void {
    this.#adapters.set(instance, adapter);
  }

  async #listen(): Promise<void> {
    const config = (tenant: string): TenantConfig => tenantOf(this.config, tenant);
    const now = (): number => this.now;
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.log.push(JSON.parse(chunk.toString()) as LogLine);
        done();
      },
    });
    const log = pino({ level: 'debug' }, stream);
    const stores = this.memory.stores();
    const metrics = createMetrics();
    const redact = (text: string, tenant = 'default'): string => redactText(text, config(tenant).redaction);
    const client = this.temporal.client();
    const recognition = createRecognition({
      directory: (tenant) => {
        const { people, access } = config(tenant);
        return { people, unmapped: access.policy.unmapped };
      },
      links: stores.links,
      loudness: stores.loudness,
      now,
      soon: (work) => work,
      profile: (instance, user) => this.profile(instance, user),
      warn: (instance, err, message) => log.warn({ instance, err }, message),
    });
    const auditLater = createAuditLater(client, 'muster');
    const linking = createLinkActivities({ ...stores.links, partyOf: recognition.partyOf });
    this.temporal.links.join = (request) => linking.joinAccounts(request);
    const accounts = createAccounts({
      recognition,
      requests: createLinkRequests({ client, taskQueue: 'muster' }),
      links: stores.links,
      loudness: stores.loudness,
      limit: createLimit(() => this.linkLimit),
      audit: stores.audit,
      auditLater,
      redact,
      log,
      metrics,
      afterwards: this.afterwards,
      now,
    });
    const operations = createOperations({
      config,
      stores,
      redact,
      log,
      metrics,
      now,
      afterwards: this.afterwards,
      auditLater,
      incidents: createIncidents({ client, taskQueue: 'muster', ids: stores.declarations }),
      links: linksTo(() => 'https://muster.example', 'default', 'https://temporal.example'),
      linksOf: recognition.linksOf,
    });
    const providers = () => Promise.resolve(this.providers);
    const desk = createDesk({
      operations,
      providers,
      overrides: (_tenant, schedule) => Promise.resolve(this.overrides.get(schedule) ?? []),
      config,
      known: recognition.known,
      zoneOf: recognition.zoneOf,
      accounts: accounts.answer,
      identify: async (tenant, instance, user) => {
        await this.identifying;
        return recognition.identify(tenant, instance, user);
      },
      sighted: createSightings(stores.people, log, now),
      limitPerson: createLimits((tenant) => config(tenant).access.limits.person),
      limitInstance: createLimits((tenant) => config(tenant).access.limits.instance),
      source: {
        read: (_instance, ref) => this.read(ref),
        nameOf: (_instance, user) => this.nameOf(user),
      },
      channel: (_instance, named) => this.channel(named),
      quotedBy: (delivery, user) => stores.deliveries.quotedBy(delivery, user),
      redact,
      confirmations: stores.confirmations,
      calling: createCalling({
        operations,
        config,
        accountsOf: recognition.accountsOf,
        sendLater: createSendLater(client, 'muster'),
      }),
      now,
    });
    this.receive = createReception({
      deliveries: stores.deliveries,
      desk,
      sendLater: createSendLater(client, 'muster'),
      held: createHeldWords(client, 'muster'),
      openModal: (_instance, trigger, modal) => {
        this.modals.push({ trigger, modal });
        return this.openModal();
      },
      tell: (delivery) => {
        this.told.push(delivery);
        return this.tell();
      },
      wanted: (inbound, tenant) => isWanted(inbound, config(tenant)),
      show: (instance, at, look) => {
        this.shown.push({ instance, ...at, look });
        return this.show();
      },
      homes: new Homes({
        page: createHomePage(operations),
        identify: recognition.identify,
        version: (tenant) => stores.incidents.listRevision(tenant),
        show: (instance, at, look) => {
          this.shown.push({ instance, ...at, look });
          return this.show();
        },
        now,
        log,
        stop: this.#stop.signal,
        everyMs: this.homesEveryMs,
        apartMs: 1,
      }),
      afterwards: this.afterwards,
      now,
      redact,
      log,
    });
    const entrances = (): Registry<Entrance> => {
      const registry = new Registry<Entrance>();
      for (const [name, adapter] of this.#adapters) {
        const tenant = this.config.tenants.get('acme')?.chat.has(name) ? 'acme' : 'default';
        registry.add(name, { tenant, adapter });
      }
      return registry;
    };
    const bodyLimit = this.config.server.bodyLimitBytes;
    const app = createApp({
      log,
      metrics,
      routers: [
        healthRouter(this.checks, metrics, () => this.listeners, providers),
        chatRouter({
          entrances,
          receive: this.receive,
          limitPages: createLimit(() => ({ count: 20, perMs: 60_000 })),
          bodyLimit,
          now,
          ...(this.answerMs !== undefined && { answerMs: this.answerMs }),
        }),
        apiRouter({
          operations,
          endLink: accounts.end,
          stores,
          config,
          limit: createLimits((tenant) => config(tenant).access.limits.person),
          bodyLimit,
          now,
        }),
        signInRouter({
          tokens: stores.tokens,
          baseUrl: () => this.signInAt,
          limit: createLimit(() => ({ count: 20, perMs: 60_000 })),
        }),
        pagesRouter({
          providers,
          operations,
          incidents: stores.incidents,
          tokens: stores.tokens,
          anonymousReading: () => this.config.access.anonymousReading,
          assets: fileURLToPath(new URL('.', import.meta.url)),
          sandbox: () => undefined,
          stop: this.#stop.signal,
          now,
        }),
      ],
    });
    this.#server = app.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get server(): Server {
    if (!this.#server) throw new Error('the office is closed');
    return this.#server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Changes the access section of the configuration, as a reload does. */
  access(change: Partial<Config['access']>): void {
    this.config = { ...this.config, access: { ...this.config.access, ...change } };
  }

  /** Ends the event streams, as a server does that stops. */
  stopStreams(): void {
    this.#stop.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    const { server } = this;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** @returns an API token of this role. */
  token(role: AccessRole, name: string = role, tenant = 'default'): string {
    const token = newToken();
    this.memory.tokensByHash.set(hashToken(token), { tenant, name, role, createdAt: this.now });
    return token;
  }

  /** Sends what Slack would send, signed. */
  slack(
    surface: 'commands' | 'interactions' | 'events',
    body: string | Uint8Array,
    more: { instance?: string; headers?: Record<string, string>; at?: number; secret?: string } = {},
  ): Promise<Response> {
    const { instance = 'main-slack', headers = {}, at = this.now, secret = SECRET } = more;
    const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
    const type = surface === 'events' ? 'application/json' : 'application/x-www-form-urlencoded';
    return fetch(`${this.base}/chat/${instance}/${surface}`, {
      method: 'POST',
      headers: { 'content-type': type, ...signSlackRequest(secret, bytes, at), ...headers },
      body: bytes,
    });
  }

  /** Sends what the sandbox's page would send. */
  page(surface: string, body: string): Promise<Response> {
    const token = pageToken(this.#sandbox.pageSecret, 'sandbox', this.now);
    return fetch(`${this.base}/chat/sandbox/${surface}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-muster-page-token': token },
      body,
    });
  }

  /** Types `/im …` in Slack. */
  command(
    text: string,
    more: {
      user?: string;
      delivery?: string;
      channel?: string;
      headers?: Record<string, string>;
      instance?: string;
      secret?: string;
    } = {},
  ): Promise<Response> {
    const { user = 'U0ANA', delivery = `trigger-${Math.random()}`, channel = 'C1', headers = {} } = more;
    const form = new URLSearchParams({
      command: '/im',
      text,
      trigger_id: delivery,
      user_id: user,
      user_name: user.toLowerCase(),
      channel_id: channel,
    });
    const { instance = 'main-slack', secret = SECRET } = more;
    return this.slack('commands', form.toString(), { headers, instance, secret });
  }

  /** @returns the answers that were left with Temporal to be sent. */
  get laterReplies(): Delivery[] {
    return [...this.temporal.laterReplies.values()] as Delivery[];
  }
}
