import { readdirSync, readFileSync } from 'node:fs';
import type { InstanceContext } from '../../src/chat/platform.ts';
import type { Capabilities } from '../../src/chat/provider.ts';
import type { SandboxStore } from '../../src/chat/sandbox/store.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { lentTo } from '../fakes/lent.ts';

/** One way in which a platform can be set up, and the setting that makes it differ from the first. */
interface Variant {
  readonly settings: object;
  readonly by?: string;
}

/** One column of the table: a platform, with what its settings make of it. */
export interface Column {
  readonly label: string;
  readonly platform: string;
  readonly variants: readonly Variant[];
}

const SLACK = { botToken: 'xoxb-x', signingSecret: 'x' };
const TEAMS = {
  appId: '11112222-3333-4444-5555-666677778888',
  appPassword: 'x',
  tenantId: 'f0e1d2c3-b4a5-4697-8899-aabbccddeeff',
};
const MATTERMOST = {
  url: 'https://chat.example.com',
  botToken: 'x',
  teamName: 'ops',
  commandToken: 'x'.repeat(26),
  callbackSecret: 'x'.repeat(32),
};

export const COLUMNS: readonly Column[] = [
  { label: 'Sandbox', platform: 'sandbox', variants: [{ settings: {} }] },
  {
    label: 'Slack',
    platform: 'slack',
    variants: [
      { settings: SLACK },
      { settings: { mode: 'socket', botToken: 'xoxb-x', appToken: 'xapp-x' }, by: 'mode: socket' },
    ],
  },
  {
    label: 'Discord',
    platform: 'discord',
    variants: [{ settings: { botToken: 'x', applicationId: '1'.repeat(18), guildId: '2'.repeat(18) } }],
  },
  {
    label: 'Teams',
    platform: 'teams',
    variants: [{ settings: TEAMS }, { settings: { ...TEAMS, graph: true }, by: 'graph: true' }],
  },
  {
    label: 'Teams by webhooks',
    platform: 'teams',
    variants: [
      {
        settings: {
          mode: 'webhooks',
          workflowUrl: 'https://prod-1.westus.logic.azure.com/workflows/x',
          outgoingSecret: Buffer.from('x'.repeat(32)).toString('base64'),
        },
      },
    ],
  },
  {
    label: 'Mattermost',
    platform: 'mattermost',
    variants: [
      { settings: MATTERMOST },
      { settings: { ...MATTERMOST, privateReplies: 'ephemeral' }, by: 'privateReplies: ephemeral' },
      { settings: { ...MATTERMOST, bookmarks: true }, by: 'bookmarks: true' },
    ],
  },
];

/** What a platform is when it is set up so. */
export interface SetUp {
  readonly by: string | undefined;
  readonly capabilities: Capabilities;
  /** The last parts of the addresses to which the platform sends. */
  readonly surfaces: readonly string[];
  /** Does Muster itself open a connection? */
  readonly listens: boolean;
}

/** @returns the real provider's and way in's own account of themselves, for each way to set the platform up. */
export function setUps({ platform: name, variants }: Column): SetUp[] {
  const platform = PLATFORMS.find((one) => one.name === name);
  if (!platform) throw new Error(`there is no platform ${name}`);
  const context: InstanceContext = { tenant: 'default', instance: `main-${name}` };
  const lent = { ...lentTo(), sandboxStore: () => ({}) as SandboxStore };
  return variants.map(({ settings, by }) => {
    const parsed = platform.settings.parse(settings);
    return {
      by,
      capabilities: platform.createProvider(parsed, context, lent).capabilities,
      surfaces: platform.createInbound(parsed, context, lent).surfaces,
      listens: platform.createListener?.(parsed, context, lent) !== undefined,
    };
  });
}

/** @returns what of people's doings the platform's folder reads, by the kinds of `Inbound` that it makes. */
export function kindsRead(platform: string): ReadonlySet<string> {
  const folder = new URL(`../../src/chat/${platform}/`, import.meta.url);
  const source = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return new Set([...source.join('\n').matchAll(/\bkind: '([a-z]+)'/g)].map(([, kind]) => kind ?? ''));
}
