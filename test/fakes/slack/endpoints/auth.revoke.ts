import type { FakeApp } from '../app.ts';

/** https://docs.slack.dev/reference/methods/auth.revoke */
export function authRevoke(app: FakeApp, token: string): Record<string, unknown> {
  return { revoked: app.tokens.delete(token) };
}
