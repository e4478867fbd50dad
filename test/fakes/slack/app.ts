import type { FakeUser, Workspace } from './workspace.ts';

/** Somebody's consent to the app, until it is exchanged for tokens. */
export interface Consent {
  readonly workspace: Workspace;
  readonly user: FakeUser;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly userScopes: readonly string[];
}

/** The app as Slack knows it: its credentials, who consented, which tokens there are. */
export class FakeApp {
  readonly clientId = '1000000000001.1000000000002';
  readonly clientSecret = 'fake-client-secret';
  readonly codes = new Map<string, Consent>();
  /** The workspace of each token. */
  readonly tokens = new Map<string, Workspace>();
  #number = 0;

  /** @returns a new token of a workspace. */
  issue(prefix: 'xoxb' | 'xoxp', workspace: Workspace): string {
    const token = `${prefix}-${workspace.team.id}-${++this.#number}`;
    this.tokens.set(token, workspace);
    return token;
  }

  /**
   * What somebody does at Slack whose browser was sent there: they agree, or they do not.
   * @param address that the browser was sent to. @returns the address to which Slack sends the browser back.
   * @throws Error when Slack would show an error instead.
   */
  consent(workspace: Workspace, user: FakeUser, address: string, agreed = true): URL {
    const { searchParams: asked, pathname } = new URL(address);
    const redirectUri = asked.get('redirect_uri') ?? '';
    if (pathname !== '/oauth/v2/authorize') throw new Error(`Slack has no page ${pathname}`);
    if (asked.get('client_id') !== this.clientId) throw new Error('Slack knows no such client_id');
    if (!URL.canParse(redirectUri)) throw new Error('bad_redirect_uri');
    const back = new URL(redirectUri);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (!agreed) {
      back.searchParams.set('error', 'access_denied');
      return back;
    }
    const list = (name: string): string[] => (asked.get(name) ?? '').split(',').filter(Boolean);
    const code = `code-${++this.#number}`;
    const scopes = { scopes: list('scope'), userScopes: list('user_scope') };
    this.codes.set(code, { workspace, user, redirectUri, ...scopes });
    back.searchParams.set('code', code);
    return back;
  }
}
