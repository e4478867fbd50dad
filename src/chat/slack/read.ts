import type { Inbound } from '../inbound.ts';
import { readActionId } from './actions.ts';
import { decode } from './decode.ts';
import { INPUT_ACTION } from './modal.ts';
import {
  commandPayload,
  conforming,
  eventPayload,
  interactionPayload,
  mentionEvent,
  type InputState,
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
  return state.selected_option?.value ?? state.selected_user ?? state.value ?? '';
}

/** Somebody whose workspace is another than the one that the app is installed in is a guest by Slack Connect. */
function outsider(theirs: string | null | undefined, ours: string | null | undefined): { outsider?: true } {
  return theirs && ours && theirs !== ours ? { outsider: true } : {};
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
      valueOf(state[INPUT_ACTION]),
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
  if (interaction.type !== 'block_actions')
    return ignored(`the interaction ${interaction.type} asks for nothing`);
  const { user, container, trigger_id: trigger } = interaction;
  const [pressed] = interaction.actions;
  const action = pressed && readActionId(pressed.action_id);
  const channel = interaction.channel?.id ?? container?.channel_id;
  if (!pressed || !action || !channel) return ignored("the press belongs to no message of Muster's");
  const value = pressed.selected_option?.value ?? pressed.selected_user;
  return {
    kind: 'press',
    deliveryId: `${trigger ?? user.id}:${pressed.action_ts}`,
    user: { ...named(user), ...outsider(user.team_id, interaction.team?.id) },
    action,
    channel,
    ...(value && { value }),
    // What only one person sees is no message that could be changed later.
    ...(container?.message_ts &&
      !container.is_ephemeral && { message: { channel, id: container.message_ts } }),
    ...(trigger && { trigger }),
  };
}

function readEvent(payload: unknown): Inbound {
  const read = conforming(eventPayload, payload, 'event');
  if (read.type === 'url_verification') return { kind: 'challenge', answer: read.challenge };
  if (read.type === 'app_rate_limited') return ignored('Slack holds back events: more than 30,000 an hour');
  if (read.event.type !== 'app_mention') return ignored(`the event ${read.event.type} asks for nothing`);
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
      ...outsider(event.user_team ?? event.team, installed?.team_id ?? read.team_id),
    },
    text: decode(event.text.replace(mention, ' ')).replace(/\s+/g, ' ').trim(),
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
