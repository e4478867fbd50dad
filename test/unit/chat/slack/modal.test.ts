import { describe, expect, it } from 'vitest';
import type { Modal } from '../../../../src/chat/element.ts';
import { view } from '../../../../src/chat/slack/modal.ts';
import { checkView } from '../../../fakes/slack/limits.ts';

const MODAL: Modal = {
  id: 'declare',
  title: 'Declare an incident',
  submit: 'Declare',
  inputs: [
    {
      id: 'title',
      label: 'Title',
      type: 'text',
      limit: 200,
      initial: 'checkout',
      placeholder: 'What is wrong?',
    },
    {
      id: 'severity',
      label: 'Severity',
      type: 'select',
      initial: 'SEV-2',
      options: [
        { label: 'SEV-1', value: 'SEV-1' },
        { label: 'SEV-2 grave', value: 'SEV-2' },
      ],
    },
    { id: 'details', label: 'Details', type: 'paragraph', optional: true },
    { id: 'commander', label: 'Commander', type: 'user', optional: true, initial: 'U0000000001' },
    { id: 'announce', label: 'Announce', type: 'channel', optional: true, initial: 'C024BE91L' },
    { id: 'private', label: 'Private', type: 'checkbox', optional: true, initial: 'true' },
  ],
  context: { channel: 'C1' },
};

describe('a box', () => {
  it('has what its label says beside it, below a title', () => {
    const label = 'Private: seen by responders and admins only';
    const drawn = view({ ...MODAL, inputs: [{ id: 'private', label, type: 'checkbox' }] });
    expect(drawn.blocks).toMatchObject([
      {
        label: { text: 'Private' },
        element: { options: [{ text: { text: 'Seen by responders and admins only' }, value: 'true' }] },
      },
    ]);
  });
});

describe('a choice that is suggested while somebody types', () => {
  it('has no options of its own, and says what it is of', () => {
    const input = {
      id: 'incident',
      label: 'Incident',
      type: 'select',
      suggest: 'incident',
      options: [{ label: 'INC-7 Checkout', value: 'INC-7' }],
      initial: 'INC-7',
    } as const;
    const drawn = view({ ...MODAL, inputs: [input] });
    checkView(drawn as unknown as Record<string, unknown>);
    expect(drawn.blocks).toMatchObject([
      {
        block_id: 'incident',
        element: {
          type: 'external_select',
          action_id: 'value~incident',
          min_query_length: 0,
          initial_option: { value: 'INC-7' },
        },
      },
    ]);
  });
});

describe('a modal', () => {
  it('is a view with an input block for each input', () => {
    const drawn = view(MODAL);
    checkView(drawn as unknown as Record<string, unknown>);
    expect(drawn).toMatchObject({
      type: 'modal',
      callback_id: 'declare',
      private_metadata: '{"channel":"C1"}',
    });
    expect(drawn.blocks).toMatchObject([
      {
        block_id: 'title',
        optional: false,
        element: { type: 'plain_text_input', multiline: false, max_length: 200, initial_value: 'checkout' },
      },
      {
        block_id: 'severity',
        element: { type: 'static_select', initial_option: { text: { text: 'SEV-2 grave' }, value: 'SEV-2' } },
      },
      {
        block_id: 'details',
        optional: true,
        element: { type: 'plain_text_input', multiline: true, max_length: 3000 },
      },
      { block_id: 'commander', element: { type: 'users_select', initial_user: 'U0000000001' } },
      {
        block_id: 'announce',
        optional: true,
        element: {
          type: 'conversations_select',
          filter: { include: ['public', 'private'] },
          initial_conversation: 'C024BE91L',
        },
      },
      { block_id: 'private', element: { type: 'checkboxes', initial_options: [{ value: 'true' }] } },
    ]);
  });

  it('is held to the lengths of titles, labels and texts', () => {
    const long = 'x'.repeat(5000);
    const inputs = MODAL.inputs.map((input) => ({ ...input, label: long, placeholder: long }));
    const drawn = view({
      ...MODAL,
      title: long,
      submit: long,
      inputs: [...inputs, { id: 'more', label: 'More', type: 'text', initial: long, limit: 9000 }],
    });
    checkView(drawn as unknown as Record<string, unknown>);
    expect(drawn.title.text).toBe(`${'x'.repeat(23)}…`);
    expect(drawn.blocks.at(-1)).toMatchObject({
      element: { max_length: 3000, initial_value: 'x'.repeat(3000) },
    });
  });

  it('keeps its context whole or is refused', () => {
    expect(() => view({ ...MODAL, context: { draft: 'x'.repeat(3000) } })).toThrow(
      expect.objectContaining({ code: 'message_rejected' }),
    );
  });
});
