import type { MessageRef } from '../message.ts';
import type { Quoted } from '../quoted.ts';
import { shown } from './decode.ts';
import { nameOf, type MessageResource } from './resources.ts';

/**
 * @param guild the server in which it stands. @param thread the message that began its thread.
 * @returns a message of people in neutral terms.
 */
export function quote(message: MessageResource, guild: string, thread?: MessageRef): Quoted {
  const { id, channel_id: channel, author, content, embeds, attachments, mentions } = message;
  const embedded = embeds.flatMap(({ title, description }) => [title, description].filter((part) => part));
  const text = [content, ...embedded].filter(Boolean).join('\n');
  const files = attachments.map(({ filename: name, url: link }) => ({ name, link }));
  return {
    ref: { channel, id },
    ...(thread && { thread }),
    text: shown(text, mentions),
    author: { id: author.id, name: nameOf(author) },
    link: `https://discord.com/channels/${guild}/${channel}/${id}`,
    ...(files.length > 0 && { files }),
  };
}
