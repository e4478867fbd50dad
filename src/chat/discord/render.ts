import type { APIAllowedMentions, APIEmbed } from 'discord.js';
import { SEVERITY_EMOJI } from '../emoji.ts';
import type { Message } from '../message.ts';
import type { Text } from '../text.ts';
import { rows, type Row } from './actions.ts';
import { Composer } from './compose.ts';
import { LIMITS } from './limits.ts';
import { markdown, mentionable } from './markdown.ts';

type Accent = NonNullable<Message['accent']>;

const EDGE: Readonly<Record<Accent, { readonly color: number; readonly emoji: string }>> = {
  'SEV-1': { color: 0xd7263d, emoji: SEVERITY_EMOJI['SEV-1'] },
  'SEV-2': { color: 0xf46036, emoji: SEVERITY_EMOJI['SEV-2'] },
  'SEV-3': { color: 0xf2c14e, emoji: SEVERITY_EMOJI['SEV-3'] },
  'SEV-4': { color: 0x2e86ab, emoji: SEVERITY_EMOJI['SEV-4'] },
  good: { color: 0x2a9d5c, emoji: '🟢' },
  neutral: { color: 0x8d99ae, emoji: '⚪' },
};

/** How many people one message may notify. */
const PINGS = 50;

/** A message as it is created, edited, and given as the answer to an interaction. */
export interface DiscordMessage {
  readonly content: string;
  /** At least one. */
  readonly embeds: readonly [APIEmbed, ...APIEmbed[]];
  readonly components: Row[];
  readonly allowed_mentions: APIAllowedMentions;
}

/** @returns the users of the platform whom the message is to notify. */
function mentioned({ sections }: Message): string[] {
  const texts = sections.flatMap(({ text, fields, footnote }): Text[] => [
    text ?? [],
    ...(fields ?? []).map(({ value }) => value),
    footnote ?? [],
  ]);
  const users = texts.flat().flatMap((span) => {
    const user = typeof span === 'object' && 'user' in span ? span.user : '';
    return mentionable(user) ? [user] : [];
  });
  return [...new Set(users)].slice(0, PINGS);
}

/**
 * Draws a message: its text in embeds whose edge has the accent's colour. Above them stands, for lock screens and for
 * who has embeds switched off, the summary of a message with a heading or colour, and whoever is mentioned: a mention
 * within an embed notifies nobody.
 * @returns a message within all of Discord's limits, which pings only whom it mentions; what was too long ends with `…`.
 */
export function render(message: Message): DiscordMessage {
  const { summary, heading, accent, sections, elements } = message;
  const edge = accent && EDGE[accent];
  const { rows: components, left } = rows(elements ?? []);
  const users = mentioned(message);
  const pings = users.map((user) => `<@${user}>`).join(' ');
  const framed = (heading !== undefined || accent !== undefined) && summary.trim() !== '';
  const line = `${edge ? `${edge.emoji} ` : ''}${summary}`;
  const shown = framed ? markdown([line], LIMITS.content - pings.length - 1) : '';
  const composer = new Composer(left);
  if (heading !== undefined && !(framed && heading === summary)) composer.heading(heading);
  for (const section of sections) composer.section(section);
  let [first, ...others] = composer.embeds(edge?.color);
  if (!first) {
    const alone = new Composer(left);
    alone.section({ text: [summary.trim() || '…'] });
    [first, ...others] = alone.embeds(edge?.color);
  }
  return {
    content: [shown, pings].filter(Boolean).join('\n'),
    embeds: [first ?? { description: '…' }, ...others],
    components,
    allowed_mentions: { parse: [], users, replied_user: false },
  };
}
