import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { colourIcon, outlineIcon } from './icon.ts';

/** What an app package is made for. */
export interface PackageRequest {
  /** Application (client) id of the bot. */
  readonly appId: string;
  /** Public address of the HTTP server, such as `https://muster.example.com`. */
  readonly baseUrl: string;
  /** Version of the app, `1.2.3`: Teams takes a package as newer only with a higher one. */
  readonly version: string;
  /** Whether Microsoft Graph is to be used. */
  readonly graph: boolean;
  /** Other domains of whose pages something may be on record. */
  readonly previews?: readonly string[];
}

/** What people may be shown as commands, with what each does; Teams takes twelve. */
const COMMANDS: readonly (readonly [title: string, description: string])[] = [
  ['declare', 'Declare an incident: declare checkout is down --sev 1'],
  ['ack', 'Acknowledge an incident: ack 42'],
  ['resolve', 'Resolve an incident: resolve 42 rolled back'],
  ['escalate', 'Page the next step now: escalate 42'],
  ['assign', 'Make somebody a responder: assign 42 @somebody'],
  ['note', 'Put a note on the timeline: note 42 error rate is falling'],
  ['severity', 'Change the severity: severity 42 2'],
  ['status', 'Say where an incident stands: status 42'],
  ['list', 'List the active incidents'],
  ['help', 'Explain the commands'],
];

/**
 * Rights over the teams in which the app is installed, granted by their owners at installing
 * (https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent), with the reason.
 */
export const TEAM_PERMISSIONS: Readonly<Record<string, string>> = {
  'Channel.Create.Group': 'creates the channel of an incident',
  'ChannelSettings.ReadWrite.Group': 'describes, finds and archives the channel of an incident',
  'ChannelMessage.Read.Group':
    'hears of lines that begin with !, looks a message up after a failure that left it unclear whether it was sent, and reads what an emoji was put on',
  'TeamMember.Read.Group': 'finds people in the team',
};

/** The address of the schema to which the manifest holds. */
const SCHEMA = 'https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json';

/**
 * Makes the manifest of the app (https://learn.microsoft.com/microsoft-365/extensibility/schema/).
 * @throws Error when Teams could not reach the address.
 */
export function teamsManifest({ appId, baseUrl, version, graph, previews = [] }: PackageRequest): object {
  const { protocol, host, origin } = new URL(baseUrl);
  if (protocol !== 'https:')
    throw new Error(
      `Teams sends only to https addresses, not to ${baseUrl}: give the public address with --base-url.`,
    );
  const id = appId.toLowerCase();
  const commands = COMMANDS.map(([title, description]) => ({ title, description }));
  return {
    $schema: SCHEMA,
    manifestVersion: '1.25',
    version,
    id,
    developer: {
      name: 'Muster',
      websiteUrl: origin,
      privacyUrl: `${origin}/`,
      termsOfUseUrl: `${origin}/`,
    },
    name: { short: 'Muster', full: 'Muster incident response' },
    description: {
      short: 'Runs incidents from chat.',
      full: 'Declares incidents, pages who is on call, keeps everybody up to date and writes the timeline. Mention it in a channel, or write to it alone.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1D3557',
    supportsChannelFeatures: 'tier1',
    bots: [
      {
        botId: id,
        scopes: ['team', 'personal', 'groupChat'],
        supportsFiles: false,
        isNotificationOnly: false,
        commandLists: [{ scopes: ['team', 'personal', 'groupChat'], commands }],
      },
    ],
    composeExtensions: [
      {
        botId: id,
        commands: [
          {
            id: 'declare',
            type: 'action',
            title: 'Declare an incident',
            description: 'Make this message an incident',
            context: ['message', 'compose', 'commandBox'],
            fetchTask: true,
          },
          {
            id: 'timeline',
            type: 'action',
            title: 'Add to timeline',
            description: "Put this message on an incident's timeline",
            context: ['message'],
            fetchTask: true,
          },
        ],
        messageHandlers: [
          { type: 'link', value: { domains: [host, ...previews], supportsAnonymizedPayloads: false } },
        ],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [host],
    ...(graph && {
      webApplicationInfo: { id, resource: 'https://graph.microsoft.com' },
      authorization: {
        permissions: {
          resourceSpecific: Object.keys(TEAM_PERMISSIONS).map((name) => ({ name, type: 'Application' })),
        },
      },
    }),
  };
}

/** So that the same request makes the same bytes; a ZIP file knows no zone. */
const MADE = new Date(2026, 0, 1);

/** @returns the app package, a ZIP file, that is uploaded to Teams. @throws as {@link teamsManifest}. */
export async function teamsPackage(request: PackageRequest): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, content: Buffer) => zip.addBuffer(content, name, { mtime: MADE });
  add('manifest.json', Buffer.from(`${JSON.stringify(teamsManifest(request), null, 2)}\n`));
  add('color.png', colourIcon());
  add('outline.png', outlineIcon());
  zip.end();
  return buffer(zip.outputStream);
}
