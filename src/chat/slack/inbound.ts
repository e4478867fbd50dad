import { ChatError } from '../error.ts';
import type { Answer, Inbound, InboundAdapter, InboundRequest, Pages, Response } from '../inbound.ts';
import type { InstanceContext } from '../platform.ts';
import { verifySlackRequest } from './authenticity.ts';
import { addressOf } from './address.ts';
import { elsewhere } from './elsewhere.ts';
import { localMessage } from './local.ts';
import { readInbound, SURFACES, type Surface } from './read.ts';
import { respond } from './respond.ts';
import type { SlackSettings } from './settings.ts';
import { oneWorkspace, type Workspaces } from './workspaces.ts';

function unreadable(what: string): ChatError {
  return new ChatError('invalid_webhook', `The request from Slack cannot be read: ${what}.`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('its JSON is broken');
  }
}

function body(request: InboundRequest): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(request.body);
  } catch {
    throw unreadable('it is not UTF-8');
  }
}

/** Commands are forms, interactions are JSON in a form's `payload`, events are JSON. */
function payload(surface: Surface, text: string): unknown {
  if (surface === 'events') return json(text);
  const form = new URLSearchParams(text);
  if (surface === 'commands') return Object.fromEntries(form);
  const inner = form.get('payload');
  if (inner === null) throw unreadable('the form has no payload');
  return json(inner);
}

/** Slack's way in by HTTP. */
export class SlackInbound implements InboundAdapter {
  readonly platform = 'slack';
  readonly instance: string;
  readonly surfaces = SURFACES;
  readonly #settings: SlackSettings;
  readonly #workspaces: Workspaces;
  /** Where requests come from that were verified and are not read so far. */
  readonly #teams = new WeakMap<InboundRequest, string>();
  readonly pages?: Pages;

  /** @param workspaces that of the bot token when not given. @param pages by which the app is installed, where it is installed so. */
  constructor(
    settings: SlackSettings,
    context: InstanceContext,
    workspaces: Workspaces = oneWorkspace(settings, context),
    pages?: Pages,
  ) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#workspaces = workspaces;
    if (pages) this.pages = pages;
  }

  /** @throws ChatError also of the call by which Slack is asked, once, which workspace the bot token is of. */
  async authenticate(request: InboundRequest): Promise<void> {
    const { signingSecret, previousSigningSecret } = this.#settings;
    const signed = {
      signature: request.headers['x-slack-signature'],
      timestamp: request.headers['x-slack-request-timestamp'],
      body: request.body,
    };
    // A previous secret alone believes nobody: the current one is what the operator has to set.
    const secrets = signingSecret ? [signingSecret, previousSigningSecret] : [];
    verifySlackRequest(signed, secrets, request.receivedAt, this.instance);
    const team = await this.#workspaces.of(this.#decoded(request));
    if (team !== undefined) this.#teams.set(request, team);
  }

  /** What cannot be read says nothing of where it is from; `parse` refuses it. */
  #decoded(request: InboundRequest): unknown {
    const surface = SURFACES.find((one) => one === request.surface);
    try {
      return surface && payload(surface, body(request));
    } catch {
      return undefined;
    }
  }

  parse(request: InboundRequest): Inbound {
    const surface = SURFACES.find((one) => one === request.surface);
    if (!surface) throw unreadable(`there is no ${request.surface}`);
    const inbound = readInbound(surface, payload(surface, body(request)));
    return elsewhere(inbound, this.#teams.get(request));
  }

  respond(inbound: Inbound, answer: Answer): Response {
    if (answer.kind !== 'message' || !('user' in inbound)) return respond(inbound, answer);
    const { team } = addressOf(inbound.user.id);
    const { http, undelivered } = respond(inbound, {
      ...answer,
      message: localMessage(answer.message, team),
    });
    return { http, ...(undelivered && { undelivered: answer }) };
  }

  /** Slack repeats events; what a person waits for ends with an error that only they see. Who looks, looks again. */
  repeats(inbound: Inbound): boolean {
    return inbound.kind === 'mention' || inbound.kind === 'reaction';
  }
}
