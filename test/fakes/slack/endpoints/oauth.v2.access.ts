import type { FakeApp } from '../app.ts';
import { textOf, type Args } from '../arguments.ts';
import { SlackRefusal } from '../workspace.ts';

/** https://docs.slack.dev/reference/methods/oauth.v2.access: makes tokens of a code, once. */
export function oauthV2Access(app: FakeApp, args: Args): Record<string, unknown> {
  if (textOf(args, 'client_id') !== app.clientId) throw new SlackRefusal('invalid_client_id');
  if (textOf(args, 'client_secret') !== app.clientSecret) throw new SlackRefusal('bad_client_secret');
  const code = textOf(args, 'code');
  const consent = app.codes.get(code);
  if (!consent) throw new SlackRefusal('invalid_code');
  if (consent.redirectUri !== args['redirect_uri']) throw new SlackRefusal('bad_redirect_uri');
  app.codes.delete(code);
  const { workspace, user, scopes, userScopes } = consent;
  const person = userScopes.length > 0 && {
    access_token: app.issue('xoxp', workspace),
    token_type: 'user',
    scope: userScopes.join(','),
  };
  return {
    access_token: app.issue('xoxb', workspace),
    token_type: 'bot',
    scope: scopes.join(','),
    bot_user_id: workspace.bot.id,
    app_id: 'A0000000001',
    is_enterprise_install: false,
    enterprise: null,
    team: { id: workspace.team.id, name: workspace.team.name ?? 'Muster' },
    authed_user: { id: user.id, ...person },
  };
}
