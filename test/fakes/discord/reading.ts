import type { SeenMessage } from '../../contract/harness.ts';
import { textOf, type FakeMessage, type Json } from './guild.ts';
import { readMarkdown, type Reading } from './markdown.ts';

const BLANK = '\u200b';

function plainly(text: unknown): Reading {
  return { text: typeof text === 'string' ? text : '', pings: [], formatted: [] };
}

function readEmbed(embed: Json): Reading[] {
  const fields = (embed['fields'] ?? []) as { name: string; value: string }[];
  const footer = embed['footer'] as { text: string } | undefined;
  return [
    ...(embed['title'] === undefined ? [] : [readMarkdown(textOf(embed['title']))]),
    ...(embed['description'] === undefined ? [] : [readMarkdown(textOf(embed['description']))]),
    ...fields.flatMap(({ name, value }) => [
      ...(name === BLANK ? [] : [readMarkdown(name)]),
      readMarkdown(value === BLANK ? '' : value),
    ]),
    ...(footer ? [plainly(footer.text)] : []),
  ];
}

/** @returns the buttons and menus of a message, in their order. */
export function interactive(message: Pick<FakeMessage, 'components'>): Json[] {
  return message.components.flatMap((row) => row['components'] as Json[]);
}

/** @returns a stored message as Discord's clients show it. A mention within an embed notifies nobody. */
export function readMessage(message: FakeMessage, thread?: string): SeenMessage {
  const content = readMarkdown(message.content);
  const { parse, users } = message.allowed;
  const rung = content.pings.filter((id) =>
    id === 'everyone' ? parse.includes('everyone') : parse.includes('users') || users.includes(id),
  );
  const embeds = message.embeds.flatMap(readEmbed);
  const elements = interactive(message);
  const words = elements.map((one) => plainly(one['label'] ?? one['placeholder']));
  const all = [content, ...embeds, ...words];
  return {
    id: message.id,
    text: all
      .map(({ text }) => text)
      .filter(Boolean)
      .join('\n'),
    fallback: content.text,
    pings: [...new Set(rung)],
    formatted: all.flatMap(({ formatted }) => formatted),
    buttons: elements.filter((one) => one['type'] === 2).map((one) => String(one['label'])),
    ...(thread !== undefined && { thread }),
    pinned: message.pinned,
  };
}
