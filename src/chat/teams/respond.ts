import type { Answer, HttpAnswer, Response } from '../inbound.ts';
import { note, type Message, type Section } from '../message.ts';
import { attachment } from './card.ts';
import { dialog, formCard, told, words } from './dialog.ts';
import type { TeamsInbound } from './read.ts';
import { render } from './render.ts';

const EMPTY: HttpAnswer = { status: 200, contentType: 'application/json', body: '{}' };

function json(body: unknown): HttpAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

function later(answer: Answer, http: HttpAnswer = EMPTY): Response {
  return answer.kind === 'nothing' ? { http } : { http, undelivered: answer };
}

/** Answer to the press of an Action.Execute (https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format). */
function executed(type: 'message' | 'card', value: unknown): HttpAnswer {
  const types = {
    message: 'application/vnd.microsoft.activity.message',
    card: 'application/vnd.microsoft.card.adaptive',
  };
  return json({ statusCode: 200, type: types[type], value });
}

/** Can a line or two below the card say it all? */
function isShort({ sections, elements }: Message): boolean {
  return (
    !elements?.length &&
    sections.length <= 3 &&
    sections.every(({ fields, preformatted }) => !fields?.length && !preformatted)
  );
}

function toExecute(inbound: TeamsInbound, answer: Answer): Response {
  const form = inbound.kind === 'submit' ? inbound.form : undefined;
  switch (answer.kind) {
    case 'message': {
      // A card with a form is replaced by what came of it: it cannot be sent twice.
      const http = form
        ? executed('card', render(answer.message).card)
        : executed('message', words(answer.message));
      if (answer.visible === 'to all') return { http, undelivered: answer };
      if (form || isShort(answer.message)) return { http };
      const hint = `${answer.message.summary}\nYou find the whole in your chat with Muster.`;
      return { http: executed('message', words(note([hint], hint))), undelivered: answer };
    }
    case 'modal':
      if (form) return { http: executed('card', formCard(answer.modal)) };
      // A dialog opens only from a press that says so, and the card is not for a form: it comes in the chat.
      return { http: executed('message', 'The form is in your chat with Muster.'), undelivered: answer };
    case 'invalid':
      if (!form || inbound.kind !== 'submit')
        return { http: executed('message', Object.values(answer.errors).join('\n')) };
      return { http: executed('card', formCard(form, { values: inbound.values, errors: answer.errors })) };
    default:
      return { http: executed('message', 'Done.') };
  }
}

function toTask(inbound: TeamsInbound, answer: Answer): Response {
  const task = (value: unknown): HttpAnswer => json({ task: value });
  const form = inbound.kind === 'submit' ? inbound.form : undefined;
  switch (answer.kind) {
    case 'modal':
      return { http: task(dialog(answer.modal)) };
    case 'invalid':
      if (!form || inbound.kind !== 'submit')
        return { http: task({ type: 'message', value: Object.values(answer.errors).join('\n') }) };
      return { http: task(dialog(form, { values: inbound.values, errors: answer.errors })) };
    case 'message': {
      const http = task(told(answer.message));
      return answer.visible === 'to all' ? { http, undelivered: answer } : { http };
    }
    default:
      // An empty answer closes the dialog.
      return { http: EMPTY };
  }
}

function toLink(inbound: TeamsInbound, answer: Answer): Response {
  if (answer.kind !== 'previews' || inbound.kind !== 'links') return { http: EMPTY };
  const attachments = inbound.links.flatMap((link) => {
    const message = answer.previews[link];
    if (!message) return [];
    const { summary, card } = render({ ...message, elements: [] });
    const preview = { contentType: 'application/vnd.microsoft.card.thumbnail', content: { title: summary } };
    return [{ ...attachment(card), preview }];
  });
  if (attachments.length === 0) return { http: EMPTY };
  return { http: json({ composeExtension: { type: 'result', attachmentLayout: 'list', attachments } }) };
}

/**
 * Puts into the HTTP answer what Teams takes there: a press takes a few words, a form or another card, a dialog takes a
 * form or a message; to what was typed nothing can be said but by a message of its own.
 */
export function respond(inbound: TeamsInbound, answer: Answer): Response {
  if (inbound.kind === 'ignored' || inbound.kind === 'challenge') return { http: EMPTY };
  switch (inbound.invoke) {
    case 'execute':
      return toExecute(inbound, answer);
    case 'task':
    case 'extension':
      return toTask(inbound, answer);
    case 'link':
      return toLink(inbound, answer);
    default:
      return later(answer);
  }
}

const UNPRESSABLE: Section = {
  footnote: [
    'Buttons and menus need the app. Here say it plainly instead, such as ',
    { code: 'ack 42' },
    '; ',
    { code: 'help' },
    ' lists everything.',
  ],
};

/**
 * Answers an outgoing webhook: all that is said stands in the HTTP answer, and everybody in the channel sees it.
 * Nothing in it can be pressed, because no app would be told: what would be is to be said.
 */
export function respondToWebhook(inbound: TeamsInbound, answer: Answer): Response {
  if (inbound.kind === 'ignored') return { http: json({ type: 'message', text: '' }) };
  const message: Message =
    answer.kind === 'message'
      ? unpressable(answer.message)
      : note(
          answer.kind === 'modal'
            ? ['Forms need the app. Type it all instead: see ', { code: 'help' }, '.']
            : ['Done.'],
          'Done.',
        );
  const { summary, card } = render(message);
  return { http: json({ type: 'message', summary, attachments: [attachment(card)] }) };
}

function unpressable({ elements, ...message }: Message): Message {
  return elements?.length ? { ...message, sections: [...message.sections, UNPRESSABLE] } : message;
}
