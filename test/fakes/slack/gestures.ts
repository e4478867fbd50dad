import { elements, textOf, type Delivery, type Json } from './deliveries.ts';
import type { Block, FakeMessage, FakeUser, Workspace } from './workspace.ts';

function whose(workspace: Workspace, user: FakeUser): Json {
  return {
    team: workspace.team,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: 'A0000000001',
    token: 'deprecated',
    enterprise: null,
    is_enterprise_install: false,
  };
}

function event(workspace: Workspace, body: Json): Delivery {
  const payload = {
    token: 'deprecated',
    team_id: workspace.team.id,
    api_app_id: 'A0000000001',
    event: { ...body, event_ts: workspace.ts() },
    type: 'event_callback',
    event_id: workspace.id('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: workspace.team.id, user_id: workspace.bot.id, is_bot: true },
    ],
  };
  return { surface: 'events', payload };
}

/** @returns something chosen in a message's menu (https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload). */
export function messageShortcut(
  workspace: Workspace,
  user: FakeUser,
  message: FakeMessage,
  callback: string,
): Delivery {
  const { ts, threadTs, text, files } = message;
  const payload = {
    type: 'message_action',
    ...whose(workspace, user),
    callback_id: callback,
    trigger_id: workspace.addTrigger(),
    action_ts: workspace.ts(),
    message_ts: ts,
    channel: { id: message.channel, name: workspace.channels.get(message.channel)?.name ?? '' },
    response_url: 'https://hooks.slack.example/app/T0000000001/1/abc',
    message: {
      type: 'message',
      user: message.user,
      team: workspace.team.id,
      text,
      ts,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      ...(files && { files }),
    },
  };
  return { surface: 'interactions', payload };
}

/** @returns a shortcut chosen anywhere. */
export function globalShortcut(workspace: Workspace, user: FakeUser, callback: string): Delivery {
  const payload = {
    type: 'shortcut',
    ...whose(workspace, user),
    callback_id: callback,
    trigger_id: workspace.addTrigger(),
    action_ts: workspace.ts(),
  };
  return { surface: 'interactions', payload };
}

/** @returns an emoji put on a message (https://docs.slack.dev/reference/events/reaction_added). */
export function reaction(
  workspace: Workspace,
  user: FakeUser,
  message: FakeMessage,
  emoji: string,
): Delivery {
  const item = { type: 'message', channel: message.channel, ts: message.ts };
  return event(workspace, {
    type: 'reaction_added',
    user: user.id,
    reaction: emoji,
    item_user: message.user,
    item,
  });
}

/** @returns the app's home page opened (https://docs.slack.dev/reference/events/app_home_opened). */
export function homeOpened(
  workspace: Workspace,
  user: FakeUser,
  tab: 'home' | 'messages' = 'home',
): Delivery {
  const { id: channel } = workspace.direct(user.id);
  return event(workspace, { type: 'app_home_opened', user: user.id, channel, tab });
}

/** @returns addresses of the app's domains written (https://docs.slack.dev/reference/events/link_shared). */
export function linkShared(
  workspace: Workspace,
  user: FakeUser,
  message: FakeMessage,
  links: readonly string[],
  source: 'composer' | 'conversations_history' = 'conversations_history',
): Delivery {
  const composing = source === 'composer';
  return event(workspace, {
    type: 'link_shared',
    user: user.id,
    channel: composing ? 'COMPOSER' : message.channel,
    message_ts: composing ? `${user.id}-909b5454-75f8-4ac4-b325-1b40e230bbd8` : message.ts,
    unfurl_id: workspace.id('Uf'),
    source,
    is_bot_user_member: true,
    links: links.map((url) => ({ url, domain: new URL(url).hostname })),
  });
}

/** @returns letters typed into a menu that has no options of its own (https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload). */
export function suggestion(
  workspace: Workspace,
  user: FakeUser,
  element: { action_id: string; block_id: string },
  value: string,
): Delivery {
  const payload = {
    type: 'block_suggestion',
    ...whose(workspace, user),
    ...element,
    value,
    container: { type: 'view', view_id: workspace.id('V') },
  };
  return { surface: 'interactions', payload };
}

/** @returns a button pressed, or an option chosen, on the app's home page. @param option of a menu without its own. */
export function homePress(
  workspace: Workspace,
  user: FakeUser,
  blocks: readonly Block[],
  label: string,
  option?: { text: unknown; value: string },
): Delivery {
  const found = elements(blocks).find(
    ({ element }) => textOf(element['text'] ?? element['placeholder']) === label,
  );
  if (!found) throw new Error(`there is no ${label} on the page`);
  const { element, block } = found;
  const payload = {
    type: 'block_actions',
    ...whose(workspace, user),
    container: { type: 'view', view_id: workspace.id('V') },
    trigger_id: workspace.addTrigger(),
    view: { id: workspace.id('V'), type: 'home', app_installed_team_id: workspace.team.id },
    actions: [
      {
        type: element['type'],
        action_id: element['action_id'],
        block_id: block['block_id'] ?? 'b1',
        action_ts: workspace.ts(),
        ...(option ? { selected_option: option } : { value: element['value'], text: element['text'] }),
      },
    ],
  };
  return { surface: 'interactions', payload };
}
