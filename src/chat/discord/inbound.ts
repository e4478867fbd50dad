import { ChatError } from '../error.ts';
import type { Answer, Deferral, Inbound, InboundAdapter, InboundRequest, Response } from '../inbound.ts';
import type { InstanceContext } from '../platform.ts';
import { verifyDiscordRequest } from './authenticity.ts';
import { DiscordClient } from './client.ts';
import { deferralOf } from './deferral.ts';
import { assertFrom } from './origin.ts';
import { interactionToken } from './payload.ts';
import { readInteraction } from './read.ts';
import { respond } from './respond.ts';
import type { DiscordSettings } from './settings.ts';

function json(request: InboundRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch (cause) {
    const message = 'The request from Discord cannot be read: it is no JSON in UTF-8.';
    throw new ChatError('invalid_webhook', message, { cause });
  }
}

/** Discord's way in by HTTP: the address that the application has as its Interactions Endpoint URL. */
export class DiscordInbound implements InboundAdapter {
  readonly platform = 'discord';
  readonly instance: string;
  readonly surfaces = ['interactions'];
  readonly #settings: DiscordSettings;
  readonly #client: DiscordClient;
  /** What each is answered later with: it is kept nowhere else, for it is a secret. */
  readonly #tokens = new WeakMap<Inbound, { readonly id: string; readonly token: string }>();

  constructor(settings: DiscordSettings, context: InstanceContext) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#client = new DiscordClient(settings, context);
  }

  authenticate(request: InboundRequest): void {
    const signed = {
      signature: request.headers['x-signature-ed25519'],
      timestamp: request.headers['x-signature-timestamp'],
      body: request.body,
    };
    verifyDiscordRequest(signed, this.#settings.publicKey, request.receivedAt, this.instance);
    assertFrom(json(request), this.#settings, `chat.${this.instance}`);
  }

  parse(request: InboundRequest): Inbound {
    const payload = json(request);
    const inbound = readInteraction(payload);
    const known = interactionToken.safeParse(payload);
    if (known.success) this.#tokens.set(inbound, known.data);
    return inbound;
  }

  /** What is suggested while somebody types is of no use later. */
  defer(inbound: Inbound): Deferral | undefined {
    const known = inbound.kind === 'suggest' ? undefined : this.#tokens.get(inbound);
    if (!known) return undefined;
    return deferralOf(this.#client, { ...known, application: this.#settings.applicationId });
  }

  respond(inbound: Inbound, answer: Answer): Response {
    return respond(inbound, answer);
  }

  /** Discord sends nothing again: who waits is told by Discord that Muster did not answer. */
  repeats(): boolean {
    return false;
  }
}
