import { ChatError } from '../error.ts';
import type { Answer, Inbound, InboundAdapter, InboundRequest, Response } from '../inbound.ts';
import type { InstanceContext } from '../platform.ts';
import { mentionEntity, readActivity, tenantOf, type TeamsActivity } from './activity.ts';
import {
  assertClaimed,
  SigningKeys,
  verifyBotToken,
  verifyWebhookRequest,
  type TokenRules,
} from './authenticity.ts';
import { readInbound } from './read.ts';
import type { References } from './references.ts';
import { respond, respondToWebhook } from './respond.ts';
import type { BotSettings, TeamsSettings } from './settings.ts';

/** How many ids of mentioned people are kept from verifying to reading; each is of one person. */
const KEPT_IDS = 10_000;

/** Teams' way in for a bot: one address for everything. */
export class BotInbound implements InboundAdapter {
  readonly platform = 'teams';
  readonly instance: string;
  readonly surfaces = ['messages'];
  readonly #settings: BotSettings;
  readonly #rules: TokenRules;
  readonly #keys: SigningKeys;
  readonly #references: References;
  readonly #objectIds = new Map<string, string>();

  constructor(settings: BotSettings, context: InstanceContext, references: References) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#rules = settings;
    this.#keys = new SigningKeys(settings, context.instance);
    this.#references = references;
  }

  /** Once it is verified, where it came from is remembered: there Teams can be written to from now on. */
  async authenticate(request: InboundRequest): Promise<void> {
    const { headers, receivedAt, body } = request;
    const verified = await verifyBotToken(
      headers['authorization'],
      this.#rules,
      this.#keys,
      receivedAt,
      this.instance,
    );
    const activity = readActivity(body);
    assertClaimed(verified, activity, this.instance);
    if (activity.channelId !== 'msteams') throw this.#elsewhere(`the channel ${activity.channelId}`);
    const tenant = tenantOf(activity);
    if (tenant?.toLowerCase() !== this.#settings.tenantId.toLowerCase())
      throw this.#elsewhere(`the tenant ${tenant ?? 'that it does not name'}`);
    await this.#references.remember(activity);
    await this.#learn(activity);
  }

  /** Of guests of the organisation Teams says only in its rosters that they are. */
  parse(request: InboundRequest): Inbound {
    const inbound = readInbound(readActivity(request.body), (mri) => this.#objectIds.get(mri));
    return 'user' in inbound ? { ...inbound, user: { ...inbound.user, perhapsOutsider: true } } : inbound;
  }

  respond(inbound: Inbound, answer: Answer): Response {
    return respond(inbound, answer);
  }

  /** The Bot Connector does not send again what was refused. */
  repeats(): boolean {
    return false;
  }

  /** Finds out who is mentioned, by what is remembered of them. */
  async #learn({ entities }: TeamsActivity): Promise<void> {
    for (const entity of entities ?? []) {
      const read = mentionEntity.safeParse(entity);
      const mri = read.success && !read.data.mentioned.aadObjectId ? read.data.mentioned.id : undefined;
      if (mri === undefined || mri.startsWith('28:') || this.#objectIds.has(mri)) continue;
      const id = await this.#references.objectId(mri);
      if (this.#objectIds.size >= KEPT_IDS) this.#objectIds.clear();
      if (id !== undefined) this.#objectIds.set(mri, id);
    }
  }

  #elsewhere(where: string): ChatError {
    const message = `chat.${this.instance}: the request comes from ${where}, but this instance is for the tenant ${this.#settings.tenantId} of Microsoft Teams.`;
    return new ChatError('invalid_webhook', message);
  }
}

/** What stands for the webhook in a message that was sent to it: Teams says neither its id nor, before it, anything else. */
const ITSELF = /<at\b[^>]*>[^<]*<\/at>/i;
/** A text that is in no message. */
const NOWHERE = '\u0000';
/** Any other mention has another id. */
const WEBHOOK = { id: '28:webhook' };

/** Teams' way in by an outgoing webhook, for those without a bot: what is asked is answered at once. */
export class WebhookInbound implements InboundAdapter {
  readonly platform = 'teams';
  readonly overheard = true;
  readonly instance: string;
  readonly surfaces: readonly string[];
  readonly #settings: TeamsSettings;

  constructor(settings: TeamsSettings, context: InstanceContext) {
    this.instance = context.instance;
    this.#settings = settings;
    this.surfaces = settings.outgoingSecret === undefined ? [] : ['webhook'];
  }

  authenticate(request: InboundRequest): void {
    const authorization = request.headers['authorization'];
    verifyWebhookRequest(authorization, request.body, this.#settings.outgoingSecret, this.instance);
  }

  parse(request: InboundRequest): Inbound {
    // Only what mentions the webhook is sent to it; by which id it is mentioned Teams does not say.
    const activity = readActivity(request.body);
    const text = ITSELF.exec(activity.text ?? '')?.[0];
    const itself = { type: 'mention', mentioned: WEBHOOK, text: text ?? NOWHERE };
    const others = (activity.entities ?? []).filter((entity) => entity['text'] !== text);
    const inbound = readInbound({ ...activity, recipient: WEBHOOK, entities: [itself, ...others] });
    if (inbound.kind === 'mention') return inbound;
    if (inbound.kind !== 'command') return { kind: 'ignored', reason: 'outgoing webhooks are for messages' };
    const { trigger: _, ...command } = inbound;
    return command;
  }

  respond(inbound: Inbound, answer: Answer): Response {
    return respondToWebhook(inbound, answer);
  }

  repeats(): boolean {
    return false;
  }
}
