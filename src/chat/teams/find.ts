import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { MessageRef } from '../message.ts';
import type { Quoted } from '../quoted.ts';
import { CARD_TYPE } from './card.ts';
import type { TeamsClient } from './client.ts';
import { readConversation, threadId } from './conversation.ts';
import { wordsOf } from './html.ts';
import type { BotSettings } from './settings.ts';
import type { Teams } from './teams.ts';

/** How far this machine's clock may run ahead of Microsoft's, in milliseconds. */
const SKEW = 60_000;

/** A message as Microsoft Graph tells of it (https://learn.microsoft.com/graph/api/resources/chatmessage). */
const messageSchema = z.object({
  id: z.string().min(1),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  deletedDateTime: z.string().nullish(),
  webUrl: z.string().nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  from: z
    .object({ user: z.object({ id: z.string().nullish(), displayName: z.string().nullish() }).nullish() })
    .nullish(),
  attachments: z
    .array(
      z.object({
        contentType: z.string().nullish(),
        content: z.string().nullish(),
        name: z.string().nullish(),
        contentUrl: z.string().nullish(),
      }),
    )
    .nullish(),
});
type GraphMessage = z.infer<typeof messageSchema>;

const pageSchema = z.object({ value: z.array(messageSchema), '@odata.nextLink': z.string().nullish() });

/** @returns the id that a card bears for a send's key: Teams has no place for keys, but keeps ids of containers. */
export function markOf(key: string): string {
  return `muster-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/** Reads messages of channels by Microsoft Graph. */
export class Messages {
  readonly #client: TeamsClient;
  readonly #teams: Teams;
  readonly #settings: BotSettings;

  constructor(client: TeamsClient, teams: Teams, settings: BotSettings) {
    this.#client = client;
    this.#teams = teams;
    this.#settings = settings;
  }

  /**
   * Looks through a channel, or one thread of it, for the message with this key.
   * @param since epoch milliseconds before which it cannot have been sent.
   */
  async find(
    channel: string,
    key: string,
    since: number,
    thread?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const root = thread && (readConversation(thread.channel).root ?? thread.id);
    const mark = JSON.stringify(markOf(key));
    const path = `${await this.#at(channel)}/messages${root === undefined ? '' : `/${encodeURIComponent(root)}/replies`}`;
    let url: string | undefined = `${path}?$top=50`;
    while (url !== undefined) {
      const page: z.infer<typeof pageSchema> = pageSchema.parse(
        await this.#client.graph('list messages', { method: 'get', url }),
      );
      const found = page.value.find((message) => !message.deletedDateTime && carries(message, mark));
      if (found) return { channel: root === undefined ? channel : threadId(channel, root), id: found.id };
      // The newest come first, by when something last happened to them.
      const older = page.value.every((message) => isBefore(message, since - SKEW));
      url = older ? undefined : this.#next(page['@odata.nextLink']);
    }
    return undefined;
  }

  /** Reads a message of people. */
  async read(ref: MessageRef): Promise<Quoted> {
    const { channel, root } = readConversation(ref.channel);
    const reply = root !== undefined && root !== ref.id;
    const path = reply
      ? `${encodeURIComponent(root)}/replies/${encodeURIComponent(ref.id)}`
      : encodeURIComponent(ref.id);
    const url = `${await this.#at(channel)}/messages/${path}`;
    const message = messageSchema.parse(
      await this.#client.graph('read a message', { method: 'get', url }).catch((error: unknown) => {
        const absent = error instanceof ChatError && error.code === 'channel_not_found';
        throw absent ? new ChatError('message_not_found', error.message, { cause: error.cause }) : error;
      }),
    );
    const { body, from, webUrl, attachments } = message;
    const content = body?.content ?? '';
    const files = (attachments ?? []).flatMap(({ contentType, contentUrl, name }) =>
      contentType === 'reference' && contentUrl ? [{ name: name ?? contentUrl, link: contentUrl }] : [],
    );
    const author = from?.user?.id;
    return {
      ref,
      ...(reply && { thread: { channel, id: root } }),
      text: body?.contentType === 'html' ? wordsOf(content) : content,
      ...(author && {
        author: { id: author.toLowerCase(), ...(from.user?.displayName && { name: from.user.displayName }) },
      }),
      ...(webUrl && { link: webUrl }),
      ...(files.length > 0 && { files }),
    };
  }

  async #at(channel: string): Promise<string> {
    const { channel: id } = readConversation(channel);
    const team = await this.#teams.of(id);
    return `/teams/${encodeURIComponent(team.group ?? '')}/channels/${encodeURIComponent(id)}`;
  }

  /** The bot's token goes to Graph alone, whatever an answer names as its next page. */
  #next(link: string | null | undefined): string | undefined {
    const base = this.#settings.graphUrl.replace(/\/+$/, '');
    return link?.startsWith(`${base}/`) ? link : undefined;
  }
}

function carries({ attachments }: GraphMessage, mark: string): boolean {
  return (attachments ?? []).some(
    ({ contentType, content }) => contentType === CARD_TYPE && (content?.includes(mark) ?? false),
  );
}

function isBefore({ lastModifiedDateTime, createdDateTime }: GraphMessage, at: number): boolean {
  const last = Date.parse(lastModifiedDateTime ?? createdDateTime ?? '');
  return !Number.isNaN(last) && last < at;
}
