import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { listenAt, readSettings } from '../config/settings.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { checked } from './checked.ts';
import type { Out } from './options.ts';

const previewOption = (): Option =>
  new Option(
    '--preview <domains...>',
    "domains of git servers and dashboards of one's own whose pages are previewed, besides those of the configuration",
  ).default([]);

/**
 * Adds the commands that make what platforms have to be given before Muster can connect to them.
 * @param version ours. @param tell says something beside what is printed, which may go into a file.
 */
export function addChatApps(program: Command, version: string, out: Out, tell: Out): void {
  program
    .command('mattermost-command')
    .description('register the slash command with Mattermost, and print its token')
    .argument('<instance>', 'name of the provider instance, as in the configuration')
    .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
    .option('--trigger <word>', 'the command without its slash', 'im')
    .action(async (instance: string, options: { baseUrl?: string; trigger: string }) => {
      const read = readSettings(process.env);
      const { config } = await checked(read.configPath);
      const configured = config?.chat.get(instance);
      if (configured?.platform !== 'mattermost')
        throw new Error(`No instance ${instance} of Mattermost: muster check-config says what is wrong.`);
      const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
      const { mattermost } = await import('../chat/mattermost/platform.ts');
      const { registerCommand } = await import('../chat/mattermost/slash-command.ts');
      const { token, done } = await registerCommand(
        mattermost.settings.parse(configured.settings),
        { tenant: DEFAULT_TENANT, instance },
        { url: `${baseUrl}/chat/${instance}/commands`, trigger: options.trigger },
      );
      out(`/${options.trigger} is ${done}. Put its token into chat.${instance}.commandToken:`);
      out(token);
    });

  program
    .command('slack-manifest')
    .description('print the manifest with which the Slack app is created')
    .argument('<instance>', 'name of the provider instance, as in the configuration')
    .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
    .addOption(
      new Option('--mode <mode>', 'how Slack reaches Muster').choices(['http', 'socket']).default('http'),
    )
    .addOption(previewOption())
    .action(
      async (instance: string, options: { baseUrl?: string; mode: 'http' | 'socket'; preview: string[] }) => {
        const { slackManifest, unfurlDomains } = await import('../chat/slack/manifest.ts');
        const { previewDomains, withoutRoom } = await import('./preview-domains.ts');
        const read = readSettings(process.env);
        const { config } = await checked(read.configPath);
        const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
        const previews = previewDomains(config, options.preview);
        out(JSON.stringify(slackManifest({ baseUrl, instance, mode: options.mode, previews }), null, 2));
        for (const line of withoutRoom(unfurlDomains(baseUrl, previews))) tell(line);
      },
    );

  program
    .command('teams-package')
    .description('make the app package that is uploaded to Microsoft Teams')
    .argument('<instance>', 'name of the provider instance, as in the configuration')
    .option('--out <file>', 'the ZIP file to write', 'muster-teams.zip')
    .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
    .option('--app-id <id>', 'application (client) id of the bot; without it the one of the configuration')
    .option('--app-version <version>', 'version of the package, which has to rise', version)
    .addOption(previewOption())
    .action(
      async (
        instance: string,
        options: { out: string; baseUrl?: string; appId?: string; appVersion: string; preview: string[] },
      ) => {
        const read = readSettings(process.env);
        const { config } = await checked(read.configPath);
        const { teams } = await import('../chat/teams/platform.ts');
        const { teamsPackage } = await import('../chat/teams/package.ts');
        const { previewDomains } = await import('./preview-domains.ts');
        const configured = config?.chat.get(instance);
        const settings =
          configured?.platform === 'teams' ? teams.settings.parse(configured.settings) : undefined;
        const appId = options.appId ?? settings?.appId;
        if (appId === undefined)
          throw new Error(
            `No appId: set chat.${instance}.appId (muster check-config says what is wrong), or give --app-id.`,
          );
        const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
        const graph = settings?.graph ?? false;
        writeFileSync(
          options.out,
          await teamsPackage({
            appId,
            baseUrl,
            version: options.appVersion,
            graph,
            previews: previewDomains(config, options.preview),
          }),
        );
        out(
          `Wrote ${options.out}. The messaging endpoint of the bot is ${baseUrl.replace(/\/+$/, '')}/chat/${instance}/messages`,
        );
      },
    );
}
