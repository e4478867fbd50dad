import type { APIAllowedMentions, APIEmbed } from 'discord.js';
import { SEVERITY_EMOJI } from '../emoji.ts';
import type { Message } from '../message.ts';
import { plain, type Span, type Text } from '../text.ts';
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
  bad: { color: 0xd7263d, emoji: '❌' },
  neutral: { color: 0x8d99ae, emoji: '⚪' },
};

/** How many people one message may notify. */
const PINGS = 50;

/** A message as it is created, edited, and given as the answer to an interaction. */
export interface DiscordMessage {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: Row[];
  readonly allowed_mentions: APIAllowedMentions;
}

const userOf = (span: Span): string | undefined =>
  typeof span === 'object' && 'user' in span && mentionable(span.user) ? span.user : undefined;

/** @returns the users of the platform whom the message is to notify. */
function mentioned({ sections }: Message): string[] {
  const texts = sections.flatMap(({ text, fields, footnote }): Text[] => [
    text ?? [],
    ...(fields ?? []).map(({ value }) => value),
    footnote ?? [],
  ]);
  const users = texts.flat().map(userOf);
  return [...new Set(users.filter((user) => user !== undefined))].slice(0, PINGS);
}

/** The first text of a message, and the message without it. */
function parted(message: Message): { lead: Text; rest: Message } {
  const [first, ...others] = message.sections;
  const lead = first?.text ?? [];
  if (!first || plain(lead).trim() === '') return { lead: [], rest: message };
  const { text: _, ...left } = first;
  return { lead, rest: { ...message, sections: [left, ...others] } };
}

/**
 * @returns what stands above the embeds and what is left for them. A summary that repeats the first text word for word
 * takes that in as it is, with its marks, times and links; a message of plain text begins with its text.
 */
function opening(message: Message, framed: boolean): { above: Text; rest: Message } {
  const { summary } = message;
  const { lead, rest } = parted(message);
  const spoken = plain(
    lead.map((span) => (userOf(span) === undefined ? span : (span as { name: string }).name)),
  );
  if (lead.length === 0) return { above: [summary], rest };
  if (!framed) return { above: lead, rest };
  const at = summary.indexOf(spoken);
  if (at < 0) return { above: [summary], rest: message };
  return { above: [summary.slice(0, at), ...lead, summary.slice(at + spoken.length)], rest };
}

/**
 * Draws a message. Above its embeds stands what it says in short, for lock screens and for who has embeds switched off,
 * with whoever is mentioned: a mention within an embed notifies nobody. The rest stands in embeds whose edge has the
 * accent's colour.
 * @returns a message within all of Discord's limits, which pings only whom it mentions; what was too long ends with `…`.
 */
export function render(message: Message): DiscordMessage {
  const { heading, accent, elements } = message;
  const summary = message.summary.trim();
  const edge = accent && EDGE[accent];
  const { rows: components, left } = rows(elements ?? []);
  const users = mentioned(message);
  const framed = (heading !== undefined || accent !== undefined) && summary !== '';
  const begun = (above: Text, max: number): string =>
    markdown([edge ? `${edge.emoji} ` : '', ...above], max).trim();
  /** Whom the text itself does not mention. */
  const pingsBeside = (above: Text): string => {
    const there = new Set(above.map(userOf));
    return users
      .filter((user) => !there.has(user))
      .map((user) => `<@${user}>`)
      .join(' ');
  };
  const whole = opening({ ...message, summary }, framed);
  const fits = begun(whole.above, Infinity).length + pingsBeside(whole.above).length < LIMITS.content;
  const { above, rest } = fits ? whole : { above: [summary], rest: message };
  const pings = pingsBeside(above);
  const line = begun(above, LIMITS.content - pings.length - 1);
  const composer = new Composer(left);
  if (heading !== undefined && heading.trim() !== summary) composer.heading(heading);
  for (const section of rest.sections) composer.section(section);
  const embeds = composer.embeds(edge?.color);
  const content = [line, pings].filter(Boolean).join('\n');
  return {
    content: content || (embeds.length > 0 ? '' : '…'),
    embeds,
    components,
    allowed_mentions: { parse: [], users, replied_user: false },
  };
}
