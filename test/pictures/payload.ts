import { createLocalise } from '../../activities/localise.ts';
import { drawModal } from '../../src/chat/discord/modal.ts';
import { bearing, keyUrl } from '../../src/chat/discord/key.ts';
import { render as renderDiscord } from '../../src/chat/discord/render.ts';
import { dialog as mattermostDialog } from '../../src/chat/mattermost/dialog.ts';
import { render as renderMattermost } from '../../src/chat/mattermost/render.ts';
import { sealingFor } from '../../src/chat/mattermost/sealing.ts';
import type { Message } from '../../src/chat/message.ts';
import { render as renderSandbox } from '../../src/chat/sandbox/render.ts';
import { view as slackView } from '../../src/chat/slack/modal.ts';
import { render as renderSlack, renderHome, renderPreview } from '../../src/chat/slack/render.ts';
import { dialog as teamsDialog } from '../../src/chat/teams/dialog.ts';
import { render as renderTeams } from '../../src/chat/teams/render.ts';
import { readMarkdown } from '../fakes/discord/markdown.ts';
import { readMarkdown as readMattermost } from '../fakes/mattermost/markup.ts';
import { BEN as MATTERMOST_BEN, CHANNEL, needs } from '../unit/chat/mattermost/fixture.ts';
import type { PlatformName, Shown } from './scene.ts';

/** Where Ben is on each platform; nobody else who is mentioned in the scenes has an account. */
const BEN: Readonly<Record<PlatformName, string>> = {
  sandbox: 'ben',
  slack: 'U02BEN',
  discord: '1100000000000000007',
  teams: '12345678-90ab-cdef-1234-567890abcdef',
  mattermost: MATTERMOST_BEN,
};

/** What a platform's API is sent, and what of it is read without drawing it. */
export interface Payload {
  readonly json: unknown;
  /** For notifications, lock screens and screen readers; undefined where the platform reads out what it draws. */
  readonly fallback?: string;
}

/** Instants as a reader in UTC sees them. */
function inUtc(text: string): string {
  return text.replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.000Z/g, '$1 $2 UTC');
}

/** @param answer whether it is the answer to an interaction, which is looked up by nobody. */
function ofMessage(platform: PlatformName, message: Message, answer = false): Payload {
  switch (platform) {
    case 'sandbox': {
      const json = renderSandbox(message);
      return { json, fallback: json.summary };
    }
    case 'slack': {
      const json = renderSlack(message);
      return { json, fallback: json.text };
    }
    case 'discord': {
      const drawn = renderDiscord(message);
      const embeds = answer ? drawn.embeds : bearing(drawn.embeds, message.summary, keyUrl('1', 'n'));
      return { json: { ...drawn, embeds }, fallback: inUtc(readMarkdown(drawn.content).text) };
    }
    case 'teams': {
      const json = renderTeams(message);
      return { json, fallback: json.summary };
    }
    case 'mattermost': {
      const names = new Map([[MATTERMOST_BEN, 'ben']]);
      const json = renderMattermost(message, sealingFor(needs(), CHANNEL), names);
      const fallback = json.message ? readMattermost(json.message).text : json.attachments[0]?.fallback;
      return { json, ...(fallback !== undefined && { fallback }) };
    }
  }
}

/** @returns what the platform is sent for what is shown; undefined where that is nothing. */
export async function payload(platform: PlatformName, shown: Shown): Promise<Payload | undefined> {
  const localise = createLocalise((_, person) =>
    Promise.resolve(person === 'ben' ? BEN[platform] : undefined),
  );
  switch (shown.kind) {
    case 'nothing':
      return undefined;
    case 'message':
    case 'private': {
      const message = await localise(shown.message, platform, 'default');
      return ofMessage(platform, message, shown.kind === 'private');
    }
    case 'home':
      return platform === 'slack' ? { json: renderHome(shown.message) } : ofMessage(platform, shown.message);
    case 'preview': {
      if (platform !== 'slack') return ofMessage(platform, { ...shown.message, elements: [] });
      const json = renderPreview(shown.message);
      return { json, ...(json.fallback !== undefined && { fallback: json.fallback }) };
    }
    case 'form': {
      const forms = {
        sandbox: () => shown.modal,
        slack: () => slackView(shown.modal),
        discord: () => drawModal(shown.modal),
        teams: () => teamsDialog(shown.modal),
        mattermost: () => mattermostDialog(shown.modal, MATTERMOST_BEN, needs()),
      };
      return { json: forms[platform]() };
    }
  }
}
