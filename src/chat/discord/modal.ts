import {
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord.js';
import type { Input, Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import { option } from './actions.ts';
import { bounded, head } from '../../text/bounded.ts';
import { labelOf, LIMITS } from './limits.ts';
import { mentionable } from './markdown.ts';
import { snowflake } from './resources.ts';

/** The value of a checkbox that stands alone. */
export const CHECKED = 'true';

function textInput(input: Input, placeholder = input.placeholder): APIComponentInLabel {
  const longest = Math.min(input.limit ?? LIMITS.inputText, LIMITS.inputText);
  return {
    type: ComponentType.TextInput,
    custom_id: input.id,
    style: input.type === 'paragraph' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    max_length: longest,
    required: !input.optional,
    ...(input.initial && { value: head(input.initial, longest) }),
    ...(placeholder && { placeholder: bounded(placeholder, LIMITS.textPlaceholder) }),
  };
}

/** A menu holds 25 options and none that are suggested while typing: beyond that the value is typed. */
function select(input: Input): APIComponentInLabel {
  const options = input.options ?? [];
  if (options.length === 0 || options.length > LIMITS.options) {
    const examples = options.slice(0, 3).map(({ value }) => value);
    return textInput(input, input.placeholder ?? [...examples, '…'].join(', '));
  }
  return {
    type: ComponentType.StringSelect,
    custom_id: input.id,
    options: options.map((one) => option(one, one.value === input.initial)),
    required: !input.optional,
    ...(input.placeholder && { placeholder: bounded(input.placeholder, LIMITS.placeholder) }),
  };
}

function component(input: Input): APIComponentInLabel {
  switch (input.type) {
    case 'text':
    case 'paragraph':
      return textInput(input);
    case 'select':
      return select(input);
    case 'user': {
      const chosen = mentionable(input.initial ?? '') ? input.initial : undefined;
      return {
        type: ComponentType.UserSelect,
        custom_id: input.id,
        required: !input.optional,
        ...(chosen !== undefined && { default_values: [{ id: chosen, type: 'user' as never }] }),
        ...(input.placeholder && { placeholder: bounded(input.placeholder, LIMITS.placeholder) }),
      };
    }
    case 'channel':
      return {
        type: ComponentType.ChannelSelect,
        custom_id: input.id,
        channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
        required: !input.optional,
        ...(snowflake.safeParse(input.initial).success && {
          default_values: [{ id: input.initial ?? '', type: SelectMenuDefaultValueType.Channel }],
        }),
        ...(input.placeholder && { placeholder: bounded(input.placeholder, LIMITS.placeholder) }),
      };
    case 'checkbox': {
      const ticked = (input.initial ?? '').split(',');
      if (!input.options) {
        return { type: ComponentType.Checkbox, custom_id: input.id, default: ticked.includes(CHECKED) };
      }
      const options = input.options.map((one) => option(one, ticked.includes(one.value)));
      return {
        type: ComponentType.CheckboxGroup,
        custom_id: input.id,
        options,
        required: !input.optional,
        min_values: input.optional ? 0 : 1,
        max_values: options.length,
      };
    }
  }
}

function labelled(input: Input): APILabelComponent {
  const label = labelOf(input.label, LIMITS.label);
  // What a label cannot hold stands below it as its description.
  const rest = input.label.length > LIMITS.label ? { description: bounded(input.label, 100) } : {};
  return { type: ComponentType.Label, label, ...rest, component: component(input) };
}

/** @returns the inputs that there is room for: what may be left out is, the last first. */
function fitting(inputs: readonly Input[]): readonly Input[] {
  const last = inputs.findLastIndex(({ expendable }) => expendable);
  return inputs.length <= LIMITS.modalInputs || last < 0 ? inputs : fitting(inputs.toSpliced(last, 1));
}

/**
 * Draws a modal (https://docs.discord.com/developers/components/using-modal-components). Its context travels in its id.
 * @throws ChatError `message_rejected` when Discord cannot carry the context or the number of inputs.
 */
export function drawModal(modal: Modal): APIModalInteractionResponseCallbackData {
  const custom_id = `${modal.id}?${new URLSearchParams(modal.context).toString()}`;
  const inputs = fitting(modal.inputs);
  if (custom_id.length > LIMITS.customId || inputs.length > LIMITS.modalInputs) {
    const message = `The modal ${modal.id} is larger than Discord takes: ${custom_id.length} characters of context, ${inputs.length} inputs.`;
    throw new ChatError('message_rejected', message);
  }
  return {
    custom_id,
    title: labelOf(modal.title, LIMITS.modalTitle),
    components: inputs.map(labelled),
  };
}

/** @returns which modal an id made by {@link drawModal} is of, and its context. */
export function readModalId(id: string): Pick<Modal, 'id' | 'context'> {
  const mark = id.indexOf('?');
  if (mark < 0) return { id, context: {} };
  return { id: id.slice(0, mark), context: Object.fromEntries(new URLSearchParams(id.slice(mark + 1))) };
}
