import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { discordHtml, type DiscordPayload } from './discord.ts';
import { bot, element, escape, frame, type Html } from './html.ts';
import { mattermostHtml, type MattermostPayload } from './mattermost.ts';
import { payload, type Payload } from './payload.ts';
import { sandboxForm, sandboxMessage, sandboxWhisper } from './sandbox.ts';
import type { MessageView } from '../../src/chat/sandbox/render.ts';
import type { Modal } from '../../src/chat/element.ts';
import { LABELS, PLATFORM_NAMES, type PlatformName, type Scene, type Shown } from './scene.ts';
import { slackHtml, type SlackPayload } from './slack.ts';

const ONLY_YOU: Readonly<Record<PlatformName, string>> = {
  sandbox: '',
  slack: 'Only visible to you',
  discord: 'Only you can see this',
  teams: 'In the chat with Muster',
  mattermost: '(Only visible to you)',
};

/** Whose message a preview belongs to. */
const WITH_ADDRESS: Partial<Record<PlatformName, string>> = {
  slack: 'Below somebody’s message with the address',
  teams: 'Offered to who writes the address, and sent with their message',
};

interface TeamsTask {
  readonly value: { readonly title: string; readonly card: { readonly content: unknown } };
}

function teamsHtml(shown: Shown, json: unknown, above: string | undefined): Html {
  const card = (content: unknown): Html =>
    `<div class="card" data-card="${escape(JSON.stringify(content))}"></div>`;
  if (shown.kind !== 'form') return bot(card((json as { card: unknown }).card), above);
  const { title, card: attachment } = (json as TeamsTask).value;
  return frame('form', `<h2>${escape(title)}</h2>${card(attachment.content)}`);
}

function drawing(platform: PlatformName, shown: Shown, { json }: Payload): Html {
  const above =
    shown.kind === 'private'
      ? ONLY_YOU[platform]
      : shown.kind === 'preview'
        ? WITH_ADDRESS[platform]
        : undefined;
  const about = above === undefined ? {} : { above };
  switch (platform) {
    case 'sandbox':
      if (shown.kind === 'form') return sandboxForm(json as Modal);
      if (shown.kind === 'private') return sandboxWhisper(json as MessageView, '/im …');
      return sandboxMessage(json as MessageView, about);
    case 'slack':
      return slackHtml(json as SlackPayload, { ...about, bare: shown.kind === 'home' });
    case 'discord':
      return discordHtml(json as DiscordPayload, about);
    case 'teams':
      return teamsHtml(shown, json, above);
    case 'mattermost':
      return mattermostHtml(json as MattermostPayload, about);
  }
}

async function cell(platform: PlatformName, scene: Scene): Promise<Html> {
  const shown = scene.shown[platform];
  const sent = await payload(platform, shown);
  const inner =
    shown.kind === 'nothing' || !sent
      ? element('p', 'nothing', escape(shown.kind === 'nothing' ? shown.why : ''))
      : drawing(platform, shown, sent);
  return `<section><h1>${LABELS[platform]}</h1><div class="${platform} pane">${inner}</div></section>`;
}

/** @returns what the pages need besides their own markup: styles, and the renderers that run in the browser. */
export async function browserParts(): Promise<{ readonly css: string; readonly script: string }> {
  const here = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
  const [own, sandbox, adaptive, bundle] = await Promise.all([
    here('sheet.css'),
    here('../../src/dashboard/sandbox/page.css'),
    here('../../node_modules/adaptivecards/lib/adaptivecards.css'),
    build({
      entryPoints: [new URL('browser.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      target: 'es2022',
      loader: { '.css': 'empty' },
      logLevel: 'error',
    }),
  ]);
  // The sandbox's own styles hold for its pane alone.
  const nested = `.sandbox { color-scheme: light; ${sandbox
    .replace(/:root/g, '&')
    .replace(/html,\s*body,\s*#app \{[^}]*\}/, '')
    .replace(/^body \{/m, '& {')} }`;
  return { css: [adaptive, nested, own].join('\n'), script: bundle.outputFiles[0]?.text ?? '' };
}

/** @returns a page on which a scene stands as all platforms show it. */
export async function sheet(scene: Scene, { css }: { readonly css: string }): Promise<Html> {
  const cells = await Promise.all(PLATFORM_NAMES.map((platform) => cell(platform, scene)));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${css}</style></head><body><main>${cells.join('')}</main></body></html>`;
}
