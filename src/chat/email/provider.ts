import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { encodeAction } from '../element.ts';
import type { Message, MessageRef } from '../message.ts';
import { OneWay, oneWayCapabilities } from '../one-way.ts';
import type { InstanceContext, Lent } from '../platform.ts';
import type { ChatUser, Destination, Provider, SendOptions } from '../provider.ts';
import { toChatError, type Attempt } from './errors.ts';
import { signPress } from './press-token.ts';
import { pressable, render, type MailLink } from './render.ts';
import type { EmailSettings } from './settings.ts';

const CAPABILITIES = oneWayCapabilities({ deduplication: 'none' });

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40);

/** Sends mails by an SMTP server. Channels and users are addresses. */
export class EmailProvider extends OneWay implements Provider {
  readonly platform = 'email';
  readonly capabilities = CAPABILITIES;
  protected readonly title = 'E-mail';
  readonly #settings: EmailSettings;
  readonly #lent: Pick<Lent, 'address' | 'now'>;
  readonly #context: InstanceContext;

  constructor(settings: EmailSettings, context: InstanceContext, lent: Pick<Lent, 'address' | 'now'>) {
    super(context.instance, lent.now);
    this.#settings = settings;
    this.#context = context;
    this.#lent = lent;
  }

  async connect(): Promise<ChatUser> {
    const { from, name } = this.#settings;
    await this.#talking((transport) => transport.verify(), {});
    return { id: from, name };
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * The same key makes the same Message-ID, by which mail programs and many servers recognise a message that comes again.
   * All mails of an incident, or of a run, answer one that was never sent, so that they stand together.
   */
  async send(to: Destination, message: Message, { key, signal }: SendOptions): Promise<MessageRef> {
    const address = 'user' in to ? to.user : to.channel;
    const id = this.#messageId(key);
    const thread = this.#messageId(/^(.*?:(?:INC|RUN)-\d+)(?::|$)/.exec(key)?.[1] ?? key);
    const { from, name } = this.#settings;
    const mail = render(message, await this.#links(message, address, id));
    await this.#talking(
      (transport) =>
        transport.sendMail({
          ...mail,
          from: { name, address: from },
          to: { name: '', address },
          messageId: id,
          inReplyTo: thread,
          references: [thread],
          ...(isUrgent(message) && { priority: 'high' }),
          ...(signal && { signal }),
          // Out-of-office replies to what a machine sends help nobody (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        }),
      { sending: true, to },
    );
    return { channel: address, id };
  }

  async #links(message: Message, user: string, id: string): Promise<MailLink[]> {
    const { linkSecret } = this.#settings;
    if (linkSecret === undefined) return [];
    const page = this.#lent.address(this.#context, 'answer');
    return Promise.all(
      pressable(message.elements).map(async ({ label, command, incident }) => {
        const action = encodeAction({ command, ...(incident !== undefined && { incident }) });
        const press = { user, action, label, mail: digest(id) };
        const token = await signPress(press, this.instance, linkSecret, this.#lent.now());
        return { label, href: `${page}?token=${encodeURIComponent(token)}` };
      }),
    );
  }

  #messageId(text: string): string {
    return `<${digest(`${this.instance}:${text}`)}@${this.#settings.from.split('@').at(-1) ?? 'muster'}>`;
  }

  /** A connection of its own each time: a page must not wait behind another one. */
  async #talking<R>(talk: (transport: Transport) => Promise<R>, attempt: Attempt): Promise<R> {
    const transport = transportOf(this.#settings);
    try {
      return await talk(transport);
    } catch (error) {
      throw toChatError(error, this.what, attempt);
    } finally {
      transport.close();
    }
  }
}

/** @returns whether somebody has to act, or something failed: a mail program that marks every mail as important marks none. */
const isUrgent = ({ accent }: Message): boolean => accent === 'bad' || accent?.startsWith('SEV-') === true;

type Transport = ReturnType<typeof transportOf>;

function transportOf({ host, port, encryption, user, password, timeoutMs }: EmailSettings) {
  return createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing of a message may make the library read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
