import type { Answer, Inbound, InboundAdapter, InboundRequest, Response } from '../inbound.ts';
import type { InstanceContext, Lent } from '../platform.ts';
import { verifyCommandToken, verifySeal } from './authenticity.ts';
import { actionPayload, conforming, dialogState, readJson, submitPayload, unreadable } from './payload.ts';
import { readAction, readCommand, readSubmit, SURFACES } from './read.ts';
import { respond } from './respond.ts';
import type { SealingNeeds } from './sealing.ts';
import type { MattermostSettings } from './settings.ts';

function body(request: InboundRequest): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(request.body);
  } catch {
    throw unreadable('it is not UTF-8');
  }
}

/** The header is set unless the server's outgoing OAuth connections take its place; the body has the token always. */
function commandToken(request: InboundRequest): string | undefined {
  const header = /^Token\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  return header ?? new URLSearchParams(body(request)).get('token') ?? undefined;
}

/** Mattermost's way in by HTTP. */
export class MattermostInbound implements InboundAdapter {
  readonly platform = 'mattermost';
  readonly instance: string;
  readonly surfaces = SURFACES;
  readonly #settings: MattermostSettings;
  readonly #needs: SealingNeeds;

  constructor(settings: MattermostSettings, context: InstanceContext, lent: Pick<Lent, 'now' | 'address'>) {
    this.instance = context.instance;
    this.#settings = settings;
    this.#needs = { settings, context, lent };
  }

  authenticate(request: InboundRequest): void {
    const settings = this.#settings;
    const { context } = this.#needs;
    if (request.surface === 'commands') {
      const { commandToken: current, previousCommandToken: previous } = settings;
      verifyCommandToken(commandToken(request), current, previous, this.instance);
      return;
    }
    const payload = readJson(body(request));
    if (request.surface === 'actions') {
      const { channel_id: channel, context: put } = conforming(actionPayload, payload, 'action');
      const { action, passing, issued, seal } = put;
      // Sealed for the channel where it was pressed, not for the one that it says it was made for.
      verifySeal(
        seal,
        settings,
        context,
        { kind: 'action', action, channel, passing, issued },
        request.receivedAt,
      );
      return;
    }
    if (request.surface !== 'dialogs') throw unreadable(`there is no ${request.surface}`);
    const { user_id: user, state } = conforming(submitPayload, payload, 'dialog');
    const {
      modal,
      context: carried,
      issued,
      seal,
    } = conforming(dialogState, readJson(state), 'state of the dialog');
    // Sealed for who sends it, not for the one that it says it was shown to.
    const sealed = { kind: 'dialog', modal, context: carried, user, issued } as const;
    verifySeal(seal, settings, context, sealed, request.receivedAt);
  }

  parse(request: InboundRequest): Inbound {
    const text = body(request);
    switch (request.surface) {
      case 'commands':
        return readCommand(new URLSearchParams(text));
      case 'actions':
        return readAction(readJson(text));
      case 'dialogs':
        return readSubmit(readJson(text));
      default:
        throw unreadable(`there is no ${request.surface}`);
    }
  }

  respond(inbound: Inbound, answer: Answer): Response {
    return respond(inbound, answer, this.#needs);
  }

  /** Mattermost sends nothing twice: who typed or pressed sees that it failed, and tries again. */
  repeats(): boolean {
    return false;
  }
}
