import { ApplicationCommandOptionType, ApplicationCommandType, MessageFlags } from 'discord.js';
import type { SuggestedField } from '../element.ts';
import type { Inbound } from '../inbound.ts';
import { readCustomId } from './actions.ts';
import { commandLine } from './command-line.ts';
import { argumentsOf, COMMAND, SHORTCUTS } from './commands.ts';
import { CHECKED, readModalId } from './modal.ts';
import {
  conforming,
  interactionPayload,
  type FieldPayload,
  type InteractionPayload,
  type OptionPayload,
  type Resolved,
} from './payload.ts';
import { quote } from './quote.ts';
import { nameOf } from './resources.ts';
import { threadRoot } from './threads.ts';

/** The type of a command in the menu of a message. */
const OF_MESSAGE: number = ApplicationCommandType.Message;
const GROUP: number = ApplicationCommandOptionType.SubcommandGroup;

type Real = Exclude<InteractionPayload, { type: 1 }>;
type Typed = Extract<Real, { type: 2 | 4 }>;
type Pressed = Extract<Real, { type: 3 }>;
type Submitted = Extract<Real, { type: 5 }>;

interface Doer {
  readonly deliveryId: string;
  readonly user: { readonly id: string; readonly name: string; readonly outsider?: true };
}

export const ignored = (reason: string): Inbound => ({ kind: 'ignored', reason });

/** In a direct message nothing shows that somebody is a member of the server; that is found out by who wants to know. */
function doer({ id, member, user }: Real): Doer | undefined {
  if (member) return { deliveryId: id, user: { id: member.user.id, name: nameOf(member.user, member.nick) } };
  return user && { deliveryId: id, user: { id: user.id, name: nameOf(user), outsider: true } };
}

const triggerOf = ({ id, token }: Real): string => `${id}:${token}`;

/** What is suggested for an option of any subcommand. */
function suggestedFor(word: string, name: string): SuggestedField | undefined {
  if (name === 'team' || name === 'service') return name;
  const argument = argumentsOf(word).find((one) => one.name === name);
  return argument?.kind === 'incident' || name === 'before' ? 'incident' : undefined;
}

function namesIn(resolved: Resolved): Map<string, string> {
  const users = Object.values(resolved?.users ?? {});
  return new Map(users.map((user) => [user.id, nameOf(user, resolved?.members?.[user.id]?.nick)]));
}

function valued(options: readonly OptionPayload[]): Map<string, string | number | boolean> {
  return new Map(options.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

function readShortcut(from: Doer, interaction: Typed, channel: string): Inbound {
  const { data, guild_id: guild } = interaction;
  const shortcut = Object.entries(SHORTCUTS).find(([name]) => name === data.name)?.[1];
  const message = data.resolved?.messages?.[data.target_id ?? ''];
  if (!shortcut || !message) return ignored(`the command ${data.name} belongs to another version of Muster`);
  return {
    ...from,
    kind: 'shortcut',
    shortcut,
    message: quote(message, guild ?? '@me', interaction.channel && threadRoot(interaction.channel)),
    channel,
    trigger: triggerOf(interaction),
  };
}

function readTyped(from: Doer, interaction: Typed, channel: string): Inbound {
  const { data, type } = interaction;
  if (data.type === OF_MESSAGE && type === 2) {
    return readShortcut(from, interaction, channel);
  }
  const [first] = data.options ?? [];
  const word = first?.type === GROUP ? first.options?.[0] : first;
  if (data.name !== COMMAND || !word) return ignored(`there is no command ${data.name}`);
  const options = word.options ?? [];
  if (type === 2) {
    const text = commandLine(word.name, valued(options), namesIn(data.resolved));
    return { ...from, kind: 'command', text, channel, trigger: triggerOf(interaction) };
  }
  const focused = options.find((one) => one.focused);
  const field = focused && suggestedFor(word.name, focused.name);
  if (!field) return ignored('nothing is suggested for this option');
  return { ...from, kind: 'suggest', field, query: String(focused.value ?? ''), channel };
}

function readPress(from: Doer, interaction: Pressed, channel: string): Inbound {
  const { data, message } = interaction;
  const action = readCustomId(data.custom_id);
  if (action === undefined) return ignored("the press belongs to no message of Muster's");
  const [value] = data.values ?? [];
  // What only one person sees is no message that could be changed later.
  const lasting = message && !((message.flags ?? 0) & MessageFlags.Ephemeral);
  return {
    ...from,
    kind: 'press',
    action,
    channel,
    trigger: triggerOf(interaction),
    ...(value !== undefined && { value }),
    ...(lasting && { message: { channel: message.channel_id, id: message.id } }),
  };
}

function valueOf({ value, values }: FieldPayload): string {
  if (values) return values.join(',');
  if (typeof value === 'boolean') return value ? CHECKED : '';
  return value ?? '';
}

function readSubmit(from: Doer, { data }: Submitted, channel: string): Inbound {
  const { id: modal, context } = readModalId(data.custom_id);
  const fields = data.components.flatMap(({ component, components }) =>
    component ? [component] : (components ?? []),
  );
  const values = Object.fromEntries(fields.map((field) => [field.custom_id, valueOf(field)]));
  return { ...from, kind: 'submit', modal, context, values, channel: context['channel'] ?? channel };
}

/**
 * Reads an interaction, whether it came by HTTP or by the gateway.
 * @throws ChatError `invalid_webhook` when fields are missing or of a wrong kind.
 */
export function readInteraction(payload: unknown): Inbound {
  const interaction = conforming(interactionPayload, payload, 'interaction');
  if (interaction.type === 1) return { kind: 'challenge', answer: '' };
  const from = doer(interaction);
  const channel = interaction.channel_id;
  if (!from || channel === undefined) return ignored('nobody did it, or nowhere');
  switch (interaction.type) {
    case 2:
    case 4:
      return readTyped(from, interaction, channel);
    case 3:
      return readPress(from, interaction, channel);
    case 5:
      return readSubmit(from, interaction, channel);
  }
}
