import { refuse, type FakeDialog, type Json } from '../state.ts';
import { textOf, type Endpoint } from './endpoint.ts';

function checkElement(element: Json): void {
  const bad = (): never => refuse('api.context.invalid_body_param.app_error', 400);
  const most = { text: 150, textarea: 3000 }[textOf(element, 'type')];
  if (textOf(element, 'display_name').length > 24 || !textOf(element, 'display_name')) bad();
  if (textOf(element, 'name').length > 300 || !textOf(element, 'name')) bad();
  if (textOf(element, 'help_text').length > 150 || textOf(element, 'placeholder').length > 150) bad();
  if (most !== undefined && Number(element['max_length'] ?? 0) > most) bad();
  const options = (element['options'] ?? []) as Json[];
  if (element['type'] === 'select' && !element['data_source'] && options.length === 0) bad();
  if (!['text', 'textarea', 'select', 'bool'].includes(textOf(element, 'type'))) bad();
}

/** Refuses a dialog that the server would refuse (Dialog.IsValid). */
export function checkDialog(dialog: FakeDialog['dialog']): void {
  const title = textOf(dialog, 'title');
  if (!title || title.length > 24) refuse('api.context.invalid_body_param.app_error', 400);
  dialog.elements.forEach(checkElement);
}

/** POST /actions/dialogs/open: shows a dialog to whom the trigger belongs to. */
export const openDialog: Endpoint = (state, { body }) => {
  const user = state.trigger(textOf(body, 'trigger_id'));
  const dialog = body['dialog'] as FakeDialog['dialog'];
  checkDialog(dialog);
  state.dialogs.push({ user, url: textOf(body, 'url'), dialog });
  return { status: 'OK' };
};
