import { z } from 'zod';
import type { Input, Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import { plain } from '../text.ts';
import type { Message, Section } from '../message.ts';
import { choices, execute, SUBMIT } from './actions.ts';
import { attachment, type AdaptiveCard, type CardElement, type SubmitAction } from './card.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS, sizeOf } from './limits.ts';
import { escape } from './markdown.ts';
import { render } from './render.ts';

/** A dialog, or what else is shown in its place, as the answer to an invoke carries it. */
export type Task =
  | {
      readonly type: 'continue';
      readonly value: {
        readonly title: string;
        readonly width: 'medium';
        readonly height: 'medium' | 'small';
        readonly card: ReturnType<typeof attachment>;
      };
    }
  | { readonly type: 'message'; readonly value: string };

const option = z.object({ label: z.string(), value: z.string() });
const inputSchema: z.ZodType<Input> = z.object({
  id: z.string().min(1),
  label: z.string(),
  type: z.enum(['text', 'paragraph', 'select', 'user', 'channel', 'checkbox']),
  optional: z.boolean().exactOptional(),
  placeholder: z.string().exactOptional(),
  initial: z.string().exactOptional(),
  options: z.array(option).exactOptional(),
  limit: z.number().exactOptional(),
  expendable: z.literal(true).exactOptional(),
});

/** A form travels in its own button, so that it can be shown again with what is wrong in it. */
export const modalSchema: z.ZodType<Modal> = z.object({
  id: z.string().min(1).max(200),
  title: z.string(),
  submit: z.string(),
  inputs: z.array(inputSchema).max(50),
  context: z.record(z.string(), z.string()),
});

function text(input: Input, value: string | undefined): CardElement {
  const maxLength = Math.min(input.limit ?? LIMITS.inputText, LIMITS.inputText);
  return {
    type: 'Input.Text',
    id: input.id,
    label: input.label,
    isMultiline: input.type === 'paragraph',
    maxLength,
    ...(input.placeholder && { placeholder: input.placeholder }),
    ...(value && { value: value.slice(0, maxLength) }),
    ...required(input),
  };
}

function required(input: Input): { isRequired: boolean; errorMessage?: string } {
  return input.optional ? { isRequired: false } : { isRequired: true, errorMessage: 'This is needed.' };
}

function element(input: Input, value: string | undefined): CardElement {
  switch (input.type) {
    case 'text':
    case 'paragraph':
      return text(input, value);
    case 'channel':
      // A card has no menu of channels: its name is typed.
      return text(input, value);
    case 'select': {
      const options = choices(input.options ?? []);
      const chosen = options.find((one) => one.value === value);
      return {
        type: 'Input.ChoiceSet',
        id: input.id,
        style: 'compact',
        label: input.label,
        choices: options,
        ...(input.placeholder && { placeholder: input.placeholder }),
        ...(chosen && { value: chosen.value }),
        ...required(input),
      };
    }
    case 'user':
      return {
        type: 'Input.ChoiceSet',
        id: input.id,
        style: 'compact',
        label: input.label,
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
        ...(value && { value }),
        ...required(input),
      };
    case 'checkbox': {
      if (!input.options) {
        const on = value === 'true' ? 'true' : 'false';
        return {
          type: 'Input.Toggle',
          id: input.id,
          title: input.label,
          value: on,
          valueOn: 'true',
          valueOff: 'false',
        };
      }
      return {
        type: 'Input.ChoiceSet',
        id: input.id,
        style: 'expanded',
        isMultiSelect: true,
        label: input.label,
        choices: choices(input.options),
        ...(value && { value }),
        ...required(input),
      };
    }
  }
}

function complaint(words: string): CardElement {
  return {
    type: 'TextBlock',
    text: escape(words),
    wrap: true,
    color: 'Attention',
    weight: 'Bolder',
    spacing: 'None',
  };
}

/** What was typed, and what is wrong with it, by input id. */
interface Filled {
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: Readonly<Record<string, string>>;
}

function inputs(modal: Modal, { values = {}, errors = {} }: Filled): CardElement[] {
  const known = new Set(modal.inputs.map(({ id }) => id));
  const others = Object.entries(errors).filter(([id]) => !known.has(id));
  return [
    ...others.map(([, words]) => complaint(words)),
    ...modal.inputs.flatMap((input) => {
      const words = errors[input.id];
      return [element(input, values[input.id] ?? input.initial), ...(words ? [complaint(words)] : [])];
    }),
  ];
}

function card(modal: Modal, body: readonly CardElement[]): AdaptiveCard {
  const drawn: AdaptiveCard = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: modal.title,
    body,
  };
  if (sizeOf(drawn) > LIMITS.bytes)
    throw new ChatError(
      'message_rejected',
      `The form ${modal.id} is larger than Teams takes: ${sizeOf(drawn)} bytes.`,
    );
  return drawn;
}

/** @returns a form as a dialog. @throws ChatError `message_rejected` when it is larger than Teams takes. */
export function dialog(modal: Modal, filled: Filled = {}): Task {
  const submit: SubmitAction = {
    type: 'Action.Submit',
    title: bounded(modal.submit, LIMITS.label),
    style: 'positive',
    data: { muster: { form: modal } },
  };
  const body = [...inputs(modal, filled), { type: 'ActionSet' as const, actions: [submit] }];
  const value = {
    title: bounded(modal.title, LIMITS.dialogTitle),
    width: 'medium',
    height: 'medium',
    card: attachment(card(modal, body)),
  } as const;
  return { type: 'continue', value };
}

/** @returns a form as a card in a conversation, for what was typed there: a dialog opens only from a press. */
export function formCard(modal: Modal, filled: Filled = {}): AdaptiveCard {
  const title: CardElement = {
    type: 'TextBlock',
    text: escape(modal.title),
    wrap: true,
    style: 'heading',
    size: 'Large',
    weight: 'Bolder',
  };
  const submit = execute(SUBMIT, modal.submit, { form: modal }, 'auto', 'positive');
  return card(modal, [title, ...inputs(modal, filled), { type: 'ActionSet', actions: [submit] }]);
}

/** @returns a message as a dialog shows it. */
export function told(message: Message): Task {
  const { sections } = message;
  const isRich = ({ fields, preformatted }: Section): boolean => !!fields?.length || !!preformatted;
  const rich = sections.some(isRich) || sections.length > 2;
  if (!rich) return { type: 'message', value: words(message) };
  const { card: drawn } = render(message);
  return {
    type: 'continue',
    value: {
      title: bounded(message.heading ?? message.summary, LIMITS.dialogTitle),
      width: 'medium',
      height: 'medium',
      card: attachment(drawn),
    },
  };
}

/** @returns a message's words alone, within what answers to a press take. */
export function words({ summary, sections }: Message): string {
  const parts = sections
    .flatMap(({ text: main, preformatted, footnote }) => [main, preformatted && [preformatted], footnote])
    .filter((part) => part !== undefined && part !== '');
  return bounded(parts.length > 0 ? parts.map(plain).join('\n') : summary, LIMITS.answer);
}
