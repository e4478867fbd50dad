import { ChatError } from '../error.ts';
import type { PageAnswer, PageRequest, Pages } from '../inbound.ts';
import type { PlatformMemory } from '../memory.ts';
import type { InstanceContext } from '../platform.ts';
import { SlackClient } from './client.ts';
import { InstallStates, INSTALL_MS } from './install-state.ts';
import type { Installation, Installations } from './installations.ts';
import { SCOPES } from './manifest.ts';
import type { OAuthSettings } from './settings.ts';

const COOKIE = 'muster_install';

export interface InstallPagesDependencies {
  readonly settings: OAuthSettings;
  readonly context: InstanceContext;
  readonly memory: PlatformMemory;
  readonly installations: Installations;
  /** Public address of a page of this instance. */
  readonly address: (name: string) => string;
}

/**
 * The pages by which the app comes into a workspace: `install` sends the browser to Slack, which sends it back to
 * `installed` with a code (https://docs.slack.dev/authentication/installing-with-oauth). Slack has no PKCE for bots.
 */
export class InstallPages implements Pages {
  readonly names = ['install', 'installed'];
  readonly #deps: InstallPagesDependencies;
  readonly #states: InstallStates;

  constructor(deps: InstallPagesDependencies) {
    this.#deps = deps;
    this.#states = new InstallStates(deps.settings.clientSecret, deps.context.instance, deps.memory);
  }

  answer(request: PageRequest): Promise<PageAnswer> {
    return request.name === 'install' ? Promise.resolve(this.#begin(request)) : this.#end(request);
  }

  #begin({ receivedAt }: PageRequest): PageAnswer {
    const { clientId, userScopes, authorizeUrl } = this.#deps.settings;
    const { state, cookie } = this.#states.begin(receivedAt);
    const address = new URL(authorizeUrl);
    address.searchParams.set('client_id', clientId);
    address.searchParams.set('scope', Object.keys(SCOPES).join(','));
    if (userScopes.length > 0) address.searchParams.set('user_scope', userScopes.join(','));
    address.searchParams.set('redirect_uri', this.#deps.address('installed'));
    address.searchParams.set('state', state);
    return {
      status: 302,
      redirect: address.href,
      cookie: { name: COOKIE, value: cookie, maxAgeSeconds: INSTALL_MS / 1000, secure: this.#secure },
    };
  }

  get #secure(): boolean {
    return this.#deps.address('installed').startsWith('https:');
  }

  /** Whatever came of it, the state is used up. */
  #page(status: number, title: string, text: string): PageAnswer {
    const cookie = { name: COOKIE, value: '', maxAgeSeconds: 0, secure: this.#secure };
    return { status, page: { title, text }, cookie };
  }

  async #end({ query, cookies, receivedAt }: PageRequest): Promise<PageAnswer> {
    const { instance } = this.#deps.context;
    if (!(await this.#states.take(query.state, cookies[COOKIE], receivedAt))) {
      const text = `This installation was not begun in this browser, took too long, or is over. Begin again at ${this.#deps.address('install')}.`;
      return this.#page(403, 'Not installed', text);
    }
    if (query.error !== undefined || !query.code)
      return this.#page(
        200,
        'Not installed',
        'Slack was not allowed to install the app. Nothing has changed.',
      );
    try {
      const { installation, revoke } = await this.#exchange(query.code, receivedAt);
      const { workspace, name } = installation;
      const { teamId, workspaces } = this.#deps.settings;
      if (![teamId, ...workspaces].includes(workspace.team)) {
        await revoke();
        const text = `The workspace ${workspace.team} is not among those of chat.${instance}. Whoever runs Muster adds it to chat.${instance}.workspaces, then install the app again. What Slack handed over was given back.`;
        return this.#page(403, 'Not installed', text);
      }
      await this.#deps.installations.add(installation);
      const lacking = Object.keys(SCOPES).filter((scope) => !installation.scopes.includes(scope));
      const short = lacking.length > 0 ? ` Slack left out these scopes: ${lacking.join(', ')}.` : '';
      const own = workspace.team === teamId ? '' : `${workspace.team}/`;
      const text = `Muster is installed in ${name}. In the configuration its channels are written ${instance}/${own}#incidents.${short}`;
      return this.#page(200, 'Installed', text);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.#page(502, 'Not installed', error.message);
    }
  }

  /** Makes a token of the code. @returns it as an installation, and how to give it back. */
  async #exchange(
    code: string,
    at: number,
  ): Promise<{ installation: Installation; revoke: () => Promise<unknown> }> {
    const { settings, context } = this.#deps;
    const { clientId, clientSecret } = settings;
    const request = {
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: this.#deps.address('installed'),
    };
    const anonymous = new SlackClient(settings, context, () => Promise.resolve(undefined));
    const given = await anonymous.call('oauth.v2.access', (web) => web.oauth.v2.access(request));
    const { access_token: botToken, team, enterprise, authed_user: user } = given;
    const wholeOrganisation = given.is_enterprise_install ?? false;
    const home = wholeOrganisation ? enterprise : team;
    if (!botToken || !home?.id)
      throw new ChatError(
        'authentication_failed',
        `chat.${context.instance}: Slack handed over no bot token.`,
      );
    const scopes = (list: string | undefined) => (list ? list.split(',') : []);
    const installation = {
      workspace: {
        team: home.id,
        wholeOrganisation,
        ...(enterprise?.id && { enterprise: enterprise.id }),
      },
      name: home.name ?? home.id,
      botToken,
      bot: given.bot_user_id ?? '',
      scopes: scopes(given.scope),
      userTokens:
        user?.id && user.access_token
          ? [{ user: user.id, token: user.access_token, scopes: scopes(user.scope) }]
          : [],
      at,
    };
    const tokens = [botToken, ...installation.userTokens.map(({ token }) => token)];
    const giveBack = (token: string) =>
      new SlackClient(settings, context, () => Promise.resolve(token)).call('auth.revoke', (web) =>
        web.auth.revoke(),
      );
    return { installation, revoke: () => Promise.all(tokens.map(giveBack)) };
  }
}
