import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { Answer, HttpAnswer, Inbound, InboundAdapter, InboundRequest, Response } from '../inbound.ts';
import type { InstanceContext } from '../platform.ts';
import { PAGE_TOKEN_HEADER, verifyPageToken } from './authenticity.ts';
import { render, type MessageView } from './render.ts';
import type { SandboxSettings } from './settings.ts';
import type { SandboxStore } from './store.ts';

/** What the page gets back for a command, a press, a submission or a mention. */
export type PageAnswer =
  | { readonly kind: 'message'; readonly view: MessageView }
  | Extract<Answer, { kind: 'modal' | 'invalid' | 'nothing' }>;

const id = z.string().min(1).max(200);
const text = z.string().max(4_000);
const values = z.record(z.string().max(200), z.string().max(4_000));
const ref = z.object({ channel: id, id });
/** The page makes the delivery id, so that a click which is sent again is the same click. */
const from = { deliveryId: z.uuid(), user: id };

const BODIES = {
  commands: z.object({ ...from, channel: id, text }),
  presses: z.object({
    ...from,
    channel: id,
    action: z.string().min(1).max(500),
    value: z.string().max(500).optional(),
    message: ref.optional(),
  }),
  submits: z.object({ ...from, channel: id.optional(), modal: id, context: values, values }),
  mentions: z.object({
    ...from,
    channel: id,
    text,
    thread: ref.optional(),
    exclaimed: z.literal(true).optional(),
  }),
};

function json(body: PageAnswer): HttpAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

function given<T extends object>(optional: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(optional).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The way in of one sandbox: what its page posts. */
export class SandboxInbound implements InboundAdapter {
  readonly platform = 'sandbox';
  readonly instance: string;
  readonly surfaces = Object.keys(BODIES);
  readonly #people: SandboxSettings['people'];
  readonly #store: SandboxStore;
  #secret: string | undefined;

  constructor(settings: SandboxSettings, context: InstanceContext, store: SandboxStore) {
    this.instance = context.instance;
    this.#people = settings.people;
    this.#store = store;
  }

  /** @throws also what the store throws when it does not answer. */
  async authenticate(request: InboundRequest): Promise<void> {
    this.#secret ??= await this.#store.secret();
    verifyPageToken(this.#secret, this.instance, request.headers[PAGE_TOKEN_HEADER], request.receivedAt);
  }

  parse(request: InboundRequest): Inbound {
    switch (request.surface) {
      case 'commands': {
        const { deliveryId, user, channel, text } = this.#read(BODIES.commands, request);
        return {
          kind: 'command',
          deliveryId,
          user: this.#person(user),
          channel,
          text,
          trigger: `${user}/${deliveryId}`,
        };
      }
      case 'presses': {
        const { deliveryId, user, channel, action, ...more } = this.#read(BODIES.presses, request);
        const trigger = `${user}/${deliveryId}`;
        return {
          kind: 'press',
          deliveryId,
          user: this.#person(user),
          channel,
          action,
          trigger,
          ...given(more),
        };
      }
      case 'submits': {
        const { deliveryId, user, modal, context, values, ...more } = this.#read(BODIES.submits, request);
        return {
          kind: 'submit',
          deliveryId,
          user: this.#person(user),
          modal,
          context,
          values,
          ...given(more),
        };
      }
      case 'mentions': {
        const { deliveryId, user, channel, text, ...more } = this.#read(BODIES.mentions, request);
        return { kind: 'mention', deliveryId, user: this.#person(user), channel, text, ...given(more) };
      }
      default:
        throw new ChatError(
          'invalid_webhook',
          `The sandbox posts ${this.surfaces.join(', ')}, not ${request.surface}.`,
        );
    }
  }

  /** Everything goes back to the page that asked; only what all are to see must be posted into the channel. */
  respond(inbound: Inbound, answer: Answer): Response {
    // Nothing on the page asks for these.
    if (answer.kind === 'options' || answer.kind === 'home' || answer.kind === 'previews')
      return { http: json({ kind: 'nothing' }) };
    if (answer.kind !== 'message') return { http: json(answer) };
    // Without a channel there is nowhere else to show it than on the page that asked.
    const channel = 'channel' in inbound ? inbound.channel : undefined;
    if (answer.visible === 'to all' && channel !== undefined)
      return { http: json({ kind: 'nothing' }), undelivered: answer };
    return { http: json({ kind: 'message', view: render(answer.message) }) };
  }

  /** The page tries again by itself while it is open. */
  repeats(): boolean {
    return true;
  }

  #read<T>(schema: z.ZodType<T>, request: InboundRequest): T {
    let body: unknown;
    try {
      body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
    } catch {
      throw new ChatError('invalid_webhook', 'The request of the sandbox page is not JSON.');
    }
    const read = schema.safeParse(body);
    if (read.success) return read.data;
    const issues = read.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`,
    );
    throw new ChatError(
      'invalid_webhook',
      `The request of the sandbox page cannot be read: ${issues.slice(0, 5).join('; ')}.`,
    );
  }

  #person(user: string): { id: string; name: string } {
    const person = this.#people.find((candidate) => candidate.id === user);
    if (!person) {
      const message = `Nobody in the sandbox ${this.instance} has the id ${JSON.stringify(user)} (setting chat.${this.instance}.people).`;
      throw new ChatError('invalid_webhook', message);
    }
    return { id: person.id, name: person.name };
  }
}
