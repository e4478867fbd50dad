import {
  textOf,
  type FakeChannel,
  type FakeMessage,
  type FakeModal,
  type FakeUser,
  type Guild,
  type Json,
} from './guild.ts';
import { interactive } from './reading.ts';
import { memberObject, messageObject, userObject } from './resources.ts';

/** An interaction as Discord sends it. */
export type Interaction = Json & { readonly id: string; readonly type: number };

function place(guild: Guild, user: FakeUser, channel: FakeChannel): Json {
  const where = { channel_id: channel.id, channel: { id: channel.id, type: channel.type } };
  if (channel.recipient !== undefined) return { ...where, user: userObject(user), context: 1 };
  return { ...where, guild_id: guild.id, member: memberObject(user), context: 0 };
}

function interaction(
  guild: Guild,
  type: number,
  user: FakeUser,
  channel: FakeChannel,
  data: Json,
): Interaction {
  const { id, token } = guild.addInteraction(type, user.id, channel.id);
  return {
    id,
    token,
    type,
    application_id: guild.applicationId,
    version: 1,
    locale: 'en-GB',
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_485_760,
    ...place(guild, user, channel),
    data,
  };
}

const TYPES: Readonly<Record<string, number>> = { string: 3, boolean: 5 };

function commandData(guild: Guild, word: string, options: Json, focused?: string): Json {
  const command = guild.commands.find((one) => one['name'] === 'im');
  if (!command) throw new Error('/im is not registered');
  const there = command['options'] as Json[];
  const inside = (group: Json): Json[] => (group['type'] === 2 ? (group['options'] as Json[]) : []);
  const group = there.find((one) => inside(one).some(({ name }) => name === word));
  const sub = (group ? inside(group) : there).find((one) => one['name'] === word);
  if (!sub) throw new Error(`/im has no ${word}`);
  const known = (sub['options'] ?? []) as Json[];
  const given = Object.entries(options).map(([name, value]) => {
    const option = known.find((one) => one['name'] === name);
    if (!option) throw new Error(`/im ${word} has no option ${name}`);
    const choices = option['choices'] as { value: unknown }[] | undefined;
    if (choices && !choices.some((one) => one.value === value)) throw new Error(`${name}: no such choice`);
    const type = option['type'] ?? TYPES[typeof value];
    return { name, type, value, ...(name === focused && { focused: true }) };
  });
  const chosenWord = { name: word, type: 1, options: given };
  const chosen = given.filter(({ type }) => type === 6).map(({ value }) => guild.user(textOf(value)));
  return {
    id: command['id'],
    name: 'im',
    type: 1,
    guild_id: guild.id,
    options: group ? [{ name: group['name'], type: 2, options: [chosenWord] }] : [chosenWord],
    ...(chosen.length > 0 && {
      resolved: { users: Object.fromEntries(chosen.map((user) => [user.id, userObject(user)])) },
    }),
  };
}

/** @returns a typed slash command, with its options by name. */
export function typedCommand(
  guild: Guild,
  user: FakeUser,
  channel: FakeChannel,
  word: string,
  options: Json,
): Interaction {
  return interaction(guild, 2, user, channel, commandData(guild, word, options));
}

/** @returns what Discord asks while an option is typed. */
export function typing(
  guild: Guild,
  user: FakeUser,
  channel: FakeChannel,
  word: string,
  option: string,
  text: string,
): Interaction {
  return interaction(guild, 4, user, channel, commandData(guild, word, { [option]: text }, option));
}

/** @returns a command from the menu of a message. */
export function usedOn(guild: Guild, user: FakeUser, name: string, message: FakeMessage): Interaction {
  const command = guild.commands.find((one) => one['name'] === name && one['type'] === 3);
  const channel = guild.channels.get(message.channel_id);
  if (!command || !channel) throw new Error(`no command ${name} can be used there`);
  // What somebody points at is shown to the bot without the intent.
  const withheld = guild.messageContent;
  guild.messageContent = true;
  const messages = { [message.id]: messageObject(guild, message) };
  guild.messageContent = withheld;
  const data = { id: command['id'], name, type: 3, target_id: message.id, resolved: { messages } };
  return interaction(guild, 2, user, channel, data);
}

/**
 * @param label what the button says; or, for a menu, its placeholder.
 * @param choice the label of the option chosen in a menu.
 */
export function pressed(
  guild: Guild,
  user: FakeUser,
  message: FakeMessage,
  label: string,
  choice?: string,
): Interaction {
  const component = interactive(message).find((one) => (one['label'] ?? one['placeholder']) === label);
  const channel = guild.channels.get(message.channel_id);
  if (!component || !channel) throw new Error(`there is no ${label} to press`);
  const options = (component['options'] ?? []) as { label: string; value: string }[];
  const option = options.find((one) => one.label === choice);
  if (choice !== undefined && !option) throw new Error(`there is no ${choice} in the menu ${label}`);
  const data = {
    custom_id: component['custom_id'],
    component_type: component['type'],
    ...(option && { values: [option.value] }),
  };
  return {
    ...interaction(guild, 3, user, channel, data),
    message: messageObject(guild, message),
  };
}

function submittedField(component: Json, given: string | undefined): Json {
  const { type, custom_id } = component;
  const options = (component['options'] ?? []) as { value: string; default?: boolean }[];
  const initial = options.filter((one) => one.default).map((one) => one.value);
  if (type === 3 || type === 22) return { type, custom_id, values: given === undefined ? initial : [given] };
  if (type === 5 || type === 8) return { type, custom_id, values: given === undefined ? [] : [given] };
  if (type === 23)
    return { type, custom_id, value: given === undefined ? component['default'] : given === 'true' };
  return { type, custom_id, value: given ?? component['value'] ?? '' };
}

/** @param values by input id; one that is left out keeps what the modal began with. */
export function submitted(
  guild: Guild,
  user: FakeUser,
  { channel, data }: FakeModal,
  values: Readonly<Record<string, string>>,
): Interaction {
  const components = data.components.map((label, n) => {
    const component = label['component'] as Json;
    const field = submittedField(component, values[String(component['custom_id'])]);
    return { type: 18, id: 2 * n + 1, component: { id: 2 * n + 2, ...field } };
  });
  const place = guild.channels.get(channel);
  if (!place) throw new Error('the channel of the modal is gone');
  return interaction(guild, 5, user, place, { custom_id: data.custom_id, components });
}

/** @returns the gateway's event of a message that somebody wrote. */
export function writtenEvent(guild: Guild, user: FakeUser, message: FakeMessage): Json {
  const direct = guild.channels.get(message.channel_id)?.recipient !== undefined;
  const member = { ...memberObject(user), user: undefined };
  return { ...messageObject(guild, message), ...(!direct && { guild_id: guild.id, member }) };
}

/** @returns the gateway's event of an emoji that somebody put on a message. */
export function reactedEvent(guild: Guild, user: FakeUser, message: FakeMessage, emoji: string): Json {
  return {
    user_id: user.id,
    channel_id: message.channel_id,
    message_id: message.id,
    message_author_id: message.author,
    guild_id: guild.id,
    member: memberObject(user),
    emoji: { id: null, name: emoji },
    burst: false,
    type: 0,
  };
}
