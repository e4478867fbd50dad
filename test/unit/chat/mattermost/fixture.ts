import type { InboundRequest } from '../../../../src/chat/inbound.ts';
import type { Modal } from '../../../../src/chat/element.ts';
import { MattermostInbound } from '../../../../src/chat/mattermost/inbound.ts';
import { dialog } from '../../../../src/chat/mattermost/dialog.ts';
import { sealingFor, type SealingNeeds } from '../../../../src/chat/mattermost/sealing.ts';
import { mattermostSettings, type MattermostSettings } from '../../../../src/chat/mattermost/settings.ts';

export const context = { tenant: 'default', instance: 'main-mattermost' };
export const SECRET = 'the secret of these tests, which is long enough';
export const COMMAND_TOKEN = 'gb4xzqjz8pn39yxbgs6n7zhzfr';
export const NOW = Date.UTC(2026, 2, 1, 3, 4, 5);
export const CHANNEL = 'fukstoff4brqdqfskbpbiwyhqo';
export const ANA = 'rnina9994bde8mua79zqcg5hmo';
export const BEN = 'bbina9994bde8mua79zqcg5hmo';

/** @returns valid settings with these in addition. */
export function settings(more: object = {}): MattermostSettings {
  return mattermostSettings.parse({
    url: 'https://chat.example.com',
    botToken: 'token',
    teamName: 'ops',
    commandToken: COMMAND_TOKEN,
    callbackSecret: SECRET,
    ...more,
  });
}

/** @returns what seals are made with, at an instant in epoch milliseconds. */
export function needs(at = NOW, more: object = {}): SealingNeeds {
  const address = (_: unknown, surface: string) =>
    `https://muster.example.com/chat/main-mattermost/${surface}`;
  return { settings: settings(more), context, lent: { now: () => at, address } };
}

export function adapter(more: object = {}): MattermostInbound {
  return new MattermostInbound(settings(more), context, needs().lent);
}

export function request(
  surface: string,
  body: string | Uint8Array | object,
  headers: Record<string, string> = {},
  receivedAt = NOW,
): InboundRequest {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { surface, headers, body: bytes, receivedAt };
}

/** @returns what Mattermost sends when a button is pressed. */
export function press(action = 'ack INC-7', sealed = needs(), passing = false) {
  const integration = sealingFor(sealed, CHANNEL, passing).action(action);
  return {
    user_id: ANA,
    user_name: 'ana',
    channel_id: CHANNEL,
    channel_name: 'incidents',
    team_id: 'xoukstoff4brqdqfskbpbiwyhq',
    team_domain: 'ops',
    post_id: 'gb4xzqjz8pn39yxbgs6n7zhzpp',
    trigger_id: 'dHJpZ2dlcg==',
    type: 'button',
    data_source: '',
    context: { ...integration.context } as Record<string, unknown>,
  };
}

export const MODAL: Modal = {
  id: 'declare',
  title: 'Declare',
  submit: 'Declare',
  inputs: [{ id: 'title', label: 'Title', type: 'text' }],
  context: { channel: CHANNEL, draft: '1' },
};

/** @returns what Mattermost sends when a dialog is submitted. */
export function submission(sealed = needs(), user = ANA) {
  const { state } = dialog(MODAL, user, sealed) as { state: string };
  return {
    type: 'dialog_submission',
    callback_id: 'declare',
    state,
    user_id: user,
    channel_id: CHANNEL,
    team_id: 'xoukstoff4brqdqfskbpbiwyhq',
    submission: { title: 'Checkout is down' } as Record<string, unknown>,
    cancelled: false,
  };
}
