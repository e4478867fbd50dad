import { readLabel } from './markup.ts';
import type { FakeDialog, FakePost, FakeUser, Json, MattermostState } from './state.ts';

/** Something that Mattermost sends to the app. */
export interface Delivery {
  readonly url: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function json(url: string, payload: Json): Delivery {
  return { url, contentType: 'application/json', headers: {}, body: JSON.stringify(payload) };
}

/** @returns a typed slash command (https://developers.mattermost.com/integrate/slash-commands/custom/). */
export function commandDelivery(
  state: MattermostState,
  user: FakeUser,
  channel: string,
  text: string,
  command: { readonly url: string; readonly token: string },
): Delivery {
  const named = [...text.matchAll(/@([a-z0-9._-]+)/g)].flatMap(
    ([, name]) => [...state.users.values()].find(({ username }) => username === name) ?? [],
  );
  const form = new URLSearchParams({
    channel_id: channel,
    channel_name: state.channels.get(channel)?.name ?? '',
    command: '/im',
    response_url: 'http://chat.example/hooks/commands/abc',
    root_id: '',
    team_domain: state.team.name,
    team_id: state.team.id,
    text,
    token: command.token,
    trigger_id: state.addTrigger(user.id),
    user_id: user.id,
    user_name: user.username,
  });
  for (const { username, id } of named) {
    form.append('user_mentions', username);
    form.append('user_mentions_ids', id);
  }
  const headers = { accept: 'application/json', authorization: `Token ${command.token}` };
  return {
    url: command.url,
    contentType: 'application/x-www-form-urlencoded',
    headers,
    body: form.toString(),
  };
}

/**
 * @param label what the button says; or, for a menu, its placeholder.
 * @param choice the label of the option chosen in a menu.
 * @returns a pressed button (https://developers.mattermost.com/integrate/plugins/interactive-messages/).
 */
export function pressDelivery(
  state: MattermostState,
  user: FakeUser,
  post: FakePost,
  label: string,
  choice?: string,
): Delivery {
  const actions = (post.props.attachments ?? []).flatMap((attachment) => attachment.actions ?? []);
  const action = actions.find(({ name }) => readLabel(name) === label);
  if (!action) throw new Error(`there is no ${label} among ${actions.map(({ name }) => name).join(', ')}`);
  const option = action.options?.find(({ text }) => readLabel(text) === choice);
  if (choice !== undefined && !option) throw new Error(`there is no ${choice} in the menu ${label}`);
  return json(action.integration.url, {
    user_id: user.id,
    user_name: user.username,
    channel_id: post.channel_id,
    channel_name: state.channels.get(post.channel_id)?.name ?? '',
    team_id: state.team.id,
    team_domain: state.team.name,
    post_id: post.id,
    trigger_id: state.addTrigger(user.id),
    type: action.type,
    data_source: '',
    context: { ...action.integration.context, ...(option && { selected_option: option.value }) },
  });
}

/** What the browser puts in for each element unless something is filled in. */
function initial(element: Json): [string, unknown] {
  const value = element['default'];
  return [String(element['name']), element['type'] === 'bool' ? value === 'true' : (value ?? null)];
}

/** @returns a submitted dialog (https://developers.mattermost.com/integrate/plugins/interactive-dialogs/). */
export function submitDelivery(
  state: MattermostState,
  { url, dialog }: FakeDialog,
  user: FakeUser,
  channel: string,
  values: Readonly<Record<string, unknown>>,
): Delivery {
  return json(url, {
    type: 'dialog_submission',
    callback_id: dialog.callback_id,
    state: dialog.state,
    user_id: user.id,
    channel_id: channel,
    team_id: state.team.id,
    submission: { ...Object.fromEntries(dialog.elements.map(initial)), ...values },
    cancelled: false,
  });
}
