import { expect } from 'vitest';
import { ChatError, type ChatErrorCode } from '../../src/chat/error.ts';
import type { Message } from '../../src/chat/message.ts';
import type { Provider } from '../../src/chat/provider.ts';

/** @returns the ChatError that the call rejects with, having the code; anything else fails the test. */
export async function refusal(call: Promise<unknown>, code: ChatErrorCode): Promise<ChatError> {
  const outcome = await call.then(
    () => 'no error at all',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ChatError);
  const error = outcome as ChatError;
  expect(`${error.code}: ${error.message}`).toMatch(new RegExp(`^${code}: .{10}`));
  return error;
}

/**
 * Holds a provider to what its capabilities say.
 * @returns whether the operation is there; where it is not, the call has been refused with `operation_not_supported`.
 */
export async function supported(capable: boolean, call: () => Promise<unknown>): Promise<boolean> {
  if (!capable) await refusal(call(), 'operation_not_supported');
  return capable;
}

/** Can what was sent be looked up and changed, or is it out of reach? */
export function keeps({ capabilities }: Provider): boolean {
  return capabilities.operations.has('update');
}

/** Can a message be found again by its key? */
export function finds(provider: Provider): boolean {
  return keeps(provider) && provider.capabilities.deduplication !== 'none';
}

/** @returns an incident's card with everything that a message can have. */
export function card(title: string): Message {
  return {
    summary: `INC-7: ${title}`,
    heading: `INC-7 ${title}`,
    accent: 'SEV-1',
    sections: [
      { text: ['Checkout fails for ', { bold: 'all regions' }, '.'] },
      {
        fields: [
          { label: 'Severity', value: ['SEV-1'] },
          { label: 'Since', value: [{ time: Date.UTC(2026, 2, 1, 3, 4, 5) }] },
        ],
        footnote: ['Opened by the alert ', { code: 'checkout.latency' }],
      },
    ],
    elements: [
      {
        kind: 'button',
        label: 'Acknowledge',
        style: 'primary',
        action: { command: 'ack', incident: 'INC-7' },
      },
      { kind: 'button', label: 'Resolve', action: { command: 'resolve', incident: 'INC-7' } },
      {
        kind: 'select',
        placeholder: 'Severity',
        options: [
          { label: 'SEV-1', value: 'SEV-1' },
          { label: 'SEV-2', value: 'SEV-2' },
        ],
        action: { command: 'severity', incident: 'INC-7' },
      },
    ],
  };
}
