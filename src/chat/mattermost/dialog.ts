import type { DialogElement } from '@mattermost/types/integrations';
import { checkboxWords, type Input, type Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import { seal } from './authenticity.ts';
import { bounded, head } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import type { SealingNeeds } from './sealing.ts';

/** Stands between the id of an input and the value of one of its boxes: a dialog has only single boxes. */
export const BOX = ':';

/** The value of a checkbox that stands alone. */
export const CHECKED = 'true';

type Drawn = Partial<DialogElement> & Pick<DialogElement, 'name' | 'type' | 'display_name'>;

const option = ({ label, value }: { label: string; value: string }) => ({ text: label || value, value });

function element(input: Input): Drawn[] {
  const box = input.type === 'checkbox' && !input.options ? checkboxWords(input.label) : undefined;
  const long = !box && input.label.length > LIMITS.dialogLabel;
  const common = {
    name: input.id,
    display_name: bounded(box?.title ?? input.label, LIMITS.dialogLabel),
    optional: input.optional ?? false,
    ...(long && { help_text: bounded(input.label, LIMITS.dialogHelp) }),
    ...(input.placeholder && { placeholder: bounded(input.placeholder, LIMITS.dialogText) }),
  };
  switch (input.type) {
    case 'text':
    case 'paragraph': {
      const most = input.type === 'text' ? LIMITS.dialogText : LIMITS.dialogParagraph;
      const longest = Math.min(input.limit ?? most, most);
      return [
        {
          ...common,
          type: input.type === 'text' ? 'text' : 'textarea',
          max_length: longest,
          ...(input.initial && { default: head(input.initial, longest) }),
        },
      ];
    }
    case 'select': {
      const options = (input.options ?? []).filter(({ value }) => value !== '');
      // The server refuses a choice of nothing; what is meant can still be typed.
      if (options.length === 0) return [{ ...common, type: 'text', max_length: LIMITS.dialogText }];
      const chosen = options.some(({ value }) => value === input.initial);
      return [
        {
          ...common,
          type: 'select',
          options: options.map(option),
          ...(chosen && { default: input.initial ?? '' }),
        },
      ];
    }
    case 'user':
      return [
        { ...common, type: 'select', data_source: 'users', ...(input.initial && { default: input.initial }) },
      ];
    case 'channel':
      return [
        {
          ...common,
          type: 'select',
          data_source: 'channels',
          ...(input.initial && { default: input.initial }),
        },
      ];
    case 'checkbox': {
      const boxes = input.options ?? [{ label: box?.beside ?? input.label, value: CHECKED }];
      const ticked = (input.initial ?? '').split(',');
      return boxes.map((box) => ({
        ...common,
        name: input.options ? `${input.id}${BOX}${box.value}` : input.id,
        type: 'bool',
        placeholder: bounded(box.label, LIMITS.dialogText),
        // The browser takes an empty box for a missing answer.
        optional: true,
        default: ticked.includes(box.value) ? 'true' : 'false',
      }));
    }
  }
}

/** What a dialog's `state` carries; it comes back as it is, but through the browser of who fills the dialog in. */
export interface DialogState {
  readonly modal: string;
  readonly context: string;
  readonly user: string;
  readonly issued: number;
  readonly seal: string;
}

/**
 * A trigger is `<id>:<user>:<time>:<signature>` in base64. The server checks the signature when the dialog is opened and
 * shows the dialog to that user, so that a wrong user here ends as an unopened dialog.
 * @throws ChatError `message_rejected` when it is none.
 */
function userOf(trigger: string): string {
  const [, user = ''] = Buffer.from(trigger, 'base64').toString('utf8').split(':');
  if (/^[a-z0-9]{26}$/.test(user)) return user;
  throw new ChatError(
    'message_rejected',
    'Mattermost opens a form only for who pressed or typed just now: press again.',
  );
}

/** @returns a modal as a dialog for this user (https://developers.mattermost.com/integrate/plugins/interactive-dialogs/). */
export function dialog(modal: Modal, user: string, { settings, context, lent }: SealingNeeds): object {
  const carried = { modal: modal.id, context: JSON.stringify(modal.context), user, issued: lent.now() };
  const state: DialogState = { ...carried, seal: seal(settings, context, { kind: 'dialog', ...carried }) };
  return {
    callback_id: modal.id,
    title: bounded(modal.title, LIMITS.dialogTitle),
    submit_label: bounded(modal.submit, LIMITS.dialogTitle),
    elements: modal.inputs.flatMap(element),
    state: JSON.stringify(state),
  };
}

/** @returns the request that opens a modal. @throws ChatError `message_rejected` for what is no trigger. */
export function openRequest(trigger: string, modal: Modal, needs: SealingNeeds): object {
  return {
    trigger_id: trigger,
    url: needs.lent.address(needs.context, 'dialogs'),
    dialog: dialog(modal, userOf(trigger), needs),
  };
}
