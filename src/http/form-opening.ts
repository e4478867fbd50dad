import type { Logger } from 'pino';
import type { Modal } from '../chat/element.ts';
import { ChatError } from '../chat/error.ts';
import type { InboundAdapter, Response } from '../chat/inbound.ts';
import { note } from '../chat/message.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import type { Doing } from './understanding.ts';

/** Opens a modal by the platform's API. */
export type OpenModal = (instance: string, trigger: string, modal: Modal) => Promise<void>;

/** How long a platform has to open a modal, in milliseconds: the trigger is worthless after 3 s. */
const MODAL_MS = 2_000;

/**
 * Opens the modal that an HTTP answer could not carry.
 * @returns the answer that remains to be given: who cannot be shown the modal is told so.
 */
export async function openForm(
  openModal: OpenModal,
  { adapter, inbound, response }: { adapter: InboundAdapter; inbound: Doing; response: Response },
  patience: Patience,
  log: Logger,
): Promise<Response> {
  const { undelivered } = response;
  if (undelivered?.kind !== 'modal' || !('trigger' in inbound) || !inbound.trigger) return response;
  const ms = Math.min(MODAL_MS, patience.left(PART.worker));
  try {
    await inTime(openModal(adapter.instance, inbound.trigger, undelivered.modal), ms, '');
    return response;
  } catch (error) {
    const late = error instanceof Late;
    if (!late && !(error instanceof ChatError)) throw error;
    const why = late ? 'the platform did not answer in time.' : error.message;
    log.warn({ ...(!late && { code: error.code }), err: error }, 'a form could not be opened');
    const text = `The form could not be opened: ${why} Try again, or type it: /im help.`;
    return adapter.respond(inbound, { kind: 'message', message: note([text], text), visible: 'privately' });
  }
}
