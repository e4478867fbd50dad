import type { InputBlock, ModalView } from '@slack/web-api';
import { checkboxWords, type Input, type Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import { choices, plainText } from './actions.ts';
import { head } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** The one action id within an input's block, with `~` and what is suggested; the block carries the input's own id. */
export const INPUT_ACTION = 'value';

/** The value of a checkbox that stands alone. */
export const CHECKED = 'true';

const alone = ({ type, options }: Input): boolean => type === 'checkbox' && !options;

function element(input: Input): InputBlock['element'] {
  const placeholder = input.placeholder && { placeholder: plainText(input.placeholder, LIMITS.placeholder) };
  switch (input.type) {
    case 'text':
    case 'paragraph': {
      const longest = Math.min(input.limit ?? LIMITS.inputText, LIMITS.inputText);
      return {
        type: 'plain_text_input',
        action_id: INPUT_ACTION,
        multiline: input.type === 'paragraph',
        max_length: longest,
        ...(input.initial && { initial_value: head(input.initial, longest) }),
        ...placeholder,
      };
    }
    case 'select': {
      const chosen = input.options?.find((one) => one.value === input.initial);
      return {
        ...(input.suggest
          ? {
              type: 'external_select' as const,
              action_id: `${INPUT_ACTION}~${input.suggest}`,
              min_query_length: 0,
            }
          : { type: 'static_select' as const, action_id: INPUT_ACTION, ...choices(input.options ?? []) }),
        ...(chosen && {
          initial_option: { text: plainText(chosen.label, LIMITS.label), value: chosen.value },
        }),
        ...placeholder,
      };
    }
    case 'user':
      return {
        type: 'users_select',
        action_id: INPUT_ACTION,
        ...(input.initial && { initial_user: input.initial }),
        ...placeholder,
      };
    case 'channel':
      return {
        type: 'conversations_select',
        action_id: INPUT_ACTION,
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(input.initial && { initial_conversation: input.initial }),
        ...placeholder,
      };
    case 'checkbox': {
      const all = input.options ?? [{ label: checkboxWords(input.label).beside, value: CHECKED }];
      const options = all.map((one) => ({ text: plainText(one.label, LIMITS.label), value: one.value }));
      const ticked = (input.initial ?? '').split(',');
      const initial = options.filter((one) => ticked.includes(one.value));
      return {
        type: 'checkboxes',
        action_id: INPUT_ACTION,
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      };
    }
  }
}

/**
 * Draws a modal as a Slack view. Its context travels in `private_metadata`.
 * @throws ChatError `message_rejected` when Slack cannot carry the context or the number of inputs.
 */
export function view(modal: Modal): ModalView {
  const context = JSON.stringify(modal.context);
  if (context.length > LIMITS.context || modal.inputs.length > LIMITS.modalBlocks) {
    const message = `The modal ${modal.id} is larger than Slack takes: ${context.length} characters of context, ${modal.inputs.length} inputs.`;
    throw new ChatError('message_rejected', message);
  }
  return {
    type: 'modal',
    callback_id: modal.id,
    private_metadata: context,
    title: plainText(modal.title, LIMITS.modalTitle),
    submit: plainText(modal.submit, LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: modal.inputs.map((input) => ({
      type: 'input',
      block_id: input.id,
      optional: input.optional ?? false,
      label: plainText(alone(input) ? checkboxWords(input.label).title : input.label, LIMITS.inputLabel),
      element: element(input),
    })),
  };
}
