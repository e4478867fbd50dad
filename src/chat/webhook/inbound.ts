import { ChatError } from '../error.ts';
import type { Inbound, InboundAdapter, Response } from '../inbound.ts';
import type { InstanceContext } from '../platform.ts';

/** Nothing comes back by a webhook: it has no address at which something would be taken. */
export class WebhookInbound implements InboundAdapter {
  readonly platform = 'webhook';
  readonly instance: string;
  readonly surfaces: readonly string[] = [];

  constructor({ instance }: InstanceContext) {
    this.instance = instance;
  }

  authenticate(): void {
    throw new ChatError('invalid_webhook', `chat.${this.instance} only sends.`);
  }
  parse(): Inbound {
    throw new ChatError('invalid_webhook', `chat.${this.instance} only sends.`);
  }
  respond(): Response {
    throw new ChatError('operation_not_supported', `chat.${this.instance} only sends.`);
  }
  repeats(): boolean {
    return false;
  }
}
