import type { FakeChannel, FakePost, FakeUser, Json, MattermostState } from '../state.ts';

/** What a call brings: parts of the path by name, the query and the body. */
export interface Call {
  readonly at: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** Answers a call, or throws a MattermostAppError. */
export type Endpoint = (state: MattermostState, call: Call) => unknown;

/** @returns a field that is text; empty when it is absent or is none. */
export function textOf(body: Json, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** @returns a post as clients get it: what a button calls and with what stays on the server (Post.StripActionIntegrations). */
export function clientPost(post: FakePost): Json {
  const attachments = post.props.attachments?.map((attachment) => ({
    ...attachment,
    ...(attachment.actions && {
      actions: attachment.actions.map(({ integration: _, ...action }) => action),
    }),
  }));
  return { ...post, props: { ...post.props, ...(attachments && { attachments }) } };
}

/** @returns a channel as clients get it. */
export function clientChannel({ members: _, posts: __, bookmarks: ___, ...channel }: FakeChannel): Json {
  return { ...channel, display_name: channel.name, purpose: '' };
}

/** @returns a user as other users get them: without `email_verified` (User.ClearNonProfileFields). */
export function clientUser({ email_verified: _, ...user }: FakeUser): Json {
  return { ...user };
}

/** @returns how many characters the server counts in a text. */
export function runes(text: string): number {
  return Array.from(text).length;
}
