import { InteractionResponseType as Type, MessageFlags } from 'discord.js';
import type { Answer, HttpAnswer, Inbound, Response } from '../inbound.ts';
import { note, type Message } from '../message.ts';
import type { Text } from '../text.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { drawModal } from './modal.ts';
import { render } from './render.ts';

const EMPTY: HttpAnswer = { status: 200, contentType: 'text/plain; charset=utf-8', body: '' };

type Submission = Extract<Inbound, { kind: 'submit' }>;

function json(type: Type, data?: object): HttpAnswer {
  const body = JSON.stringify({ type, ...(data && { data }) });
  return { status: 200, contentType: 'application/json', body };
}

function message(shown: Message, privately: boolean): HttpAnswer {
  const flags = privately ? { flags: MessageFlags.Ephemeral } : {};
  return json(Type.ChannelMessageWithSource, { ...render(shown), ...flags });
}

const privately = (text: string): HttpAnswer => message(note([text], text), true);

/** A modal closes when it is sent: what was typed is shown with what is wrong, and the form can be opened anew. */
function invalid(
  { modal, context, values }: Submission,
  errors: Readonly<Record<string, string>>,
): HttpAnswer {
  const wrong = Object.values(errors).join(' ');
  const typed = Object.values(values).filter((value) => value.trim() !== '');
  const text: Text = [{ bold: 'Nothing was done. ' }, wrong];
  const kept = typed.flatMap((value): Text => ['\n', value]);
  // What the form was about: an incident, or the question of what an action needs.
  const incident = context['incident'] ?? context['asked'];
  const shown: Message = {
    summary: `Nothing was done. ${wrong}`,
    sections: [{ text }, ...(kept.length > 0 ? [{ text: [{ bold: 'You typed:' }, ...kept] }] : [])],
    elements: [
      {
        kind: 'button',
        label: 'Open the form again',
        style: 'primary',
        action: { command: `open:${modal}`, ...(incident !== undefined && { incident }) },
      },
    ],
  };
  return message(shown, true);
}

function suggestions(answer: Answer): HttpAnswer {
  const options = answer.kind === 'options' ? answer.options : [];
  // A shortened value would come back as another one.
  const choices = options
    .filter(({ value }) => value.length <= LIMITS.option)
    .slice(0, LIMITS.choices)
    .map(({ label, value }) => ({ name: bounded(label, LIMITS.option) || value, value }));
  return json(Type.ApplicationCommandAutocompleteResult, { choices });
}

/** An interaction takes any answer at once; only a modal cannot be followed by another one. */
function toInteraction(inbound: Inbound, answer: Answer): HttpAnswer {
  switch (answer.kind) {
    case 'message':
      return message(answer.message, answer.visible === 'privately');
    case 'modal':
      if (inbound.kind === 'submit')
        return privately('Discord opens no form after a form. Type /im instead.');
      return json(Type.Modal, drawModal(answer.modal));
    case 'invalid':
      return inbound.kind === 'submit'
        ? invalid(inbound, answer.errors)
        : privately(Object.values(answer.errors).join(' '));
    case 'options':
    case 'home':
    case 'previews':
    case 'nothing':
      return inbound.kind === 'press' ? json(Type.DeferredMessageUpdate) : privately('Done.');
  }
}

/** Puts an answer into the response to an interaction. What came by the gateway otherwise is answered by a message. */
export function respond(inbound: Inbound, answer: Answer): Response {
  switch (inbound.kind) {
    case 'challenge':
      return { http: json(Type.Pong) };
    case 'suggest':
      return { http: suggestions(answer) };
    case 'command':
    case 'press':
    case 'submit':
    case 'shortcut':
      return { http: toInteraction(inbound, answer) };
    case 'mention':
    case 'reaction':
    case 'home':
    case 'links':
      return answer.kind === 'nothing' ? { http: EMPTY } : { http: EMPTY, undelivered: answer };
    case 'ignored':
      return { http: privately('This does nothing any more. Type /im help instead.') };
  }
}
