import { SHORTCUTS } from './read.ts';
import type { SlackSettings } from './settings.ts';

/** Every right that the app asks for, with the reason; nothing is asked for that is not used. */
export const SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'answers when it is mentioned (@muster status)',
  'bookmarks:read': "sees whether the incident's page stands at the top of its channel already",
  'bookmarks:write': "puts the incident's page at the top of its channel",
  'channels:history':
    'hears of lines that begin with ! in public channels that it is in, looks a message up after a failure that left it unclear whether it was sent, and reads one that somebody puts on a timeline by an emoji',
  'channels:join': 'joins the public channels that the configuration names',
  'channels:manage':
    'creates, names and archives the public channel of an incident and invites its responders',
  'channels:read': 'finds public channels by name',
  'chat:write': 'posts and updates messages',
  commands: 'has the slash command /im and the shortcuts of messages',
  'files:read': 'names the files of a message that is put on a timeline; their contents are not read',
  'groups:history':
    'hears of lines that begin with ! and looks a message up after an unclear failure or an emoji, in private channels that it is in',
  'groups:read': 'finds the private channels that it is in by name',
  'groups:write': 'creates and archives the private channel of a private incident and invites its responders',
  'im:history': 'looks a message up after an unclear failure, in direct messages',
  'links:read':
    'hears of addresses of incidents, git servers, tickets and dashboards that are written into channels',
  'links:write': 'shows previews of them',
  'im:write': 'pages people by direct message',
  'pins:write': "pins the incident's card",
  'reactions:read': 'hears of the emoji that puts a message on a timeline',
  'users:read': 'shows people by name',
  'users:read.email': 'recognises people by their confirmed e-mail address',
};

/** What happens in Slack that the app hears of. */
const EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'link_shared',
  // What is said by `!…`; other messages are forgotten as they come.
  'message.channels',
  'message.groups',
  'reaction_added',
  'tokens_revoked',
] as const;

/** Most domains that an app may have previewed. Source: `unfurl_domains` in Slack's own types of manifests (@slack/web-api). */
const UNFURL_DOMAINS = 5;

/** The domains whose addresses Slack asks an app to preview. */
export interface UnfurlDomains {
  /** As many as Slack takes. Those within one count as it does, so that there are no wildcards. */
  readonly taken: readonly string[];
  /** For which there is no room. */
  readonly left: readonly string[];
  /** What is no public name, of which Slack takes none. */
  readonly unfit: readonly string[];
}

/** @param previews other domains of whose pages something may be on record, those that are wanted most first. */
export function unfurlDomains(baseUrl: string, previews: readonly string[]): UnfurlDomains {
  const own = URL.parse(baseUrl)?.hostname;
  const all = [...new Set([...(own ? [own] : []), ...previews.map((one) => one.replace(/^\*\./, ''))])];
  const isPublic = (one: string) => /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/i.test(one);
  const fit = all.filter(isPublic).filter((one, _n, each) => {
    return !each.some((other) => one !== other && one.endsWith(`.${other}`));
  });
  return {
    taken: fit.slice(0, UNFURL_DOMAINS),
    left: fit.slice(UNFURL_DOMAINS),
    unfit: all.filter((one) => !isPublic(one)),
  };
}

/** What a manifest is made for. */
export interface ManifestRequest {
  /** Public address of the HTTP server, such as `https://muster.example.com`; in mode socket used for previews alone. */
  readonly baseUrl: string;
  /** Name of the provider instance under `chat` in the configuration. */
  readonly instance: string;
  readonly mode: SlackSettings['mode'];
  /** The slash command; `/im` unless another app of the workspace has it. */
  readonly command?: string;
  /** Other domains of whose pages something may be on record. */
  readonly previews?: readonly string[];
  /** Scopes that who installs the app is asked for as well. */
  readonly userScopes?: readonly string[];
}

/**
 * Makes the manifest from which Slack creates the app (https://docs.slack.dev/reference/app-manifest).
 * @returns the manifest, to be printed as JSON.
 * @throws Error when mode http is wanted and Slack could not reach the address.
 */
export function slackManifest({
  baseUrl,
  instance,
  mode,
  command = '/im',
  userScopes = [],
  previews = [],
}: ManifestRequest): object {
  if (mode === 'http' && !baseUrl.startsWith('https://')) {
    throw new Error(
      `Slack sends only to https addresses, not to ${baseUrl}: set the public address, or use mode socket.`,
    );
  }
  const at = (surface: string) =>
    `${baseUrl.replace(/\/+$/, '')}/chat/${encodeURIComponent(instance)}/${surface}`;
  const reachable = mode === 'http';
  const domains = unfurlDomains(baseUrl, previews).taken;
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: 'Muster',
      description: 'Runs incidents from chat.',
      background_color: '#1d3557',
    },
    features: {
      // People see the app's direct messages only with this tab; they answer by buttons and commands.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'muster', always_online: true },
      shortcuts: [
        {
          name: 'Declare an incident',
          type: 'global',
          callback_id: SHORTCUTS.form,
          description: 'Opens the form of a new incident',
        },
        {
          name: 'Make this an incident',
          type: 'message',
          callback_id: SHORTCUTS.declare,
          description: 'Declares an incident of this message',
        },
        {
          name: 'Add to timeline',
          type: 'message',
          callback_id: SHORTCUTS.timeline,
          description: 'Puts this message on the timeline of an incident',
        },
      ],
      ...(domains.length > 0 && { unfurl_domains: domains }),
      slash_commands: [
        {
          command,
          description: 'Declare and run incidents',
          usage_hint: 'declare checkout is down --sev 1 | ack | resolve | status | help',
          // Mentions then arrive with their ids, by which people are recognised.
          should_escape: true,
          ...(reachable && { url: at('commands') }),
        },
      ],
    },
    oauth_config: {
      // Used only where the app is installed by a browser.
      ...(baseUrl.startsWith('https://') && { redirect_urls: [at('installed')] }),
      scopes: { bot: Object.keys(SCOPES), ...(userScopes.length > 0 && { user: userScopes }) },
    },
    settings: {
      event_subscriptions: { bot_events: EVENTS, ...(reachable && { request_url: at('events') }) },
      interactivity: {
        is_enabled: true,
        ...(reachable && {
          request_url: at('interactions'),
          message_menu_options_url: at('interactions'),
        }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}
