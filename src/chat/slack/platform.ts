import type { InstanceContext, Lent, Platform } from '../platform.ts';
import { SlackInbound } from './inbound.ts';
import { Installations } from './installations.ts';
import { InstallPages } from './install-pages.ts';
import { InstalledSlack } from './installed.ts';
import { SlackProvider } from './provider.ts';
import { isOAuth, slackSettings, type OAuthSettings, type SlackSettings } from './settings.ts';
import { SlackListener } from './socket.ts';
import { Vault } from './vault.ts';
import { InstalledWorkspaces, oneWorkspace, type Workspaces } from './workspaces.ts';

/** What Slack needs to be lent where its tokens come from installations. */
type SlackResources = Pick<Lent, 'now' | 'address' | 'memory'>;

function installationsOf(
  { teamId, workspaces, tokenKey, previousTokenKey }: OAuthSettings,
  context: InstanceContext,
  lent: SlackResources,
): Installations {
  const vault = new Vault(tokenKey, previousTokenKey, `chat.${context.instance}.tokenKey`);
  return new Installations([teamId, ...workspaces], lent.memory(context), vault, context, lent.now);
}

function workspacesOf(settings: SlackSettings, context: InstanceContext, lent: SlackResources): Workspaces {
  if (!isOAuth(settings)) return oneWorkspace(settings, context);
  const setting = `chat.${context.instance}`;
  const installations = installationsOf(settings, context, lent);
  return new InstalledWorkspaces(installations, settings.teamId, setting, lent.address(context, 'install'));
}

/** Slack: everything that the rest of the program needs to know of it. */
export const slack: Platform<SlackSettings, SlackResources> = {
  name: 'slack',
  settings: slackSettings,
  createProvider(settings, context, lent) {
    if (!isOAuth(settings)) return new SlackProvider(settings, context);
    const installations = installationsOf(settings, context, lent);
    return new InstalledSlack({
      settings,
      context,
      installations,
      installAt: lent.address(context, 'install'),
    });
  },
  createInbound(settings, context, lent) {
    const workspaces = workspacesOf(settings, context, lent);
    if (!isOAuth(settings)) return new SlackInbound(settings, context, workspaces);
    const pages = new InstallPages({
      settings,
      context,
      memory: lent.memory(context),
      installations: installationsOf(settings, context, lent),
      address: (name) => lent.address(context, name),
    });
    return new SlackInbound(settings, context, workspaces, pages);
  },
  createListener: (settings, context, lent) =>
    settings.mode === 'socket'
      ? new SlackListener(settings, context, workspacesOf(settings, context, lent))
      : undefined,
};
