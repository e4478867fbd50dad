import { HttpClient } from '@microsoft/agents-hosting';
import { ChatError } from '../error.ts';
import type { Message, MessageRef } from '../message.ts';
import { OneWay, oneWayCapabilities } from '../one-way.ts';
import type { InstanceContext, Lent } from '../platform.ts';
import type { Capabilities, ChatUser, Destination, Provider, SendOptions } from '../provider.ts';
import { unsupported } from '../unsupported.ts';
import { attachment } from './card.ts';
import { toChatError } from './errors.ts';
import { markOf } from './find.ts';
import { render } from './render.ts';
import type { TeamsSettings } from './settings.ts';

const NAME = 'Microsoft Teams by a webhook';

/**
 * Posts by a workflow that begins when its address is called, for those without a bot
 * (https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498).
 * It tells nothing of what becomes of a message: none can be changed, and a thread's messages stand for themselves.
 */
export class WebhookProvider extends OneWay implements Provider {
  readonly platform = 'teams';
  protected readonly title = NAME;
  readonly capabilities: Capabilities;
  readonly #settings: TeamsSettings;

  constructor(settings: TeamsSettings, { instance }: InstanceContext, { now }: Pick<Lent, 'now'>) {
    super(instance, now);
    this.#settings = settings;
    const { workflowUrl, outgoingSecret } = settings;
    this.capabilities = oneWayCapabilities({
      operations: new Set([
        ...(workflowUrl ? (['send', 'notification'] as const) : []),
        ...(outgoingSecret ? (['webhooks', 'mentions'] as const) : []),
      ]),
      directMessages: false,
      deduplication: 'none',
    });
  }

  /** A webhook can be asked nothing: that it is configured is all that is known before something is sent. */
  connect(): Promise<ChatUser> {
    return Promise.resolve({ id: 'webhook', name: 'Muster' });
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** @param to a channel by any name: the workflow itself says where it posts. */
  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const { workflowUrl, timeoutMs } = this.#settings;
    if ('user' in to) throw unsupported(NAME, 'direct messages');
    if (workflowUrl === undefined) {
      const text = `${this.what}.workflowUrl is missing: without it nothing can be posted.`;
      throw new ChatError('operation_not_supported', text);
    }
    const { card } = render({ ...message, elements: [] });
    const limits = [AbortSignal.timeout(timeoutMs), ...(options.signal ? [options.signal] : [])];
    try {
      await new HttpClient().request({
        method: 'post',
        url: workflowUrl,
        data: { type: 'message', attachments: [{ ...attachment(card), contentUrl: null }] },
        signal: AbortSignal.any(limits),
      });
    } catch (error) {
      throw this.#failure(error);
    }
    return { channel: to.channel, id: markOf(options.key) };
  }

  override sendPrivately(): Promise<void> {
    return Promise.reject(unsupported(NAME, 'messages that only one person sees'));
  }

  /** Here the address itself is the secret, so that a refusal is about it. */
  #failure(cause: unknown): ChatError {
    const what = `${this.what} workflow`;
    const error = toChatError(cause, what);
    const refused = ['authentication_failed', 'permission_denied', 'channel_not_found'].includes(error.code);
    if (!refused) return error;
    const message = `${what}: Teams refuses the address (${error.code}); the workflow was switched off or removed: make a new one, and put its address into workflowUrl.`;
    return new ChatError('channel_not_found', message, { cause });
  }
}
