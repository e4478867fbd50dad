import { readFileSync } from 'node:fs';
import type { InboundRequest } from '../../../../src/chat/inbound.ts';
import { SlackInbound } from '../../../../src/chat/slack/inbound.ts';
import { slackSettings } from '../../../../src/chat/slack/settings.ts';

/** @returns a payload as Slack's documentation publishes it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/slack/${name}`, import.meta.url), 'utf8');
}

export const context = { tenant: 'default', instance: 'main-slack' };

/** @returns an adapter with these settings besides a valid token. */
export function adapter(settings: object = { signingSecret: 'secret' }): SlackInbound {
  return new SlackInbound(slackSettings.parse({ botToken: 'xoxb-1', ...settings }), context);
}

/** @returns an unsigned request; an interaction's JSON is put into its form. */
export function request(surface: string, body: string | Uint8Array): InboundRequest {
  const form = surface === 'interactions' && typeof body === 'string' && body.startsWith('{');
  const text = form ? new URLSearchParams({ payload: body }).toString() : body;
  return { surface, headers: {}, body: typeof text === 'string' ? Buffer.from(text) : text, receivedAt: 0 };
}
