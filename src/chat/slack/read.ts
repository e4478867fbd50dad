import type { z } from 'zod';
import { exclaimed } from '../exclaimed.ts';
import type { Inbound } from '../inbound.ts';
import { tidy } from '../lines.ts';
import type { Quoted } from '../quoted.ts';
import { readActionId, suggestedField } from './actions.ts';
import { decode } from './decode.ts';
import {
  commandPayload,
  conforming,
  eventPayload,
  interactionPayload,
  homeEvent,
  linkEvent,
  mentionEvent,
  messageEvent,
  reactionEvent,
  type InputState,
  type Interaction,
  type MessagePayload,
} from './payload.ts';

/** What Slack calls its three ways in; also the last part of their addresses. */
export type Surface = 'commands' | 'interactions' | 'events';
export const SURFACES: readonly Surface[] = ['commands', 'interactions', 'events'];

function ignored(reason: string): Inbound {
  return { kind: 'ignored', reason };
}

function readCommand(payload: unknown): Inbound {
  if (typeof payload === 'object' && payload !== null && 'ssl_check' in payload)
    return ignored("Slack's check of the certificate");
  const command = conforming(commandPayload, payload, 'slash command');
  return {
    kind: 'command',
    deliveryId: command.trigger_id,
    user: { id: command.user_id, name: command.user_name ?? command.user_id },
    text: decode(command.text).trim(),
    channel: command.channel_id,
    trigger: command.trigger_id,
  };
}

function named(user: { id: string; name?: string | undefined; username?: string | undefined }): {
  id: string;
  name: string;
} {
  return { id: user.id, name: user.name ?? user.username ?? user.id };
}

function valueOf(state: InputState | undefined): string {
  if (!state) return '';
  if (state.selected_options) return state.selected_options.map((option) => option.value).join(',');
  const { selected_option: option, selected_user: user, selected_conversation: channel, value } = state;
  return option?.value ?? user ?? channel ?? value ?? '';
}

/**
 * Somebody whose workspace is another than the one that the app is installed in is a guest by Slack Connect.
 * @param shared the channel has guests: who does not say where they belong may be one, until their profile tells.
 */
function outsider(
  theirs: string | null | undefined,
  ours: string | null | undefined,
  shared: boolean | null | undefined = false,
): { outsider?: true } {
  const apart = theirs && ours ? theirs !== ours : shared;
  return apart ? { outsider: true } : {};
}

function readContext(metadata: string): Record<string, string> {
  try {
    const read: unknown = JSON.parse(metadata);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return {};
    return Object.fromEntries(
      Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

function readInteraction(payload: unknown): Inbound {
  const interaction = conforming(interactionPayload, payload, 'interaction');
  if (interaction.type === 'view_submission') {
    const { user, view, team, trigger_id: trigger } = interaction;
    const ours = view.app_installed_team_id ?? team?.id;
    const context = readContext(view.private_metadata);
    const values = Object.entries(view.state.values).map(([block, state]) => [
      block,
      valueOf(Object.values(state)[0]),
    ]);
    return {
      kind: 'submit',
      deliveryId: trigger ?? `${view.id}:${view.hash ?? ''}`,
      user: { ...named(user), ...outsider(user.team_id, ours) },
      modal: view.callback_id,
      context,
      values: Object.fromEntries(values) as Record<string, string>,
      ...(context['channel'] && { channel: context['channel'] }),
    };
  }
  if (interaction.type === 'block_suggestion') {
    const { user, team, action_id: id, value: query, trigger_id: trigger } = interaction;
    const field = suggestedField(id);
    if (!field) return ignored("the field belongs to no form of Muster's");
    const from = { ...named(user), ...outsider(user.team_id, team?.id) };
    const channel = interaction.channel?.id;
    return {
      kind: 'suggest',
      deliveryId: trigger ?? `${user.id}:${id}:${query}`,
      user: from,
      field,
      query,
      ...(channel && { channel }),
    };
  }
  if (interaction.type === 'message_action' || interaction.type === 'shortcut')
    return readShortcut(interaction);
  if (interaction.type !== 'block_actions')
    return ignored(`the interaction ${interaction.type} asks for nothing`);
  const { user, container, trigger_id: trigger } = interaction;
  const [pressed] = interaction.actions;
  const action = pressed && readActionId(pressed.action_id);
  const channel = interaction.channel?.id ?? container?.channel_id;
  // A press on the home page belongs to no channel.
  if (!pressed || !action || (!channel && container?.type !== 'view'))
    return ignored("the press belongs to no message of Muster's");
  const value = pressed.selected_option?.value ?? pressed.selected_user;
  return {
    kind: 'press',
    deliveryId: `${trigger ?? user.id}:${pressed.action_ts}`,
    user: { ...named(user), ...outsider(user.team_id, interaction.team?.id) },
    action,
    ...(channel && { channel }),
    ...(value && { value }),
    // What only one person sees is no message that could be changed later.
    ...(channel &&
      container?.message_ts &&
      !container.is_ephemeral && { message: { channel, id: container.message_ts } }),
    ...(trigger && { trigger }),
  };
}

/** The shortcuts of the manifest, by their callback ids. */
export const SHORTCUTS = {
  declare: 'muster_declare',
  timeline: 'muster_timeline',
  form: 'muster_form',
} as const;

type Shortcut = Extract<Interaction, { type: 'message_action' | 'shortcut' }>;

function readShortcut(interaction: Shortcut): Inbound {
  const { user, team, trigger_id: trigger, callback_id: chosen } = interaction;
  const from = {
    deliveryId: trigger,
    user: { ...named(user), ...outsider(user.team_id, team?.id) },
    trigger,
  };
  if (interaction.type === 'shortcut') {
    if (chosen !== SHORTCUTS.form) return ignored(`the shortcut ${chosen} is none of Muster's`);
    return { kind: 'press', ...from, action: 'open:declare' };
  }
  const shortcut = (['declare', 'timeline'] as const).find((one) => SHORTCUTS[one] === chosen);
  if (!shortcut) return ignored(`the shortcut ${chosen} is none of Muster's`);
  const channel = interaction.channel.id;
  return { kind: 'shortcut', ...from, shortcut, channel, message: quotedOf(interaction.message, channel) };
}

/**
 * @param message as Slack shows it in a history, or to whom a shortcut was chosen on it.
 * @returns it in neutral terms; the address is another request's affair.
 */
export function quotedOf(message: MessagePayload, channel: string): Quoted {
  const { ts, thread_ts: root, user, username, files = [] } = message;
  const shown = files.flatMap(({ name, title, permalink }) =>
    permalink ? [{ name: name ?? title ?? 'file', link: permalink }] : [],
  );
  return {
    ref: { channel, id: ts },
    text: decode(message.text),
    ...(root && root !== ts && { thread: { channel, id: root } }),
    ...(user && { author: { id: user, ...(username && { name: username }) } }),
    ...(shown.length > 0 && { files: shown }),
  };
}

/** What else than a plain message is a new one of a person (https://docs.slack.dev/reference/events/message). */
const NEW_MESSAGES = new Set(['file_share', 'thread_broadcast']);

type Callback = Extract<z.output<typeof eventPayload>, { type: 'event_callback' }>;

/** @returns what an event means that is no mention; undefined where Muster asks for no such event. */
function readOther(read: Callback): Inbound | undefined {
  const ours = read.authorizations?.[0]?.team_id ?? read.team_id;
  const shared = read.is_ext_shared_channel;
  const from = (user: string, theirs?: string | null) => ({
    deliveryId: read.event_id,
    user: { id: user, name: user, ...outsider(theirs, ours, shared) },
  });
  switch (read.event.type) {
    case 'reaction_added': {
      const { user, reaction: emoji, item } = conforming(reactionEvent, read.event, 'reaction');
      if (item.type !== 'message' || !item.channel || !item.ts) return ignored('an emoji on no message');
      const message = { channel: item.channel, id: item.ts };
      return { kind: 'reaction', ...from(user), emoji, message, channel: item.channel };
    }
    case 'app_home_opened': {
      const { user, tab } = conforming(homeEvent, read.event, 'opening of the home page');
      if (tab !== 'home') return ignored('the home page is not what was opened');
      return { kind: 'home', ...from(user) };
    }
    case 'message': {
      const {
        subtype,
        bot_id: app,
        user,
        text,
        channel,
        ts,
        thread_ts: root,
        ...event
      } = conforming(messageEvent, read.event, 'message');
      if (app || !user || (subtype !== undefined && !NEW_MESSAGES.has(subtype)))
        return ignored('no person has written a message');
      const bot = read.authorizations?.[0]?.user_id;
      // Slack tells of a mention by an event of its own.
      const sentence = bot && text.includes(`<@${bot}`) ? undefined : exclaimed(decode(text));
      if (sentence === undefined) return ignored('the message asks for nothing');
      const thread = { channel, id: root ?? ts };
      const said = { ...from(user, event.user_team ?? event.team), text: tidy(sentence), channel, thread };
      return { kind: 'mention', exclaimed: true, ...said };
    }
    case 'link_shared': {
      const event = conforming(linkEvent, read.event, 'shared link');
      // While it is written there is no message; Slack asks again when there is one.
      if (event.source === 'composer') return ignored('the message is still being written');
      const links = event.links.map(({ url }) => decode(url));
      const { channel, message_ts: id, user, user_team: theirs } = event;
      return {
        kind: 'links',
        ...from(user, theirs),
        links,
        ...(shared === true && { shared }),
        message: { channel, id },
        channel,
      };
    }
    default:
      return undefined;
  }
}

function readEvent(payload: unknown): Inbound {
  const read = conforming(eventPayload, payload, 'event');
  if (read.type === 'url_verification') return { kind: 'challenge', answer: read.challenge };
  if (read.type === 'app_rate_limited') return ignored('Slack holds back events: more than 30,000 an hour');
  if (read.event.type !== 'app_mention')
    return readOther(read) ?? ignored(`the event ${read.event.type} asks for nothing`);
  const event = conforming(mentionEvent, read.event, 'mention');
  const { user, channel, ts } = event;
  // An app that mentions Muster, or Muster itself, must not start a conversation without end.
  if (event.bot_id || !user) return ignored('an app speaks');
  const [installed] = read.authorizations ?? [];
  const bot = installed?.user_id;
  const mention = bot ? new RegExp(`<@${bot.replace(/\W/g, '')}(?:\\|[^>]*)?>`, 'g') : /<@[^>]+>/;
  return {
    kind: 'mention',
    deliveryId: read.event_id,
    user: {
      id: user,
      name: user,
      ...outsider(
        event.user_team ?? event.team,
        installed?.team_id ?? read.team_id,
        read.is_ext_shared_channel,
      ),
    },
    text: tidy(decode(event.text.replace(mention, ' '))),
    channel,
    thread: { channel, id: event.thread_ts ?? ts },
  };
}

/**
 * Reads what Slack sends, by HTTP or by Socket Mode alike.
 * @param payload the decoded form or JSON.
 * @throws ChatError `invalid_webhook` when fields are missing or of a wrong kind.
 */
export function readInbound(surface: Surface, payload: unknown): Inbound {
  if (surface === 'commands') return readCommand(payload);
  return surface === 'events' ? readEvent(payload) : readInteraction(payload);
}
