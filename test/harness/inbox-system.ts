import { readFileSync } from 'node:fs';
import { MongoClient, type Db } from 'mongodb';
import type { IntegrationStanding, LoggedDelivery } from '../../src/inbox/kept.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import { eventually } from './eventually.ts';
import { System } from './system.ts';

export const INTEGRATION_SECRET = 'a-secret-of-twenty-four-characters';

/** A notification of Alertmanager, as its documentation shows it, with a fingerprint of one's own. */
export function notification(fingerprint: string): string {
  const file = new URL('../fixtures/alertmanager/notification.json', import.meta.url);
  const example = JSON.parse(readFileSync(file, 'utf8')) as { alerts: object[] };
  return JSON.stringify({ ...example, alerts: [{ ...example.alerts[0], fingerprint }] });
}

/** Muster with an integration of Alertmanager, and a look into its store. */
export class InboxSystem {
  readonly system: System;
  readonly #ref = { tenant: 'default', integration: 'alerts' };
  #client: MongoClient | undefined;

  private constructor(system: System) {
    this.system = system;
  }

  /** @param more of the configuration. */
  static async start(more = ''): Promise<InboxSystem> {
    const system = await System.start({
      config: `
server: { host: 127.0.0.1 }
chat:
  sandbox: { platform: sandbox }
integrations:
  alerts: { source: alertmanager, secret: '\${SECRET}' }
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
${more}`,
      env: { SECRET: INTEGRATION_SECRET },
    });
    return new InboxSystem(system);
  }

  get address(): string {
    return `${this.system.baseUrl}/in/alerts/${INTEGRATION_SECRET}`;
  }

  async send(body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  async db(): Promise<Db> {
    this.#client ??= await MongoClient.connect(this.system.mongodbUri);
    return this.#client.db('muster');
  }

  async stores(): Promise<Stores> {
    return createStores(await this.db());
  }

  /** @returns the log, the oldest first. */
  async lines(): Promise<LoggedDelivery[]> {
    const { lines } = await (await this.stores()).inbox.list(this.#ref, { limit: 10_000 });
    return lines.toReversed();
  }

  async standing(): Promise<IntegrationStanding | undefined> {
    return (await this.stores()).inbox.standing(this.#ref);
  }

  /** Waits until so many deliveries are worked off. @returns the log then. */
  async workedOff(count: number, within = 60_000): Promise<LoggedDelivery[]> {
    return eventually(
      `${count} deliveries are worked off`,
      async () => {
        const lines = await this.lines().catch(() => []);
        return lines.length >= count && lines.every(({ state }) => state !== 'waiting') && lines;
      },
      within,
    );
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.system.stop();
  }
}
