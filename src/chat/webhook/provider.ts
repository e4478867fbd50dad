import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Agent, fetch, type Response } from 'undici';
import type { Message, MessageRef } from '../message.ts';
import { OneWay, oneWayCapabilities } from '../one-way.ts';
import type { InstanceContext, Lent } from '../platform.ts';
import type { ChatUser, Destination, Provider, SendOptions } from '../provider.ts';
import { refusal, toChatError } from './errors.ts';
import { checkAddress, publicLookup } from '../../outbound/public-address.ts';
import { payloadOf } from './payload.ts';
import type { WebhookSettings } from './settings.ts';

// The same key makes the same webhook-id, by which receivers recognise what comes again.
const CAPABILITIES = oneWayCapabilities({ deduplication: 'native' });

/** Posts messages, signed by Standard Webhooks (https://www.standardwebhooks.com), to an address of one's own. */
export class WebhookProvider extends OneWay implements Provider {
  readonly platform = 'webhook';
  readonly capabilities = CAPABILITIES;
  protected readonly title = 'A webhook';
  readonly #settings: WebhookSettings;
  readonly #now: () => number;
  readonly #agent: Agent;

  constructor(settings: WebhookSettings, { instance }: InstanceContext, { now }: Pick<Lent, 'now'>) {
    super(instance, now);
    this.#settings = settings;
    this.#now = now;
    const { privateAddresses, timeoutMs: timeout } = settings;
    this.#agent = new Agent({ connect: { timeout, ...(!privateAddresses && { lookup: publicLookup() }) } });
  }

  /** A webhook can be asked nothing: that its address may be called is all that is known before something is sent. */
  connect(): Promise<ChatUser> {
    try {
      this.#check();
    } catch (error) {
      return Promise.reject(toChatError(error, this.what));
    }
    return Promise.resolve({ id: 'webhook', name: 'Muster' });
  }

  async disconnect(): Promise<void> {
    await this.#agent.close();
  }

  async send(to: Destination, message: Message, { key, signal }: SendOptions): Promise<MessageRef> {
    const { url, signingSecret, previousSigningSecret, timeoutMs } = this.#settings;
    const id = `msg_${createHash('sha256').update(`${this.instance}:${key}`).digest('hex').slice(0, 32)}`;
    const at = new Date(this.#now());
    const body = JSON.stringify(payloadOf(to, message, key, at));
    const secrets = [signingSecret, ...(previousSigningSecret === undefined ? [] : [previousSigningSecret])];
    const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    let response: Response;
    try {
      this.#check();
      response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Muster',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          // One for each secret, so that receivers may change theirs at any time meanwhile.
          'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
        },
        // Where it leads was not looked at.
        redirect: 'manual',
        dispatcher: this.#agent,
        signal: AbortSignal.any(limits),
      });
      // What is answered is for nobody.
      await response.body?.cancel();
    } catch (error) {
      throw toChatError(error, this.what);
    }
    const refused = refusal(response, this.what, this.#now());
    if (refused) throw refused;
    return { channel: 'channel' in to ? to.channel : to.user, id };
  }

  #check(): void {
    if (!this.#settings.privateAddresses) checkAddress(new URL(this.#settings.url));
  }
}
