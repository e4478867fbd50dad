import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Modal } from '../../src/chat/element.ts';
import type { MessageView } from '../../src/chat/sandbox/render.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { Chat } from '../../src/dashboard/sandbox/chat.ts';
import { MessageItem, WhisperItem } from '../../src/dashboard/sandbox/message.tsx';
import { ModalDialog } from '../../src/dashboard/sandbox/modal.tsx';
import { NOON } from '../unit/incident/fixture.ts';
import { escape, type Html } from './html.ts';

const BOT = { id: MUSTER.id, name: MUSTER.name };
const PEOPLE = ['Ana', 'Ben', 'Cy'].map((name) => ({ id: name.toLowerCase(), name }));
/** When everything in the pictures is said to have been written, epoch milliseconds. */
const AT = NOON + 2 * 60_000;
/** Nobody presses anything in a picture. */
const chat = {} as Chat;

/** @returns the sandbox's own page, as it shows one message. @param above what stands over it. */
export function sandboxMessage(view: MessageView, { above }: { readonly above?: string }): Html {
  const message = { id: 'm', channel: 'incidents', author: MUSTER, view, at: AT, order: 1, inChannel: true };
  const place = { channel: 'incidents' };
  const shown = { message, place, me: 'ben', bot: BOT, chat, continues: false, pinned: false };
  const hint = above === undefined ? '' : `<p class="footnote">${escape(above)}</p>`;
  return `${hint}<ul>${renderToString(h(MessageItem, shown))}</ul>`;
}

/** @returns an answer as the sandbox shows it to who asked. @param asked what was typed. */
export function sandboxWhisper(view: MessageView, asked: string | undefined): Html {
  const whisper = { id: 'w', channel: 'incidents', view, at: AT, ...(asked !== undefined && { asked }) };
  return `<ul>${renderToString(h(WhisperItem, { whisper, me: 'ben', bot: BOT, chat }))}</ul>`;
}

/** @returns a form as the sandbox shows it. */
export function sandboxForm(modal: Modal): Html {
  const open = { modal, errors: {}, channel: 'incidents' };
  const form = {
    open,
    people: PEOPLE,
    problem: undefined,
    onSubmit: () => Promise.resolve(),
    onClose: () => undefined,
  };
  return renderToString(h(ModalDialog, form)).replace('<dialog', '<dialog open');
}
