import type { SeenMessage } from '../../contract/harness.ts';
import { readLabel, readMarkdown, type Reading } from './markup.ts';
import type { FakeAttachment, FakePost, MattermostState } from './state.ts';

type Pieces = Reading & { buttons: string[] };

const plain = (text: string): Pieces => ({ text, pings: [], formatted: [], buttons: [] });
const marked = (source: string | undefined): Pieces[] =>
  source ? [{ ...readMarkdown(source), buttons: [] }] : [];

function readAttachment(attachment: FakeAttachment): Pieces[] {
  const fields = (attachment.fields ?? []).flatMap((field) => [
    ...(field.title ? [{ ...plain(readLabel(field.title)), formatted: [readLabel(field.title)] }] : []),
    ...marked(field.value),
  ]);
  const actions = (attachment.actions ?? []).map((action) => {
    const name = readLabel(action.name);
    return { ...plain(name), buttons: action.type === 'button' ? [name] : [] };
  });
  return [...marked(attachment.pretext), ...marked(attachment.text), ...fields, ...actions];
}

/** Notifications say the message, and of each attachment its fallback (server/channels/app/notification_push.go). */
function fallbackOf({ message, props }: FakePost): string {
  const said = marked(message).map(({ text }) => text);
  const attached = (props.attachments ?? []).map(({ fallback }) => readLabel(fallback ?? ''));
  return [...said, ...attached].filter(Boolean).join('\n');
}

/** @returns a stored post as Mattermost's clients show it: its text, then its attachments with fields and buttons. */
export function readPost(state: MattermostState, post: FakePost): SeenMessage {
  const pieces = [...marked(post.message), ...(post.props.attachments ?? []).flatMap(readAttachment)];
  const pings = pieces.flatMap((piece) => piece.pings);
  const ids = new Map([...state.users.values()].map((user) => [user.username, user.id]));
  return {
    id: post.id,
    text: pieces.map((piece) => piece.text).join('\n'),
    fallback: fallbackOf(post),
    pings: [...new Set(pings.flatMap((name) => (name === 'everyone' ? [name] : (ids.get(name) ?? []))))],
    formatted: pieces.flatMap((piece) => piece.formatted),
    buttons: pieces.flatMap((piece) => piece.buttons),
    ...(post.root_id && { thread: post.root_id }),
    pinned: post.is_pinned,
  };
}
