import { messageOf } from '../answering.ts';
import { DiscordRefusal, EPHEMERAL, type FakeInteraction, type Guild } from '../guild.ts';
import { checkMessage } from '../limits.ts';
import type { Call, Endpoint } from './endpoint.ts';

/** How long an interaction's token is good, in milliseconds. */
const TOKEN_MS = 15 * 60_000;

function answered(guild: Guild, application = '', token = ''): FakeInteraction {
  const found = [...guild.interactions.values()].find((one) => one.token === token);
  if (!found?.answer || application !== guild.applicationId || guild.now() - found.at > TOKEN_MS)
    throw new DiscordRefusal(404, 10015, 'Unknown Webhook');
  return found;
}

/** Shows a message to all, or to who waits for it, as the answer was deferred. */
function show(guild: Guild, interaction: FakeInteraction, { body }: Call, flags: number): unknown {
  checkMessage(body);
  const place = guild.channels.get(interaction.channel);
  if (!place) throw new DiscordRefusal(404, 10003, 'Unknown Channel');
  const message = guild.addMessage(place, { ...messageOf(guild, body), flags });
  if ((flags & EPHEMERAL) !== 0) {
    place.messages.splice(place.messages.indexOf(message), 1);
    guild.whispers.push({ ...message, to: interaction.user });
  }
  interaction.followed = (interaction.followed ?? 0) + 1;
  interaction.last = body;
  return { id: message.id };
}

const flagsOf = (from: Record<string, unknown> | undefined): number => Number(from?.['flags'] ?? 0);
const deferralOf = ({ answer }: FakeInteraction) => answer?.['data'] as Record<string, unknown> | undefined;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#edit-original-interaction-response */
export const editOriginal: Endpoint = (guild, call) => {
  const interaction = answered(guild, call.params[0], call.params[1]);
  return show(guild, interaction, call, flagsOf(deferralOf(interaction)));
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#delete-original-interaction-response */
export const deleteOriginal: Endpoint = (guild, { params }) => {
  answered(guild, params[0], params[1]).withdrawn = true;
  return undefined;
};

/** Directly after a deferral it edits what was deferred. https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message */
export const followUp: Endpoint = (guild, call) => {
  const interaction = answered(guild, call.params[0], call.params[1]);
  const takesPlace = interaction.answer?.['type'] === 5 && !interaction.followed;
  return show(guild, interaction, call, flagsOf(takesPlace ? deferralOf(interaction) : call.body));
};
