import { textOf as fieldOf } from './arguments.ts';
import { readMessage } from './reading.ts';
import { type Block, type FakeMessage, type FakeUser, type FakeView, type Workspace } from './workspace.ts';

export type Json = Record<string, unknown>;

/** Something that Slack tells the app, before it is put into a form or an envelope. */
export interface Delivery {
  readonly surface: 'commands' | 'interactions' | 'events';
  readonly payload: Json;
}

/** @returns a typed slash command (https://docs.slack.dev/interactivity/implementing-slash-commands). */
export function commandDelivery(
  workspace: Workspace,
  user: FakeUser,
  channel: string,
  command: string,
  text: string,
): Delivery {
  const payload = {
    token: 'deprecated',
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: channel,
    channel_name: workspace.channels.get(channel)?.name ?? 'directmessage',
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: 'A0000000001',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.example/commands/T0000000001/1/abc',
    trigger_id: workspace.addTrigger(),
  };
  return { surface: 'commands', payload };
}

/** @returns what can be pressed or chosen in blocks. */
export function elements(blocks: readonly Block[]): { element: Json; block: Block }[] {
  return blocks
    .filter((block) => block.type === 'actions')
    .flatMap((block) => (block['elements'] as Json[]).map((element) => ({ element, block })));
}

/** @returns what a text object says. */
export function textOf(object: unknown): string {
  return String((object as Json | undefined)?.['text']);
}

/**
 * @param label what the button says; or, for a menu, its placeholder.
 * @param choice the label of the option chosen in a menu.
 * @returns a pressed button or chosen option (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload).
 */
export function pressDelivery(
  workspace: Workspace,
  user: FakeUser,
  message: FakeMessage,
  label: string,
  choice?: string,
): Delivery {
  const blocks = [...message.blocks, ...message.attachments.flatMap((one) => one.blocks ?? [])];
  const found = elements(blocks).find(
    ({ element }) => textOf(element['text'] ?? element['placeholder']) === label,
  );
  if (!found) throw new Error(`there is no ${label} in: ${readMessage(message).text}`);
  const { element, block } = found;
  const option = ((element['options'] ?? []) as Json[]).find((one) => textOf(one['text']) === choice);
  if (choice !== undefined && !option) throw new Error(`there is no ${choice} in the menu ${label}`);
  const channel = workspace.channels.get(message.channel);
  const payload = {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: 'A0000000001',
    token: 'deprecated',
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
    trigger_id: workspace.addTrigger(),
    team: workspace.team,
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: message.channel, name: channel?.name ?? '' },
    message: { type: 'message', text: message.text, ts: message.ts },
    state: { values: {} },
    response_url: 'https://hooks.slack.example/actions/T0000000001/1/abc',
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

function stateOf(element: Json, value: string): Json {
  const type = element['type'];
  const options = (element['options'] ?? []) as Json[];
  const chosen = options.filter((one) => value.split(',').includes(String(one['value'])));
  if (type === 'external_select')
    return { type, selected_option: value ? { text: { type: 'plain_text', text: value }, value } : null };
  if (type === 'static_select') return { type, selected_option: chosen[0] ?? null };
  if (type === 'checkboxes') return { type, selected_options: chosen };
  if (type === 'conversations_select') return { type, selected_conversation: value || null };
  if (type === 'users_select') return { type, selected_user: value || null };
  return { type, value: value || null };
}

/**
 * @param values by input id; one that is left out keeps what the view began with.
 * @returns a submitted modal (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload).
 */
export function submitDelivery(
  workspace: Workspace,
  user: FakeUser,
  opened: FakeView,
  values: Record<string, string>,
): Delivery {
  const blocks = opened.view['blocks'] as Block[];
  const state = blocks.map((block) => {
    const element = block['element'] as Json;
    const option = (element['initial_option'] ?? {}) as Json;
    const initial =
      fieldOf(element, 'initial_value') || fieldOf(option, 'value') || fieldOf(element, 'initial_user');
    const value = values[fieldOf(block, 'block_id')] ?? initial;
    return [block['block_id'], { [String(element['action_id'])]: stateOf(element, value) }];
  });
  const payload = {
    type: 'view_submission',
    team: workspace.team,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: 'A0000000001',
    token: 'deprecated',
    trigger_id: workspace.addTrigger(),
    view: {
      id: opened.id,
      team_id: workspace.team.id,
      hash: '1.abc',
      ...opened.view,
      state: { values: Object.fromEntries(state) as Json },
    },
    response_urls: [],
    is_enterprise_install: false,
  };
  return { surface: 'interactions', payload };
}

/** @returns a message that mentions the app (https://docs.slack.dev/reference/events/app_mention). */
export function mentionDelivery(
  workspace: Workspace,
  user: FakeUser,
  channel: string,
  text: string,
  thread?: string,
): Delivery {
  const ts = workspace.ts();
  const payload = {
    token: 'deprecated',
    team_id: workspace.team.id,
    api_app_id: 'A0000000001',
    event: {
      type: 'app_mention',
      user: user.id,
      team: user.teamId,
      text: `<@${workspace.bot.id}> ${text}`,
      ts,
      channel,
      event_ts: ts,
      ...(thread !== undefined && { thread_ts: thread }),
    },
    type: 'event_callback',
    event_id: workspace.id('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: workspace.team.id, user_id: workspace.bot.id, is_bot: true },
    ],
  };
  return { surface: 'events', payload };
}

/** @returns the body and its type as Slack sends a delivery by HTTP. */
export function httpBody({ surface, payload }: Delivery): { body: string; contentType: string } {
  if (surface === 'events') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const fields =
    surface === 'commands' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}
