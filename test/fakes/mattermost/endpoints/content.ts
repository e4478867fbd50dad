import { refuse, type FakeAction, type FakeAttachment, type FakePost, type Json } from '../state.ts';
import { runes, textOf } from './endpoint.ts';

function checkAction(action: FakeAction): void {
  const bad = (): never => refuse('api.context.invalid_body_param.app_error', 400);
  if (!/^[A-Za-z0-9]+$/.test(action.id) || !action.name || !URL.canParse(action.integration.url)) bad();
  if (action.type === 'button' && action.options) bad();
  if (action.type === 'select') {
    if (!action.options?.length) bad();
    if (action.options?.some(({ text, value }) => !text || !value)) bad();
  }
}

function checkAttachment(attachment: FakeAttachment): void {
  if (attachment.color && !/^#[0-9a-f]{6}$/i.test(attachment.color))
    refuse('api.context.invalid_body_param.app_error', 400);
  attachment.actions?.forEach(checkAction);
}

/** @returns what a post is given to show, held to the server's limits (Post.IsValid, PostAction.IsValid). */
export function contentOf(body: Json): Pick<FakePost, 'message' | 'props'> {
  const message = textOf(body, 'message');
  const props = (body['props'] ?? {}) as FakePost['props'];
  if (runes(message) > 16_383) refuse('model.post.is_valid.message_length.app_error', 400);
  if (runes(JSON.stringify(props)) > 800_000) refuse('model.post.is_valid.props.app_error', 400);
  props.attachments?.forEach(checkAttachment);
  const ids = (props.attachments ?? []).flatMap(({ actions }) => (actions ?? []).map(({ id }) => id));
  if (new Set(ids).size !== ids.length) refuse('api.context.invalid_body_param.app_error', 400);
  return { message, props };
}
