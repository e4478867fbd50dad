import { checkMessage, checkModal } from './limits.ts';
import { DiscordRefusal, EPHEMERAL, type FakeInteraction, type Guild, type Json } from './guild.ts';

/** The kinds of answers that each kind of interaction takes. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/**
 * Does what an interaction's answer says
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object).
 */
export function take(guild: Guild, interaction: FakeInteraction, answer: Json): void {
  const type = Number(answer['type']);
  if (!ALLOWED[interaction.type]?.includes(type)) {
    throw new DiscordRefusal(400, 50035, `Invalid Form Body\ntype: ${type} answers no ${interaction.type}`);
  }
  const data = (answer['data'] ?? {}) as Json;
  const { user, channel } = interaction;
  if (type === 9) {
    checkModal(data);
    guild.modals.push({ user, channel, data: data as (typeof guild.modals)[number]['data'] });
  }
  if (type === 8 && (data['choices'] as Json[]).length > 25) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body\ndata.choices: at most 25');
  }
  if (type === 4) {
    checkMessage(data);
    const place = guild.channels.get(channel);
    if (!place) throw new DiscordRefusal(404, 10003, 'Unknown Channel');
    const message = guild.addMessage(place, messageOf(guild, data));
    if ((message.flags & EPHEMERAL) !== 0) {
      place.messages.splice(place.messages.indexOf(message), 1);
      guild.whispers.push({ ...message, to: user });
    }
  }
  interaction.answer = answer;
}

/** @returns the fields of a message that the bot writes. Without `allowed_mentions` everything notifies. */
export function messageOf(guild: Guild, data: Json) {
  const allowed = (data['allowed_mentions'] ?? { parse: ['users', 'roles', 'everyone'] }) as {
    parse?: string[];
    users?: string[];
  };
  const { parse = [], users = [] } = allowed;
  if (parse.includes('users') && users.length > 0) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body\nallowed_mentions: mutually exclusive');
  }
  const answers = (data['message_reference'] as { message_id?: string } | undefined)?.message_id;
  return {
    author: guild.bot.id,
    content: typeof data['content'] === 'string' ? data['content'] : '',
    embeds: (data['embeds'] ?? []) as Json[],
    components: (data['components'] ?? []) as Json[],
    allowed: { parse, users },
    flags: Number(data['flags'] ?? 0),
    ...(answers !== undefined && { answers }),
  };
}
